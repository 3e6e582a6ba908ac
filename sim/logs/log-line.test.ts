import { describe, expect, it } from 'vitest';
import { listScenarios, run } from '../../index.js';
import { parseConsoleLine } from './console-line.js';
import { parseLogLine } from './log-line.js';
import { logLineSchema } from './log-schema.js';
import { logLines } from './write-log.js';

const at = { wall: 1_767_225_600_000, mono: 5, device: 'phone' };
const GOOD: readonly object[] = [
  { kind: 'log', ...at, format: 1 },
  { kind: 'call', ...at, id: 1, name: 'login', args: ['#a'] },
  { kind: 'settle', ...at, id: 1, name: 'login', ok: true },
  { kind: 'settle', ...at, id: 1, name: 'login', ok: false, error: { code: 6000121 } },
  { kind: 'event', ...at, name: 'tokenWillExpire', data: { second: 30 } },
  { kind: 'user', ...at, action: 'taps' },
  { kind: 'ui', ...at, action: 'remind', what: 'x' },
  { kind: 'error', ...at, message: 'TypeError' },
  { kind: 'socket', ...at, socket: 1, phase: 'opened' },
  { kind: 'device', ...at, what: 'slept', ms: 60_000 },
];
const BAD: readonly unknown[] = [
  {},
  [],
  null,
  7,
  { kind: 'call', ...at, id: 'x', name: 'login', args: [] },
  { kind: 'settle', ...at, id: 1, name: 'login' },
  { kind: 'ui', ...at, action: 'blink', what: 'x' },
  { kind: 'log', ...at, format: 2 },
  { kind: 'event', ...at, wall: 'now', name: 'x' },
  { kind: 'event', ...at, device: '', name: 'x' },
  { kind: 'other', ...at },
];

describe('a line of a log', () => {
  it('is read, and the schema knows it', () => {
    for (const line of GOOD) {
      expect(parseLogLine(JSON.stringify(line))).toEqual(line);
      expect(logLineSchema.safeParse(line).success, JSON.stringify(line)).toBe(true);
    }
  });

  it('is refused when it is none, by both', () => {
    for (const line of BAD) {
      expect(parseLogLine(JSON.stringify(line)), JSON.stringify(line)).toBe(undefined);
      expect(logLineSchema.safeParse(line).success, JSON.stringify(line)).toBe(false);
    }
    expect(parseLogLine('{"kind":')).toBe(undefined);
  });

  it('is what runs are written as', () => {
    for (const scenario of listScenarios().slice(0, 8)) {
      const result = run(scenario);
      for (const line of logLines(result.observations, { sdk: result.sdk })) {
        expect(parseLogLine(line), line).toBeDefined();
        expect(logLineSchema.safeParse(JSON.parse(line)).success, line).toBe(true);
      }
    }
  });
});

describe('a line of a console', () => {
  const read = (text: string, wall = 1000): ReturnType<typeof parseConsoleLine> =>
    parseConsoleLine(text, { wall, isTimed: false }, 'phone');

  it.each([
    ['connectionStateChanged 3 3 {}', 1000, 3],
    ['2026-01-01T00:00:01.500Z connectionStateChanged 2 0 ', 1_767_225_601_500, 2],
    ['[2026-01-01 01:00:01,5] LOG connectionStateChanged 1, 1, {"a":1}', 1_767_229_201_500, 1],
    ['2026-01-01T08:00:00+08:00 connectionStateChanged: 0 4', 1_767_225_600_000, 0],
    ['1767225600123 connectionStateChanged 2 0', 1_767_225_600_123, 2],
    ['00:00:02.250 connectionStateChanged 2 0 {}', 2250, 2],
    ['1:00:10 PM app.js:7 connectionStateChanged 3 3 {}', 46_810_000, 3],
    ['12:00:10 AM connectionStateChanged 3 3 {}', 10_000, 3],
    ['11/26/2026, 12:00:10 p.m. connectionStateChanged 3 3', 43_210_000, 3],
  ])('%s', (text, wall, state) => {
    expect(read(text)).toMatchObject({ wall, data: { state } });
  });

  it.each([
    [`connectionStateChanged {state: 3, event: 2, extendedData: '{"a":1}'}`, '{"a":1}'],
    [`app.js:12 connectionStateChanged { state: 3, event: 2, extendedData: '' }`, ''],
    ['connectionStateChanged {"state":3,"event":2,"extendedData":"{\\"a\\":1}"}', '{"a":1}'],
    ['connectionStateChanged state=3 event=2', ''],
    ['connectionStateChanged state: 3, event: 2', ''],
    ['[conn] connectionStateChanged: {"state":3,"event":2}', ''],
  ])('may be the object that a listener gets: %s', (text, extendedData) => {
    expect(read(text)?.data).toEqual({ state: 3, event: 2, extendedData });
  });

  it('goes on after midnight, and others are none', () => {
    expect(read('00:00:01 connectionStateChanged 2 0', 86_399_000)?.wall).toBe(86_401_000);
    expect(read('connectionStateChanged')).toBe(undefined);
    expect(read('connectionStateChanged {state: undefined}')).toBe(undefined);
    expect(read('hello')).toBe(undefined);
  });
});
