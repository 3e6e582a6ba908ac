// Clients that are wrong about rooms.
import type { ClientEffect, ClientState } from '../../sim/models/client/state.js';
import type { Mutant } from './mutant.js';
import {
  atT2,
  clientAfter,
  clientSends,
  deafTo,
  effects,
  emits,
  isConnection,
  isResumed,
  isRoom,
  memory,
  rejected,
  roomData,
  roomEvents,
  settlements,
} from './wrappers.js';

const asked = memory<ClientState, { rooms: number }>(() => ({ rooms: 0 }));
const told = memory<ClientState, { outages: number }>(() => ({ outages: 0 }));

export const roomMutants: readonly Mutant[] = [
  {
    id: 'rooms-not-told-of-outage',
    title: 'Rooms are not told of an outage.',
    caughtBy: 'R0',
    wrap: roomEvents((data) => (data.state === 1 && data.event === 1 ? undefined : data)),
  },
  {
    id: 'second-room-not-told-of-outage',
    title: 'Of two rooms only the first is told of an outage.',
    caughtBy: 'R0',
    wrap: roomEvents((data, { rooms }) =>
      data.state === 1 && data.event === 1 && [...rooms.keys()].indexOf(String(data.roomID)) > 0
        ? undefined
        : data,
    ),
  },
  {
    id: 'room-before-connection',
    title: 'The room is back before the connection is.',
    caughtBy: 'R1',
    wrap: effects((effect, state) => {
      const [roomID] = state.rooms.keys();
      return isConnection(effect) && effect.data.state === 2 && roomID !== undefined
        ? [{ ...effect, event: 'roomStateChanged', data: roomData(roomID, 2, 0) }, effect]
        : [effect];
    }),
  },
  {
    id: 'room-back-without-asking',
    title: 'When the connection is back it takes every room for back and asks nobody.',
    caughtBy: 'R4',
    wrap: {
      client: (step) => (state, input, context, out) => {
        const from = out.length;
        step(state, input, context, out);
        const back = out.slice(from).some((effect) => isConnection(effect) && effect.data.state === 2);
        if (!back || state.backoff.series < 2) return;
        for (const room of state.rooms.values()) {
          room.state = 2;
          room.event = 0;
          out.push({
            kind: 'emit',
            life: state.life,
            event: 'roomStateChanged',
            data: roomData(room.roomID, 2, 0),
          });
        }
      },
    },
  },
  {
    id: 'asks-about-one-room-only',
    title: 'After an outage it asks about the first of its rooms only.',
    caughtBy: 'G3',
    wrap: clientSends((message, state) => {
      const seen = asked(state);
      if (message.kind === 'login') seen.rooms = 0;
      if (message.kind !== 'resumeRoom') return [message];
      seen.rooms += 1;
      return seen.rooms > 1 ? [] : [message];
    }),
  },
  {
    id: 'room-back-as-entry',
    title: 'A room that is back is told with the event of an entry.',
    caughtBy: 'R2a',
    wrap: atT2((data) => (data.state === 2 ? { ...data, event: 6 } : data)),
  },
  {
    id: 'room-back-not-told',
    title: 'That a room is back is not told.',
    caughtBy: 'R1',
    wrap: atT2((data) => (data.state === 2 ? undefined : data)),
  },
  {
    id: 'timed-out-room-restored',
    title: 'A room that the user was timed out of is told to be back.',
    caughtBy: 'R2b',
    wrap: atT2((data) => (data.event === 9 ? { ...data, state: 2, event: 0 } : data)),
  },
  {
    id: 'timeout-says-gone',
    title: 'A timeout is told as a room that does not exist.',
    caughtBy: 'R4',
    wrap: atT2((data) => (data.event === 9 ? { ...data, event: 3 } : data)),
  },
  {
    id: 'gone-says-timeout',
    title: 'A room that is gone is told as a timeout.',
    caughtBy: 'R2c',
    wrap: atT2((data) => (data.event === 3 ? { ...data, event: 9 } : data)),
  },
  {
    id: 'other-says-entry-failed',
    title: 'Any other reason is told as a failed entry.',
    caughtBy: 'R2d',
    wrap: atT2((data) => (data.event === 2 ? { ...data, event: 7 } : data)),
  },
  {
    id: 'lost-room-not-told',
    title: 'A room that is lost at T2 stays in CONNECTING.',
    caughtBy: 'R1',
    wrap: atT2((data) => (data.state === 0 ? undefined : data)),
  },
  {
    id: 'lost-room-takes-connection',
    title: 'The loss of a room is told as the loss of the connection too.',
    caughtBy: 'R3',
    wrap: effects((effect, _state, input) =>
      isRoom(effect) && isResumed(input) && effect.data.state === 0
        ? [
            effect,
            { ...effect, event: 'connectionStateChanged', data: { state: 3, event: 3, extendedData: '' } },
          ]
        : [effect],
    ),
  },
  {
    id: 'lost-room-logs-out',
    title: 'The loss of a room ends the session.',
    caughtBy: 'N4',
    wrap: effects((effect, _state, input) =>
      isRoom(effect) && isResumed(input) && effect.data.state === 0
        ? [
            effect,
            { ...effect, event: 'connectionStateChanged', data: { state: 0, event: 3, extendedData: '' } },
          ]
        : [effect],
    ),
  },
  {
    id: 'answers-of-rooms-swapped',
    title: 'With two rooms each gets the answer of the other.',
    caughtBy: 'R4',
    wrap: effects((effect, { rooms }, input) => {
      if (!isRoom(effect) || !isResumed(input) || rooms.size < 2) return [effect];
      const other = [...rooms.keys()].find((roomID) => roomID !== effect.data.roomID);
      return other === undefined ? [effect] : [{ ...effect, data: { ...effect.data, roomID: other } }];
    }),
  },
  {
    id: 'restored-room-refuses-messages',
    title: 'A room that came back refuses messages.',
    caughtBy: 'R5',
    wrap: settlements((settle, { backoff }) =>
      settle.name === 'sendMessage' &&
      settle.ok &&
      backoff.series > 2 &&
      (settle.value as { message?: { conversationType?: number } }).message?.conversationType === 1
        ? rejected(settle, 6_000_203, 'API.sendMessage: The user is not in the room.')
        : settle,
    ),
  },
  {
    id: 'restored-room-is-deaf',
    title: 'A room that came back shows no messages.',
    caughtBy: 'G2',
    wrap: clientAfter((state, input) => {
      if (!isResumed(input)) return;
      for (const roomID of [...state.rooms.keys()])
        if (state.rooms.get(roomID)?.state === 2) state.rooms.delete(roomID);
    }),
  },
  {
    id: 'closed-room-unheard',
    title: 'That a room was closed by the backend is not heard.',
    caughtBy: 'G2',
    wrap: deafTo((input) => input.kind === 'message' && input.message.kind === 'roomClosed'),
  },
  {
    id: 'closed-room-unheard-beside-another',
    title: 'That a room was closed is not heard while the user is in another one too.',
    caughtBy: 'G2',
    wrap: deafTo(
      (input, { rooms }) => input.kind === 'message' && input.message.kind === 'roomClosed' && rooms.size > 1,
    ),
  },
  {
    id: 'leave-is-local',
    title: 'Leaving a room is not told to the backend.',
    caughtBy: 'G2',
    wrap: clientSends((message) => (message.kind === 'leaveRoom' ? [] : [message])),
  },
  {
    id: 'given-up-entry-stays',
    title: 'An entry that was given up stays an entry at the backend.',
    caughtBy: 'G2',
    wrap: clientSends((message, { requests }) =>
      message.kind === 'leaveRoom' && !requests.has(message.request) ? [] : [message],
    ),
  },
  {
    id: 'second-outage-forgets-rooms',
    title: 'In the second outage of a session rooms are not told, and never asked about.',
    caughtBy: 'R0',
    wrap: emits((emit, state) => {
      const seen = told(state);
      if (emit.event === 'connectionStateChanged' && emit.data.state === 2) seen.outages += 1;
      return emit.event === 'roomStateChanged' && emit.data.event === 1 && seen.outages > 1 ? [] : [emit];
    }),
  },
  {
    id: 'room-skips-connecting',
    title: 'A room that is entered is told as CONNECTED twice and never as connecting.',
    caughtBy: 'S2',
    wrap: roomEvents((data) =>
      data.state === 1 && data.event === 6 ? { ...data, state: 2, event: 0 } : data,
    ),
  },
  {
    id: 'room-event-of-old-version',
    title: 'A timeout of a room is told with an event that no table has.',
    caughtBy: 'S1',
    wrap: atT2((data) => (data.event === 9 ? { ...data, event: 13 } : data)),
  },
  {
    id: 'resume-answer-lost-counts-as-member',
    title: 'Without an answer at T1 it takes the room for back.',
    caughtBy: 'G2',
    wrap: effects((effect, _state, input) =>
      isRoom(effect) && input.kind === 'timer' && effect.data.state === 0 && effect.data.event === 2
        ? [{ ...effect, data: { ...effect.data, state: 2, event: 0 } }]
        : [effect],
    ),
  },
  {
    id: 'query-never-settles-in-outage',
    title: 'A question about members that an outage interrupts never settles.',
    caughtBy: 'L2',
    wrap: effects((effect, _state, input) =>
      effect.kind === 'settle' && !effect.ok && effect.name === 'enterRoom' && input.kind !== 'call'
        ? []
        : [effect],
    ),
  },
  {
    id: 'rooms-told-in-reverse',
    title: 'In an outage rooms are told in the reverse order of their entry.',
    caughtBy: 'S3',
    wrap: {
      client: (step) => (state, input, context, out) => {
        const inner: ClientEffect[] = [];
        step(state, input, context, inner);
        const isInterruption = (effect: ClientEffect): boolean => isRoom(effect) && effect.data.event === 1;
        const reversed = inner.filter(isInterruption).reverse();
        for (const effect of inner)
          out.push(isInterruption(effect) ? (reversed.shift() as ClientEffect) : effect);
      },
    },
  },
];
