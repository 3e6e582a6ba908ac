// One line of a log: what it may say, and whether a text is one. The format is documented in docs/log-format.md; what the
// lines of a device come to together is for device-log.ts.

/** What a line is about. */
export type LogKind =
  | 'log'
  | 'call'
  | 'settle'
  | 'event'
  | 'user'
  | 'ui'
  | 'token'
  | 'error'
  | 'socket'
  | 'device';

/** A line that was read. Which of the other fields there are follows from `kind`; they have been looked at. */
export interface LogLine {
  readonly kind: LogKind;
  /** What the device's clock showed, milliseconds since the epoch. */
  readonly wall: number;
  /** A clock that is never set, milliseconds since anything. */
  readonly mono?: number;
  readonly device: string;
  readonly [field: string]: unknown;
}

/** The last time that clocks of today can show. */
const LATEST_MS = 8_640_000_000_000_000;

type Check = (line: Readonly<Record<string, unknown>>) => boolean;

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const UI = new Set<unknown>(['remind', 'clear', 'screen']);
const TOKEN = new Set<unknown>(['asked', 'got', 'failed']);
const PHASES = new Set<unknown>(['connecting', 'opened', 'failed', 'closed']);

const CHECKS: ReadonlyMap<unknown, Check> = new Map<LogKind, Check>([
  ['log', ({ format }) => format === 1],
  ['call', ({ id, name, args }) => isNumber(id) && isText(name) && Array.isArray(args)],
  ['settle', ({ id, name, ok }) => isNumber(id) && isText(name) && typeof ok === 'boolean'],
  [
    'event',
    ({ name, data }) => isText(name) && (data === undefined || isRecord(data)) && isEvent(name, data),
  ],
  ['user', ({ action }) => isText(action)],
  ['ui', ({ action, what }) => UI.has(action) && isText(what)],
  ['token', ({ action }) => TOKEN.has(action)],
  ['error', ({ message }) => isText(message)],
  ['socket', ({ socket, phase }) => isNumber(socket) && PHASES.has(phase)],
  ['device', ({ what }) => isText(what)],
]);

// The events whose data are counted on.
function isEvent(name: string, data: Readonly<Record<string, unknown>> = {}): boolean {
  switch (name) {
    case 'connectionStateChanged':
      return isNumber(data.state) && isNumber(data.event);
    case 'roomStateChanged':
      return isNumber(data.state) && isNumber(data.event) && isText(data.roomID);
    case 'tokenWillExpire':
      return isNumber(data.second);
    default:
      return true;
  }
}

/**
 * Reads a line.
 *
 * @returns `undefined` when it is none
 * @example parseLogLine('{"kind":"user","wall":1767225600000,"device":"phone","action":"taps"}')?.device
 */
export function parseLogLine(text: string): LogLine | undefined {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(line)) return undefined;
  const { kind, wall, mono, device } = line;
  if (!isNumber(wall) || wall < 0 || wall > LATEST_MS || !isText(device) || device === '') return undefined;
  if (mono !== undefined && !isNumber(mono)) return undefined;
  return CHECKS.get(kind)?.(line) === true ? (line as unknown as LogLine) : undefined;
}
