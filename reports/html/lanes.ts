// The rows of the picture: for each device its calls, its connection, its rooms and its socket as bands; for the
// backend its sessions and who is in which room. Made from observations alone.

import type { Observation } from '../../sim/check/observation.js';
import type { ConsoleLine } from '../../sim/runner/external-app.js';
import type { RunResult } from '../../sim/runner/summary.js';
import { faqName } from '../../sim/zim/enums.js';
import { consoleText, consoleTone } from '../console-lines.js';
import { roomOutages } from '../room-outages.js';
import { callText, settleText, textFor } from '../row-texts.js';
import type { PageBand, PageLane, PageMark, PageRow, PageTone } from './page-document.js';

interface Band {
  fromMs: number;
  toMs: number;
  text: string;
  short: string;
  tone: PageTone;
}

/** Nobody reads more of a line while pointing at it; the list has all of it. */
const MOST_HINT = 200;

/** A row that is being written. */
class Row {
  readonly kind: PageRow['kind'];
  readonly label: string;
  readonly bands: Band[] = [];
  readonly marks: PageMark[] = [];
  #open: Band | undefined;

  constructor(kind: PageRow['kind'], label: string) {
    this.kind = kind;
    this.label = label;
  }

  /** Ends what is shown and begins another band, unless there is nothing to say. */
  turn(atMs: number, next: Omit<PageBand, 'fromMs' | 'toMs'> | undefined): void {
    const open = this.#open;
    if (open !== undefined) {
      if (next !== undefined && open.text === next.text) return;
      open.toMs = atMs;
    }
    this.#open = next === undefined ? undefined : { fromMs: atMs, toMs: atMs, ...next };
    if (this.#open !== undefined) this.bands.push(this.#open);
  }

  /** Whether a band is open now. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  end(atMs: number): void {
    this.turn(atMs, undefined);
  }
}

/** @param devices in the order of the scenario */
export function lanesOf(
  run: Pick<RunResult, 'observations' | 'virtualMs' | 'console'>,
  devices: readonly string[],
): readonly PageLane[] {
  const reader = new LaneReader(devices);
  for (const observation of run.observations) reader.read(observation);
  reader.outages(run.observations);
  for (const line of run.console ?? []) reader.write(line);
  return reader.finish(run.virtualMs);
}

class LaneReader {
  readonly #devices: readonly string[];
  readonly #rows: Map<string, Map<string, Row>> = new Map();
  readonly #calls: Map<string, { readonly band: Band; readonly detail: string }> = new Map();
  readonly #members: Map<string, Set<string>> = new Map();
  /** What each app shows: its screen and its reminders. */
  readonly #shown: Map<string, { screen: string; readonly reminders: Set<string> }> = new Map();

  constructor(devices: readonly string[]) {
    this.#devices = devices;
    for (const name of [...devices, 'server']) this.#rows.set(name, new Map());
    for (const name of devices) {
      this.#row(name, 'calls', 'calls');
      this.#row(name, 'connection', 'connection').turn(0, connectionBand(0, 0));
    }
  }

  read(observation: Observation): void {
    switch (observation.kind) {
      case 'call':
        this.#call(observation);
        return;
      case 'settle':
        this.#settle(observation);
        return;
      case 'event':
        this.#event(observation);
        return;
      case 'socket':
        this.#socket(observation);
        return;
      case 'backend':
        this.#backend(observation);
        return;
      default:
        this.#mark(observation);
    }
  }

  outages(observations: readonly Observation[]): void {
    for (const { device, roomID, t0, t1, t2, end } of roomOutages(observations)) {
      const row = this.#row(device, 'room', roomID);
      const mark = (text: string, atMs: number, tone: PageTone): void => {
        row.marks.push({ atMs, shape: 'outage', text, tone });
      };
      mark('T0', t0.atMs, 'warn');
      if (t1 !== undefined) mark('T1', t1.atMs, 'plain');
      if (t2 !== undefined && end === 'answered') mark('T2', t2.atMs, t2.roomState === 2 ? 'good' : 'bad');
    }
  }

  write(line: ConsoleLine): void {
    const { device, atMs, where } = line;
    if (!this.#devices.includes(device)) return;
    const place = where === undefined ? '' : `  ${where}`;
    const mark: PageMark = {
      atMs,
      shape: 'line',
      text: `${consoleText(line).slice(0, MOST_HINT)}${place}`,
      tone: consoleTone(line),
    };
    this.#row(device, 'console', 'console').marks.push(mark);
  }

  finish(endMs: number): readonly PageLane[] {
    const lanes: PageLane[] = [];
    for (const [name, rows] of this.#rows) {
      for (const row of rows.values()) row.end(endMs);
      for (const { band } of this.#calls.values()) band.toMs = endMs;
      const kind = this.#devices.includes(name) ? 'device' : 'server';
      const shown = [...rows.values()]
        .filter(isUsed)
        .sort((left, right) => ORDER[left.kind] - ORDER[right.kind]);
      lanes.push({
        name,
        kind,
        rows: shown.map(({ kind: row, label, bands, marks }) => ({ kind: row, label, bands, marks })),
      });
    }
    return lanes;
  }

  #row(lane: string, kind: PageRow['kind'], label: string): Row {
    const rows = this.#rows.get(lane) ?? new Map<string, Row>();
    this.#rows.set(lane, rows);
    const key = `${kind} ${label}`;
    const row = rows.get(key) ?? new Row(kind, label);
    rows.set(key, row);
    return row;
  }

  #call(observation: Observation & { kind: 'call' }): void {
    const { device, id, atMs, name } = observation;
    const { detail } = callText(observation);
    const band: Band = {
      fromMs: atMs,
      toMs: atMs,
      text: `${name}${detail}: no answer`,
      short: name,
      tone: 'warn',
    };
    this.#row(device, 'calls', 'calls').bands.push(band);
    this.#calls.set(JSON.stringify([device, id]), { band, detail });
  }

  #settle(observation: Observation & { kind: 'settle' }): void {
    const key = JSON.stringify([observation.device, observation.id]);
    const call = this.#calls.get(key);
    if (call === undefined) return;
    this.#calls.delete(key);
    const { band, detail } = call;
    band.toMs = observation.atMs;
    band.text = settleText(observation, detail).text;
    band.tone = observation.ok ? 'good' : 'bad';
  }

  #event(observation: Observation & { kind: 'event' }): void {
    const { device, name, data, atMs } = observation;
    if (name === 'connectionStateChanged') {
      this.#row(device, 'connection', 'connection').turn(
        atMs,
        connectionBand(Number(data.state), Number(data.event)),
      );
    } else if (name === 'roomStateChanged') {
      this.#row(device, 'room', String(data.roomID)).turn(
        atMs,
        roomBand(Number(data.state), Number(data.event)),
      );
    } else if (Array.isArray(data.messageList)) {
      for (const { text, tone } of textFor(observation)) {
        this.#row(device, 'calls', 'calls').marks.push({ atMs, shape: 'message', text, tone });
      }
    }
  }

  #socket({ device, phase, atMs }: Observation & { kind: 'socket' }): void {
    const row = this.#row(device, 'socket', 'socket');
    if (phase === 'connecting') row.turn(atMs, { text: 'connecting', short: '', tone: 'warn' });
    else if (phase === 'opened') row.turn(atMs, { text: 'socket open', short: '', tone: 'plain' });
    else row.end(atMs);
  }

  #mark(
    observation: Exclude<Observation, { kind: 'call' | 'settle' | 'event' | 'socket' | 'backend' }>,
  ): void {
    const { device, atMs, kind } = observation;
    if (!this.#rows.has(device)) return;
    if (kind === 'ui') {
      this.#shows(observation);
      return;
    }
    const shape = kind === 'user' || kind === 'error' ? kind : 'admin';
    for (const { text, tone } of textFor(observation)) {
      this.#row(device, 'calls', 'calls').marks.push({ atMs, shape, text, tone });
    }
  }

  #shows({ device, atMs, action, what }: Observation & { kind: 'ui' }): void {
    const shown = this.#shown.get(device) ?? { screen: '', reminders: new Set<string>() };
    this.#shown.set(device, shown);
    if (action === 'screen') shown.screen = what;
    else if (action === 'remind') shown.reminders.add(what);
    else shown.reminders.delete(what);
    const parts = [...(shown.screen === '' ? [] : [shown.screen]), ...shown.reminders];
    const text = parts.join(' · ');
    const tone = shown.reminders.size > 0 ? 'warn' : 'plain';
    this.#row(device, 'sees', 'user sees').turn(
      atMs,
      text === '' ? undefined : { text, short: parts.at(-1) ?? '', tone },
    );
  }

  #backend({ device, what, atMs }: Observation & { kind: 'backend' }): void {
    switch (what.kind) {
      case 'sessionStarted':
      case 'sessionResumed':
        this.#row('server', 'sessions', device === '' ? what.userID : device).turn(atMs, {
          text: 'online',
          short: 'online',
          tone: 'good',
        });
        return;
      case 'sessionOffline':
        this.#row('server', 'sessions', device).turn(atMs, {
          text: 'offline',
          short: 'offline',
          tone: 'warn',
        });
        return;
      case 'sessionEnded':
        this.#row('server', 'sessions', device).end(atMs);
        return;
      case 'memberJoined':
      case 'memberLeft': {
        const members = this.#members.get(what.roomID) ?? new Set<string>();
        this.#members.set(what.roomID, members);
        if (what.kind === 'memberJoined') members.add(what.userID);
        else members.delete(what.userID);
        this.#room(what.roomID, members, atMs);
        return;
      }
      case 'roomCreated':
        this.#room(what.roomID, new Set(), atMs);
        return;
      case 'roomDestroyed':
        this.#members.delete(what.roomID);
        this.#row('server', 'members', what.roomID).end(atMs);
        return;
      default:
    }
  }

  #room(roomID: string, members: ReadonlySet<string>, atMs: number): void {
    const names = [...members].join(', ');
    const text = names === '' ? 'empty' : names;
    this.#row('server', 'members', roomID).turn(atMs, {
      text,
      short: members.size > 4 ? `${members.size} members` : text,
      tone: names === '' ? 'dim' : 'plain',
    });
  }
}

