// A run in Chrome's trace format, which Perfetto opens: a process for each host, with tracks for its states, its calls,
// what happened to it and its messages, which are arrows; and a process for the faults.

import type { Observation } from '../../sim/check/observation.js';
import { unreachable } from '../../sim/kernel/assert.js';
import type { FaultMark } from '../../sim/runner/summary.js';
import { faqName } from '../../sim/zim/enums.js';
import { happenings, type MessageTrip } from '../happenings.js';
import type { Reporter } from '../reporter.js';
import { callText, textFor } from '../row-texts.js';
import type { RunReport } from '../run-report.js';
import { visible } from '../text.js';
import { describeFault, isSpan } from '../words.js';
import { type ChromeEvent, ChromeProcess, chromeText } from './chrome-events.js';

/** For ui.perfetto.dev and chrome://tracing. */
export const chromeTraceReporter: Reporter = {
  name: 'chrome-trace',
  extension: 'trace.json',
  description:
    "Chrome's trace format, which ui.perfetto.dev opens: states, calls, faults, and messages as arrows.",
  needsTrace: true,
  run: (report) => new Drawing(report).text(),
};

/** Something that has begun. */
interface Open {
  readonly host: string;
  readonly group: string;
  readonly name: string;
  readonly cat: string;
  readonly from: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

class Drawing {
  readonly #report: RunReport;
  readonly #events: ChromeEvent[] = [];
  readonly #processes = new Map<string, ChromeProcess>();
  readonly #faults: ChromeProcess;
  readonly #open = new Map<string, Open>();
  readonly #openFaults: { readonly mark: FaultMark; readonly from: number }[] = [];
  /** Where the arrow of each message begins. */
  readonly #begins = new Map<number, number>();

  constructor(report: RunReport) {
    this.#report = report;
    const { hosts } = report;
    this.#faults = new ChromeProcess(1, 'faults', this.#events);
    // Devices first, as in the timeline.
    for (const host of [...hosts.slice(2), ...hosts.slice(0, 2)]) this.#process(host);
  }

  text(): string {
    for (const happening of happenings(this.#report)) {
      const { atMicros } = happening;
      switch (happening.kind) {
        case 'observed':
          this.#observe(happening.observation, atMicros);
          break;
        case 'fault':
          this.#fault(happening.mark, atMicros);
          break;
        case 'sent':
          this.#sent(happening.message);
          break;
        case 'arrived':
          this.#arrived(happening.message, atMicros);
          break;
        default:
          unreachable(happening);
      }
    }
    const { virtualMs, scenario, seed, outcome, traceHash, reproduce } = this.#report;
    for (const key of [...this.#open.keys()]) this.#close(key, virtualMs * 1000, ' (not settled)');
    for (const { mark, from } of this.#openFaults) this.#drawFault(mark, from, virtualMs * 1000);
    return chromeText(this.#events, { scenario, seed, outcome, trace: traceHash, reproduce });
  }

  #process(host: string): ChromeProcess {
    const known = this.#processes.get(host);
    if (known !== undefined) return known;
    const process = new ChromeProcess(this.#processes.size + 2, visible(host), this.#events);
    this.#processes.set(host, process);
    return process;
  }

  #observe(observation: Observation, atMicros: number): void {
    const { kind, device } = observation;
    switch (kind) {
      case 'call': {
        const name = callText(observation).text.replace(/ →$/, '');
        const args = { arguments: observation.args };
        this.#begin(callKey(device, observation.id), {
          host: device,
          group: 'calls',
          cat: 'call',
          name,
          from: atMicros,
          args,
        });
        return;
      }
      case 'settle': {
        const { ok, error } = observation;
        this.#close(callKey(device, observation.id), atMicros, ok ? '' : ` ✗ ${error?.code ?? ''}`, {
          ok,
          error,
        });
        return;
      }
      case 'event':
        if (observation.name === 'connectionStateChanged') this.#state(observation, 'connection', atMicros);
        else if (observation.name === 'roomStateChanged') this.#state(observation, 'room', atMicros);
        else this.#instant(device, 'app', observation, atMicros, observation.data);
        return;
      case 'backend':
        this.#instant('server', 'backend', observation, atMicros, observation.what);
        return;
      case 'socket':
        this.#instant(device, 'sockets', observation, atMicros);
        return;
      case 'device':
        if (observation.what === 'kill') this.#kill(device, atMicros);
        this.#instant(device, 'device', observation, atMicros);
        return;
      case 'user':
      case 'ui':
      case 'error':
        this.#instant(device, 'app', observation, atMicros);
        return;
      default:
        unreachable(observation);
    }
  }

