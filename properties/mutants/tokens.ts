// Clients and backends that are wrong about tokens.
import type { Mutant } from './mutant.js';
import {
  clientAfter,
  connectionEvents,
  effects,
  emits,
  isTimer,
  serverAfter,
  serverBefore,
  timers,
} from './wrappers.js';

export const tokenMutants: readonly Mutant[] = [
  {
    id: 'no-warning',
    title: 'Nobody is warned of the expiry.',
    caughtBy: 'T1',
    wrap: timers('tokenWillExpire', () => undefined),
  },
  {
    id: 'warning-twice',
    title: 'The warning comes twice.',
    caughtBy: 'T1',
    wrap: emits((emit) => (emit.event === 'tokenWillExpire' ? [emit, emit] : [emit])),
  },
  {
    id: 'warning-after-20-seconds',
    title: 'The warning comes with 20 s left.',
    caughtBy: 'T1',
    wrap: timers('tokenWillExpire', (afterMs) => (afterMs > 0 ? afterMs + 10_000 : afterMs)),
  },
  {
    id: 'warning-in-milliseconds',
    title: 'The warning gives milliseconds instead of seconds.',
    caughtBy: 'T4',
    wrap: emits((emit) =>
      emit.event === 'tokenWillExpire'
        ? [{ ...emit, data: { second: Number(emit.data.second) * 1000 } }]
        : [emit],
    ),
  },
  {
    id: 'renewed-token-not-warned-of',
    title: 'The second token of a session runs out without a warning.',
    caughtBy: 'T1',
    wrap: effects((effect, _state, input) =>
      isTimer(effect, 'tokenWillExpire') &&
      input.kind === 'message' &&
      input.message.kind === 'answer' &&
      input.message.ok &&
      input.message.value.kind === 'done'
        ? []
        : [effect],
    ),
  },
  {
    id: 'renewal-keeps-old-expiry',
    title: 'A renewed token is not timed, so the session ends with the old one.',
    caughtBy: 'T2',
    wrap: effects((effect, _state, input) =>
      input.kind === 'message' &&
      input.message.kind === 'answer' &&
      input.message.ok &&
      input.message.value.kind === 'done' &&
      (isTimer(effect, 'tokenExpired') || isTimer(effect, 'tokenWillExpire'))
        ? []
        : [effect],
    ),
  },
  {
    id: 'backend-keeps-old-expiry',
    title: 'The backend answers a renewal and goes on with the old expiry.',
    caughtBy: 'T2',
    wrap: {
      server: (step) => (state, input, context, out) => {
        const isRenewal = input.kind === 'message' && input.message.kind === 'renewToken';
        const before = isRenewal
          ? [...state.sessions.values()].map((session) => [session, session.expireAtSeconds] as const)
          : [];
        step(state, input, context, out);
        for (const [session, expireAtSeconds] of before) session.expireAtSeconds = expireAtSeconds;
      },
    },
  },
  {
    id: 'expiry-half-a-minute-early',
    title: 'The session ends half a minute before its token does.',
    caughtBy: 'T3',
    wrap: timers('tokenExpired', (afterMs) => afterMs - 28_000),
  },
  {
    id: 'expired-token-ends-nothing',
    title: 'An expired token ends nothing, neither at the client nor at the backend.',
    caughtBy: 'T3',
    wrap: {
      ...timers('tokenExpired', () => undefined),
      ...serverBefore((state) => {
        for (const session of state.sessions.values()) session.expireAtSeconds = Number.MAX_SAFE_INTEGER;
      }),
    },
  },
  {
    id: 'expiry-says-login-timeout',
    title: 'An expired token is reported as LOGIN_TIMEOUT.',
    caughtBy: 'N4',
    wrap: connectionEvents((data) => (data.event === 5 ? { ...data, event: 2 } : data)),
  },
  {
    id: 'expiry-says-logged-out',
    title: 'An expired token is reported as if the user had logged out.',
    caughtBy: 'N4',
    wrap: connectionEvents((data) => (data.event === 5 ? { ...data, event: 0 } : data)),
  },
  {
    id: 'expiry-while-reconnecting-ignored',
    title: 'A token that runs out while it reconnects does not end the session.',
    caughtBy: 'T3',
    wrap: {
      client: (step) => (state, input, context, out) => {
        const isExpiry = input.kind === 'timer' && input.timer === 'tokenExpired';
        if (!isExpiry || state.link.phase === 'ready') step(state, input, context, out);
      },
    },
  },
  {
    id: 'renewal-never-settles',
    title: 'A renewal that the backend has accepted never settles.',
    caughtBy: 'L2',
    wrap: effects((effect) =>
      effect.kind === 'settle' && effect.name === 'renewToken' && effect.ok ? [] : [effect],
    ),
  },
  {
    id: 'backend-forgets-expiry-on-resume',
    title: 'A session that comes back never expires.',
    caughtBy: 'T4',
    wrap: {
      ...serverAfter((state, input) => {
        if (input.kind !== 'message' || input.message.kind !== 'login' || input.message.session === undefined)
          return;
        const session = state.sessions.get(input.message.session);
        if (session !== undefined) session.expireAtSeconds = Number.MAX_SAFE_INTEGER;
      }),
      ...clientAfter((state, input) => {
        if (
          input.kind === 'message' &&
          input.message.kind === 'answer' &&
          input.message.ok &&
          input.message.value.kind === 'loggedIn' &&
          state.backoff.series > 1 &&
          state.token !== undefined
        ) {
          state.token.expireAtMs = Number.MAX_SAFE_INTEGER;
        }
      }),
    },
  },
];
