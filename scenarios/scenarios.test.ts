import { describe, expect, it } from 'vitest';
import { allProperties, contractProperties } from '../properties/index.js';
import type { Observation } from '../sim/check/observation.js';
import { checkScenario } from '../sim/runner/check-scenario.js';
import { execute } from '../sim/runner/execute.js';
import type { Scenario } from '../sim/runner/scenario.js';
import type { RunResult, RunSpec } from '../sim/runner/summary.js';
import { scenarios } from './index.js';

const SEEDS = Array.from({ length: 25 }, (_, index) => index + 1);
const PROPERTY_IDS = allProperties.map(({ id }) => id);

// Where nobody knows how the SDK and the backend do it, and in whatever order things of one instant happen.
const VARIANTS: readonly (readonly [string, Omit<RunSpec, 'scenario' | 'seed'>])[] = [
  ['events of one instant in any order', { order: 'shuffled' }],
  ...(['offline', 'silence'] as const).flatMap((memberTimeoutStarts) =>
    [1000, 35_000].map(
      (heartbeatAckTimeoutMs) =>
        [
          `memberTimeoutStarts=${memberTimeoutStarts} and heartbeatAckTimeoutMs=${heartbeatAckTimeoutMs}`,
          { params: { memberTimeoutStarts, heartbeatAckTimeoutMs } },
        ] as const,
    ),
  ),
];

function named(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
}

function run(name: string, seed: number): RunResult {
  return execute({ scenario: named(name), seed }, { properties: [], keepTrace: false });
}

/** Everything that keeps a run from passing, in words. */
function trouble(spec: RunSpec): readonly string[] {
  const options = { properties: allProperties, keepTrace: false, keepObservations: false };
  const { outcome, properties, expects } = execute(spec, options);
  const broken = properties.filter(({ verdict }) => verdict === 'violated' || verdict === 'pending');
  const missed = expects.filter(({ reached }) => !reached);
  return [
    ...(outcome === 'held' ? [] : [`seed ${spec.seed}: ${outcome}`]),
    ...broken.map(({ id, verdict, reason }) => `seed ${spec.seed}: ${id} ${verdict}: ${reason}`),
    ...missed.map(({ id }) => `seed ${spec.seed}: ${id} was not reached`),
  ];
}

describe('the table of scenarios', () => {
  it('has a name of its own for each, in kebab case', () => {
    const names = scenarios.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('has the scenarios that the contract is read with', () => {
    const names = scenarios.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(CONTRACT_SCENARIOS));
  });

  it('expects every row of the contract somewhere', () => {
    const expected = new Set(scenarios.flatMap(({ expects }) => expects));
    expect(contractProperties.map(({ id }) => id).filter((id) => !expected.has(id))).toEqual([]);
  });
});

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_name, scenario) => {
  it('makes sense, and tells its story', () => {
    expect(checkScenario(scenario, PROPERTY_IDS)).toEqual([]);
    expect(scenario.story?.length ?? 0).toBeGreaterThan(100);
    expect(scenario.title.length).toBeLessThanOrEqual(80);
    expect(scenario.expects.length).toBeGreaterThan(0);
  });

  it('is JSON', () => {
    expect(JSON.parse(JSON.stringify(scenario))).toStrictEqual(scenario);
  });

  it('holds and reaches all that it expects, whatever the seed', () => {
    expect(SEEDS.flatMap((seed) => trouble({ scenario, seed }))).toEqual([]);
  });

  it.each(VARIANTS)('does so with %s', (_label, variant) => {
    expect([1, 2, 3].flatMap((seed) => trouble({ scenario, seed, ...variant }))).toEqual([]);
  });
});

describe('the tables of the FAQ', () => {
  const T0 = [3, 1, 1];
  const T1 = [2, 1, 1];
  it.each([
    ['room-still-member', [2, 2, 0]],
    ['room-heartbeat-timeout', [2, 0, 9]],
    ['room-deleted', [2, 0, 3]],
    ['room-other-reason', [2, 0, 2]],
  ])('%s goes through T0, T1 and T2 with the numbers of the FAQ', (name, t2) => {
    for (const seed of SEEDS) {
      expect(outage(run(name, seed).observations, { device: 'alice', roomID: 'lobby' })).toEqual([
        T0,
        T1,
        t2,
      ]);
    }
  });

  it('has all four rows at once in two-rooms-two-answers', () => {
    const { observations } = run('two-rooms-two-answers', 1);
    const answers = { lobby: [2, 2, 0], standup: [2, 0, 9], archive: [2, 0, 3], backstage: [2, 0, 2] };
    for (const [roomID, t2] of Object.entries(answers)) {
      expect(outage(observations, { device: 'alice', roomID })).toEqual([T0, T1, t2]);
    }
  });
});

