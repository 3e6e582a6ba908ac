// What one observation says in a timeline's cell, how it sounds, and what several like it are called.

import type {
  CallObservation,
  DeviceObservation,
  EventObservation,
  Observation,
  SettleObservation,
  SocketObservation,
  UiObservation,
} from '../sim/check/observation.js';
import { unreachable } from '../sim/kernel/assert.js';
import { faqName } from '../sim/zim/enums.js';
import { codeText } from './code-names.js';
import type { Tone } from './style.js';
import { describeBackend } from './words.js';

/** The text of a row. */
export interface RowText {
  readonly text: string;
  /** What rows like this are called together: rows of one label in one column may be folded. */
  readonly label: string;
  readonly tone: Tone;
}

/**
 * What an observation says; nothing for what would only be noise. Calls and settlements are read in pairs by
 * {@link callText} and {@link settleText}.
 *
 * @param options.namesDevice whether a session is said to be on a device: its user has several
 */
export function textFor(
  observation: Observation,
  options: { readonly namesDevice: boolean } = { namesDevice: false },
): readonly RowText[] {
  switch (observation.kind) {
    case 'event':
      return eventTexts(observation);
    case 'user':
      return [row(`user: ${observation.action}`)];
    case 'ui':
      return [uiText(observation)];
    case 'error':
      return [row(`throws: ${observation.message}`, 'bad', 'throws')];
    case 'socket':
      return socketText(observation);
    case 'device':
      return [row(deviceText(observation.what), 'dim')];
    case 'backend': {
      const { what, device } = observation;
      const { text, tone } = describeBackend(what, options.namesDevice ? device : undefined);
      return [row(text, tone)];
    }
    case 'call':
    case 'settle':
      return [];
    default:
      return unreachable(observation);
  }
}

/** `login →`, with the room or the message that it is about. */
export function callText({ name, args }: CallObservation): RowText & { readonly detail: string } {
  const detail = detailOf(name, args);
  return { ...row(`${name}${detail} →`, 'plain', `${name} →`), detail };
}

/** `✓ login` or `✗ sendMessage 6000121 UserIsNotLogged`. */
export function settleText({ name, ok, error }: SettleObservation, detail: string): RowText {
  if (ok) return row(`✓ ${name}${name.startsWith('send') ? '' : detail}`, 'good', `✓ ${name}`);
  const text = `✗ ${name} ${error === undefined ? '' : codeText(error.code)}`.trimEnd();
  return row(text, 'bad');
}

function eventTexts(observation: EventObservation): readonly RowText[] {
  const { name, data } = observation;
  switch (name) {
    case 'connectionStateChanged':
      return [stateText('connection', data)];
    case 'roomStateChanged':
      return [stateText('room', data)];
    case 'tokenWillExpire':
      return [row(`tokenWillExpire, ${String(data.second)} s left`, 'warn', 'tokenWillExpire')];
    case 'roomMemberJoined':
      return [row(`${usersIn(data)} joined ${String(data.roomID)}`)];
    case 'roomMemberLeft':
      return [row(`${usersIn(data)} left ${String(data.roomID)}`)];
    case 'messageSentStatusChanged':
    case 'onMessageAttached':
      // The call that sends the message settles too, and says more.
      return [];
    case 'conversationSyncStateChanged':
      // Only its end says something: the client has caught up.
      return data.state === 1 ? [row('conversations in sync', 'dim')] : [];
    case 'error':
      return [row(`error ${codeText(Number(data.code))}`, 'bad')];
    default:
      return Array.isArray(data.messageList) ? messageTexts(data) : [row(name, 'plain')];
  }
}

function stateText(about: 'connection' | 'room', data: EventObservation['data']): RowText {
  const state = Number(data.state);
  const event = Number(data.event);
  const subject = about === 'room' ? `room ${String(data.roomID)}` : about;
  const name = faqName(`${about}State`, state);
  const text = `${subject} ${state} ${name} (${faqName(`${about}Event`, event)})`;
  return row(text, stateTone(about, state, event), `${subject} ${name} (${state}/${event})`);
}

function stateTone(about: 'connection' | 'room', state: number, event: number): Tone {
  if (state === 2) return 'good';
  if (state === 0) return event === 0 ? 'plain' : 'bad';
  const isInterrupted = about === 'connection' ? state === 3 : event === 1;
  return isInterrupted ? 'warn' : 'plain';
}

function messageTexts(data: EventObservation['data']): readonly RowText[] {
  const messages = data.messageList as readonly Readonly<Record<string, unknown>>[];
  return messages.map((message) => {
    const sender = String(message.senderUserID ?? data.fromConversationID ?? '?');
    const room = message.conversationType === 1 ? ` in ${String(message.conversationID)}` : '';
    return row(
      `message from ${sender}${room}: ${String(message.message ?? '')}`,
      'plain',
      `messages from ${sender}${room}`,
    );
  });
}

function deviceText(what: DeviceObservation['what']): string {
  switch (what) {
    case 'clock':
      return 'clock changes';
    case 'kill':
      return 'app killed';
    case 'start':
      return 'app starts again';
    case 'sleep':
      return 'device falls asleep';
    case 'wake':
      return 'device wakes up';
    default:
      return `device ${what}`;
  }
}

function uiText({ action, what }: UiObservation): RowText {
  switch (action) {
    case 'remind':
      return row(`reminds: ${what}`, 'warn');
    case 'clear':
      return row(`clears: ${what}`, 'good');
    case 'screen':
      return row(`screen: ${what}`, 'warn');
    default:
      return unreachable(action);
  }
}

// An attempt is told by its end: it opened or failed.
function socketText({ device, phase }: SocketObservation): readonly RowText[] {
  switch (phase) {
    case 'connecting':
      return [];
    case 'opened':
      return [row(`${device} connects`, 'dim')];
    case 'failed':
      return [row(`${device}: attempt fails`, 'dim', `failed attempts of ${device}`)];
    case 'closed':
      return [row(`${device}'s socket closes`, 'dim')];
    default:
      return unreachable(phase);
  }
}

function detailOf(name: string, args: readonly unknown[]): string {
  const [first, second] = args;
  if (name.startsWith('send')) {
    const text = (first as { message?: unknown } | null | undefined)?.message;
    const to = typeof second === 'string' ? ` to ${second}` : '';
    return `${typeof text === 'string' ? ` "${text}"` : ''}${to}`;
  }
  if (!name.includes('Room')) return '';
  if (typeof first === 'string') return ` ${first}`;
  const roomID = (first as { roomID?: unknown } | null | undefined)?.roomID;
  return typeof roomID === 'string' ? ` ${roomID}` : '';
}

function usersIn(data: EventObservation['data']): string {
  const members = Array.isArray(data.memberList) ? (data.memberList as readonly { userID?: unknown }[]) : [];
  return members.map(({ userID }) => String(userID)).join(', ');
}

function row(text: string, tone: Tone = 'plain', label: string = text): RowText {
  return { text, label, tone };
}
