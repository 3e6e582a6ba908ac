// Clients and backends that are wrong about messages.

import type { ClientState } from '../../sim/models/client/state.js';
import { ZIMConversationType } from '../../sim/zim/enums.js';
import type { Mutant } from './mutant.js';
import {
  clientBefore,
  type Emit,
  effects,
  isReceived,
  memory,
  serverAfter,
  serverSends,
} from './wrappers.js';

const held = memory<ClientState, { emit: Emit | undefined }>(() => ({ emit: undefined }));

export const messageMutants: readonly Mutant[] = [
  {
    id: 'message-shown-twice',
    title: 'A message that comes again after an outage is shown again.',
    caughtBy: 'M1',
    wrap: clientBefore((state, input) => {
      if (input.kind === 'message' && input.message.kind === 'message' && input.message.isOfflineMessage)
        state.receivedSeq = 0;
    }),
  },
  {
    id: 'room-message-shown-twice',
    title: 'What a backend delivers twice to a room is shown twice.',
    caughtBy: 'M1',
    wrap: clientBefore((state) => {
      for (const room of state.rooms.values()) room.seen = [];
    }),
  },
  {
    id: 'everything-acknowledged',
    title: 'It tells the backend that it has messages which are still on their way.',
    caughtBy: 'M3',
    wrap: effects((effect) =>
      effect.kind === 'send' && effect.message.kind === 'login'
        ? [{ ...effect, message: { ...effect.message, receivedSeq: effect.message.receivedSeq + 1000 } }]
        : [effect],
    ),
  },
  {
    id: 'offline-messages-not-shown',
    title: 'Messages that waited are taken and not shown.',
    caughtBy: 'M3',
    wrap: effects((effect, _state, input) =>
      isReceived(effect) &&
      input.kind === 'message' &&
      input.message.kind === 'message' &&
      input.message.isOfflineMessage
        ? []
        : [effect],
    ),
  },
  {
    id: 'messages-between-t0-and-t1-lost',
    title: 'What comes in the instant in which the connection is back is lost.',
    caughtBy: 'M3',
    wrap: effects((effect, { rooms }) =>
      isReceived(effect) &&
      effect.event === 'peerMessageReceived' &&
      [...rooms.values()].some(({ state }) => state === 1)
        ? []
        : [effect],
    ),
  },
  {
    id: 'messages-out-of-order',
    title: 'Now and then a message is held back until the next one has come.',
    caughtBy: 'M2',
    wrap: effects((effect, state) => {
      if (!isReceived(effect) || effect.event !== 'roomMessageReceived') return [effect];
      const kept = held(state);
      const before = kept.emit;
      kept.emit = before === undefined ? effect : undefined;
      return before === undefined ? [] : [effect, before];
    }),
  },
  {
    id: 'accepted-and-forgotten',
    title: 'The backend acknowledges a message to somebody who is away and does not keep it.',
    caughtBy: 'M3',
    wrap: serverAfter((state) => {
      for (const user of state.users.values()) {
        for (const device of user.devices.values()) {
          const session = device.session === undefined ? undefined : state.sessions.get(device.session);
          if (session !== undefined && session.connection === undefined) device.inbox = [];
        }
      }
    }),
  },
  {
    id: 'repeated-send-delivered-twice',
    title: 'The backend does not recognise a message that a client sends again.',
    caughtBy: 'M1',
    wrap: serverAfter((state) => {
      for (const user of state.users.values())
        for (const device of user.devices.values()) device.sent.clear();
    }),
  },
  {
    id: 'room-message-to-nobody',
    title: 'The backend acknowledges messages to a room and tells nobody.',
    caughtBy: 'M4',
    wrap: serverSends((message) => (message.kind === 'message' && message.seq === 0 ? [] : [message])),
  },
  {
    id: 'send-never-settles',
    title: 'A message whose acknowledgement was lost in an outage never settles.',
    caughtBy: 'L2',
    wrap: effects((effect, { backoff }) =>
      effect.kind === 'settle' && effect.name === 'sendMessage' && backoff.series > 1 ? [] : [effect],
    ),
  },
  {
    id: 'group-messages-not-kept',
    title: 'Messages to a group are not kept for members who are away.',
    caughtBy: 'M3',
    wrap: serverAfter((state, input) => {
      if (input.kind !== 'message' || input.message.kind !== 'sendMessage') return;
      const { conversationType, localMessageID } = input.message.message;
      if (conversationType !== ZIMConversationType.Group) return;
      for (const user of state.users.values()) {
        for (const device of user.devices.values()) {
          if (state.sessions.get(device.session ?? '')?.connection !== undefined) continue;
          device.inbox = device.inbox.filter(({ message }) => message.localMessageID !== localMessageID);
        }
      }
    }),
  },
  {
    id: 'login-behind-a-failed-attempt-never-settles',
    title: 'A login whose first attempt to connect failed never settles, though the client is logged in.',
    caughtBy: 'L2',
    wrap: effects((effect, { sockets }) =>
      effect.kind === 'settle' && effect.name === 'login' && effect.ok && sockets > 1 ? [] : [effect],
    ),
  },
];
