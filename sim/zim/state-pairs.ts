// Every pair of state and event that the SDK may tell, explained: `connectionStateChanged` and `roomStateChanged`.
// Sentences only; which pair follows which is for the models and the properties.
import {
  enumValueOf,
  faqName,
  ZIMConnectionEvent,
  ZIMConnectionState,
  ZIMRoomEvent,
  ZIMRoomState,
} from './enums.js';
import type { Provenance } from './fact-table.js';

/** What a pair is about: the connection of the client, or one room. */
export type PairSubject = 'connection' | 'room';

/** A pair that may be told, explained. */
export interface StatePair {
  readonly about: PairSubject;
  readonly state: number;
  readonly event: number;
  readonly provenance: Provenance;
  readonly meaning: string;
  /** What the app should do. */
  readonly advice: string;
}

const LOGIN_PAGE = 'Show a reminder that fits, then offer the login page; do not log in automatically.';

/** The pairs that `connectionStateChanged` may tell. */
export const CONNECTION_PAIRS: readonly StatePair[] = [
  connection(
    'Disconnected',
    'Success',
    'observed',
    'The app called logout, or destroy.',
    'Nothing: it was your own call.',
  ),
  connection(
    'Disconnected',
    'ActiveLogin',
    'assumed',
    'The backend refused the login; the rejection of login carries the code.',
    'Show the reason; with a bad token fetch a new one before the next login.',
  ),
  connection(
    'Disconnected',
    'LoginTimeout',
    'observed',
    'The SDK gave up connecting. Seen in versions before 2.20.0, at a first login.',
    'Say that the service cannot be reached and let the user try again.',
  ),
  connection(
    'Disconnected',
    'LoginInterrupted',
    'assumed',
    'The session ended for a reason that this version has no event for; only expected before 2.18.1.',
    LOGIN_PAGE,
  ),
  connection(
    'Disconnected',
    'KickedOut',
    'faq',
    'Another device logged in as this user, or the server removed this one.',
    'Say that another device has logged in, call logout, and offer the login page; do not log in automatically.',
  ),
  connection(
    'Disconnected',
    'TokenExpired',
    'docs',
    'The token expired and no new one was accepted in time. Told from 2.18.1 on.',
    'Say that the session has expired; let the user log in with a new token.',
  ),
  connection(
    'Disconnected',
    'Unregistered',
    'types',
    'The account was deleted. Told from 2.14.0 on.',
    'Say that the account is gone, and leave; another login with it cannot work.',
  ),
  connection(
    'Connecting',
    'ActiveLogin',
    'docs',
    'The app called login and the SDK is connecting.',
    'Show that it connects.',
  ),
  connection(
    'Connected',
    'Success',
    'faq',
    'There is a session and a connection: the login succeeded, or the SDK has reconnected.',
    'Take the reminder away. Rooms tell their own state a moment later.',
  ),
  connection(
    'Reconnecting',
    'ActiveLogin',
    'observed',
    'A socket opened and the login on it is not answered yet, so the SDK tries again.',
    'Wait as with LOGIN_INTERRUPTED: state says what to do here, not event.',
  ),
  connection(
    'Reconnecting',
    'LoginInterrupted',
    'faq',
    'The network is lost or weak and the SDK reconnects by itself; told again after each failed attempt.',
    'Show a clear reminder and wait: no login, and no call on the rooms.',
  ),
];

