// Clocks, sleep, processes and the backend's bad days: tiny stories, and what devices see of them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allProperties } from '../../properties/index.js';
import { parseDurationMs } from '../kernel/duration.js';
import { stepClient } from '../models/client/step.js';
import { EPOCH_MS } from '../models/model.js';
import type { Script } from '../models/script.js';
import { stepServer } from '../models/server/step.js';
import { buildWorld } from '../runner/build.js';
import { execute } from '../runner/execute.js';
import type { Scenario } from '../runner/scenario.js';
import type { RunResult, RunSpec } from '../runner/summary.js';
import type { World } from '../runner/world.js';
import { readTokenExpiry } from '../zim/token04.js';
import type { Fault, Schedule } from './fault.js';

import { brokenIn, LOGIN_AND_ENTER, run, STORY, seen, TEXT, timesOf } from './tiny-story.test-support.js';

const SHORT: Partial<Scenario> = {
  tokenValidity: '2m',
  script: [{ at: 0, device: 'alice', do: LOGIN_AND_ENTER }],
};
const NORMAL_END = timesOf(run([], SHORT), '0/5')[0] as number;

describe('a clock that jumps', () => {
  it('is seen by whoever reads it, and timers that run do not care', () => {
    const result = run(
      [{ kind: 'clockJump', at: '30s', host: 'alice', by: '1h', direction: 'ahead' }],
      SHORT,
    );
    expect(timesOf(result, 'clock')).toEqual([30]);
    expect(timesOf(result, '0/5')).toEqual([NORMAL_END]);
  });

  it('makes a token that is timed afterwards end early or late', () => {
    const late = { ...SHORT, script: [{ at: '10s', device: 'alice', do: LOGIN_AND_ENTER }] };
    const endWith = (direction: 'ahead' | 'behind'): number | undefined =>
      timesOf(run([{ kind: 'clockJump', at: '5s', host: 'alice', by: '20s', direction }], late), '0/5')[0];
    expect(endWith('ahead')).toBeCloseTo(NORMAL_END - 20, 1);
    // Behind, the client would end it late, and the backend is first.
    expect(endWith('behind')).toBeGreaterThan(NORMAL_END);
    expect(endWith('behind')).toBeLessThan(NORMAL_END + 20);
  });
});

describe('a clock that is off', () => {
  it('from the start: tokens are minted by the clock of the issuer', () => {
    const tokenOf = (faults: Schedule): number => {
      const result = run(faults, SHORT);
      const call = result.observations.find((one) => one.kind === 'call' && one.name === 'login');
      const token = call?.kind === 'call' ? (call.args[1] as { token: string }).token : '';
      return (readTokenExpiry(token) ?? 0) * 1000 - EPOCH_MS;
    };
    expect(tokenOf([])).toBe(120_000);
    expect(tokenOf([{ kind: 'clockSkew', at: 0, host: 'issuer', by: '30s', direction: 'behind' }])).toBe(
      90_000,
    );
  });

  it('checked by the clock of the backend', () => {
    const result = run([{ kind: 'clockSkew', at: 0, host: 'server', by: '3m', direction: 'ahead' }], SHORT);
    expect(seen(result)).toContain(`${timesOf(result, '✗ login')[0]} ✗ login`);
    expect(timesOf(result, '2/0')).toEqual([]);
  });

  it('timed by the clock of the device, and right again when it ends', () => {
    const skew = { kind: 'clockSkew', host: 'alice', by: '20s', direction: 'ahead' } as const;
    expect(timesOf(run([{ ...skew, at: 0 }], SHORT), '0/5')[0]).toBeCloseTo(NORMAL_END - 20, 1);
    const short = run([{ ...skew, at: 0, for: '100ms' }], SHORT);
    expect(timesOf(short, 'clock')).toEqual([0, 0.1]);
    expect(timesOf(short, '0/5')).toEqual([NORMAL_END]);
  });

  it('adds up with others, which end without ending it', () => {
    const skews: Schedule = [
      { kind: 'clockSkew', at: 0, host: 'alice', by: '30s', direction: 'ahead' },
      { kind: 'clockSkew', at: 0, for: '1m', host: 'alice', by: '10s', direction: 'behind' },
    ];
    expect(timesOf(run(skews, SHORT), '0/5')[0]).toBeCloseTo(NORMAL_END - 20, 1);
    const later = { ...SHORT, script: [{ at: '65s', device: 'alice', do: LOGIN_AND_ENTER }] };
    expect(timesOf(run(skews, later), '0/5')[0]).toBeCloseTo(NORMAL_END - 30, 1);
  });
});

