// A run with everything that the views look up: when moments were, which of them are worth a stop, what stood where.

import type { PageMessage, PageObservation, PageRun } from '../html/page-document.js';
import { lastUpTo, ParticipantReader } from './participant-reader.js';

export class RunModel {
  readonly run: PageRun;
  /** When each moment was. */
  readonly atMs: Float64Array;
  readonly readers: readonly ParticipantReader[];
  /** For each moment the place of its first observation, and one more at the end. */
  readonly #first: Int32Array;
  readonly #faults: Uint8Array;

  constructor(run: PageRun) {
    this.run = run;
    const { stepMicros } = run.moments;
    this.atMs = new Float64Array(stepMicros.length);
    let micros = 0;
    for (const [index, step] of stepMicros.entries()) {
      micros += step;
      this.atMs[index] = micros / 1000;
    }
    this.readers = run.participants.map((participant) => new ParticipantReader(participant));
    this.#first = new Int32Array(stepMicros.length + 1);
    this.#faults = new Uint8Array(stepMicros.length);
    let place = 0;
    for (let moment = 0; moment < stepMicros.length; moment++) {
      this.#first[moment] = place;
      for (; run.observations[place]?.moment === moment; place++) {
        if (run.observations[place]?.kind === 'fault') this.#faults[moment] = 1;
      }
    }
    this.#first[stepMicros.length] = place;
  }

  get count(): number {
    return this.atMs.length;
  }

  timeOf(moment: number): number {
    return this.atMs[moment] ?? 0;
  }

  whatOf(moment: number): string {
    const { texts, what } = this.run.moments;
    return texts[what[moment] ?? -1] ?? '';
  }

  /** The places of a moment's observations: from, and before which. */
  observationsAt(moment: number): readonly [number, number] {
    return [this.#first[moment] ?? 0, this.#first[moment + 1] ?? 0];
  }

  /** The last moment at or before a time. */
  momentAt(ms: number): number {
    return Math.max(0, lastUpTo(this.atMs, ms));
  }

  /** The next moment that is worth a stop, or the same one where there is none. */
  step(moment: number, by: 1 | -1, faultsOnly: boolean): number {
    const { quiet } = this.run.moments;
    for (let next = moment + by; next >= 0 && next < this.count; next += by) {
      if (faultsOnly ? this.#faults[next] === 1 : quiet[next] === 0) return next;
    }
    return moment;
  }

  /** What was on its way. */
  inFlight(moment: number): readonly PageMessage[] {
    const now = this.timeOf(moment);
    const found: PageMessage[] = [];
    for (const message of this.run.messages) {
      if (message.sentMs > now) break;
      const { arrivedMs, sentMs } = message;
      // What never arrives is forgotten after a minute.
      if ((arrivedMs ?? sentMs + 60_000) > now) found.push(message);
    }
    return found;
  }

  observation(place: number): PageObservation | undefined {
    return this.run.observations[place];
  }
}