/** The pairs that `roomStateChanged` may tell. */
export const ROOM_PAIRS: readonly StatePair[] = [
  room(
    'Disconnected',
    'Success',
    'observed',
    'This user left the room, switched to another one, or logged out.',
    'Nothing: it was your own call.',
  ),
  room(
    'Disconnected',
    'NetworkDisconnected',
    'docs',
    'The room could not be restored after an outage, neither by timeout nor because it is gone.',
    'Offer the user to enter again; do not do it automatically.',
  ),
  room(
    'Disconnected',
    'RoomNotExist',
    'faq',
    'The room is gone: it was empty for too long, or the server deleted it.',
    'Call createRoom or enterRoom, or tell the user; joinRoom fails with 6000322.',
  ),
  room(
    'Disconnected',
    'CreateFailed',
    'observed',
    'createRoom failed; its rejection carries the code.',
    'Show the reason.',
  ),
  room(
    'Disconnected',
    'EnterFailed',
    'observed',
    'enterRoom or joinRoom failed; its rejection carries the code.',
    'Show the reason and let the user try again.',
  ),
  room(
    'Disconnected',
    'KickedOut',
    'docs',
    'This user was removed from the room. Before 2.13.0 also: the server deleted the room.',
    'Tell the user; do not enter again automatically.',
  ),
  room(
    'Disconnected',
    'ConnectTimeout',
    'faq',
    'The user was offline for so long that the backend removed them from the room. Told from 2.5.0 on.',
    'Enter the room again, or tell the user that they have left it.',
  ),
  room(
    'Disconnected',
    'KickedOutByOtherDevice',
    'docs',
    'The same user entered the room on another device. Told from 2.10.0 on.',
    'Say so and leave the room in the interface; entering again would remove the other device.',
  ),
  room(
    'Disconnected',
    'SwitchFailed',
    'observed',
    'switchRoom failed; this is the room that was to be entered.',
    'Show the reason; look at the state of the room that was to be left.',
  ),
  room(
    'Connecting',
    'NetworkInterrupted',
    'faq',
    'The connection broke, or is back and the SDK asks whether this user is still in the room.',
    'Wait and make no call on the room: it would fail with 6000326.',
  ),
  room('Connecting', 'ActiveCreate', 'observed', 'The app called createRoom.', 'Wait for the next state.'),
  room(
    'Connecting',
    'ActiveEnter',
    'observed',
    'The app called enterRoom or joinRoom.',
    'Wait for the next state.',
  ),
  room(
    'Connecting',
    'ActiveSwitch',
    'observed',
    'The app called switchRoom; this is the new room.',
    'Wait for the next state.',
  ),
  room(
    'Connected',
    'Success',
    'faq',
    'This user is in the room: it was entered, or restored after an outage.',
    'Nothing after an outage: calls and messages work again.',
  ),
];

/**
 * The explanation of a pair, or `undefined` when the SDK never tells it.
 *
 * @example statePair('connection', 3, 3)?.meaning
 */
export function statePair(about: PairSubject, state: number, event: number): StatePair | undefined {
  const pairs = about === 'connection' ? CONNECTION_PAIRS : ROOM_PAIRS;
  return pairs.find((pair) => pair.state === state && pair.event === event);
}

/** A pair as somebody wrote it: all numbers are declared ones, but the SDK may never tell the two together. */
export interface PairQuestion {
  readonly about: PairSubject;
  readonly state: number;
  readonly event: number;
}

/**
 * Reads `3/3`, `room 1/1`, `RECONNECTING/LOGIN_INTERRUPTED` or `room CONNECTING/NETWORK_INTERRUPTED`. Without the
 * word `room` the pair is about the connection where it can be, else about a room.
 *
 * @returns `undefined` when the text is no pair of declared values
 * @example parsePair('RECONNECTING/LOGIN_INTERRUPTED') // { about: 'connection', state: 3, event: 3 }
 */
export function parsePair(text: string): PairQuestion | undefined {
  const match = /^(?:(connection|room)\s+)?(\w+)\s*\/\s*(\w+)$/i.exec(text.trim());
  if (match === null) return undefined;
  const [, subject, state = '', event = ''] = match;
  const subjects: readonly PairSubject[] =
    subject === undefined ? ['connection', 'room'] : [subject.toLowerCase() as PairSubject];
  for (const about of subjects) {
    const stateValue = enumValueOf(about === 'room' ? 'roomState' : 'connectionState', state);
    const eventValue = enumValueOf(about === 'room' ? 'roomEvent' : 'connectionEvent', event);
    if (stateValue !== undefined && eventValue !== undefined)
      return { about, state: stateValue, event: eventValue };
  }
  return undefined;
}

/**
 * A pair in the FAQ's spelling.
 *
 * @example pairName({ about: 'room', state: 1, event: 1 }) // 'CONNECTING + NETWORK_INTERRUPTED'
 */
export function pairName({ about, state, event }: PairQuestion): string {
  return `${faqName(`${about}State`, state)} + ${faqName(`${about}Event`, event)}`;
}

function connection(
  state: keyof typeof ZIMConnectionState,
  event: keyof typeof ZIMConnectionEvent,
  provenance: Provenance,
  meaning: string,
  advice: string,
): StatePair {
  const [stateValue, eventValue] = [ZIMConnectionState[state], ZIMConnectionEvent[event]];
  return { about: 'connection', state: stateValue, event: eventValue, provenance, meaning, advice };
}

function room(
  state: keyof typeof ZIMRoomState,
  event: keyof typeof ZIMRoomEvent,
  provenance: Provenance,
  meaning: string,
  advice: string,
): StatePair {
  return {
    about: 'room',
    state: ZIMRoomState[state],
    event: ZIMRoomEvent[event],
    provenance,
    meaning,
    advice,
  };
}