describe('a clock that drifts', () => {
  const waits: Partial<Scenario> = {
    script: [
      {
        at: 0,
        device: 'alice',
        do: [{ wait: '40s' }, { user: 'waited' }, { wait: '40s' }, { user: 'again' }],
      },
    ],
  };
  const drift = (ppm: number, more: { at: number | string; for?: string } = { at: 0 }): Fault => ({
    kind: 'clockDrift',
    host: 'alice',
    ppm,
    ...more,
  });

  it('takes its timers along, those that run as well', () => {
    expect(timesOf(run([drift(-100_000)], waits), 'waited')[0]).toBeCloseTo(44.444, 3);
    expect(timesOf(run([drift(100_000)], waits), 'waited')[0]).toBeCloseTo(36.363, 3);
    // 20 s rightly, then 20 s of its own that take 22.2 s.
    expect(timesOf(run([drift(-100_000, { at: '20s' })], waits), 'waited')[0]).toBeCloseTo(42.222, 3);
    const healed = run([drift(-100_000, { at: '20s', for: '10s' })], waits);
    expect([timesOf(healed, 'waited'), timesOf(healed, 'again')]).toEqual([[41], [81]]);
  });

  it('leaves persons alone', () => {
    const script: Script = [{ at: '30s', every: '30s', times: 2, device: 'alice', do: [{ user: 'taps' }] }];
    expect(timesOf(run([drift(100_000)], { script }), 'taps')).toEqual([30, 60]);
  });

  it('of a backend changes when it gives somebody up', () => {
    const cut: Fault = { kind: 'partition', at: '20s', between: ['alice', 'server'] };
    const offlineAt = (faults: Schedule): number =>
      run(faults).observations.find((one) => one.kind === 'backend' && one.what.kind === 'sessionOffline')
        ?.atMs ?? 0;
    const normal = offlineAt([cut]);
    const slow = offlineAt([cut, { kind: 'clockDrift', at: '20s', host: 'server', ppm: -100_000 }]);
    expect(slow).toBeGreaterThan(normal + 1000);
  });
});

describe('a phone that sleeps', () => {
  const nap: Fault = { kind: 'sleep', at: '20s', for: '60s', device: 'alice' };

  it('does nothing, finds its connection gone when it wakes, and comes back', () => {
    const lines = seen(run([nap]));
    const from = lines.indexOf('20 sleep');
    expect(lines.slice(from, from + 3)).toEqual(['20 sleep', '80 wake', '80 visible']);
    const after = lines.slice(from + 3).map((line) => line.split(' ').slice(1).join(' '));
    expect(after).toEqual(expect.arrayContaining(['3/3', '2/0']));
  });

  it('sleeps through a short nap without losing anything', () => {
    const result = run([{ ...nap, for: '5s' }]);
    expect(timesOf(result, '3/3')).toEqual([]);
  });

  it('stops its timers where they are', () => {
    const script: Script = [{ at: 0, device: 'alice', do: [{ wait: '40s' }, { user: 'waited' }] }];
    expect(timesOf(run([nap], { script }), 'waited')).toEqual([100]);
  });

  it('lets its wall clock go on', () => {
    const script: Script = [{ at: '90s', device: 'alice', do: [{ call: 'login' }] }];
    const result = run([nap], { script, tokenValidity: '2m' });
    expect(timesOf(result, '0/5')[0]).toBeCloseTo(NORMAL_END, 1);
  });

  it('does on waking, once, what a person would have done meanwhile', () => {
    const script: Script = [
      { at: '30s', device: 'alice', do: [{ user: 'taps' }] },
      { at: '25s', every: '10s', times: 4, device: 'alice', do: [{ user: 'scrolls' }] },
    ];
    const result = run([nap], { script });
    expect(timesOf(result, 'taps')).toEqual([80]);
    expect(timesOf(result, 'scrolls')).toEqual([80, 90, 100, 110]);
  });

  it('gets what was on its way to it when it wakes, in order', () => {
    const script: Script = [
      { at: 0, device: 'alice', do: LOGIN_AND_ENTER },
      { at: 0, device: 'bob', do: LOGIN_AND_ENTER },
      ...[19.93, 19.94].map((second): Script[number] => ({
        at: `${second}s`,
        device: 'bob',
        do: [{ call: 'sendMessage', args: [TEXT, 'alice', 0, {}] }],
      })),
    ];
    const result = run([nap], { script }, { params: { sendIntervalMs: 0 } });
    expect(timesOf(result, 'message')).toEqual([80, 80]);
  });

  it('sleeps once when two sleeps overlap, until the last one ends', () => {
    const result = run([nap, { ...nap, at: '50s' }]);
    expect([timesOf(result, 'sleep'), timesOf(result, 'wake')]).toEqual([[20], [110]]);
  });
});

