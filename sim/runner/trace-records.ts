// What a run writes into its trace besides the network's own records, and how messages become numbers. A chat
// message is hashed once and then referred to; heartbeats are plain integers; rare things are hashed whole.

import type { Observation } from '../check/observation.js';
import type { Trace, TraceVocabulary } from '../kernel/trace.js';
import { NETWORK_TRACE } from '../network/trace-kinds.js';
import type { WireMessage } from '../zim/wire.js';

type Kind = TraceVocabulary[number];

const FIRST = NETWORK_TRACE.length;

/** The kinds of a run's own records. The number of a kind is its place, after the network's. */
export const RECORD: Readonly<Record<RecordName, number>> = {
  heartbeat: FIRST,
  heartbeatAck: FIRST + 1,
  wire: FIRST + 2,
  wireChat: FIRST + 3,
  timer: FIRST + 4,
  setTimer: FIRST + 5,
  clearTimer: FIRST + 6,
  close: FIRST + 7,
  call: FIRST + 8,
  settle: FIRST + 9,
  settleChat: FIRST + 10,
  event: FIRST + 11,
  eventChat: FIRST + 12,
  socket: FIRST + 13,
  observation: FIRST + 14,
  fault: FIRST + 15,
  admin: FIRST + 16,
  emitDropped: FIRST + 17,
};

type RecordName =
  | 'heartbeat'
  | 'heartbeatAck'
  | 'wire'
  | 'wireChat'
  | 'timer'
  | 'setTimer'
  | 'clearTimer'
  | 'close'
  | 'call'
  | 'settle'
  | 'settleChat'
  | 'event'
  | 'eventChat'
  | 'socket'
  | 'observation'
  | 'fault'
  | 'admin'
  | 'emitDropped';

const OWN: readonly Kind[] = [
  { name: 'heartbeat', fields: ['from', 'receivedSeq'] },
  { name: 'heartbeatAck', fields: ['from'] },
  { name: 'wire', fields: ['from', 'message'], texts: ['message'] },
  { name: 'wireChat', fields: ['from', 'number', 'message'], texts: ['message'] },
  { name: 'timer', fields: ['actor', 'timer'], texts: ['timer'] },
  { name: 'setTimer', fields: ['actor', 'timer', 'afterMs'], texts: ['timer'] },
  { name: 'clearTimer', fields: ['actor', 'timer'], texts: ['timer'] },
  { name: 'close', fields: ['actor', 'socket', 'code'] },
  { name: 'call', fields: ['device', 'call', 'request'], texts: ['device', 'request'] },
  { name: 'settle', fields: ['device', 'call', 'outcome'], texts: ['device', 'outcome'] },
  { name: 'settleChat', fields: ['device', 'call', 'message'], texts: ['device', 'message'] },
  { name: 'event', fields: ['device', 'name', 'data'], texts: ['device', 'name', 'data'] },
  { name: 'eventChat', fields: ['device', 'key', 'message'], texts: ['device', 'key', 'message'] },
  { name: 'socket', fields: ['device', 'socket', 'phase'], texts: ['device', 'phase'] },
  { name: 'observation', fields: ['observation'], texts: ['observation'] },
  { name: 'fault', fields: ['phase', 'fault'], texts: ['phase', 'fault'] },
  { name: 'admin', fields: ['actor', 'command'], texts: ['command'] },
  { name: 'emitDropped', fields: ['actor', 'event', 'data'], texts: ['event', 'data'] },
];

/** Every kind of record in a run's trace. */
export const VOCABULARY: TraceVocabulary = [
  ...NETWORK_TRACE.map(({ name, fields }) => ({ name, fields: fields as Kind['fields'] })),
  ...OWN,
];

