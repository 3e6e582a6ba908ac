// Where observations go: into the trace, to the properties, and into a list if somebody wants to read them.

import type { Monitor } from '../check/monitor.js';
import type { Observation } from '../check/observation.js';
import type { Trace } from '../kernel/trace.js';
import type { FaultMark } from './summary.js';
import { recordObservation } from './trace-records.js';

export class Recorder {
  readonly trace: Trace;
  readonly monitor: Monitor;
  /** Undefined where nobody keeps them. */
  readonly observations: Observation[] | undefined;
  readonly faults: FaultMark[];

  constructor(parts: {
    readonly trace: Trace;
    readonly monitor: Monitor;
    readonly observations: Observation[] | undefined;
    readonly faults: FaultMark[];
  }) {
    this.trace = parts.trace;
    this.monitor = parts.monitor;
    this.observations = parts.observations;
    this.faults = parts.faults;
  }

  observe(observation: Observation): void {
    recordObservation(this.trace, observation);
    this.observations?.push(observation);
    this.monitor.observe(observation);
  }

  /** An independent copy on a forked trace. */
  clone(trace: Trace): Recorder {
    return new Recorder({
      trace,
      monitor: this.monitor.clone(),
      observations: this.observations?.slice(),
      faults: this.faults.slice(),
    });
  }
}
