// Runs a world once more and writes down, event by event, what changed in whom. A whole copy now and then lets a
// reader begin in the middle.

import type { Property } from '../../sim/check/property.js';
import { virtual } from '../../sim/kernel/driver.js';
import { parseDurationMs } from '../../sim/kernel/duration.js';
import { stepClient } from '../../sim/models/client/step.js';
import { stepServer } from '../../sim/models/server/step.js';
import { deviceOf, ISSUER, NEMESIS, NETWORK, SERVER } from '../../sim/runner/actors.js';
import { buildWorld } from '../../sim/runner/build.js';
import type { ExecuteOptions, Wrap } from '../../sim/runner/execute.js';
import type { ExternalApps } from '../../sim/runner/external-app.js';
import type { RunSpec } from '../../sim/runner/summary.js';
import type { World } from '../../sim/runner/world.js';
import type { WorldSteps } from '../../sim/runner/world-parts.js';
import type { Json, PageParticipant, PagePatch, PageStep } from './page-document.js';
import { type Copy, emptyCopy, follow, type Patch, plainCopy } from './patches.js';

/** A queue event after which something was new. */
export interface Moment {
  readonly atMicros: number;
  /** How many records, observations and fault marks there were after it. */
  readonly records: number;
  readonly observations: number;
  readonly faults: number;
  /** The same of the lines on consoles of apps. */
  readonly lines: number;
}

/** A run, seen from inside. */
export interface Replayed {
  readonly world: World;
  /** Undefined where no code ran. */
  readonly apps: ExternalApps | undefined;
  readonly moments: readonly Moment[];
  readonly participants: readonly PageParticipant[];
}

export interface ReplayOptions {
  readonly properties: readonly Property[];
  readonly wrap?: Wrap | undefined;
  /** Code in the place of scripts. */
  readonly apps?: ExecuteOptions['apps'];
  readonly unseen?: ExecuteOptions['unseen'];
  /** Whether what everybody knows is written down; it is the larger part of a page. */
  readonly withStates: boolean;
}

/** After so many steps comes a whole copy. */
const WHOLE_EVERY = 512;

/**
 * Executes a run again.
 *
 * @example const { moments, participants } = replayWithStates(spec, { properties, withStates: true });
 */
export function replayWithStates(spec: RunSpec, options: ReplayOptions): Replayed {
  const dirty = new Set<object>();
  const apps = options.apps?.(spec);
  const { world } = buildWorld(spec, {
    properties: options.properties,
    steps: markingSteps(options.wrap, dirty),
    apps,
    unseen: options.unseen,
    keepTrace: true,
    keepObservations: true,
  });
  const { parts } = world;
  const { simulator } = parts;
  const watchers = options.withStates ? watchersOf(world) : [];
  const moments: Moment[] = [];
  let before: Moment = { atMicros: -1, records: 0, observations: 0, faults: 0, lines: 0 };
  const look = (target: number): void => {
    const now = momentOf(world);
    const isWritten = now.records > before.records || now.faults > before.faults || now.lines > before.lines;
    if (dirty.size === 0 && !isWritten) return;
    const all = target === NEMESIS || (target === NETWORK && dirty.size === 0);
    let isNew = isWritten;
    for (const watcher of watchers) {
      if (!all && !concerns(watcher, { target, dirty })) continue;
      if (watcher.look(moments.length)) isNew = true;
    }
    dirty.clear();
    if (!isNew) return;
    moments.push(now);
    before = now;
  };
  world.start();
  for (const { live } of watchers) dirty.add(live);
  look(NEMESIS);
  const fire = simulator.onEvent;
  simulator.onEvent = (target, kind, payload) => {
    fire(target, kind, payload);
    look(target);
  };
  virtual.run(simulator, (spec.untilMs ?? parseDurationMs(spec.scenario.until)) * 1000);
  world.end();
  return { world, apps, moments, participants: watchers.map((watcher) => watcher.done()) };
}

function momentOf({ parts }: World): Moment {
  return {
    atMicros: parts.simulator.now,
    records: parts.simulator.trace.length,
    observations: parts.recorder.observations?.length ?? 0,
    faults: parts.recorder.faults.length,
    lines: parts.apps?.console.length ?? 0,
  };
}

// Clients and the backend say themselves that they were stepped.
function markingSteps(wrap: Wrap | undefined, dirty: Set<object>): WorldSteps {
  const client = wrap?.client?.(stepClient) ?? stepClient;
  const server = wrap?.server?.(stepServer) ?? stepServer;
  return {
    client(state, input, context, out) {
      dirty.add(state);
      client(state, input, context, out);
    },
    server(state, input, context, out) {
      dirty.add(state);
      server(state, input, context, out);
    },
  };
}

interface Asked {
  readonly target: number;
  readonly dirty: ReadonlySet<object>;
}

// An app is stepped with its client, or by a timer of its own.
function concerns({ live, actor }: Watcher, { target, dirty }: Asked): boolean {
  if (dirty.has(live)) return true;
  if (actor === SERVER || actor === ISSUER) return target === actor;
  return target > ISSUER && deviceOf(target) === deviceOf(actor);
}

function watchersOf({ parts }: World): readonly Watcher[] {
  const devices = parts.devices.map((device, index) => {
    const view = (): object => {
      const { offline, asleep, running, client, app } = device;
      const { config: _, ...client_ } = client;
      const { config: __, ...app_ } = app;
      return { offline, asleep, running, client: client_, app: app_ };
    };
    return new Watcher(device.name, ISSUER + 2 + 2 * index, device.client, view);
  });
  const { config: _, ...server } = parts.server;
  const { config: __, ...issuer } = parts.issuer;
  return [
    ...devices,
    new Watcher('server', SERVER, parts.server, () => without(parts.server, server)),
    new Watcher('issuer', ISSUER, parts.issuer, () => without(parts.issuer, issuer)),
  ];
}

// The same keys as `like`, which has no configuration.
function without<T extends object>(state: T, like: object): object {
  return Object.fromEntries(Object.keys(like).map((key) => [key, state[key as keyof T]]));
}

/** Follows one participant. */
class Watcher {
  readonly name: string;
  readonly actor: number;
  /** The object by which a step says whose it was. */
  readonly live: object;
  readonly #view: () => object;
  readonly #copy: Copy = emptyCopy();
  readonly #steps: PageStep[] = [];
  readonly #paths: (readonly string[])[] = [];
  readonly #numbers: Map<string, number> = new Map();
  #last = 0;

  constructor(name: string, actor: number, live: object, view: () => object) {
    this.name = name;
    this.actor = actor;
    this.live = live;
    this.#view = view;
  }

  /** Whether something has changed. */
  look(moment: number): boolean {
    const patches: Patch[] = [];
    follow(this.#copy, this.#view(), patches);
    if (patches.length === 0) return false;
    const after = moment - this.#last;
    this.#last = moment;
    const isFirst = this.#steps.length === 0;
    const short = isFirst ? [] : patches.map((patch) => this.#short(patch));
    if (this.#steps.length % WHOLE_EVERY === 0) {
      this.#steps.push([after, 'whole', plainCopy(this.#copy) as Json, short]);
    } else {
      this.#steps.push([after, short]);
    }
    return true;
  }

  done(): PageParticipant {
    return { name: this.name, steps: this.#steps, paths: this.#paths };
  }

  #short(patch: Patch): PagePatch {
    const [path] = patch;
    const key = path.join('\u0000');
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#paths.length;
      this.#numbers.set(key, number);
      this.#paths.push(path);
    }
    return patch.length === 1 ? [number] : [number, patch[1]];
  }
}
