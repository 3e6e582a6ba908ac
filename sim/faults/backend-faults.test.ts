// Other devices, revoked tokens, listeners that throw, and a backend that repeats itself, answers late or loses
// patience: tiny stories, and what devices see of them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allProperties } from '../../properties/index.js';
import { scenarios } from '../../scenarios/index.js';
import { execute } from '../runner/execute.js';
import type { RunResult } from '../runner/summary.js';
import type { Fault } from './fault.js';
import { brokenIn, LOGIN_AND_ENTER, run, seen, TEXT, timesOf } from './tiny-story.test-support.js';

const say = (to: string, type: 0 | 1) => ({ call: 'sendMessage', args: [TEXT, to, type, { priority: 1 }] });
const received = (result: RunResult, event: string, device = 'alice'): number =>
  result.observations.filter((one) => one.kind === 'event' && one.name === event && one.device === device)
    .length;

describe('another device', () => {
  it('kicks the one that is there, and is gone again', () => {
    const result = run([{ kind: 'kickByDevice', at: '20s', user: 'alice' }]);
    expect(timesOf(result, '0/4')).toEqual([20.04]);
    expect(brokenIn(result)).toEqual([]);
  });

  it('that stays takes a place: who comes back is one too many, and kicks it in turn', () => {
    const again = { at: '40s', device: 'alice', do: [{ call: 'login' }] } as const;
    const script = [{ at: 0, device: 'alice', do: LOGIN_AND_ENTER }, again];
    const result = run([{ kind: 'kickByDevice', at: '20s', for: '1m', user: 'alice' }], { script });
    expect(timesOf(result, '2/0').at(-1)).toBeGreaterThan(40);
    expect(brokenIn(result)).toEqual([]);
  });

  it('finds room where two are allowed', () => {
    const fault = { kind: 'kickByDevice', at: '20s', for: '1m', user: 'alice' } as const;
    const result = run([fault], { params: { maxDevicesPerUser: 2 } });
    expect(timesOf(result, '0/4')).toEqual([]);
    expect(brokenIn(result)).toEqual([]);
  });

  it('of a user who does not exist any more does not log in', () => {
    const result = run([
      { kind: 'unregister', at: '10s', user: 'alice' },
      { kind: 'kickByDevice', at: '20s', user: 'alice' },
    ]);
    expect(timesOf(result, '0/6')).toHaveLength(1);
    expect(timesOf(result, '0/4')).toEqual([]);
  });
});

describe('a revoked token', () => {
  it('ends the session, and only a new one is taken', () => {
    const script = [
      { at: 0, device: 'alice', do: LOGIN_AND_ENTER },
      { at: '30s', device: 'alice', do: [{ call: 'login', onError: [{ user: 'refused' }] }] },
      { at: '50s', device: 'alice', do: [{ fetchToken: true }, { call: 'login' }] },
    ] as const;
    const result = run([{ kind: 'tokenRevoke', at: '20s', user: 'alice' }], { script });
    expect(timesOf(result, '0/5')).toEqual([20.04]);
    expect(timesOf(result, 'refused')[0]).toBeGreaterThan(30);
    expect(timesOf(result, '2/0').at(-1)).toBeGreaterThan(50);
    expect(brokenIn(result)).toEqual([]);
  });

  it('ends a session whose device is offline when it comes back', () => {
    const result = run([
      { kind: 'offline', at: '10s', for: '30s', device: 'alice' },
      { kind: 'tokenRevoke', at: '20s', user: 'alice' },
    ]);
    expect(timesOf(result, '0/5')[0]).toBeGreaterThan(40);
    expect(brokenIn(result)).toEqual([]);
  });
});

describe('a listener that throws', () => {
  it('is an error of the app: its reaction is missing, everything else goes on', () => {
    const script = [
      { at: 0, device: 'alice', do: LOGIN_AND_ENTER },
      { on: 'connectionStateChanged', device: 'alice', do: [{ user: 'reacts' }] },
    ] as const;
    const fault = {
      kind: 'handlerThrows',
      at: '0.3s',
      for: '20s',
      device: 'alice',
      on: 'connectionStateChanged',
    } as const;
    const result = run([fault, { kind: 'reset', at: '30s', host: 'alice' }], { script });
    const errors = result.observations.filter(({ kind }) => kind === 'error');
    expect(errors).toMatchObject([{ message: 'the listener of connectionStateChanged throws' }, {}]);
    expect(timesOf(result, '✓ login')).toHaveLength(1);
    expect(timesOf(result, 'reacts')[0]).toBe(30);
    expect(brokenIn(result)).toEqual([]);
  });
});