describe('a process that is killed', () => {
  const kill: Fault = { kind: 'kill', at: '30s', device: 'alice', keeps: 'token' };
  const again: Script = [...STORY.script, { on: 'restart', device: 'alice', do: LOGIN_AND_ENTER }];

  it('loses its sockets at once and tells nobody; started again it can log in with its token', () => {
    const result = run([kill], { script: again });
    const lines = seen(result);
    const from = lines.indexOf('30 kill');
    expect(lines.slice(from, from + 4)).toEqual([
      '30 kill',
      '30 socket closed',
      '31 start',
      '31 socket connecting',
    ]);
    expect(timesOf(result, '✓ login')).toHaveLength(2);
    expect(timesOf(result, '3/3')).toEqual([]);
    expect(timesOf(result, 'socket closed')).toEqual([30]);
  });

  it('with nothing kept it needs a new token', () => {
    const lost: Fault = { ...kill, keeps: 'nothing', for: '5s' };
    expect(timesOf(run([lost], { script: again }), '✗ login')).toHaveLength(1);
    const fetches: Script = [
      ...STORY.script,
      { on: 'restart', device: 'alice', do: [{ fetchToken: true }, { call: 'login' }] },
    ];
    const result = run([lost], { script: fetches });
    expect(timesOf(result, '✓ login')).toHaveLength(2);
    expect(timesOf(result, 'start')).toEqual([35]);
  });

  it('forgets what it was doing, and skips what falls into the time it is dead', () => {
    const script: Script = [
      { at: '29s', device: 'alice', do: [{ wait: '5s' }, { user: 'forgotten' }] },
      { at: '30.5s', device: 'alice', do: [{ user: 'skipped' }] },
      { at: '25s', every: '5.5s', times: 3, device: 'alice', do: [{ user: 'scrolls' }] },
    ];
    const result = run([kill], { script });
    expect(timesOf(result, 'forgotten')).toEqual([]);
    expect(timesOf(result, 'skipped')).toEqual([]);
    expect(timesOf(result, 'scrolls')).toEqual([25, 36]);
  });

  it('is never told twice of one message, and of none that is not its own', () => {
    const script: Script = [
      ...again,
      {
        at: '10s',
        device: 'bob',
        every: '7s',
        times: 12,
        do: [{ call: 'sendMessage', args: [TEXT, 'alice', 0, {}] }],
      },
    ];
    const result = run([kill, { ...kill, at: '60s' }], { script });
    const numbers = result.observations.flatMap((one) =>
      one.kind === 'event' && one.device === 'alice' && one.name === 'peerMessageReceived'
        ? (one.data.messageList as { messageID: string }[]).map(({ messageID }) => messageID)
        : [],
    );
    expect(numbers).toHaveLength(12);
    expect(new Set(numbers).size).toBe(12);
  });

  it('stays dead until the last of several ends, and until its phone wakes up', () => {
    expect(
      timesOf(
        run([
          { ...kill, for: '10s' },
          { ...kill, at: '35s', for: '10s' },
        ]),
        'start',
      ),
    ).toEqual([45]);
    const asleep = run([{ kind: 'sleep', at: '20s', for: '40s', device: 'alice' }, kill]);
    expect(seen(asleep).filter((line) => /kill|start|sleep|wake/.test(line))).toEqual([
      '20 sleep',
      '30 kill',
      '60 wake',
      '60 start',
    ]);
  });
});