  #instant(
    host: string,
    thread: string,
    observation: Observation,
    ts: number,
    args?: Readonly<Record<string, unknown>>,
  ): void {
    for (const { text } of textFor(observation)) {
      const event = { name: visible(text), cat: observation.kind, ts };
      this.#process(host).instant(thread, args === undefined ? event : { ...event, args });
    }
  }

  /** The last state of the connection, or of a room, ends where a new one begins. */
  #state(observation: Observation & { kind: 'event' }, about: 'connection' | 'room', atMicros: number): void {
    const { device: host, data } = observation;
    const group = about === 'room' ? visible(`room ${String(data.roomID)}`) : 'connection';
    const key = JSON.stringify([host, group]);
    const [state, event] = [Number(data.state), Number(data.event)];
    const name = `${state} ${faqName(`${about}State`, state)}`;
    const last = this.#open.get(key);
    // What is told again is no other state, only a moment in it.
    if (last?.name === name) {
      this.#process(host).instant(group, {
        name: faqName(`${about}Event`, event),
        cat: 'state',
        ts: atMicros,
        args: data,
      });
      return;
    }
    this.#close(key, atMicros);
    if (about === 'room' && state === 0) this.#instant(host, group, observation, atMicros, data);
    else this.#begin(key, { host, group, name, cat: 'state', from: atMicros, args: data });
  }

  // The process is gone, and with it what it waited for and what it was told.
  #kill(device: string, atMicros: number): void {
    for (const [key, { host }] of [...this.#open])
      if (host === device) this.#close(key, atMicros, ' (killed)');
  }

  #begin(key: string, open: Open): void {
    this.#open.set(key, open);
  }

  /** @param ending is said of calls only: a state that goes on has nothing to settle */
  #close(key: string, to: number, ending = '', outcome: Readonly<Record<string, unknown>> = {}): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    this.#open.delete(key);
    const { host, group, name, cat, from, args } = open;
    const said = cat === 'call' ? `${name}${ending}` : name;
    this.#process(host).span(group, {
      name: visible(said),
      cat,
      from,
      to,
      args: { ...args, ...outcome },
    });
  }

  #fault(mark: FaultMark, atMicros: number): void {
    if (!isSpan(mark.fault)) {
      if (mark.phase === 'begins') {
        const name = visible(describeFault(mark.fault));
        this.#faults.instant('faults', { name, cat: 'fault', ts: atMicros, args: { ...mark.fault } });
      }
      return;
    }
    if (mark.phase === 'begins') {
      this.#openFaults.push({ mark, from: atMicros });
      return;
    }
    const text = JSON.stringify(mark.fault);
    const place = this.#openFaults.findIndex((open) => JSON.stringify(open.mark.fault) === text);
    const [begun] = place === -1 ? [] : this.#openFaults.splice(place, 1);
    if (begun !== undefined) this.#drawFault(mark, begun.from, atMicros);
  }

  #drawFault({ fault }: FaultMark, from: number, to: number): void {
    this.#faults.span('faults', {
      name: visible(describeFault(fault)),
      cat: 'fault',
      from,
      to,
      args: { ...fault },
    });
  }

  #sent({ id, from, to, name, sentMicros, arrivedMicros }: MessageTrip): void {
    const isLost = arrivedMicros === undefined;
    const begins = this.#process(from).arrowEnd('sent', {
      from: sentMicros,
      end: isLost ? undefined : 's',
      id,
      name: visible(`${name}${isLost ? ' (lost)' : ''}`),
      args: { to: visible(to) },
    });
    this.#begins.set(id, begins);
  }

  #arrived({ id, from, to, name }: MessageTrip, atMicros: number): void {
    const earliest = Math.max(atMicros, this.#begins.get(id) ?? 0);
    this.#process(to).arrowEnd('received', {
      from: earliest,
      end: 'f',
      id,
      name: visible(name),
      args: { from: visible(from) },
    });
  }
}

function callKey(device: string, id: number): string {
  return JSON.stringify([device, 'call', id]);
}
