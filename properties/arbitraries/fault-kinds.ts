// How each kind of fault is drawn: one entry a kind. When it begins and ends is fault-schedule.ts' business.
import fc from 'fast-check';
import type { Fault, FaultKind } from '../../sim/faults/fault.js';

/** Whom faults are about. */
export interface FaultTargets {
  /** Devices by name. */
  readonly devices: readonly string[];
  readonly users: readonly string[];
  readonly rooms: readonly string[];
}

/** A fault without its times, and how many of its like there are to one of the others. */
export interface FaultRecipe {
  /** Whether it has an end. */
  readonly lasts: boolean;
  of(targets: FaultTargets): fc.Arbitrary<Omit<Fault, 'at' | 'for'>>;
}

const SERVERS = ['server', 'issuer'] as const;
/** Published networks without loss: what a fault leaves behind for good must not keep anybody from coming back. */
const SOUND_PROFILES = ['fast-4g', '3g-fast', '4g', 'lte'] as const;

/** Under 30 s the backend refuses a token; just above it an app does nothing but renew. */
const SHORT_MS: readonly number[] = [20_000, 40_000, 60_000, 90_000];

const pick = (values: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...values);
const device = ({ devices }: FaultTargets): fc.Arbitrary<string> => pick(devices);
const user = ({ users }: FaultTargets): fc.Arbitrary<string> => pick(users);
const room = ({ rooms }: FaultTargets): fc.Arbitrary<string> => pick(rooms);
const anyHost = ({ devices }: FaultTargets): fc.Arbitrary<string> => pick([...devices, ...SERVERS]);
const server = fc.constantFrom(...SERVERS);
const share = (most: number): fc.Arbitrary<number> =>
  fc.integer({ min: 1, max: 100 }).map((n) => (n * most) / 100);
const ms = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const direction = fc.constantFrom('ahead' as const, 'behind' as const);
const toServer = (targets: FaultTargets): fc.Arbitrary<readonly [string, string]> =>
  fc.tuple(
    device(targets),
    fc.oneof({ arbitrary: fc.constant('server'), weight: 4 }, { arbitrary: server, weight: 1 }),
  );

/** A recipe that draws the fields of one kind. */
function recipe<K extends FaultKind>(
  kind: K,
  lasts: boolean,
  fields: (targets: FaultTargets) => { readonly [key: string]: fc.Arbitrary<unknown> },
  optional: readonly string[] = [],
): FaultRecipe {
  return {
    lasts,
    of(targets) {
      const all: Record<string, fc.Arbitrary<unknown>> = { kind: fc.constant(kind), ...fields(targets) };
      const required = Object.keys(all).filter((key) => !optional.includes(key));
      return fc.record(all, { requiredKeys: required, noNullPrototype: true }) as unknown as fc.Arbitrary<
        Omit<Fault, 'at' | 'for'>
      >;
    },
  };
}

