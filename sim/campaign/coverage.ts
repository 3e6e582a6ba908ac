// What runs have shown: pairs of state and event, what came after what, which faults met which states, which answers
// calls got, which properties were put to the test. Each is a name; what counts is in how many runs it was seen.

import { always } from '../check/combinators.js';
import type { Property } from '../check/property.js';
import type { RunResult } from '../runner/summary.js';

/** Names of behaviours, and in how many runs each was seen. Plain data. */
export type Seen = Readonly<Record<string, number>>;

/** Who collects what one run shows. */
export interface Collector {
  /** Listens in; it says nothing. Put it behind the properties of every run. */
  readonly property: Property;
  /** Before a run. */
  begin(): void;
  /** After it: the names of what it has shown. */
  end(run: Pick<RunResult, 'faults' | 'properties'>): ReadonlySet<string>;
}

interface Change {
  readonly atMs: number;
  readonly device: string;
  readonly state: number;
}

const ID = 'coverage';

/** A collector. It is reused from run to run, since making properties is dear. */
export function createCollector(): Collector {
  let seen = new Set<string>();
  let changes: Change[] = [];
  const lastPair = new Map<string, string>();
  const property = always('what runs show', {
    id: ID,
    scope: 'world',
    on: ['event:connectionStateChanged', 'event:roomStateChanged', 'settle', 'backend:resumeAnswered'],
    needs: ['event'],
    step(_state, observation) {
      switch (observation.kind) {
        case 'settle': {
          const { name, ok, error } = observation;
          seen.add(`call ${name} ${ok ? 'ok' : (error?.code ?? 'fails')}`);
          return undefined;
        }
        case 'backend':
          seen.add(`T1 ${observation.what.kind === 'resumeAnswered' ? observation.what.outcome : ''}`);
          return undefined;
        default: {
          const { device, name, data, atMs } = observation;
          const isRoom = name === 'roomStateChanged';
          const what = isRoom ? 'room' : 'connection';
          const pair = `${data.state}/${data.event}`;
          const key = isRoom ? `${device} ${(data as { roomID?: string }).roomID ?? ''}` : device;
          seen.add(`${what} ${pair}`);
          seen.add(`${what} ${lastPair.get(key) ?? 'start'} → ${pair}`);
          lastPair.set(key, pair);
          if (!isRoom) changes.push({ atMs, device, state: Number(data.state) });
          return undefined;
        }
      }
    },
  });
  return {
    property: property as Property,
    begin() {
      seen = new Set();
      changes = [];
      lastPair.clear();
    },
    end({ faults, properties }) {
      addFaults(seen, faults, changes);
      for (const { id, exercised } of properties) if (exercised > 0 && id !== ID) seen.add(`property ${id}`);
      return seen;
    },
  };
}

// Which states a fault meets: those of all devices when it begins.
function addFaults(seen: Set<string>, faults: RunResult['faults'], changes: readonly Change[]): void {
  const states = new Map<string, number>();
  let at = 0;
  for (const { atMs, phase, fault } of faults) {
    if (phase !== 'begins') continue;
    for (; at < changes.length && (changes[at] as Change).atMs <= atMs; at++) {
      const { device, state } = changes[at] as Change;
      states.set(device, state);
    }
    seen.add(`fault ${fault.kind}`);
    if (states.size === 0) seen.add(`fault ${fault.kind} × connection -`);
    for (const state of states.values()) seen.add(`fault ${fault.kind} × connection ${state}`);
  }
}

/** The behaviours that a run shows besides those of its properties: ids are not counted twice. */
export function addTo(counts: Record<string, number>, seen: ReadonlySet<string>): void {
  for (const name of seen) counts[name] = (counts[name] ?? 0) + 1;
}

/**
 * Good and Turing: of all behaviours, those that only one run has shown say how likely the next run is to show one that
 * none has. It is an estimate for more runs of the same kind, and says nothing about other kinds.
 *
 * @returns a probability; 1 where there were no runs
 */
export function chanceOfNews(seen: Seen, runs: number): number {
  if (runs === 0) return 1;
  const once = Object.values(seen).filter((count) => count === 1).length;
  return Math.min(1, once / runs);
}