// An app that only takes away what was never there shows nothing.
function isUsed({ kind, bands, marks }: Row): boolean {
  return kind !== 'sees' || bands.length + marks.length > 0;
}

const ORDER: Readonly<Record<PageRow['kind'], number>> = {
  sees: 0,
  calls: 1,
  console: 2,
  connection: 3,
  room: 4,
  socket: 5,
  sessions: 6,
  members: 7,
  tokens: 8,
};

function connectionBand(state: number, event: number): Omit<PageBand, 'fromMs' | 'toMs'> {
  const name = faqName('connectionState', state);
  const why = faqName('connectionEvent', event);
  const tones: readonly PageTone[] = [event === 0 ? 'dim' : 'bad', 'plain', 'good', 'warn'];
  return { text: `${state} ${name} (${why})`, short: name, tone: tones[state] ?? 'plain' };
}

function roomBand(state: number, event: number): Omit<PageBand, 'fromMs' | 'toMs'> | undefined {
  const name = faqName('roomState', state);
  const why = faqName('roomEvent', event);
  const tones: readonly PageTone[] = [event === 0 ? 'dim' : 'bad', event === 1 ? 'warn' : 'plain', 'good'];
  return {
    text: `${state} ${name} (${why})`,
    short: state === 0 ? why : name,
    tone: tones[state] ?? 'plain',
  };
}
