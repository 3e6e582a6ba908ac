// Every property of the contract is able to fail: for each there is a client or a backend that breaks it, made by
// wrapping the model's step. A property that no broken model violates would check nothing.
import { describe, expect, it } from 'vitest';
import { scenarios } from '../scenarios/index.js';
import { execute, type Wrap } from '../sim/runner/execute.js';
import type { Scenario } from '../sim/runner/scenario.js';
import { contractProperties, serviceProperties } from './index.js';
import {
  atT2,
  attemptsAfter,
  connectionEvents,
  effects,
  emits,
  isConnection,
  isRoom,
  isTimer,
  rejected,
  roomEvents,
  serverSends,
  settlements,
} from './mutants/wrappers.js';

const PROPERTIES = [...contractProperties, ...serviceProperties];

interface Mutant {
  readonly breaks: string;
  readonly how: string;
  readonly scenario: string;
  readonly wrap: Wrap;
}

const MUTANTS: readonly Mutant[] = [
  {
    breaks: 'N1',
    how: 'a lost network is reported as an active login',
    scenario: 'network-exception-recovers',
    wrap: connectionEvents((data) => (data.state === 3 ? { ...data, event: 1 } : data)),
  },
  {
    breaks: 'N2',
    how: 'the back-off timer is never set, so attempts end with the first outage',
    scenario: 'network-exception-recovers',
    wrap: effects((effect) => (isTimer(effect, 'reconnect') ? [] : [effect])),
  },
  {
    breaks: 'N3',
    how: 'the connection that came back still says LOGIN_INTERRUPTED',
    scenario: 'network-exception-recovers',
    wrap: connectionEvents((data) => (data.state === 2 ? { ...data, event: 3 } : data)),
  },
  {
    breaks: 'N4',
    how: 'after a kick calls resolve instead of failing with 6000121',
    scenario: 'kicked-out',
    wrap: settlements((settle) =>
      settle.ok || settle.error.code !== 6_000_121
        ? settle
        : { kind: 'settle', call: settle.call, name: settle.name, ok: true, value: undefined },
    ),
  },
  {
    breaks: 'N4',
    how: 'a call in the middle of a session fails with 6000121',
    scenario: 'room-still-member',
    wrap: settlements((settle) =>
      settle.name === 'sendMessage'
        ? {
            ...rejected(settle),
            error: { code: 6_000_121, message: 'API.sendMessage: Not logged with call.' },
          }
        : settle,
    ),
  },
  {
    breaks: 'N5',
    how: 'an expired token is followed by another attempt to connect',
    scenario: 'token-expires',
    wrap: attemptsAfter((data) => data.state === 0 && data.event === 5),
  },
  {
    breaks: 'N6',
    how: 'an outage ends as if the user had logged out',
    scenario: 'network-exception-recovers',
    wrap: effects((effect, state) =>
      isConnection(effect) && effect.data.state === 2 && state.backoff.series > 2
        ? [{ ...effect, data: { ...effect.data, state: 0, event: 0 } }]
        : [effect],
    ),
  },
  {
    breaks: 'K1',
    how: 'the backend lets both devices stay',
    scenario: 'kicked-out',
    wrap: {
      server: (step) => (state, input, context, out) =>
        step(state, input, { ...context, params: { ...context.params, maxDevicesPerUser: 10 } }, out),
    },
  },
  {
    breaks: 'K1',
    how: 'a device is told of a kick that was none',
    scenario: 'token-expires',
    wrap: connectionEvents((data) => (data.event === 5 ? { ...data, event: 4 } : data)),
  },
  {
    breaks: 'K2',
    how: 'the kicked device connects again by itself',
    scenario: 'kicked-out',
    wrap: attemptsAfter((data) => data.state === 0 && data.event === 4),
  },
  {
    breaks: 'T0',
    how: 'a client without token authentication warns of an expiry',
    scenario: 'without-token-authentication',
    wrap: effects((effect) =>
      isConnection(effect) && effect.data.state === 2
        ? [effect, { ...effect, event: 'tokenWillExpire', data: { second: 30 } }]
        : [effect],
    ),
  },
  {
    breaks: 'T1',
    how: 'nobody is warned of the expiry',
    scenario: 'token-expires',
    wrap: emits((emit) => (emit.event === 'tokenWillExpire' ? [] : [emit])),
  },
  {
    breaks: 'T1',
    how: 'the warning comes twice',
    scenario: 'token-renewed',
    wrap: emits((emit) => (emit.event === 'tokenWillExpire' ? [emit, emit] : [emit])),
  },
  {
    breaks: 'T2',
    how: 'a renewed token is not timed anew, so the session ends with the old one',
    scenario: 'token-renewed',
    wrap: {
      client: (step) => (state, input, context, out) => {
        const from = out.length;
        step(state, input, context, out);
        const isRenewal = input.kind === 'message' && input.message.kind === 'answer' && state.life > 0;
        if (
          !isRenewal ||
          !out.slice(from).some((effect) => effect.kind === 'settle' && effect.name === 'renewToken')
        )
          return;
        const kept = out.splice(from).filter((effect) => !isTimer(effect, 'tokenExpired'));
        out.push(...kept);
      },
    },
  },
  {
    breaks: 'T3',
    how: 'the session ends half a minute before its token does',
    scenario: 'token-expires',
    wrap: effects((effect) =>
      effect.kind === 'setTimer' && effect.timer === 'tokenExpired'
        ? [{ ...effect, afterMs: effect.afterMs - 30_000 }]
        : [effect],
    ),
  },
  {
    breaks: 'T3',
    how: 'an expired token ends nothing, neither at the client nor at the backend',
    scenario: 'token-expires',
    wrap: {
      ...effects((effect) => (isTimer(effect, 'tokenExpired') ? [] : [effect])),
      server: (step) => (state, input, context, out) => {
        for (const session of state.sessions.values()) session.expireAtSeconds = Number.MAX_SAFE_INTEGER;
        step(state, input, context, out);
      },
    },
  },
  {
    breaks: 'R0',
    how: 'rooms are not told of the outage',
    scenario: 'room-still-member',
    wrap: roomEvents((data) => (data.state === 1 && data.event === 1 ? undefined : data)),
  },
  {
    breaks: 'R1',
    how: 'the room is back before the connection is',
    scenario: 'room-still-member',
    wrap: effects((effect, state) =>
      isConnection(effect) && effect.data.state === 2 && state.rooms.size > 0
        ? [{ ...effect, event: 'roomStateChanged', data: roomData('lobby', 2, 0) }, effect]
        : [effect],
    ),
  },
  {
    breaks: 'R2a',
    how: 'a member gets the room back with the event of an entry',
    scenario: 'room-still-member',
    wrap: atT2((data) => ({ ...data, event: 6 })),
  },
  {
    breaks: 'R2b',
    how: 'a member who was timed out is told that the room is restored',
    scenario: 'room-heartbeat-timeout',
    wrap: atT2((data) => ({ ...data, state: 2, event: 0 })),
  },
  {
    breaks: 'R2c',
    how: 'a deleted room is reported as a timeout',
    scenario: 'room-deleted',
    wrap: atT2((data) => ({ ...data, event: 9 })),
  },
  {
    breaks: 'R2d',
    how: 'any other reason is reported as a failed entry',
    scenario: 'room-other-reason',
    wrap: atT2((data) => ({ ...data, event: 7 })),
  },
  {
    breaks: 'R3',
    how: 'losing a room takes the connection along',
    scenario: 'room-deleted',
    wrap: effects((effect) =>
      isRoom(effect) && effect.data.state === 0
        ? [
            effect,
            { ...effect, event: 'connectionStateChanged', data: { state: 3, event: 3, extendedData: '' } },
          ]
        : [effect],
    ),
  },
  {
    breaks: 'R4',
    how: 'a member who was timed out is told that the room is gone, which it is not',
    scenario: 'room-heartbeat-timeout',
    wrap: atT2((data) => ({ ...data, event: 3 })),
  },
  {
    breaks: 'R4',
    how: 'the backend says member to everybody who asks',
    scenario: 'room-heartbeat-timeout',
    wrap: serverSends((message) =>
      message.kind === 'answer' && message.ok && message.value.kind === 'resumed'
        ? [{ ...message, value: { kind: 'resumed', outcome: 'member' } }]
        : [message],
    ),
  },
  {
    breaks: 'R5',
    how: 'a room that came back does not take messages',
    scenario: 'room-still-member',
    wrap: {
      client: (step) => (state, input, context, out) => {
        if (input.kind !== 'call' || input.name !== 'sendMessage' || state.backoff.series < 3) {
          step(state, input, context, out);
          return;
        }
        const error = { code: 6_000_203, message: 'API.sendMessage: The user is not in the room.' };
        out.push({ kind: 'settle', call: input.id, name: input.name, ok: false, error });
      },
    },
  },
  {
    breaks: 'H1',
    how: 'every client waits for the same time',
    scenario: 'server-restart-herd',
    wrap: effects((effect, state) =>
      effect.kind === 'setTimer' && effect.timer === 'reconnect' && state.backoff.slot === 1
        ? [{ ...effect, afterMs: 1000 }]
        : [effect],
    ),
  },
];

describe('every property is able to fail', () => {
  it.each(PROPERTIES.map(({ id }) => id))('%s has a mutant', (id) => {
    expect(MUTANTS.map(({ breaks }) => breaks)).toContain(id);
  });

  it.each(MUTANTS)('$breaks is violated when $how', ({ breaks, scenario, wrap }) => {
    const spec = { scenario: scenarioOf(scenario), seed: 42 };
    expect(verdictOf(breaks, execute(spec, { properties: PROPERTIES }))).not.toBe('violated');
    expect(verdictOf(breaks, execute(spec, { properties: PROPERTIES, wrap }))).toBe('violated');
  });
});

function scenarioOf(name: string): Scenario {
  const scenario = scenarios.find((candidate) => candidate.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  return scenario;
}

function verdictOf(id: string, result: ReturnType<typeof execute>): string | undefined {
  return result.properties.find((property) => property.id === id)?.verdict;
}

function roomData(
  roomID: string,
  state: number,
  event: number,
): { roomID: string; state: number; event: number; extendedData: string } {
  return { roomID, state, event, extendedData: '' };
}
