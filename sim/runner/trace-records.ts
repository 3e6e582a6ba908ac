// What a run writes into its trace besides the network's own records, and how messages become numbers. A chat
// message is hashed once and then referred to; heartbeats are plain integers; rare things are hashed whole.

import type { Observation } from '../check/observation.js';
import { unreachable } from '../kernel/assert.js';
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
  eventSent: FIRST + 13,
  eventReceived: FIRST + 14,
  eventDetails: FIRST + 15,
  socket: FIRST + 16,
  observation: FIRST + 17,
  fault: FIRST + 18,
  admin: FIRST + 19,
  emitDropped: FIRST + 20,
  arguments: FIRST + 21,
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
  | 'eventSent'
  | 'eventReceived'
  | 'eventDetails'
  | 'socket'
  | 'observation'
  | 'fault'
  | 'admin'
  | 'emitDropped'
  | 'arguments';

const OWN: readonly Kind[] = [
  { name: 'heartbeat', fields: ['from', 'receivedSeq'] },
  { name: 'heartbeatAck', fields: ['from'] },
  { name: 'wire', fields: ['from', 'message'], texts: ['message'] },
  { name: 'wireChat', fields: ['from', 'number', 'message'], texts: ['message'] },
  { name: 'timer', fields: ['actor', 'timer'], texts: ['timer'] },
  { name: 'setTimer', fields: ['actor', 'timer', 'afterMs'], texts: ['timer'] },
  { name: 'clearTimer', fields: ['actor', 'timer'], texts: ['timer'] },
  { name: 'close', fields: ['actor', 'socket', 'code'] },
  { name: 'call', fields: ['device', 'call', 'name'], texts: ['device', 'name'] },
  { name: 'settle', fields: ['device', 'call', 'outcome'], texts: ['device', 'outcome'] },
  { name: 'settleChat', fields: ['device', 'call', 'message'], texts: ['device', 'message'] },
  { name: 'event', fields: ['device', 'name', 'data'], texts: ['device', 'name', 'data'] },
  { name: 'eventChat', fields: ['device', 'name', 'message'], texts: ['device', 'name', 'message'] },
  { name: 'eventSent', fields: ['device', 'name', 'message'], texts: ['device', 'name', 'message'] },
  { name: 'eventReceived', fields: ['device', 'name', 'message'], texts: ['device', 'name', 'message'] },
  // Follows either of the two: the status and its reason, or whether the message waited and who sent it.
  { name: 'eventDetails', fields: ['value', 'text'], texts: ['text'] },
  { name: 'socket', fields: ['device', 'socket', 'phase'], texts: ['device', 'phase'] },
  { name: 'observation', fields: ['device', 'kind', 'what'], texts: ['device', 'kind', 'what'] },
  { name: 'fault', fields: ['phase', 'fault'], texts: ['phase', 'fault'] },
  { name: 'admin', fields: ['actor', 'command'], texts: ['command'] },
  { name: 'emitDropped', fields: ['actor', 'event', 'data'], texts: ['event', 'data'] },
  // Follows a call.
  { name: 'arguments', fields: ['arguments'], texts: ['arguments'] },
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
      trace.record(RECORD.call, device, id, trace.ref(name));
      // Mostly a list of the script, which is known already.
      trace.record(RECORD.arguments, trace.ref(args), 0, 0);
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
      if (!recordChatEvent(trace, device, name, data)) {
        trace.record(RECORD.event, device, trace.ref(name), trace.ref(data));
      }
      return;
    }
    case 'socket':
      trace.record(RECORD.socket, device, observation.socket, trace.ref(observation.phase));
      return;
    default:
      recordRare(trace, device, observation);
  }
}

type Rare = Exclude<Observation, { kind: 'call' | 'settle' | 'event' | 'socket' }>;

// Its time is in the trace already.
function recordRare(trace: Trace, device: number, observation: Rare): void {
  const kind = trace.ref(observation.kind);
  switch (observation.kind) {
    case 'user':
      trace.record(RECORD.observation, device, kind, trace.ref(observation.action));
      return;
    case 'ui':
      trace.record(RECORD.observation, device, kind, trace.ref([observation.action, observation.what]));
      return;
    case 'error':
      trace.record(RECORD.observation, device, kind, trace.ref(observation.message));
      return;
    case 'device':
    case 'backend':
      trace.record(RECORD.observation, device, kind, trace.ref(observation.what));
      return;
    default:
      unreachable(observation);
  }
}

/** The chat message in `{ message }`, which has been hashed before; undefined for anything with more to it. */
function chatIn(data: unknown): object | undefined {
  if (!hasExactly(data, 1)) return undefined;
  const { message } = data;
  return typeof message === 'object' && message !== null ? message : undefined;
}

// An event that is one chat message and a few small values: the message was hashed before, and nothing may be left
// over. False for any other. Nothing is allocated here, because every message comes by three or four times.
function recordChatEvent(
  trace: Trace,
  device: number,
  name: string,
  data: Readonly<Record<string, unknown>>,
): boolean {
  const attached = chatIn(data);
  if (attached !== undefined) {
    trace.record(RECORD.eventChat, device, trace.ref(name), trace.ref(attached));
    return true;
  }
  const { infos, messageList } = data;
  if (isList(infos)) return hasExactly(data, 1) && recordSent(trace, device, name, infos);
  return isList(messageList) && hasExactly(data, 3) && recordReceived(trace, device, name, data);
}

function recordSent(trace: Trace, device: number, name: string, infos: readonly unknown[]): boolean {
  const info = infos[0];
  if (infos.length !== 1 || !hasExactly(info, 3)) return false;
  const { status, message, reason } = info;
  if (!isInt32(status) || typeof reason !== 'string' || !isObject(message)) return false;
  trace.record(RECORD.eventSent, device, trace.ref(name), trace.ref(message));
  trace.record(RECORD.eventDetails, status, trace.ref(reason), 0);
  return true;
}

function recordReceived(
  trace: Trace,
  device: number,
  name: string,
  data: Readonly<Record<string, unknown>>,
): boolean {
  const { info, fromConversationID } = data;
  const messageList = data.messageList as readonly unknown[];
  const message = messageList[0];
  if (messageList.length !== 1 || !isObject(message) || !hasExactly(info, 1)) return false;
  const { isOfflineMessage } = info;
  if (typeof isOfflineMessage !== 'boolean' || typeof fromConversationID !== 'string') return false;
  trace.record(RECORD.eventReceived, device, trace.ref(name), trace.ref(message));
  trace.record(RECORD.eventDetails, isOfflineMessage ? 1 : 0, trace.ref(fromConversationID), 0);
  return true;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isInt32(value: unknown): value is number {
  return typeof value === 'number' && (value | 0) === value;
}

// What is undefined counts as absent, as in the hash.
function hasExactly(value: unknown, count: number): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  const record = value as Readonly<Record<string, unknown>>;
  let present = 0;
  for (const key in record) if (record[key] !== undefined) present++;
  return present === count;
}
