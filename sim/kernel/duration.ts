// The one grammar for durations: on the command line, in schedules, in scenarios and in reports.
//
//   duration = number                      whole milliseconds: 250
//            | part { [' '] part }         units from large to small, each at most once: 1m30s, 1m 30.5s
//   part     = digits [ '.' digits ] unit  a fraction only in the last part
//   unit     = d | h | m | s | ms
//
// The result is whole milliseconds. A fraction of a millisecond is refused, not rounded: nobody means it.

const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

// The kernel counts microseconds in a double, so 2^53 µs (285 years) is the end of time.
const MAX_MS = 9_007_199_254_740;

/** A text or number that is no duration. The message is one line for the person who wrote it. */
export class DurationError extends Error {
  override readonly name: string = 'DurationError';
}

/** A duration as people write it: `'90s'`, `'1m30s'`, or a number of milliseconds. */
export type DurationText = string | number;

/**
 * Reads a duration.
 *
 * @returns whole milliseconds, from 0 up
 * @throws DurationError when it is malformed, negative, finer than 1 ms or longer than 285 years
 * @example parseDurationMs('1.5m') === 90_000
 */
export function parseDurationMs(text: DurationText): number {
  const ms = typeof text === 'number' ? text : readKnown(text);
  if (Number.isNaN(ms) || ms < 0 || ms > MAX_MS) throw refuse(text, 'a duration');
  if (!Number.isInteger(ms)) throw refuse(text, 'a duration of whole milliseconds');
  return ms;
}

/**
 * A duration for people, readable by {@link parseDurationMs} again.
 *
 * @param ms milliseconds; a fraction is rounded
 * @example formatDuration(90_500) === '1m 30.5s'
 */
export function formatDuration(ms: number): string {
  let rest = Math.round(Math.abs(ms));
  if (rest < 1000) return `${ms < 0 && rest > 0 ? '-' : ''}${rest}ms`;
  const parts: string[] = [];
  for (const [name, size] of UNITS) {
    const count = name === 's' ? rest / 1000 : Math.floor(rest / size);
    if (count === 0) continue;
    parts.push(`${count}${name}`);
    rest = name === 's' ? 0 : rest - count * size;
  }
  return (ms < 0 ? '-' : '') + parts.join(' ');
}

/**
 * A stamp on a timeline: minutes, seconds and milliseconds, with hours once there are any.
 *
 * @param ms milliseconds; a fraction is floored, as everywhere outside the kernel
 * @example formatClock(12_345) === '0:12.345'
 */
export function formatClock(ms: number): string {
  const whole = Math.floor(Math.abs(ms));
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor(whole / 60_000) % 60;
  const seconds = Math.floor(whole / 1000) % 60;
  const front = hours > 0 ? `${hours}:${pad(minutes, 2)}` : `${minutes}`;
  return `${ms < 0 ? '-' : ''}${front}:${pad(seconds, 2)}.${pad(whole % 1000, 3)}`;
}

// A campaign reads the same few texts in every run.
const KNOWN = new Map<string, number>();
const KNOWN_AT_MOST = 4096;

function readKnown(text: string): number {
  const known = KNOWN.get(text);
  if (known !== undefined) return known;
  const ms = readText(text);
  if (KNOWN.size >= KNOWN_AT_MOST) KNOWN.clear();
  KNOWN.set(text, ms);
  return ms;
}

// NaN when the text is malformed.
function readText(text: string): number {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed);
  if (!/^\d+(\.\d+)?[a-z]+( ?\d+(\.\d+)?[a-z]+)*$/.test(trimmed)) return Number.NaN;
  let total = 0;
  let smallest = 0;
  let wholeSoFar = true;
  for (const [, digits = '', fraction = '', unit] of trimmed.matchAll(/(\d+)(?:\.(\d+))?([a-z]+)/g)) {
    const rank = UNITS.findIndex(([name]) => name === unit) + 1;
    if (rank <= smallest || !wholeSoFar) return Number.NaN;
    const size = UNITS[rank - 1]?.[1] ?? Number.NaN;
    total += Number(digits) * size + fractionOf(fraction, size);
    smallest = rank;
    wholeSoFar = fraction === '';
  }
  return total;
}

// Decimal, because 1.001 * 1000 is not 1001 in doubles. Any remainder means a fraction of a millisecond.
function fractionOf(digits: string, size: number): number {
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return 0;
  const scaled = Number(significant) * size;
  const unit = Number(`1e${significant.length}`);
  return significant.length <= 9 && scaled % unit === 0 ? scaled / unit : 0.5;
}

function refuse(text: DurationText, what: string): DurationError {
  const got = typeof text === 'string' ? JSON.stringify(text) : String(text);
  return new DurationError(
    `Expected ${what} like 90s, 1.5m, 250ms, 2h, 1d or 1m30s (a bare number is ms), got ${got}. For example: 90s`,
  );
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
