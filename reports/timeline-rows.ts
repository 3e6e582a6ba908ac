// What a timeline tells, a row a thing: reads observations and fault marks, in order. It leaves folding to fold.ts
// and the columns to timeline.ts; what single observations say is in row-texts.ts.
import type { Observation } from '../sim/check/observation.js';
import type { RunResult } from '../sim/runner/summary.js';
import { callText, type RowText, settleText, textFor } from './row-texts.js';
import { describeFault, describeMark, isSpan } from './words.js';

/** The column of faults and sockets. */
export const NETWORK_LANE = 'network';
/** The column of what the backend did. */
export const SERVER_LANE = 'server';

/** One thing on a timeline. */
export interface TimelineRow extends RowText {
  readonly atMs: number;
  /** The column: a device's name, {@link NETWORK_LANE} or {@link SERVER_LANE}. */
  readonly lane: string;
  /** The device that it is about; undefined: everybody. */
  readonly subject: string | undefined;
  /** Something changed, so what repeats afterwards is worth to be shown again. */
  readonly isTurn: boolean;
}

/**
 * The rows of a run, by time. Faults of an instant come before what follows from them.
 *
 * @example timelineRows(run).filter(({ lane }) => lane === 'alice')
 */
export function timelineRows(run: Pick<RunResult, 'observations' | 'faults'>): readonly TimelineRow[] {
  const reader = new RowReader(usersWithDevices(run.observations));
  const marks = [...run.faults].sort((left, right) => left.atMs - right.atMs);
  let next = 0;
  for (const observation of run.observations) {
    for (; next < marks.length && marks[next]!.atMs <= observation.atMs; next++) reader.mark(marks[next]!);
    reader.observe(observation);
  }
  for (; next < marks.length; next++) reader.mark(marks[next]!);
  return reader.rows;
}

/** The users who have sessions on several devices. */
function usersWithDevices(observations: readonly Observation[]): ReadonlySet<string> {
  const first = new Map<string, string>();
  const several = new Set<string>();
  for (const observation of observations) {
    if (observation.kind !== 'backend' || observation.what.kind !== 'sessionStarted') continue;
    const { userID } = observation.what;
    const known = first.get(userID) ?? observation.device;
    first.set(userID, known);
    if (known !== observation.device) several.add(userID);
  }
  return several;
}

/** What the screens of all devices show. */
export class Screens {
  readonly #reminders: Set<string> = new Set();

  /** Whether anybody sees a difference: apps clear what was never shown and show what is there already. */
  change({ device, action, what }: Observation & { kind: 'ui' }): boolean {
    const key = JSON.stringify([device, what]);
    if (action === 'clear') return this.#reminders.delete(key);
    if (action === 'screen') return true;
    const isNew = !this.#reminders.has(key);
    this.#reminders.add(key);
    return isNew;
  }
}

class RowReader {
  readonly rows: TimelineRow[] = [];
  readonly #severalDevices: ReadonlySet<string>;
  // The last state told, by device and room: a pair that is told again is no change.
  readonly #told = new Map<string, string>();
  readonly #screens = new Screens();
  readonly #calls = new Map<string, { readonly row: number; readonly detail: string }>();

  constructor(severalDevices: ReadonlySet<string>) {
    this.#severalDevices = severalDevices;
  }

  mark(mark: RunResult['faults'][number]): void {
    if (mark.phase === 'ends' && !isSpan(mark.fault)) return;
    const text = describeMark(mark);
    this.rows.push({
      atMs: mark.atMs,
      lane: NETWORK_LANE,
      subject: undefined,
      isTurn: true,
      text,
      label: `${describeFault(mark.fault)} ${mark.phase}`,
      tone: mark.phase === 'begins' ? 'bad' : 'good',
    });
  }

  observe(observation: Observation): void {
    if (observation.kind === 'call') this.#call(observation);
    else if (observation.kind === 'settle') this.#settle(observation);
    else if (observation.kind === 'ui' && !this.#screens.change(observation)) return;
    else for (const text of textFor(observation, this.#options(observation))) this.#push(observation, text);
  }

  #options(observation: Observation): { readonly namesDevice: boolean } {
    const user =
      observation.kind === 'backend' && 'userID' in observation.what ? observation.what.userID : '';
    return { namesDevice: this.#severalDevices.has(user) };
  }

  #call(observation: Observation & { kind: 'call' }): void {
    const text = callText(observation);
    this.#calls.set(callKey(observation), { row: this.rows.length, detail: text.detail });
    this.#push(observation, text);
  }

  #settle(observation: Observation & { kind: 'settle' }): void {
    const call = this.#calls.get(callKey(observation));
    this.#calls.delete(callKey(observation));
    const text = settleText(observation, call?.detail ?? '');
    const last = this.rows.length - 1;
    // A call that settles before anything else happens is one thing, not two.
    if (call?.row === last && this.rows[last]?.atMs === observation.atMs) this.rows.pop();
    this.#push(observation, text);
  }

  #push(observation: Observation, text: RowText): void {
    this.rows.push({
      ...text,
      atMs: observation.atMs,
      lane: laneOf(observation),
      subject: observation.device === '' ? undefined : observation.device,
      isTurn: this.#isTurn(observation),
    });
  }

  #isTurn(observation: Observation): boolean {
    if (observation.kind !== 'event') return false;
    const { name, device, data } = observation;
    if (name !== 'connectionStateChanged' && name !== 'roomStateChanged') return false;
    const key = JSON.stringify([name, device, data.roomID]);
    const pair = `${data.state}/${data.event}`;
    const isNew = this.#told.get(key) !== pair;
    this.#told.set(key, pair);
    return isNew;
  }
}

function laneOf({ kind, device }: Observation): string {
  if (kind === 'backend') return SERVER_LANE;
  return kind === 'socket' ? NETWORK_LANE : device;
}

function callKey({ device, id }: { readonly device: string; readonly id: number }): string {
  return JSON.stringify([device, id]);
}
