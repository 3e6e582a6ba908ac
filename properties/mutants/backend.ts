// Backends that are wrong about sessions and rooms.
import type { Mutant } from './mutant.js';
import { deafServer, serverEffects, serverParams, serverSends } from './wrappers.js';

export const backendMutants: readonly Mutant[] = [
  {
    id: 'both-devices-stay',
    title: 'Both devices of a user stay logged in.',
    caughtBy: 'K1',
    wrap: serverParams({ maxDevicesPerUser: 10 }),
  },
  {
    id: 'kick-not-said',
    title: 'Who is kicked is not told; the connection is closed.',
    caughtBy: 'K1',
    wrap: {
      ...serverSends((message) =>
        message.kind === 'sessionEnded' && message.reason === 'kickedOut' ? [] : [message],
      ),
      client: (step) => (state, input, context, out) => {
        const isRefusal =
          input.kind === 'message' &&
          input.message.kind === 'answer' &&
          !input.message.ok &&
          input.message.refusal === 'kickedOut';
        if (!isRefusal) step(state, input, context, out);
      },
    },
  },
  {
    id: 'everybody-is-a-member',
    title: 'At T1 everybody is said to be still a member.',
    caughtBy: 'R4',
    wrap: serverSends((message) =>
      message.kind === 'answer' && message.ok && message.value.kind === 'resumed'
        ? [{ ...message, value: { kind: 'resumed', outcome: 'member' } }]
        : [message],
    ),
  },
  {
    id: 'nobody-is-a-member',
    title: 'At T1 nobody is said to be still a member.',
    caughtBy: 'R4',
    wrap: serverSends((message) =>
      message.kind === 'answer' &&
      message.ok &&
      message.value.kind === 'resumed' &&
      message.value.outcome === 'member'
        ? [{ ...message, value: { kind: 'resumed', outcome: 'timeout' } }]
        : [message],
    ),
  },
  {
    id: 't1-unanswered',
    title: 'The question at T1 is not answered.',
    caughtBy: 'G3',
    wrap: serverSends((message) =>
      message.kind === 'answer' && message.ok && message.value.kind === 'resumed' ? [] : [message],
    ),
  },
  {
    id: 't1-unanswered-for-the-second-room',
    title: 'Of two questions at T1 only the first is answered.',
    caughtBy: 'G3',
    wrap: deafServer((input, state) => {
      if (input.kind !== 'message' || input.message.kind !== 'resumeRoom') return false;
      const { connection, message } = input;
      const session = state.connections.get(connection)?.session;
      const device = session === undefined ? undefined : state.sessions.get(session);
      const rooms =
        device === undefined
          ? []
          : (state.users.get(device.userID)?.devices.get(device.deviceID)?.rooms ?? []);
      return rooms.length > 1 && rooms[0] !== message.roomID;
    }),
  },
  {
    id: 'timeout-answered-as-gone',
    title: 'Who was timed out is told that the room does not exist.',
    caughtBy: 'R4',
    wrap: serverSends((message) =>
      message.kind === 'answer' &&
      message.ok &&
      message.value.kind === 'resumed' &&
      message.value.outcome === 'timeout'
        ? [{ ...message, value: { kind: 'resumed', outcome: 'notExist' } }]
        : [message],
    ),
  },
  {
    id: 'heartbeats-not-answered',
    title: 'Heartbeats of sessions that came back are not answered.',
    caughtBy: 'L3',
    wrap: {
      server: (step) => (state, input, context, out) => {
        const from = out.length;
        step(state, input, context, out);
        if (input.kind !== 'message' || input.message.kind !== 'heartbeat') return;
        const session = state.connections.get(input.connection)?.session;
        const record = session === undefined ? undefined : state.sessions.get(session);
        if (record !== undefined && context.nowMs - record.loginAtMs > 120_000) out.splice(from);
      },
    },
  },
  {
    id: 'login-not-answered',
    title: 'Every other login of a device is not answered.',
    caughtBy: 'L1',
    wrap: {
      server: (step) => (state, input, context, out) => {
        const from = out.length;
        step(state, input, context, out);
        if (
          input.kind === 'message' &&
          input.message.kind === 'login' &&
          input.message.session !== undefined &&
          state.logins > 1
        ) {
          out.splice(from, out.length, ...out.slice(from).filter((effect) => effect.kind !== 'send'));
        }
      },
    },
  },
  {
    id: 'deleted-room-not-said',
    title: 'Members of a room that an administrator deletes are not told.',
    caughtBy: 'G2',
    wrap: serverSends((message) =>
      message.kind === 'roomClosed' && message.reason === 'deleted' ? [] : [message],
    ),
  },
  {
    id: 'removed-member-not-said',
    title: 'A member whom an administrator removes is not told.',
    caughtBy: 'G2',
    wrap: serverSends((message) =>
      message.kind === 'roomClosed' && message.reason === 'kicked' ? [] : [message],
    ),
  },
  {
    id: 'newcomer-is-kicked',
    title: 'Of two devices the one that has just logged in must go.',
    caughtBy: 'K1',
    wrap: {
      server: (step) => (state, input, context, out) => {
        const all = { ...context, params: { ...context.params, maxDevicesPerUser: 10 } };
        step(state, input, all, out);
        if (input.kind !== 'message' || input.message.kind !== 'login' || input.message.session !== undefined)
          return;
        const { userID, deviceID } = input.message;
        const devices = [...(state.users.get(userID)?.devices.values() ?? [])];
        const online = devices.filter(
          ({ session }) => session !== undefined && state.sessions.get(session)?.connection !== undefined,
        );
        if (online.length > context.params.maxDevicesPerUser) {
          step(state, { kind: 'admin', command: { kind: 'kickUser', userID, deviceID } }, context, out);
        }
      },
    },
  },
  {
    id: 'kicked-session-comes-back',
    title: 'A session that was kicked while it was away is let in again.',
    caughtBy: 'G4',
    wrap: {
      server: (step) => (state, input, context, out) => {
        if (input.kind === 'message' && input.message.kind === 'login') {
          const device = state.users.get(input.message.userID)?.devices.get(input.message.deviceID);
          if (device?.kickedSession !== undefined && device.kickedSession === input.message.session)
            device.kickedSession = undefined;
        }
        step(state, input, context, out);
      },
    },
  },
  {
    id: 'members-never-timed-out',
    title: 'Members who are away stay members for as long as they like.',
    caughtBy: 'G5',
    wrap: deafServer((input) => input.kind === 'timer' && isMemberTimer(input.timer)),
  },
  {
    id: 'members-timed-out-in-half-the-time',
    title: 'Members who are away are timed out after half of the time.',
    caughtBy: 'G5',
    wrap: serverEffects((effect) =>
      effect.kind === 'setTimer' && isMemberTimer(effect.timer)
        ? [{ ...effect, afterMs: Math.floor(effect.afterMs / 2) }]
        : [effect],
    ),
  },
];

function isMemberTimer(timer: string): boolean {
  return timer.startsWith('["member"');
}
