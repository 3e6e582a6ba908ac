import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Observation } from '../check/observation.js';
import { parseDurationMs } from '../kernel/duration.js';
import { clonePlain } from '../kernel/plain.js';
import { EPOCH_MS } from '../models/model.js';
import { execute } from '../runner/execute.js';
import type { Scenario } from '../runner/scenario.js';
import type { RunResult } from '../runner/summary.js';
import { readTokenExpiry } from '../zim/token04.js';
import type { Fault, Schedule } from './fault.js';
import {
  createNemesis,
  type NemesisEffect,
  type NemesisState,
  startNemesis,
  stepNemesis,
} from './nemesis.js';

const HOSTS = ['server', 'issuer', 'alice', 'bob'];

type Timer = Extract<NemesisEffect, { kind: 'timer' }>;

function nemesis(schedule: Schedule): NemesisState {
  return createNemesis({ schedule, hosts: HOSTS, peers: HOSTS, tokenValidityS: 3600 });
}

function timersOf(state: NemesisState): Timer[] {
  const out: NemesisEffect[] = [];
  startNemesis(state, out);
  return out.filter((effect): effect is Timer => effect.kind === 'timer');
}

/** Plays a schedule; what belongs to one instant comes in the order of creation, or as `order` puts it. */
function play(schedule: Schedule, order: (timers: Timer[]) => Timer[] = (timers) => timers): NemesisEffect[] {
  const state = nemesis(schedule);
  const out: NemesisEffect[] = [];
  const timers = order(timersOf(state)).sort((a, b) => a.atMs - b.atMs);
  for (const { fault, phase } of timers) stepNemesis(state, { fault, phase }, out);
  return out;
}

/** What is in force at the end: blocks by path, and the last word on everything else. */
function inForce(effects: readonly NemesisEffect[]): Map<string, unknown> {
  const force = new Map<string, unknown>();
  for (const effect of effects) {
    switch (effect.kind) {
      case 'block':
      case 'unblock': {
        const key = `blocks ${effect.path.source}>${effect.path.target}`;
        const blocks = Number(force.get(key) ?? 0) + (effect.kind === 'block' ? 1 : -1);
        if (blocks < 0) throw new Error(`${key} falls below 0`);
        force.set(key, blocks);
        break;
      }
      case 'link':
        force.set(`link ${effect.path.source}>${effect.path.target}`, effect.change);
        break;
      case 'accepting':
        force.set(`accepting ${effect.host}`, effect.mode);
        break;
      case 'issuer':
        force.set(`issuer ${effect.command.kind}`, effect.command);
        break;
      case 'device':
        if (effect.what !== 'visible') force.set(`device ${effect.device}`, effect.what);
        break;
      default:
        break;
    }
  }
  return force;
}

const NOTHING = new Map<string, unknown>([
  ['issuer setMode', { kind: 'setMode', mode: 'up' }],
  ['issuer setValidity', { kind: 'setValidity', seconds: 3600 }],
]);

function isHealed(key: string, value: unknown): boolean {
  if (key.startsWith('blocks')) return value === 0;
  if (key.startsWith('link')) return Object.keys(value as object).length === 0;
  if (key.startsWith('accepting')) return value === 'accept';
  if (key.startsWith('device')) return value === 'online';
  return JSON.stringify(value) === JSON.stringify(NOTHING.get(key));
}

const span = { at: fc.nat(20_000), for: fc.nat(20_000) };
const pair = fc.constantFrom<readonly [string, string]>(
  ['alice', 'server'],
  ['bob', 'server'],
  ['server', 'alice'],
);
const device = fc.constantFrom('alice', 'bob');
const spanning: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    ...span,
    kind: fc.constant('partition' as const),
    between: pair,
    direction: fc.constantFrom('both' as const, 'there' as const, 'back' as const),
  }),
  fc.record({ ...span, kind: fc.constant('offline' as const), device }),
  fc.record({ ...span, kind: fc.constant('blackHole' as const), host: fc.constantFrom(...HOSTS) }),
  fc.record({ ...span, kind: fc.constant('refuse' as const), host: fc.constantFrom('server', 'issuer') }),
  fc.record({ ...span, kind: fc.constant('serverRestart' as const), keepMemory: fc.boolean() }),
  fc.record({
    ...span,
    kind: fc.constant('weakNetwork' as const),
    between: pair,
    loss: fc.constantFrom(0.1, 0.5),
  }),
  fc.record({ ...span, kind: fc.constant('issuerDown' as const) }),
  fc.record({ ...span, kind: fc.constant('issuerSlow' as const), delay: fc.constant('5s') }),
  fc.record({ ...span, kind: fc.constant('issuerStale' as const) }),
  fc.record({ ...span, kind: fc.constant('tokenShorten' as const), validity: fc.constant('90s') }),
);

