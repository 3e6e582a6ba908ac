// What ShiViz demands: its parser reads each line, clocks count up from one, and nobody knows of what has not happened.
import { describe, expect, it } from 'vitest';
import { happenings } from '../happenings.js';
import type { RunReport } from '../run-report.js';
import { evilReport, reportOf } from './reports.test-support.js';
import { shivizReporter } from './shiviz.js';

interface Line {
  readonly host: string;
  readonly clock: Readonly<Record<string, number>>;
  readonly event: string;
}

function linesOf(report: RunReport): readonly Line[] {
  const [parser = '', delimiter, ...lines] = (shivizReporter.run?.(report) ?? '').trimEnd().split('\n');
  expect(delimiter).toBe('');
  // ShiViz reads the whole text with it, over and over.
  const matches = [...lines.join('\n').matchAll(new RegExp(parser, 'gm'))];
  expect(matches).toHaveLength(lines.length);
  expect(new RegExp(parser, 'm').test(parser)).toBe(false);
  return matches.map(({ groups }) => ({
    host: groups?.host ?? '',
    clock: JSON.parse(groups?.clock ?? ''),
    event: groups?.event ?? '',
  }));
}

describe.each([
  ['room-deleted', () => reportOf('room-deleted')],
  ['weak-network', () => reportOf('weak-network')],
  ['multi-device-login', () => reportOf('multi-device-login')],
  ['names that mean harm', evilReport],
] as const)('ShiViz, of %s', (_name, make) => {
  const report = make();
  const lines = linesOf(report);

  it('has clocks that count each host up by one and never forget', () => {
    const last = new Map<string, Readonly<Record<string, number>>>();
    for (const { host, clock } of lines) {
      const before = last.get(host) ?? {};
      expect(clock[host]).toBe((before[host] ?? 0) + 1);
      for (const [other, count] of Object.entries(before)) {
        expect(clock[other]).toBeGreaterThanOrEqual(count);
      }
      // Nobody knows more of another host than has happened there.
      for (const [other, count] of Object.entries(clock)) {
        if (other !== host) expect(last.get(other)?.[other]).toBeGreaterThanOrEqual(count);
      }
      last.set(host, clock);
    }
  });

  it('learns of others by messages alone, and of all that arrive', () => {
    const last = new Map<string, Readonly<Record<string, number>>>();
    let arrived = 0;
    for (const { host, clock, event } of lines) {
      const before = last.get(host) ?? {};
      const isNews = Object.entries(clock).some(
        ([other, count]) => other !== host && count > (before[other] ?? 0),
      );
      if (event.startsWith('gets ')) arrived += 1;
      else expect(isNews, event).toBe(false);
      last.set(host, clock);
    }
    const messages = happenings(report).filter(({ kind }) => kind === 'arrived');
    expect(arrived).toBe(messages.length);
    expect(arrived).toBeGreaterThan(0);
  });

  it('has each message after its sender has sent it', () => {
    const sends = new Map<string, number[]>();
    for (const { host, clock, event } of lines) {
      const [, from] = /^gets .* from (.*)$/.exec(event) ?? [];
      if (event.startsWith('sends ')) sends.set(host, [...(sends.get(host) ?? []), clock[host] ?? 0]);
      if (from !== undefined && sends.has(from)) {
        expect(sends.get(from)?.some((count) => (clock[from] ?? 0) >= count)).toBe(true);
      }
    }
  });
});

it('ShiViz shows a few of a crowd', () => {
  const report = reportOf('server-restart-herd');
  const lines = linesOf(report);
  expect(lines[0]).toMatchObject({
    host: 'faults',
    event: expect.stringMatching(/^\d+ devices more are left out$/),
  });
  expect(new Set(lines.map(({ host }) => host)).size).toBeLessThan(30);
});