/** Every kind of fault. The types see to it that none is missing. */
export const FAULT_RECIPES: Readonly<Record<FaultKind, FaultRecipe>> = {
  partition: recipe(
    'partition',
    true,
    (t) => ({
      between: toServer(t),
      direction: fc.constantFrom('both', 'there', 'back'),
    }),
    ['direction'],
  ),
  offline: recipe('offline', true, (t) => ({ device: device(t) })),
  blackHole: recipe('blackHole', true, () => ({ host: server })),
  refuse: recipe('refuse', true, () => ({ host: server })),
  weakNetwork: recipe(
    'weakNetwork',
    true,
    (t) => ({
      between: toServer(t),
      loss: share(0.9),
      delay: ms(1, 2000),
      jitter: ms(1, 1000),
      burst: fc.record(
        { p: share(0.2), r: share(0.5), lossGood: share(0.05), lossBad: share(1) },
        { noNullPrototype: true },
      ),
      rateBitsPerSecond: fc.integer({ min: 8, max: 1000 }).map((kilo) => kilo * 1000),
      duplicate: share(0.3),
      corrupt: share(0.3),
      reorder: fc.constant(true),
    }),
    ['delay', 'jitter', 'burst', 'rateBitsPerSecond', 'duplicate', 'corrupt', 'reorder'],
  ),
  dns: recipe('dns', true, (t) => ({
    device: device(t),
    answer: fc.constantFrom('failing', 'slow', 'wrong'),
  })),
  captivePortal: recipe('captivePortal', true, (t) => ({ device: device(t) })),
  natTimeout: recipe('natTimeout', true, (t) => ({ device: device(t), idle: ms(500, 30_000) })),
  handover: recipe('handover', true, (t) => ({ device: device(t), profile: pick(SOUND_PROFILES) }), [
    'profile',
  ]),
  reset: recipe('reset', false, (t) => ({ host: anyHost(t) })),
  kick: recipe('kick', false, (t) => ({ user: user(t) })),
  kickByDevice: recipe('kickByDevice', true, (t) => ({ user: user(t) })),
  tokenRevoke: recipe('tokenRevoke', false, (t) => ({ user: user(t) })),
  handlerThrows: recipe('handlerThrows', true, (t) => ({
    device: device(t),
    on: fc.constantFrom(
      'connectionStateChanged',
      'roomStateChanged',
      'tokenWillExpire',
      'peerMessageReceived',
    ),
  })),
  duplicateDelivery: recipe('duplicateDelivery', true, () => ({})),
  lateAnswer: recipe('lateAnswer', true, () => ({ delay: ms(100, 40_000) })),
  memberTimeoutShorten: recipe('memberTimeoutShorten', true, () => ({ to: ms(0, 20_000) })),
  unregister: recipe('unregister', false, (t) => ({ user: user(t) })),
  roomDelete: recipe('roomDelete', false, (t) => ({ room: room(t) })),
  memberRemove: recipe('memberRemove', false, (t) => ({ room: room(t), user: user(t) })),
  memberTimeout: recipe('memberTimeout', false, (t) => ({ room: room(t), user: user(t) })),
  resumeAnswer: recipe(
    'resumeAnswer',
    true,
    (t) => ({ room: room(t), outcome: fc.constantFrom('timeout', 'notExist', 'other') }),
    ['room'],
  ),
  issuerDown: recipe('issuerDown', true, () => ({})),
  issuerSlow: recipe('issuerSlow', true, () => ({ delay: ms(100, 40_000) })),
  issuerStale: recipe('issuerStale', true, () => ({})),
  tokenShorten: recipe('tokenShorten', true, () => ({ validity: fc.constantFrom(...SHORT_MS) })),
  serverRestart: recipe('serverRestart', true, () => ({ keepMemory: fc.boolean() })),
  visible: recipe('visible', false, (t) => ({ device: device(t) })),
  online: recipe('online', false, (t) => ({ device: device(t) })),
  clockJump: recipe('clockJump', false, (t) => ({ host: device(t), by: ms(1000, 120_000), direction })),
  clockSkew: recipe('clockSkew', true, (t) => ({ host: device(t), by: ms(1000, 120_000), direction })),
  clockDrift: recipe('clockDrift', true, (t) => ({
    host: device(t),
    ppm: fc.integer({ min: -50_000, max: 50_000 }),
  })),
  sleep: recipe('sleep', true, (t) => ({ device: device(t) })),
  kill: recipe('kill', true, (t) => ({ device: device(t), keeps: fc.constantFrom('token', 'nothing') })),
  serverSlow: recipe('serverSlow', true, () => ({ delay: ms(10, 5000) })),
  serverDeploy: recipe('serverDeploy', true, () => ({})),
};

/** Every kind of fault, in the order of the union. */
export const FAULT_KINDS: readonly FaultKind[] = Object.keys(FAULT_RECIPES) as FaultKind[];
