// Lines that apps print by hand: `connectionStateChanged <state> <event> <extendedData>`, or with the object that a listener
// gets, with a time before it or none.
import type { LogLine } from './log-line.js';

const NUMBERS = /\bconnectionStateChanged\b[\s:,]+(\d+)[\s,]+(\d+)(?:[\s,]+(.*))?$/;
// As consoles and JSON.stringify show objects: { state: 3, event: 3, extendedData: '{}' }.
const FIELDS =
  /\bconnectionStateChanged\b.*?\bstate\b["']?\s*[:=]\s*(\d+).*?\bevent\b["']?\s*[:=]\s*(\d+)(?:.*?\bextendedData\b["']?\s*[:=]\s*(.*)|.*)$/;
// 2026-01-01T10:00:00.123Z, 2026-01-01 10:00:00,123, in brackets or not; without a zone it is taken for UTC.
const DATE = /(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,3}))?(Z|[+-]\d\d:?\d\d)?/;
const CLOCK = /(?:^|[\s[(])(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d{1,3}))?(?:\s?([AP])\.?M\b)?/i;
const EPOCH = /(?:^|[\s[(])(\d{13})\b/;

/** What a converter must remember from one line to the next. */
export interface ConsoleState {
  /** The last time, so that lines without one stand in their order. */
  wall: number;
  /** There was a time. */
  isTimed: boolean;
}

/**
 * Converts a line.
 *
 * @returns `undefined` when it says nothing of a connection
 * @example parseConsoleLine('12:00:01.500 connectionStateChanged 3 3 {}', { wall: 0, isTimed: false }, 'phone')?.wall // 43201500
 */
export function parseConsoleLine(text: string, state: ConsoleState, device: string): LogLine | undefined {
  const numbers = NUMBERS.exec(text);
  const found = numbers ?? FIELDS.exec(text);
  if (found === null) return undefined;
  const [, connection, event, rest = ''] = found;
  const time = timeIn(text.slice(0, found.index), state.wall);
  state.isTimed ||= time !== undefined;
  state.wall = time ?? state.wall;
  return {
    kind: 'event',
    wall: state.wall,
    device,
    name: 'connectionStateChanged',
    data: {
      state: Number(connection),
      event: Number(event),
      extendedData: numbers === null ? unquoted(rest) : rest,
    },
  };
}

/** The value of the last field of an object, as it was before it was shown. */
function unquoted(text: string): string {
  const value = text.replace(/\s*\}\s*$/, '');
  const [, quote, inner] = /^(["'])(.*)\1$/.exec(value) ?? [];
  if (inner === undefined) return value;
  return quote === '"' ? inner.replaceAll('\\"', '"') : inner.replaceAll("\\'", "'");
}

function timeIn(text: string, last: number): number | undefined {
  const date = DATE.exec(text);
  if (date !== null) {
    const [year, month, day, ...clock] = date.slice(1, 7).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const [hours, minutes, seconds] = clock;
    return Date.UTC(year, month - 1, day, hours, minutes, seconds, millis(date[7])) - zoneMs(date[8]);
  }
  const epoch = EPOCH.exec(text);
  if (epoch !== null) return Number(epoch[1]);
  const clock = CLOCK.exec(text);
  if (clock === null) return undefined;
  const [shown = 0, minutes = 0, seconds = 0] = clock.slice(1, 4).map(Number);
  const half = clock[5]?.toUpperCase();
  // Noon and midnight are 12 where a clock has two halves.
  const hours = half === undefined ? shown : (shown % 12) + (half === 'P' ? 12 : 0);
  const ofDay = ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis(clock[4]);
  const day = last - (last % DAY_MS);
  // After midnight the clock begins anew.
  return ofDay + day + (ofDay < (last % DAY_MS) - DAY_MS / 2 ? DAY_MS : 0);
}

const DAY_MS = 86_400_000;

function millis(digits = ''): number {
  return Number(digits.padEnd(3, '0'));
}

function zoneMs(zone = 'Z'): number {
  if (zone === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
}
