// The list of a page: observations and fault marks in order, each with its words and the moment at which it happened.

import type { Observation } from '../../sim/check/observation.js';
import type { CallPlace, ConsoleLine } from '../../sim/runner/external-app.js';
import type { FaultMark, RunResult } from '../../sim/runner/summary.js';
import { consoleLane, consoleText, consoleTone } from '../console-lines.js';
import { callText, settleText, textFor } from '../row-texts.js';
import { describeMark, isSpan } from '../words.js';
import type { Json, PageObservation, PageTone } from './page-document.js';
import { plainCopy } from './patches.js';
import type { Moment } from './states.js';

/** What the list is made from. */
type Listed = Pick<RunResult, 'observations' | 'faults' | 'console' | 'callPlaces'>;

/** Rows, and for each observation the place of its row. */
export interface ObservationRows {
  readonly rows: readonly PageObservation[];
  readonly places: readonly number[];
}

export function observationRows(run: Listed, moments: readonly Moment[]): ObservationRows {
  const writer = new RowWriter(run.callPlaces ?? []);
  const written = run.console ?? [];
  const places: number[] = [];
  let observation = 0;
  let fault = 0;
  let line = 0;
  for (const [moment, { observations, faults, lines }] of moments.entries()) {
    for (; fault < faults; fault++) writer.mark(run.faults[fault] as FaultMark, moment);
    // A line stands behind the observations that there were when it was written.
    const write = (before: number): void => {
      for (; line < lines && (written[line]?.after ?? 0) <= before; line++)
        writer.write(written[line] as ConsoleLine, moment);
    };
    for (; observation < observations; observation++) {
      write(observation);
      places.push(writer.rows.length);
      writer.observe(run.observations[observation] as Observation, moment);
    }
    write(Number.POSITIVE_INFINITY);
  }
  return { rows: writer.rows, places };
}

class RowWriter {
  readonly rows: PageObservation[] = [];
  readonly #details: Map<string, string> = new Map();
  readonly #calls: ReadonlyMap<string, string | undefined>;

  constructor(calls: readonly CallPlace[]) {
    this.#calls = new Map(calls.map(({ device, id, where }) => [`${device} ${id}`, where]));
  }

  mark(mark: FaultMark, moment: number): void {
    if (mark.phase === 'ends' && !isSpan(mark.fault)) return;
    this.rows.push({
      moment,
      atMs: mark.atMs,
      lane: 'network',
      kind: 'fault',
      text: describeMark(mark),
      tone: mark.phase === 'begins' ? 'bad' : 'good',
      data: plainCopy(mark.fault) as Json,
    });
  }

  write(line: ConsoleLine, moment: number): void {
    const { atMs, where } = line;
    this.rows.push({
      moment,
      atMs,
      lane: consoleLane(line),
      kind: 'console',
      text: consoleText(line),
      tone: consoleTone(line),
      ...(where === undefined ? {} : { where }),
    });
  }

  observe(observation: Observation, moment: number): void {
    const { atMs, kind, device } = observation;
    const { text, tone } = this.#words(observation);
    const data = plainCopy(dataOf(observation)) as Json | undefined;
    this.rows.push({
      moment,
      atMs,
      lane: kind === 'backend' ? 'server' : device,
      kind,
      text,
      tone,
      ...(data === undefined ? {} : { data }),
      ...this.#source(observation),
    });
  }

  #source(observation: Observation): Pick<PageObservation, 'where' | 'stack'> {
    if (observation.kind === 'call') {
      const where = this.#calls.get(`${observation.device} ${observation.id}`);
      return where === undefined ? {} : { where };
    }
    if (observation.kind !== 'error') return {};
    const { where, stack } = observation;
    return { ...(where === undefined ? {} : { where }), ...(stack === undefined ? {} : { stack }) };
  }

  #words(observation: Observation): { readonly text: string; readonly tone: PageTone } {
    if (observation.kind === 'call') {
      const { text, tone, detail } = callText(observation);
      this.#details.set(`${observation.device} ${observation.id}`, detail);
      return { text, tone };
    }
    if (observation.kind === 'settle') {
      return settleText(observation, this.#details.get(`${observation.device} ${observation.id}`) ?? '');
    }
    const texts = textFor(observation, { namesDevice: observation.kind === 'backend' });
    const [first] = texts;
    if (first === undefined) return { text: plainWords(observation), tone: 'dim' };
    return { text: texts.map(({ text }) => text).join(' · '), tone: first.tone };
  }
}

// What a timeline leaves out.
function plainWords(observation: Observation): string {
  if (observation.kind === 'event') return observation.name;
  return observation.kind === 'socket' ? `socket ${observation.phase}` : observation.kind;
}

function dataOf(observation: Observation): unknown {
  switch (observation.kind) {
    case 'call':
      return { id: observation.id, name: observation.name, args: observation.args };
    case 'settle': {
      const { id, name, ok, value, error } = observation;
      return { id, name, ok, value, error };
    }
    case 'event':
      return { name: observation.name, data: observation.data };
    case 'backend':
      return { device: observation.device, what: observation.what };
    case 'socket':
      return { socket: observation.socket, phase: observation.phase };
    default:
      return undefined;
  }
}
