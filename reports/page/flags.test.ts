import { expect, it } from 'vitest';
import type { PageMark } from '../html/page-document.js';
import { FLAG, flagsOf } from './flags.js';

const mark = (text: string, atMs: number): PageMark => ({ text, atMs, shape: 'outage', tone: 'plain' });
const row = (...marks: readonly PageMark[]) => ({ kind: 'room', label: 'lobby', bands: [], marks }) as const;

it('flags of one moment stand side by side, in their order', () => {
  const flags = flagsOf({ x: (ms) => ms }, row(mark('T0', 10), mark('T1', 100), mark('T2', 101)));
  expect(flags.map(({ mark: { text } }) => text)).toEqual(['T0', 'T1', 'T2']);
  const [, second, third] = flags;
  expect(third?.from).toBeGreaterThanOrEqual((second?.from ?? 0) + FLAG);
  expect(third?.at).toBe(101);
});

it('a flag does not go far from its time', () => {
  const many = Array.from({ length: 12 }, (_, at) => mark('T0', at));
  for (const { at, from } of flagsOf({ x: (ms) => ms }, row(...many))) {
    expect(Math.abs(from - at)).toBeLessThan(3 * FLAG);
  }
});
