// What a message on the wire is called: by its kind, and what it is about. Its contents come from apps.
import type { TraceEvent } from '../sim/kernel/trace.js';

/** A name, and what messages like it are called together. */
export interface MessageName {
  readonly name: string;
  readonly label: string;
}

/**
 * The name of a message, from the record of what was sent.
 *
 * @example nameOfMessage({ kind: 'wire', fields: { message: { kind: 'joinRoom', roomID: 'lobby' } }, … }).name // 'joinRoom lobby'
 */
export function nameOfMessage(content: TraceEvent | undefined): MessageName {
  switch (content?.kind) {
    case 'heartbeat':
      return plain('heartbeat');
    case 'heartbeatAck':
      return plain('heartbeat answered');
    case 'wireChat':
      return chat(content.fields);
    case 'wire':
      return wire(content.fields.message);
    default:
      return plain('message');
  }
}

// A chat message with its request, with its request below zero for the answer, or as the backend hands it on.
function chat({ number, message }: TraceEvent['fields']): MessageName {
  const { message: text, messageID } = recordOf(message);
  if (Number(number) < 0) return plain('accepted');
  const label = messageID === '' ? 'sendMessage' : 'message';
  return typeof text === 'string' ? { name: `${label} "${text}"`, label } : plain(label);
}

function wire(message: unknown): MessageName {
  const { kind, roomID, groupID, reason, outcome, ...rest } = recordOf(message);
  if (kind === 'answer') return answer(rest);
  if (typeof kind !== 'string') return plain('message');
  const about = [roomID, groupID, reason, outcome].find((value) => typeof value === 'string');
  return { name: about === undefined ? kind : `${kind} ${String(about)}`, label: kind };
}

function answer({ ok, value, code }: Readonly<Record<string, unknown>>): MessageName {
  if (ok !== true) return { name: `refused ${String(code)}`, label: 'refused' };
  const { kind, roomID, outcome } = recordOf(value);
  const label = typeof kind === 'string' ? kind : 'answer';
  const about = [outcome, roomID].find((part) => typeof part === 'string');
  return { name: about === undefined ? label : `${label} ${String(about)}`, label };
}

function plain(name: string): MessageName {
  return { name, label: name };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
