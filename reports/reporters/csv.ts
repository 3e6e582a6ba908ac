// The observations of a run as a table for spreadsheets and data frames, as RFC 4180 has it: a head, CRLF, and quotes
// around what needs them.
import type { Observation } from '../../sim/check/observation.js';
import { unreachable } from '../../sim/kernel/assert.js';
import { formatClock } from '../../sim/kernel/duration.js';
import type { Reporter } from '../reporter.js';
import { callText, settleText, textFor } from '../row-texts.js';
import type { RunReport } from '../run-report.js';
import { visible } from '../text.js';

const COLUMNS = [
  'number',
  'at_ms',
  'at',
  'device',
  'kind',
  'name',
  'call',
  'ok',
  'code',
  'room',
  'state',
  'event',
  'text',
  'data',
] as const;

type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], unknown>>>;

/** For spreadsheets: an observation a row. */
export const csvReporter: Reporter = {
  name: 'csv',
  extension: 'csv',
  description: 'Every observation as a row (RFC 4180), for spreadsheets and data frames.',
  run: csvText,
};

function csvText({ observations }: RunReport): string {
  const rows = observations.map((observation, index) => {
    const { atMs, device, kind } = observation;
    const row: Row = {
      number: index + 1,
      at_ms: atMs,
      at: formatClock(atMs),
      device,
      kind,
      ...rest(observation),
    };
    return COLUMNS.map((column) => cell(row[column])).join(',');
  });
  return [COLUMNS.join(','), ...rows].map((line) => `${line}\r\n`).join('');
}

function rest(observation: Observation): Row {
  switch (observation.kind) {
    case 'call': {
      const { id, name, args } = observation;
      return { call: id, name, text: callText(observation).text, data: json(args) };
    }
    case 'settle': {
      const { id, name, ok, value, error } = observation;
      const text = settleText(observation, '').text;
      return { call: id, name, ok, code: error?.code, text, data: json(ok ? value : error) };
    }
    case 'event': {
      const { name, data } = observation;
      const { roomID: room, state, event } = data;
      return { name, room, state, event, text: textOf(observation), data: json(data) };
    }
    case 'user':
    case 'ui':
      return { name: observation.action, text: textOf(observation) };
    case 'error':
      return { name: 'error', text: observation.message };
    case 'socket':
      return { name: observation.phase, call: observation.socket, text: textOf(observation) };
    case 'device':
      return { name: observation.what, text: textOf(observation) };
    case 'backend': {
      const { what } = observation;
      const room = 'roomID' in what ? what.roomID : undefined;
      return { name: what.kind, room, text: textOf(observation), data: json(what) };
    }
    default:
      return unreachable(observation);
  }
}

function textOf(observation: Observation): string {
  return textFor(observation)
    .map(({ text }) => text)
    .join('; ');
}

function json(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

// What begins like a formula would be one when a spreadsheet opens the file.
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string')
    return quoted(typeof value === 'object' ? JSON.stringify(value) : String(value));
  const shown = value.replace(/[^\r\n]+/g, visible);
  return quoted(FORMULA.test(shown) ? `'${shown}` : shown);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
