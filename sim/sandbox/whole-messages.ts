// Messages on their way to an app: the models keep small records of them, apps get the objects of the declaration.

import { fullMessage } from '../models/client/full-message.js';
import { ZIMMessageSentStatus } from '../zim/enums.js';
import type { ChatMessage } from '../zim/wire.js';

type Data = Readonly<Record<string, unknown>>;

/** What an event tells, with whole messages in it. */
export function wholeEvent(event: string, data: Data, userID: string): Data {
  switch (event) {
    case 'onMessageAttached':
      return { ...data, message: whole(data.message, userID, ZIMMessageSentStatus.Sending) };
    case 'messageSentStatusChanged': {
      const infos = data.infos as readonly {
        readonly status: ZIMMessageSentStatus;
        readonly message: unknown;
      }[];
      return {
        ...data,
        infos: infos.map((info) => ({ ...info, message: whole(info.message, userID, info.status) })),
      };
    }
    default:
      return Array.isArray(data.messageList)
        ? {
            ...data,
            messageList: data.messageList.map((one: unknown) =>
              whole(one, userID, ZIMMessageSentStatus.Success),
            ),
          }
        : data;
  }
}

/** What a call came to, with the whole message in it. */
export function wholeResult(name: string, value: unknown, userID: string): unknown {
  if (name !== 'sendMessage' || typeof value !== 'object' || value === null) return value;
  return { ...value, message: whole((value as Data).message, userID, ZIMMessageSentStatus.Success) };
}

function whole(record: unknown, userID: string, status: ZIMMessageSentStatus): unknown {
  // What the client stores, it has made whole already.
  if (typeof record !== 'object' || record === null || 'orderKey' in record) return record;
  return fullMessage(record as ChatMessage, userID, status);
}