describe('a backend that delivers twice', () => {
  it('is heard once, by peers and in rooms', () => {
    const script = [
      { at: 0, device: 'alice', do: LOGIN_AND_ENTER },
      { at: 0, device: 'bob', do: [...LOGIN_AND_ENTER, { wait: '5s' }, say('alice', 0), say('lobby', 1)] },
    ] as const;
    const result = run([{ kind: 'duplicateDelivery', at: 0 }], { script });
    expect(received(result, 'peerMessageReceived')).toBe(1);
    expect(received(result, 'roomMessageReceived')).toBe(1);
    expect(brokenIn(result)).toEqual([]);
  });
});

describe('a late answer', () => {
  it('comes after the SDK has given up, and changes nothing', () => {
    const script = [
      { at: 0, device: 'alice', do: [{ call: 'login' }] },
      {
        at: '5s',
        device: 'alice',
        do: [{ call: 'queryRoomMemberList', args: ['lobby', { count: 9, nextFlag: '' }] }],
      },
      { at: '5s', device: 'alice', do: [{ call: 'enterRoom', args: [{ roomID: 'lobby', roomName: '' }] }] },
    ] as const;
    const result = run([{ kind: 'lateAnswer', at: '3s', for: '20s', delay: '25s' }], { script });
    const settled = result.observations.filter((one) => one.kind === 'settle' && one.name !== 'login');
    expect(settled).toMatchObject([{ ok: false }, { ok: false }]);
    expect(brokenIn(result)).toEqual([]);
  });

  it('leaves logins, heartbeats and messages alone', () => {
    const script = [
      { at: 0, device: 'alice', do: [{ call: 'login' }] },
      { at: 0, device: 'bob', do: [{ call: 'login' }, { wait: '5s' }, say('alice', 0)] },
    ] as const;
    const result = run([{ kind: 'lateAnswer', at: 0, delay: '5s' }], { script });
    expect(timesOf(result, '2/0')).toEqual([0.4]);
    expect(timesOf(result, 'message')).toEqual([5.48]);
    expect(timesOf(result, '✓ sendMessage', 'bob')).toEqual([10.48]);
    expect(timesOf(result, '3/3')).toEqual([]);
  });
});

describe('a backend without patience', () => {
  it('times a member out after an outage that it would have survived', () => {
    // The backend counts her as offline after 35 s of silence.
    const outage = { kind: 'offline', at: '20s', for: '45s', device: 'alice' } as const;
    const patient = run([outage]);
    const impatient = run([outage, { kind: 'memberTimeoutShorten', at: '30s', for: '30s', to: '4s' }]);
    expect(seen(patient).at(-1)).toMatch(/room 2\/0$/);
    expect(seen(impatient).at(-1)).toMatch(/room 0\/9$/);
    expect(brokenIn(impatient)).toEqual([]);
  });
});

const span = { at: fc.nat(60_000), for: fc.integer({ min: 1, max: 40_000 }) };
const user = fc.constantFrom('alice', 'bob');
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constant('kickByDevice' as const), ...span, user }),
  fc.record({ kind: fc.constant('tokenRevoke' as const), at: span.at, user }),
  fc.record({
    kind: fc.constant('handlerThrows' as const),
    ...span,
    device: user,
    on: fc.constantFrom('connectionStateChanged', 'roomStateChanged', 'tokenWillExpire'),
  }),
  fc.record({ kind: fc.constant('duplicateDelivery' as const), ...span }),
  fc.record({ kind: fc.constant('lateAnswer' as const), ...span, delay: fc.constantFrom('1s', '12s') }),
  fc.record({ kind: fc.constant('memberTimeoutShorten' as const), ...span, to: fc.constantFrom('0s', '5s') }),
  fc.record({ kind: fc.constant('offline' as const), ...span, device: user }),
  fc.record({ kind: fc.constant('reset' as const), at: span.at, host: user }),
);

it('whatever comes together, every property holds in every scenario', () => {
  const some = scenarios.filter(({ devices }) =>
    ['alice', 'bob'].every((who) => devices.some(({ name, user: u = name }) => name === who && u === who)),
  );
  expect(some.length).toBeGreaterThan(5);
  fc.assert(
    fc.property(
      fc.constantFrom(...some),
      fc.array(fault, { minLength: 1, maxLength: 6 }),
      fc.nat(),
      (scenario, schedule, seed) => {
        const options = { properties: allProperties, keepTrace: false };
        expect(brokenIn(execute({ scenario, schedule, seed, untilMs: 300_000 }, options))).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
});