describe('an overloaded backend', () => {
  const slow: Fault = { kind: 'serverSlow', at: 0, for: '1m', delay: '2s' };
  const log = (result: RunResult): number[] =>
    result.observations.flatMap((one) =>
      one.kind === 'backend' && one.what.kind === 'sessionStarted' && one.device === 'alice'
        ? [one.atMs]
        : [],
    );

  it('does everything, so much later', () => {
    const [normal] = log(run([]));
    expect(log(run([slow]))).toEqual([(normal ?? 0) + 2000]);
  });

  it('works off in order what has piled up, before anything newer', () => {
    const script: Script = [
      ...STORY.script,
      ...['58s', '59s', '61s'].map((at, index): Script[number] => ({
        at,
        device: 'bob',
        do: [{ call: 'sendMessage', args: [{ type: 1, message: `${index}` }, 'alice', 0, {}] }],
      })),
    ];
    const result = run([{ ...slow, delay: '3s' }], { script });
    const texts = result.observations.flatMap((one) =>
      one.kind === 'event' && one.device === 'alice' && one.name === 'peerMessageReceived'
        ? [(one.data.messageList as { message: string }[])[0]?.message]
        : [],
    );
    expect(texts).toEqual(['0', '1', '2']);
    const [first = 0, , last = 0] = timesOf(result, 'message');
    expect(first).toBeGreaterThan(61);
    expect(last).toBeLessThan(62.5);
  });

  it('that restarts has forgotten what had piled up', () => {
    const result = run([
      { ...slow, at: '10s', delay: '10s' },
      { kind: 'serverRestart', at: '15s', for: '1s', keepMemory: true },
    ]);
    expect(brokenIn(result)).toEqual([]);
    expect(timesOf(result, '2/0').length).toBeGreaterThan(1);
  });
});

describe('a rolling deployment', () => {
  const devices = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
  const script: Script = devices.map(({ name }, index) => ({
    at: index * 1000,
    device: name,
    do: LOGIN_AND_ENTER,
  }));
  const deploy: Fault = { kind: 'serverDeploy', at: '30s', for: '40s' };
  const closings = (result: RunResult): string[] =>
    result.observations.flatMap((one) =>
      one.kind === 'backend' && one.what.kind === 'sessionOffline' ? [`${one.device} ${one.atMs}`] : [],
    );

  it('closes one connection after the other, in the order of acceptance and evenly', () => {
    const result = run([deploy], { devices, script });
    expect(closings(result)).toEqual(['a 30000', 'b 40000', 'c 50000', 'd 60000']);
    expect(brokenIn(result)).toEqual([]);
  });

  it('keeps what the backend knew, and lets those who come back alone', () => {
    const result = run([deploy], { devices, script });
    for (const { name } of devices) {
      expect(timesOf(result, 'room 2/0', name)).toHaveLength(2);
      expect(timesOf(result, '3/3', name)).toHaveLength(1);
    }
  });

  it('says 1001, "going away"', () => {
    const scenario = { ...STORY, devices, script, faults: [deploy] };
    const { trace } = execute({ scenario, seed: 3 }, { properties: [] });
    const closes = Array.from({ length: trace.length }, (_, index) => trace.read(index)).filter(
      ({ kind }) => kind === 'closed',
    );
    expect(closes.map(({ fields }) => fields.code)).toEqual([1001, 1001, 1001, 1001]);
  });

  it('that takes no time closes them all', () => {
    expect(
      closings(run([{ ...deploy, for: 0 }], { devices, script })).map((line) => line.split(' ')[1]),
    ).toEqual(Array(4).fill('30000'));
  });

  it('ends with a restart', () => {
    const result = run([deploy, { kind: 'serverRestart', at: '35s', keepMemory: true }], { devices, script });
    expect(closings(result).filter((line) => Number(line.split(' ')[1]) > 35_000)).toEqual([]);
  });
});

