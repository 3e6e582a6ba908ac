import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DurationError, formatClock, formatDuration, parseDurationMs } from './duration.js';

describe('parseDurationMs', () => {
  it.each([
    ['90s', 90_000],
    ['1.5m', 90_000],
    ['250ms', 250],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['250', 250],
    [250, 250],
    ['0', 0],
    ['1m30s', 90_000],
    ['1m 30.5s', 90_500],
    [' 1d 2h 3m 4s 5ms ', 93_784_005],
    ['1.001s', 1001],
    ['4.35s', 4350],
    ['0.100s', 100],
    ['2.0', 2],
  ])('reads %j as %d ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  it.each([
    '',
    'abc',
    '-1s',
    '1 s',
    '1x',
    '1s2m',
    '1s1s',
    '1.5m30s',
    '1.5.5s',
    's',
    '1e3',
    '1,5s',
    '.5s',
    '5.s',
    '1s  2ms',
    Number.NaN,
    -1,
    Number.POSITIVE_INFINITY,
    '999999999d',
  ])('refuses %j', (text) => {
    expect(() => parseDurationMs(text)).toThrow(DurationError);
  });

  it.each(['1.5ms', '0.0005s', '0.1', 0.5, '1.0000000001s'])(
    'refuses %j, which is finer than a millisecond',
    (text) => {
      expect(() => parseDurationMs(text)).toThrow(/^Expected a duration of whole milliseconds like /);
    },
  );

  it('says in one line what was expected, what came and what to do', () => {
    expect(() => parseDurationMs('soon')).toThrow(
      'Expected a duration like 90s, 1.5m, 250ms, 2h, 1d or 1m30s (a bare number is ms), got "soon". For example: 90s',
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0ms'],
    [250, '250ms'],
    [1000, '1s'],
    [1500, '1.5s'],
    [90_000, '1m 30s'],
    [90_500, '1m 30.5s'],
    [60_001, '1m 0.001s'],
    [3_600_000, '1h'],
    [90_000_000, '1d 1h'],
    [249.6, '250ms'],
    [-1500, '-1.5s'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('writes what can be read again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat(), fc.nat({ max: 9_007_199_254_740 })), (ms) => {
        expect(parseDurationMs(formatDuration(ms))).toBe(ms);
      }),
    );
  });
});

describe('formatClock', () => {
  it.each([
    [0, '0:00.000'],
    [12_345, '0:12.345'],
    [12_345.9, '0:12.345'],
    [754_005, '12:34.005'],
    [3_600_000, '1:00:00.000'],
    [90_061_001, '25:01:01.001'],
    [-1, '-0:00.001'],
  ])('stamps %d ms as %s', (ms, text) => {
    expect(formatClock(ms)).toBe(text);
  });
});