describe('giving up', () => {
  it('never-gives-up follows the back-off for a day, and its app never calls login again', () => {
    for (const seed of SEEDS.slice(0, 5)) {
      const { observations } = run('never-gives-up', seed);
      expect(callsOf(observations, 'alice', 'login')).toHaveLength(1);
      const startMs = 300_000;
      const endMs = startMs + 86_400_000;
      const [first = Number.NaN, ...rest] = gaps(startMs, attempts(observations, startMs, endMs - 1));
      expect(first).toBeGreaterThanOrEqual(500);
      expect(first).toBeLessThanOrEqual(2000);
      expect(rest.slice(0, 10)).toEqual([2, 2, 4, 4, 8, 8, 16, 16, 32, 32].map((seconds) => seconds * 1000));
      expect(new Set(rest.slice(10))).toEqual(new Set([32_000]));
      expect(rest.length).toBeGreaterThan(2600);
    }
  });

  it('legacy-gives-up ends after its back-offs have added up to 300 s, and is not tempted afterwards', () => {
    for (const seed of SEEDS) {
      const { observations } = run('legacy-gives-up', seed);
      const [login] = callsOf(observations, 'alice', 'login');
      const end = observations.find((o) => dataOf(o, 'alice', 'connectionStateChanged')?.state === 0);
      expect(end).toMatchObject({ data: { state: 0, event: 2 } });
      const afterMs = (end?.atMs ?? Number.NaN) - (login?.atMs ?? Number.NaN);
      expect(afterMs).toBeGreaterThanOrEqual(316_500);
      expect(afterMs).toBeLessThanOrEqual(318_000);
      const error = observations.find((o) => dataOf(o, 'alice', 'error') !== undefined);
      expect(error).toMatchObject({ atMs: end?.atMs, data: { code: 6_000_104 } });
      const secondLoginMs = callsOf(observations, 'alice', 'login')[1]?.atMs ?? Number.NaN;
      expect(attempts(observations, (end?.atMs ?? 0) + 1, secondLoginMs - 1)).toEqual([]);
    }
  });
});

describe('messages through an outage', () => {
  it('flight-mode-while-typing loses none silently and delivers none twice', () => {
    for (const seed of SEEDS) {
      const { observations } = run('flight-mode-while-typing', seed);
      expect(textsAt(observations, 'bob')).toEqual(['before', 'third', 'fourth', 'first']);
      const failed = observations.filter((o) => o.kind === 'settle' && o.device === 'alice' && !o.ok);
      expect(failed.map((o) => o.kind === 'settle' && [o.atMs, o.error?.code])).toEqual([
        [51_000, 6_000_104],
        [61_000, 6_000_104],
      ]);
    }
  });

  it('group-chat-through-an-outage keeps the messages for the one who was away', () => {
    const { observations } = run('group-chat-through-an-outage', 1);
    expect(textsAt(observations, 'bob')).toEqual(['dinner at eight?', 'nine is better', 'nine it is']);
    expect(textsAt(observations, 'carol').at(-1)).toBe('on my way');
  });
});

const CONTRACT_SCENARIOS = [
  'network-exception-recovers',
  'network-exception-special-event',
  'kicked-out',
  'multi-device-login',
  'token-renewed',
  'token-expires',
  'token-expires-while-offline',
  'room-still-member',
  'room-heartbeat-timeout',
  'room-deleted',
  'room-other-reason',
  'never-gives-up',
  'legacy-gives-up',
];

type Data = Readonly<Record<string, unknown>>;

/** What the listener of an event gets, if this observation is that event on that device. */
function dataOf(observation: Observation, device: string, name: string): Data | undefined {
  if (observation.kind !== 'event' || observation.device !== device) return undefined;
  return observation.name === name ? observation.data : undefined;
}

/** [connection, room, event of the room] when the room is interrupted, the connection is back, the room is decided. */
function outage(
  observations: readonly Observation[],
  { device, roomID }: { readonly device: string; readonly roomID: string },
): readonly (readonly unknown[])[] {
  const rows: unknown[][] = [];
  let connection: unknown;
  let room: Data = {};
  for (const observation of observations) {
    const told = dataOf(observation, device, 'connectionStateChanged');
    const changed = dataOf(observation, device, 'roomStateChanged');
    if (told !== undefined) {
      connection = told.state;
      // T1 is when the connection is told to be back; what is told again before that changes nothing.
      if (rows.length === 1 && connection === 2) rows.push([connection, room.state, room.event]);
    } else if (changed?.roomID === roomID) {
      room = changed;
      const isT0 = rows.length === 0 && room.state === 1 && room.event === 1;
      if (isT0 || rows.length === 2) rows.push([connection, room.state, room.event]);
      if (rows.length === 3) break;
    }
  }
  return rows;
}

function callsOf(observations: readonly Observation[], device: string, name: string): readonly Observation[] {
  return observations.filter((o) => o.kind === 'call' && o.device === device && o.name === name);
}

/** When alice's SDK began to connect, ms. */
function attempts(observations: readonly Observation[], fromMs: number, toMs: number): readonly number[] {
  return observations
    .filter((o) => o.kind === 'socket' && o.device === 'alice' && o.phase === 'connecting')
    .map(({ atMs }) => atMs)
    .filter((atMs) => atMs >= fromMs && atMs <= toMs);
}

function gaps(startMs: number, timesMs: readonly number[]): readonly number[] {
  return timesMs.map((timeMs, index) => timeMs - (timesMs[index - 1] ?? startMs));
}

/** The texts that reached a device from peers and groups, in order. */
function textsAt(observations: readonly Observation[], device: string): readonly string[] {
  return observations.flatMap((observation) => {
    const data =
      dataOf(observation, device, 'peerMessageReceived') ??
      dataOf(observation, device, 'groupMessageReceived');
    const messages = (data?.messageList ?? []) as readonly { readonly message: string }[];
    return messages.map(({ message }) => message);
  });
}