const span = { at: fc.integer({ min: 0, max: 60_000 }), for: fc.integer({ min: 0, max: 40_000 }) };
const device = fc.constantFrom('alice', 'bob');
const host = fc.constantFrom('alice', 'bob', 'server', 'issuer');
const by = fc.integer({ min: 0, max: 100_000 });
const direction = fc.constantFrom('ahead' as const, 'behind' as const);
const anyFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ at: span.at, kind: fc.constant('clockJump' as const), host, by, direction }),
  fc.record({ ...span, kind: fc.constant('clockSkew' as const), host, by, direction }),
  fc.record({
    ...span,
    kind: fc.constant('clockDrift' as const),
    host,
    ppm: fc.integer({ min: -100_000, max: 100_000 }),
  }),
  fc.record({ ...span, kind: fc.constant('sleep' as const), device }),
  fc.record({
    ...span,
    kind: fc.constant('kill' as const),
    device,
    keeps: fc.constantFrom('token' as const, 'nothing' as const),
  }),
  fc.record({ ...span, kind: fc.constant('serverSlow' as const), delay: fc.integer({ min: 0, max: 8000 }) }),
  fc.record({ ...span, kind: fc.constant('serverDeploy' as const) }),
  fc.record({ ...span, kind: fc.constant('offline' as const), device }),
  fc.record({ ...span, kind: fc.constant('serverRestart' as const), keepMemory: fc.boolean() }),
  fc.record({
    ...span,
    kind: fc.constant('partition' as const),
    between: fc.constant(['alice', 'server'] as const),
  }),
);

const BUSY: Scenario = {
  ...STORY,
  tokenValidity: '50s',
  script: [
    ...STORY.script,
    ...['alice', 'bob'].flatMap(
      (name, index): Script => [
        { at: '3s', every: '5s', device: name, do: [{ call: 'sendMessage', args: [TEXT, 'lobby', 1, {}] }] },
        {
          at: '4s',
          every: '6s',
          device: name,
          do: [{ call: 'sendMessage', args: [TEXT, index ? 'alice' : 'bob', 0, {}] }],
        },
        { on: 'restart', device: name, do: [{ fetchToken: true }, ...LOGIN_AND_ENTER] },
        { on: 'tokenWillExpire', device: name, do: [{ fetchToken: true }, { call: 'renewToken' }] },
      ],
    ),
  ],
};

describe('whatever of these overlaps', () => {
  const options = {
    properties: allProperties,
    steps: { client: stepClient, server: stepServer },
    keepTrace: false,
    keepObservations: false,
  };

  function worldOf(spec: RunSpec): World {
    const { world } = buildWorld(spec, options);
    world.start();
    return world;
  }

  it('runs are the same twice, forks end as their originals, and the contract holds', () => {
    const untilMs = parseDurationMs(BUSY.until);
    fc.assert(
      fc.property(
        fc.array(anyFault, { minLength: 1, maxLength: 7 }),
        fc.nat(1000),
        fc.constantFrom('fifo' as const, 'shuffled' as const),
        fc.integer({ min: 0, max: 120_000_000 }),
        (schedule, seed, order, forkAt) => {
          const spec: RunSpec = { scenario: BUSY, seed, order, schedule };
          const result = execute(spec, options);
          expect(brokenIn(result)).toEqual([]);
          const world = worldOf(spec);
          world.parts.simulator.runUntil(forkAt);
          const fork = world.fork();
          fork.parts.simulator.runUntil(untilMs * 1000);
          expect(fork.parts.recorder.trace.hash).toBe(result.traceHash);
          world.parts.simulator.runUntil(untilMs * 1000);
          expect(world.parts.recorder.trace.hash).toBe(result.traceHash);
          expect(fork.parts.logins).toEqual(world.parts.logins);
        },
      ),
      { numRuns: 150 },
    );
  });
});