describe('whatever overlaps', () => {
  it('everything is as before when the last fault has ended, in any order of the events of one instant', () => {
    fc.assert(
      fc.property(fc.array(spanning, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (schedule, draws) => {
        const shuffled = (timers: Timer[]): Timer[] =>
          timers
            .map((timer) => ({ timer, rank: draws.next().value as number }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ timer }) => timer);
        for (const [key, value] of inForce(play(schedule, shuffled))) {
          expect([key, value, isHealed(key, value)]).toEqual([key, value, true]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a fault of no length begins and ends at once', () => {
    const [mark, , , end] = play([{ kind: 'partition', at: '1s', for: 0, between: ['alice', 'server'] }]);
    expect([mark, end]).toMatchObject([{ phase: 'begins' }, { phase: 'ends' }]);
    expect(timersOf(nemesis([{ kind: 'offline', at: 0, for: 0, device: 'alice' }]))).toHaveLength(1);
  });

  it('a fault without an end lasts', () => {
    const force = inForce(play([{ kind: 'refuse', at: 0, host: 'server' }]));
    expect(force.get('accepting server')).toBe('refuse');
  });

  it('a device is online again when its last flight mode ends', () => {
    const words = play([
      { kind: 'offline', at: 0, for: '10s', device: 'alice' },
      { kind: 'offline', at: '5s', for: '10s', device: 'alice' },
    ]).flatMap((effect) => (effect.kind === 'device' ? [effect.what] : []));
    expect(words).toEqual(['offline', 'offline', 'online']);
  });

  it('of two weak networks the one that began last has its way, the other fills the gaps', () => {
    const changes = play([
      { kind: 'weakNetwork', at: 0, for: '20s', between: ['alice', 'server'], loss: 0.1, delay: '1s' },
      { kind: 'weakNetwork', at: '5s', for: '5s', between: ['server', 'alice'], loss: 0.5 },
    ]).flatMap((effect) => (effect.kind === 'link' && effect.path.source === 'alice' ? [effect.change] : []));
    expect(changes).toEqual([
      { loss: 0.1, delay: '1s' },
      { loss: 0.5, delay: '1s' },
      { loss: 0.1, delay: '1s' },
      {},
    ]);
  });

  it('a refusal outlives the restart that it overlaps, and the other way round', () => {
    const modes = play([
      { kind: 'refuse', at: 0, for: '10s', host: 'server' },
      { kind: 'serverRestart', at: '5s', for: '10s' },
    ]).flatMap((effect) => (effect.kind === 'accepting' ? [effect.mode] : []));
    expect(modes).toEqual(['refuse', 'refuse', 'refuse', 'accept']);
  });

  it('of two answers at T1 the one that began last comes first, and a backend that forgets is told again', () => {
    const commands = play([
      { kind: 'resumeAnswer', at: 0, for: '20s', outcome: 'timeout' },
      { kind: 'resumeAnswer', at: '1s', for: '1s', room: 'r', outcome: 'other' },
      { kind: 'serverRestart', at: '10s', keepMemory: false },
    ]).flatMap((effect) => (effect.kind === 'server' ? [effect.command] : []));
    const actual = { kind: 'answerResume', outcome: 'actual' };
    const timeout = { kind: 'answerResume', outcome: 'timeout' };
    expect(commands).toEqual([
      actual,
      timeout,
      actual,
      { kind: 'answerResume', outcome: 'other', roomID: 'r' },
      timeout,
      actual,
      timeout,
      { kind: 'restart', keepMemory: false },
      actual,
      timeout,
      actual,
    ]);
  });

  it('the state is plain data', () => {
    const state = nemesis([{ kind: 'offline', at: 0, for: '10s', device: 'alice' }]);
    stepNemesis(state, { fault: 0, phase: 'begins' }, []);
    const copy = clonePlain(state);
    const ends = [state, copy].map((one) => {
      const out: NemesisEffect[] = [];
      stepNemesis(one, { fault: 0, phase: 'ends' }, out);
      return out;
    });
    expect(ends[0]).toEqual(ends[1]);
  });
});

// The rest plays tiny stories and looks at what devices see.

const STORY: Scenario = {
  name: 'story',
  title: 'A story',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: ['alice', 'bob'].map((name) => ({
    at: 0,
    device: name,
    do: [{ call: 'login' }, { call: 'enterRoom', args: [{ roomID: 'lobby', roomName: '' }] }],
  })),
  until: '2m',
  expects: [],
};

function run(faults: Schedule, more: Partial<Scenario> = {}): RunResult {
  return execute({ scenario: { ...STORY, ...more, faults }, seed: 3 }, { properties: [] });
}

/** `12.3 connection 3/3` and the like of one device, times in seconds. */
function seen(result: RunResult, name: string): string[] {
  return result.observations.flatMap((observation) => {
    if (observation.device !== name) return [];
    const line = lineOf(observation);
    return line === undefined ? [] : [`${Math.floor(observation.atMs / 1000)} ${line}`];
  });
}

function lineOf(observation: Observation): string | undefined {
  if (observation.kind === 'device') return observation.what;
  if (observation.kind === 'socket') return `socket ${observation.phase}`;
  if (observation.kind !== 'event') return undefined;
  const { name, data } = observation;
  if (name === 'connectionStateChanged') return `${data.state}/${data.event}`;
  if (name === 'roomStateChanged') return `room ${data.state}/${data.event}`;
  return undefined;
}

function stateAt(result: RunResult, name: string, second: number): string | undefined {
  return seen(result, name)
    .filter((line) => Number(line.split(' ')[0]) <= second && /^\d+ \d/.test(line))
    .at(-1)
    ?.split(' ')[1];
}

const CALM = run([]);

describe('in a run', () => {
  it('nothing happens without faults', () => {
    expect(seen(CALM, 'alice').filter((line) => Number(line.split(' ')[0]) > 2)).toEqual([]);
    expect(stateAt(CALM, 'alice', 120)).toBe('2/0');
  });

  it('a partition makes connections hang: the client finds out by its heartbeat, the other device never', () => {
    const result = run([{ kind: 'partition', at: '12s', for: '40s', between: ['alice', 'server'] }]);
    expect(stateAt(result, 'alice', 20)).toBe('2/0');
    expect(stateAt(result, 'alice', 30)).toBe('3/3');
    expect(stateAt(result, 'alice', 119)).toBe('2/0');
    expect(seen(result, 'bob')).toEqual(seen(CALM, 'bob'));
  });

  it.each(['there', 'back'] as const)('a partition one way (%s) is enough for that', (direction) => {
    const result = run([{ kind: 'partition', at: '12s', between: ['alice', 'server'], direction }]);
    expect(stateAt(result, 'alice', 119)).toBe('3/3');
  });

  it('flight mode is told by the system, ends sockets at once, and the hint at its end brings the client back', () => {
    const lines = seen(run([{ kind: 'offline', at: '20s', for: '15s', device: 'alice' }]), 'alice');
    const began = lines.indexOf('20 offline');
    expect(lines.slice(began, began + 4)).toEqual([
      '20 offline',
      '20 socket closed',
      '20 3/3',
      '20 room 1/1',
    ]);
    expect(lines.filter((line) => line.endsWith('socket opened') && /^(2\d|3[0-4]) /.test(line))).toEqual([]);
    const ended = lines.indexOf('35 online');
    expect(lines.slice(ended, ended + 5)).toEqual([
      '35 online',
      '35 socket connecting',
      '35 socket opened',
      '35 2/0',
      '35 room 2/0',
    ]);
  });

  it('a black hole swallows what is sent to the host, and refuses nothing', () => {
    const lines = seen(run([{ kind: 'blackHole', at: '5s', for: '1m', host: 'server' }]), 'alice');
    // Attempts in the hole end only when the platform ends them, after 30 s.
    const start = lines.findIndex((line) => line.endsWith('connecting') && Number(line.split(' ')[0]) > 5);
    const startedAt = Number(lines[start]?.split(' ')[0]);
    expect(startedAt).toBeLessThan(35);
    expect(lines[start + 1]).toMatch(/socket failed$/);
    expect(Number(lines[start + 1]?.split(' ')[0])).toBe(startedAt + 30);
  });

  it('a host that refuses refuses at once, and open connections go on', () => {
    const result = run([
      { kind: 'refuse', at: '5s', for: '30s', host: 'server' },
      { kind: 'reset', at: '20s', host: 'alice' },
    ]);
    expect(stateAt(result, 'alice', 19)).toBe('2/0');
    expect(seen(result, 'bob')).toEqual(seen(CALM, 'bob'));
    const failed = result.observations.filter(
      (one) => one.kind === 'socket' && one.phase === 'failed' && one.device === 'alice',
    );
    expect(failed.length).toBeGreaterThan(2);
    expect(failed.every(({ atMs }) => atMs < 35_200)).toBe(true);
    expect(stateAt(result, 'alice', 60)).toBe('2/0');
  });

  it('a weak network delays, and heals', () => {
    const slow = {
      kind: 'weakNetwork',
      at: 0,
      for: '1m',
      between: ['alice', 'server'],
      delay: '400ms',
    } as const;
    const opened = (result: RunResult): number =>
      result.observations.find(
        (one) => one.kind === 'socket' && one.phase === 'opened' && one.device === 'alice',
      )?.atMs ?? 0;
    expect(opened(CALM)).toBe(320);
    expect(opened(run([slow]))).toBe(3200);
    const lossy = run([{ ...slow, at: '12s', for: '50s', delay: 0, loss: 1 }]);
    expect(stateAt(lossy, 'alice', 50)).toBe('3/3');
    expect(stateAt(lossy, 'alice', 119)).toBe('2/0');
  });

  it('a reset ends every connection of the host, of a server as of a device', () => {
    const device = run([{ kind: 'reset', at: '30s', host: 'alice' }]);
    expect(seen(device, 'alice')).toContain('30 socket closed');
    expect(seen(device, 'bob')).toEqual(seen(CALM, 'bob'));
    const server = run([{ kind: 'reset', at: '30s', host: 'server' }]);
    for (const name of ['alice', 'bob']) expect(seen(server, name)).toContain('30 socket closed');
    expect(stateAt(server, 'alice', 60)).toBe('2/0');
  });

  it('a kick ends the sessions of a user, or of one device', () => {
    const devices = [{ name: 'alice' }, { name: 'tablet', user: 'alice' }];
    const script = devices.map(({ name }) => ({ at: 0, device: name, do: [{ call: 'login' }] }));
    const more = { devices, script, params: { maxDevicesPerUser: 2 } };
    const both = run([{ kind: 'kick', at: '30s', user: 'alice' }], more);
    expect([stateAt(both, 'alice', 60), stateAt(both, 'tablet', 60)]).toEqual(['0/4', '0/4']);
    const one = run([{ kind: 'kick', at: '30s', user: 'alice', device: 'tablet' }], more);
    expect([stateAt(one, 'alice', 60), stateAt(one, 'tablet', 60)]).toEqual(['2/0', '0/4']);
  });

  it('a user who is unregistered is out', () => {
    expect(stateAt(run([{ kind: 'unregister', at: '30s', user: 'alice' }]), 'alice', 60)).toBe('0/6');
  });

  it('a deleted room is gone for everybody, a removed member only for the member', () => {
    const deleted = run([{ kind: 'roomDelete', at: '30s', room: 'lobby' }]);
    for (const name of ['alice', 'bob']) expect(seen(deleted, name)).toContain('30 room 0/3');
    const removed = run([{ kind: 'memberRemove', at: '30s', room: 'lobby', user: 'alice' }]);
    expect(seen(removed, 'alice')).toContain('30 room 0/8');
    expect(seen(removed, 'bob')).toEqual(seen(CALM, 'bob'));
  });

  it('a member who is timed out while away hears it at T1', () => {
    const result = run([
      { kind: 'offline', at: '20s', for: '10s', device: 'alice' },
      { kind: 'memberTimeout', at: '25s', room: 'lobby', user: 'alice' },
    ]);
    expect(seen(result, 'alice').at(-1)).toBe('30 room 0/9');
  });

  it.each([
    ['timeout', '0/9'],
    ['notExist', '0/3'],
    ['other', '0/2'],
  ] as const)('the answer at T1 is %s while the fault lasts, and the truth after it', (outcome, pair) => {
    const away = { kind: 'offline', at: '20s', for: '2s', device: 'alice' } as const;
    const faults: Schedule = [away, { kind: 'resumeAnswer', at: '10s', for: '20s', room: 'lobby', outcome }];
    expect(seen(run(faults), 'alice').at(-1)).toBe(`22 room ${pair}`);
    expect(seen(run([{ ...away, at: '40s' }, ...faults.slice(1)]), 'alice').at(-1)).toBe('42 room 2/0');
  });

  it.each([true, false])(
    'a restart (keeps its memory: %s) resets, refuses for a while, and comes back',
    (keepMemory) => {
      const result = run([{ kind: 'serverRestart', at: '30s', for: '10s', keepMemory }]);
      const lines = seen(result, 'alice');
      expect(lines).toContain('30 socket closed');
      expect(
        lines.filter((line) => line.endsWith('opened')).map((line) => Number(line.split(' ')[0])),
      ).toEqual([0, expect.toSatisfy((second: number) => second >= 40)]);
      expect(lines.at(-1)).toMatch(keepMemory ? /room 2\/0$/ : /room 0\/3$/);
    },
  );

  it('hints come from the platform whether or not there is a network', () => {
    for (const [kind, line] of [
      ['visible', 'visible'],
      ['online', 'online'],
    ] as const) {
      const lines = seen(
        run([
          { kind: 'refuse', at: '29s', for: '60s', host: 'server' },
          { kind: 'reset', at: '30s', host: 'alice' },
          { kind, at: '50s', device: 'alice' },
        ]),
        'alice',
      );
      const at = lines.indexOf(`50 ${line}`);
      expect(lines.slice(at, at + 4)).toEqual([
        `50 ${line}`,
        '50 socket connecting',
        '50 socket failed',
        '50 3/3',
      ]);
    }
  });
});

describe('the token server in a run', () => {
  const script: Scenario['script'] = [
    { at: 0, device: 'alice', do: [{ call: 'login' }] },
    {
      at: '10s',
      every: '10s',
      device: 'alice',
      do: [{ fetchToken: true, onError: [{ remind: 'no token' }] }, { call: 'renewToken' }],
    },
  ];

  function renewals(
    faults: Schedule,
  ): { readonly atMs: number; readonly leftS: number; readonly token: unknown }[] {
    return run(faults, { script, until: '55s' }).observations.flatMap((one) => {
      if (one.kind !== 'call' || one.name !== 'renewToken') return [];
      const [token] = one.args;
      const leftS = (readTokenExpiry(String(token)) ?? 0) - Math.floor((EPOCH_MS + one.atMs) / 1000);
      return [{ atMs: one.atMs, leftS, token }];
    });
  }

  it('hands out a new token each time', () => {
    const all = renewals([]);
    expect(all).toHaveLength(5);
    expect(new Set(all.map(({ token }) => token)).size).toBe(5);
    expect(all.every(({ leftS }) => leftS >= 3599)).toBe(true);
  });

  it('that is down says so, and is up again after the fault', () => {
    const result = run([{ kind: 'issuerDown', at: '15s', for: '20s' }], { script, until: '55s' });
    const reminders = result.observations
      .filter(({ kind }) => kind === 'ui')
      .map(({ atMs }) => Math.floor(atMs / 1000));
    expect(reminders).toEqual([20, 30]);
    expect(renewals([{ kind: 'issuerDown', at: '15s', for: '20s' }])).toHaveLength(3);
  });

  it('that is slow takes so long for each answer', () => {
    const [first, second] = renewals([{ kind: 'issuerSlow', at: '5s', for: '10s', delay: '4s' }]);
    expect(Math.floor((first?.atMs ?? 0) / 1000)).toBe(14);
    expect(Math.floor((second?.atMs ?? 0) / 1000)).toBe(20);
  });

  it('with a stale cache hands out what it gave before', () => {
    const tokens = renewals([{ kind: 'issuerStale', at: '15s', for: '20s' }]).map(({ token }) => token);
    expect(tokens[1]).toBe(tokens[0]);
    expect(tokens[2]).toBe(tokens[0]);
    expect(tokens[3]).not.toBe(tokens[0]);
  });

  it('mints short tokens only while the fault lasts', () => {
    const left = renewals([{ kind: 'tokenShorten', at: '15s', for: '20s', validity: '90s' }]).map(
      ({ leftS }) => leftS,
    );
    expect(left.map((seconds) => seconds <= 90)).toEqual([false, true, true, false, false]);
  });
});

it('durations of faults are read as everywhere', () => {
  const [begins, ends] = timersOf(
    nemesis([{ kind: 'partition', at: '1.5m', for: '1m30s', between: ['alice', 'bob'] }]),
  );
  expect([begins?.atMs, ends?.atMs]).toEqual([90_000, parseDurationMs('3m')]);
});
