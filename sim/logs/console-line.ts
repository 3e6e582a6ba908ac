// Lines that apps print by hand: `connectionStateChanged <state> <event> <extendedData>`, with a time before it or none.
import type { LogLine } from './log-line.js';

const LINE = /\bconnectionStateChanged\b[\s:,]+(\d+)[\s,]+(\d+)(?:[\s,]+(.*))?$/;
// 2026-01-01T10:00:00.123Z, 2026-01-01 10:00:00,123, in brackets or not; without a zone it is taken for UTC.
const DATE = /(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,3}))?(Z|[+-]\d\d:?\d\d)?/;
const CLOCK = /(?:^|[\s[(])(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,3}))?/;
const EPOCH = /(?:^|[\s[(])(\d{13})\b/;

/** What a converter must remember from one line to the next. */
export interface ConsoleState {
  /** The last time, so that lines without one stand in their order. */
  wall: number;
}

/**
 * Converts a line.
 *
 * @returns `undefined` when it says nothing of a connection
 * @example parseConsoleLine('12:00:01.500 connectionStateChanged 3 3 {}', { wall: 0 }, 'phone')?.wall // 43201500
 */
export function parseConsoleLine(text: string, state: ConsoleState, device: string): LogLine | undefined {
  const found = LINE.exec(text);
  if (found === null) return undefined;
  const [, connection, event, extendedData = ''] = found;
  const before = text.slice(0, found.index);
  state.wall = timeIn(before, state.wall) ?? state.wall;
  return {
    kind: 'event',
    wall: state.wall,
    device,
    name: 'connectionStateChanged',
    data: { state: Number(connection), event: Number(event), extendedData },
  };
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
  const [hours = 0, minutes = 0, seconds = 0] = clock.slice(1, 4).map(Number);
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
