// Clients that are wrong about their connection.
import type { ClientState } from '../../sim/models/client/state.js';
import type { Mutant } from './mutant.js';
import {
  attemptsAfter,
  clientAfter,
  clientBefore,
  clientSends,
  connectionEvents,
  deafTo,
  effects,
  emits,
  fulfilled,
  isConnection,
  isTimer,
  memory,
  rejected,
  settlements,
  timers,
} from './wrappers.js';

const NOT_LOGGED_IN = 6_000_121;
const outages = memory<ClientState, { count: number }>(() => ({ count: 0 }));

export const connectionMutants: readonly Mutant[] = [
  {
    id: 'outage-says-active-login',
    title: 'A lost network is reported as an active login.',
    caughtBy: 'N1',
    wrap: connectionEvents((data) => (data.state === 3 ? { ...data, event: 1 } : data)),
  },
  {
    id: 'outage-not-told',
    title: 'The app is not told that the connection is lost.',
    caughtBy: 'N1',
    wrap: connectionEvents((data) => (data.state === 3 ? undefined : data)),
  },
  {
    id: 'no-back-off-timer',
    title: 'After a failed attempt nobody sets the timer for the next.',
    caughtBy: 'N2',
    wrap: timers('reconnect', (afterMs, { backoff }) => (backoff.slot > 2 ? undefined : afterMs)),
  },
  {
    id: 'gives-up-after-five-attempts',
    title: 'The fifth failed attempt of an outage is the last.',
    caughtBy: 'N2',
    wrap: timers('reconnect', (afterMs, { backoff }) => (backoff.slot > 5 ? undefined : afterMs)),
  },
  {
    id: 'back-off-doubles-every-time',
    title: 'The back-off doubles with every attempt instead of every second one.',
    caughtBy: 'N2',
    wrap: timers('reconnect', (afterMs, { backoff }) =>
      backoff.slot > 2 ? afterMs * 2 ** (backoff.slot - 2) : afterMs,
    ),
  },
  {
    id: 'no-back-off',
    title: 'It tries again at once, for ever.',
    caughtBy: 'N2',
    wrap: timers('reconnect', () => 50),
  },
  {
    id: 'hint-starts-back-off-over',
    title: 'The hint that the system is online starts the back-off over.',
    caughtBy: 'N2',
    wrap: clientAfter((state, input) => {
      if (input.kind === 'hint' && state.link.phase === 'connecting') state.link.phase = 'none';
    }),
  },
  {
    id: 'second-outage-is-final',
    title: 'It does not reconnect after the second outage.',
    caughtBy: 'N2',
    wrap: effects((effect, state) => {
      const seen = outages(state);
      if (isConnection(effect) && effect.data.state === 2) seen.count += 1;
      return isTimer(effect, 'reconnect') && seen.count > 1 ? [] : [effect];
    }),
  },
  {
    id: 'hint-while-connecting-loses-attempt',
    title: 'A hint in the middle of an attempt makes it forget the attempt.',
    caughtBy: 'N2',
    wrap: clientBefore((state, input) => {
      if (input.kind === 'hint' && state.link.phase === 'connecting') state.link.socket = 0;
    }),
  },
  {
    id: 'back-online-says-interrupted',
    title: 'The connection that came back still says LOGIN_INTERRUPTED.',
    caughtBy: 'N3',
    wrap: connectionEvents((data) => (data.state === 2 ? { ...data, event: 3 } : data)),
  },
  {
    id: 'back-online-not-told',
    title: 'The app is not told that the connection is back.',
    caughtBy: 'N4',
    wrap: connectionEvents((data, { backoff }) =>
      data.state === 2 && backoff.series > 1 ? undefined : data,
    ),
  },
  {
    id: 'calls-succeed-after-kick',
    title: 'After a kick calls succeed instead of failing with 6000121.',
    caughtBy: 'N4',
    wrap: settlements((settle) =>
      !settle.ok && settle.error.code === NOT_LOGGED_IN ? fulfilled(settle) : settle,
    ),
  },
  {
    id: 'network-error-without-session',
    title: 'Without a session calls fail with a network error instead of 6000121.',
    caughtBy: 'N4',
    wrap: settlements((settle) =>
      !settle.ok && settle.error.code === NOT_LOGGED_IN
        ? rejected(settle, 6_000_104, 'Network error.')
        : settle,
    ),
  },
  {
    id: 'not-logged-in-while-reconnecting',
    title: 'While it reconnects calls fail as if nobody were logged in.',
    caughtBy: 'N4',
    wrap: settlements((settle, { connectionState }) =>
      connectionState === 3 && settle.name !== 'login' && !settle.ok
        ? rejected(settle, NOT_LOGGED_IN, `API.${settle.name}: Not logged with call.`)
        : settle,
    ),
  },
  {
    id: 'connects-after-expiry',
    title: 'After an expired token it connects once more.',
    caughtBy: 'N5',
    wrap: attemptsAfter(({ state, event }) => state === 0 && event === 5),
  },
  {
    id: 'connects-after-kick',
    title: 'After a kick it connects by itself.',
    caughtBy: 'K2',
    wrap: attemptsAfter(({ state, event }) => state === 0 && event === 4),
  },
  {
    id: 'connects-after-deletion',
    title: 'After the account is gone it connects once more.',
    caughtBy: 'N5',
    wrap: attemptsAfter(({ state, event }) => state === 0 && event === 6),
  },
  {
    id: 'outage-ends-as-logout',
    title: 'A long outage ends as if the user had logged out.',
    caughtBy: 'N6',
    wrap: connectionEvents((data, { backoff }) =>
      data.state === 3 && backoff.slot > 4 ? { ...data, state: 0, event: 0 } : data,
    ),
  },
  {
    id: 'kick-is-an-outage',
    title: 'A kick is taken for a lost network.',
    caughtBy: 'N2',
    wrap: connectionEvents((data) => (data.event === 4 ? { ...data, state: 3, event: 3 } : data)),
  },
  {
    id: 'kick-says-expired',
    title: 'A kick is reported as an expired token.',
    caughtBy: 'T3',
    wrap: connectionEvents((data) => (data.event === 4 ? { ...data, event: 5 } : data)),
  },
  {
    id: 'deletion-says-kicked',
    title: 'A deleted account is reported as a kick.',
    caughtBy: 'K1',
    wrap: connectionEvents((data) => (data.event === 6 ? { ...data, event: 4 } : data)),
  },
  {
    id: 'kick-while-away-not-told',
    title: 'Kicked while it was away, it is told nothing when it comes back and tries on.',
    caughtBy: 'K1',
    wrap: deafTo(
      (input) =>
        input.kind === 'message' &&
        input.message.kind === 'answer' &&
        !input.message.ok &&
        input.message.refusal === 'kickedOut',
    ),
  },
  {
    id: 'heartbeats-end-with-outage',
    title: 'After an outage nobody sends heartbeats any more.',
    caughtBy: 'L3',
    wrap: effects((effect, state) =>
      isTimer(effect, 'heartbeat') && state.backoff.series > 1 ? [] : [effect],
    ),
  },
  {
    id: 'missed-heartbeat-ignored',
    title: 'An unanswered heartbeat has no consequence.',
    caughtBy: 'K1',
    wrap: timers('heartbeatAck', () => undefined),
  },
  {
    id: 'reconnecting-told-as-connecting',
    title: 'While it reconnects it says CONNECTING + LOGIN_INTERRUPTED.',
    caughtBy: 'S1',
    wrap: connectionEvents((data) => (data.state === 3 && data.event === 3 ? { ...data, state: 1 } : data)),
  },
  {
    id: 'connecting-after-connected',
    title: 'Each connection that comes back is followed by CONNECTING for a moment.',
    caughtBy: 'S2',
    wrap: emits((emit, { backoff }) =>
      emit.event === 'connectionStateChanged' && emit.data.state === 2 && backoff.series > 1
        ? [emit, { ...emit, data: { ...emit.data, state: 1, event: 1 } }, emit]
        : [emit],
    ),
  },
  {
    id: 'events-after-destroy',
    title: 'After destroy it still says that it is disconnected, whenever its socket closes.',
    caughtBy: 'D1',
    wrap: effects((effect, state, input) =>
      effect.kind === 'settle' &&
      effect.name !== 'destroy' &&
      state.phase === 'destroyed' &&
      input.kind === 'call'
        ? [
            {
              kind: 'emit',
              life: state.life,
              event: 'connectionStateChanged',
              data: { state: 0, event: 0, extendedData: '' },
            },
            effect,
          ]
        : [effect],
    ),
  },
  {
    id: 'resumes-as-new-login',
    title: 'It comes back as a new login, so that the backend counts another session.',
    caughtBy: 'L1',
    wrap: clientSends((message) =>
      message.kind === 'login' ? [{ ...message, session: undefined, rooms: [] }] : [message],
    ),
  },
  {
    id: 'destroy-leaves-an-attempt',
    title: 'destroy during an outage opens one more connection.',
    caughtBy: 'D1',
    wrap: {
      client: (step) => (state, input, context, out) => {
        const isWaiting = state.link.phase === 'waiting';
        step(state, input, context, out);
        if (!isWaiting || input.kind !== 'call' || input.name !== 'destroy') return;
        state.sockets += 1;
        out.push({ kind: 'connect', socket: state.sockets, host: 'server' });
      },
    },
  },
];