/** The content of a message, at the moment at which it is sent. */
export function recordWire(trace: Trace, actor: number, message: WireMessage): void {
  switch (message.kind) {
    case 'heartbeat':
      trace.record(RECORD.heartbeat, actor, message.receivedSeq, 0);
      return;
    case 'heartbeatAck':
      trace.record(RECORD.heartbeatAck, actor, 0, 0);
      return;
    case 'sendMessage':
      trace.record(RECORD.wireChat, actor, message.request, trace.ref(message.message));
      return;
    case 'message':
      // The flag shares a number with the sequence: both are needed, and there are three numbers.
      trace.record(
        RECORD.wireChat,
        actor,
        message.seq * 2 + (message.isOfflineMessage ? 1 : 0),
        trace.ref(message.message),
      );
      return;
    default:
      if (message.kind === 'answer' && message.ok && message.value.kind === 'accepted') {
        trace.record(RECORD.wireChat, actor, -message.request, trace.ref(message.value.message));
      } else {
        trace.record(RECORD.wire, actor, trace.ref(message), 0);
      }
  }
}

/** An observation, with all that it carries: two different ones never share a record. */
export function recordObservation(trace: Trace, observation: Observation): void {
  const device = trace.ref(observation.device);
  switch (observation.kind) {
    case 'call': {
      const { id, name, args } = observation;
      trace.record(RECORD.call, device, id, trace.ref({ name, args }));
      return;
    }
    case 'settle': {
      const { id, name, ok, value, error } = observation;
      const message = name === 'sendMessage' && ok && error === undefined ? chatIn(value) : undefined;
      if (message !== undefined) trace.record(RECORD.settleChat, device, id, trace.ref(message));
      else trace.record(RECORD.settle, device, id, trace.ref({ name, ok, value, error }));
      return;
    }
    case 'event': {
      const { name, data } = observation;
      const chat = chatEvent(name, data);
      if (chat === undefined) trace.record(RECORD.event, device, trace.ref(name), trace.ref(data));
      else trace.record(RECORD.eventChat, device, trace.ref(chat.key), trace.ref(chat.message));
      return;
    }
    case 'socket':
      trace.record(RECORD.socket, device, observation.socket, trace.ref(observation.phase));
      return;
    default: {
      const { atMs: _, ...rest } = observation;
      trace.record(RECORD.observation, trace.ref(rest), 0, 0);
    }
  }
}

/** The chat message in `{ message }`, which has been hashed before; undefined for anything with more to it. */
function chatIn(data: unknown): object | undefined {
  if (!hasExactly(data, 1)) return undefined;
  const { message } = data;
  return typeof message === 'object' && message !== null ? message : undefined;
}

/** An event that is one chat message and a few small values: these go into the key, and nothing may be left over. */
function chatEvent(
  name: string,
  data: Readonly<Record<string, unknown>>,
): { readonly key: string; readonly message: object } | undefined {
  const attached = chatIn(data);
  if (attached !== undefined) return { key: name, message: attached };
  if (Array.isArray(data.infos)) return hasExactly(data, 1) ? sentEvent(name, data.infos) : undefined;
  return Array.isArray(data.messageList) && hasExactly(data, 3)
    ? receivedEvent(name, data, data.messageList)
    : undefined;
}

function sentEvent(name: string, infos: readonly unknown[]): ReturnType<typeof chatEvent> {
  const [info] = infos;
  if (infos.length !== 1 || !hasExactly(info, 3)) return undefined;
  const { status, message, reason } = info;
  if (typeof status !== 'number' || typeof reason !== 'string' || !isObject(message)) return undefined;
  return { key: `${name} ${status} ${reason}`, message };
}

function receivedEvent(
  name: string,
  { info, fromConversationID }: Readonly<Record<string, unknown>>,
  messageList: readonly unknown[],
): ReturnType<typeof chatEvent> {
  const [message] = messageList;
  if (messageList.length !== 1 || !isObject(message) || !hasExactly(info, 1)) return undefined;
  const { isOfflineMessage } = info;
  if (typeof isOfflineMessage !== 'boolean' || typeof fromConversationID !== 'string') return undefined;
  return { key: `${name} ${isOfflineMessage} ${fromConversationID}`, message };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

// What is undefined counts as absent, as in the hash.
function hasExactly(value: unknown, count: number): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  let present = 0;
  for (const inner of Object.values(value)) if (inner !== undefined) present++;
  return present === count;
}
