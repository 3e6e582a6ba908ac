// The reconnection contract as data, a row a sentence: what the SDK promises (N, K, T, R) and what an app owes (A).
// The properties that check the rows are elsewhere; the pairs of state and event are explained in state-pairs.ts.
import type { Provenance } from './fact-table.js';

/** The id of a row: N network, K kick, T token, R room, A the app. */
export type ContractId =
  | `N${1 | 2 | 3 | 4 | 5 | 6}`
  | `K${1 | 2}`
  | `T${0 | 1 | 2 | 3}`
  | 'R0'
  | 'R1'
  | `R2${'a' | 'b' | 'c' | 'd'}`
  | `R${3 | 4 | 5}`
  | `A${1 | 2 | 3 | 4 | 5 | 6 | 7}`;

/** One sentence of the contract. */
export interface ContractRow {
  readonly id: ContractId;
  readonly statement: string;
  /** Who says so; two words where they say different halves of it. */
  readonly provenance: readonly Provenance[];
  /** What the app should do about it. */
  readonly advice: string;
  /** What must be the case before the row says anything. */
  readonly premise?: string;
}

const WAIT = 'Show a clear reminder and wait: no login, and no call on the rooms.';
const FALL_BACK = 'Show a reminder that fits the event, then fall back, for example to the login page.';

/** The rows of the contract, in order. */
export const CONTRACT: readonly ContractRow[] = [
  {
    id: 'N1',
    statement:
      'When the network is lost or weak the SDK reconnects by itself and says RECONNECTING + LOGIN_INTERRUPTED.',
    provenance: ['faq'],
    premise: 'The client has a session.',
    advice: WAIT,
  },
  {
    id: 'N2',
    statement: 'It goes on reconnecting at a sensible rate, without any call of login by the app.',
    provenance: ['faq'],
    premise: 'The SDK is 2.9.0 or younger.',
    advice: WAIT,
  },
  {
    id: 'N3',
    statement: 'Once it has reconnected it says CONNECTED + SUCCESS.',
    provenance: ['faq'],
    premise: 'The client is reconnecting.',
    advice: 'Take the reminder away and go on.',
  },
  {
    id: 'N4',
    statement:
      'When a special event makes reconnecting impossible it says DISCONNECTED + that event, and every other new call fails with 6000121.',
    provenance: ['faq'],
    premise: 'The session ended by an event and not by logout.',
    advice: FALL_BACK,
  },
  {
    id: 'N5',
    statement: 'After such a DISCONNECTED the SDK makes no attempt to connect until the app calls login.',
    provenance: ['faq'],
    premise: 'The session ended by an event and not by logout.',
    advice: 'Call login again only when the user asks for it.',
  },
  {
    id: 'N6',
    statement:
      'An outage ends in CONNECTED, in DISCONNECTED by an event, or by logout or destroy, and in nothing else; RECONNECTING may be told again and again.',
    provenance: ['faq'],
    premise: 'The client is reconnecting.',
    advice: 'Handle a repeated RECONNECTING as the same outage.',
  },
  {
    id: 'K1',
    statement:
      'A login of the same user on another device disconnects this one with DISCONNECTED + KICKED_OUT.',
    provenance: ['faq'],
    premise: 'Multi-device login is off, or all places are taken and this device logged in first.',
    advice: 'Say that another device has logged in, call logout, and offer the login page.',
  },
  {
    id: 'K2',
    statement: 'A kicked client never reconnects by itself, and its other calls fail with 6000121.',
    provenance: ['faq'],
    premise: 'The client was kicked out.',
    advice: 'Do not log in automatically, or two devices kick each other for ever.',
  },
  {
    id: 'T0',
    statement: 'Without token authentication there is no tokenWillExpire, and the session never expires.',
    provenance: ['faq', 'assumed'],
    premise: 'Token authentication is off.',
    advice: 'Nothing.',
  },
  {
    id: 'T1',
    statement: 'tokenWillExpire is called before the token expires.',
    provenance: ['faq'],
    premise: 'Token authentication is on and the client has a session.',
    advice: 'Fetch a new token and call renewToken with it.',
  },
  {
    id: 'T2',
    statement: 'A renewToken with a new token keeps the session.',
    provenance: ['faq'],
    premise: 'The new token is valid and reaches the backend in time.',
    advice: 'Try again while time is left when renewToken fails: it needs the network.',
  },
  {
    id: 'T3',
    statement:
      'Without a new token in time the SDK says DISCONNECTED + TOKEN_EXPIRED at the expiry, and other calls fail with 6000121.',
    provenance: ['faq', 'docs'],
    premise: 'Token authentication is on and no new token was accepted.',
    advice: 'Say that the session has expired, then let the user log in with a new token.',
  },
  {
    id: 'R0',
    statement:
      'With the connection a joined room is interrupted too: it says CONNECTING + NETWORK_INTERRUPTED.',
    provenance: ['faq'],
    premise: 'The client is in the room, and its connection breaks.',
    advice: 'Mark the room as reconnecting and make no call on it: it would fail with 6000326.',
  },
  {
    id: 'R1',
    statement:
      'When the connection is back the room stays in CONNECTING while the SDK asks the backend whether the user is still a member.',
    provenance: ['faq'],
    premise: 'The room was interrupted and the connection is CONNECTED again.',
    advice: 'Go on waiting for the room: CONNECTED of the connection says nothing about it.',
  },
  {
    id: 'R2a',
    statement: 'A user who is still a member gets the room back: CONNECTED + SUCCESS.',
    provenance: ['faq'],
    premise: 'The backend answers that the user is still a member.',
    advice: 'Nothing: the room works again.',
  },
  {
    id: 'R2b',
    statement: 'A member whom the backend timed out loses the room: DISCONNECTED + CONNECT_TIMEOUT.',
    provenance: ['faq'],
    premise: 'The backend answers that the member was removed for being offline too long.',
    advice: 'Enter the room again, or tell the user that they have left it.',
  },
  {
    id: 'R2c',
    statement: 'A room that is gone ends with DISCONNECTED + ROOM_NOT_EXIST.',
    provenance: ['faq'],
    premise: 'The backend answers that the room does not exist any more.',
    advice: 'Create the room again with createRoom or enterRoom, or tell the user that it is gone.',
  },
  {
    id: 'R2d',
    statement:
      'A room that cannot be restored for any other reason ends with DISCONNECTED + NETWORK_DISCONNECTED.',
    provenance: ['docs'],
    premise: 'Restoring the room failed, neither by timeout nor because the room is gone.',
    advice: 'Offer the user to enter again; do not do it automatically.',
  },
  {
    id: 'R3',
    statement: 'Losing a room leaves the connection CONNECTED, and the session goes on.',
    provenance: ['faq'],
    premise: 'A room ended while the client has a session.',
    advice: 'Leave the room in the interface, not the session: no logout and no login.',
  },
  {
    id: 'R4',
    statement:
      'What becomes of each room is exactly what the backend answered for it; nobody who is not a member gets it back.',
    provenance: ['faq'],
    premise: 'The backend answered for the room.',
    advice: 'Keep a state for each room and handle each roomStateChanged by its roomID.',
  },
  {
    id: 'R5',
    statement: 'In a restored room calls and messages work without any call by the app.',
    provenance: ['faq'],
    premise: 'The room was restored.',
    advice:
      'Do not enter it again; ask for the member list if it is shown, since changes meanwhile are not told.',
  },
  {
    id: 'A1',
    statement:
      'While the SDK reconnects the app shows a clear reminder and makes neither a login nor a call on an interrupted room.',
    provenance: ['faq', 'docs'],
    premise: 'The app was told RECONNECTING.',
    advice: 'Compare state with the number 3, not with a text, and take the reminder away at CONNECTED.',
  },
  {
    id: 'A2',
    statement:
      'After DISCONNECTED by an event the app shows a reminder that fits the event and falls back, without logging in by itself.',
    provenance: ['faq'],
    premise: 'The app was told DISCONNECTED with an event other than SUCCESS.',
    advice: 'Look at event: a kick, an expired token and a deleted account need different words.',
  },
  {
    id: 'A3',
    statement: 'On tokenWillExpire the app fetches a new token and calls renewToken with it in time.',
    provenance: ['faq'],
    premise: 'The app was told tokenWillExpire.',
    advice:
      'Ask the server each time, never reuse the token that is expiring, and retry until it is accepted.',
  },
  {
    id: 'A4',
    statement:
      'After losing a room by timeout the app enters it again or tells the user that they have left.',
    provenance: ['faq'],
    premise: 'The app was told that a room is DISCONNECTED + CONNECT_TIMEOUT.',
    advice: 'Call joinRoom or enterRoom.',
  },
  {
    id: 'A5',
    statement: 'After a room is gone the app creates it again or tells the user.',
    provenance: ['faq', 'docs'],
    premise: 'The app was told that a room is DISCONNECTED + ROOM_NOT_EXIST.',
    advice: 'Call createRoom or enterRoom; joinRoom fails with 6000322.',
  },
  {
    id: 'A6',
    statement: 'After a room is restored the app does nothing about it.',
    provenance: ['faq'],
    premise: 'The app was told that an interrupted room is CONNECTED + SUCCESS.',
    advice: 'Do not call joinRoom or enterRoom: one who is in the room gets 6000320.',
  },
  {
    id: 'A7',
    statement:
      'After losing a room for another reason the app enters again when the user asks for it, or tells them; not by itself.',
    provenance: ['docs'],
    premise: 'The app was told that a room is DISCONNECTED + NETWORK_DISCONNECTED.',
    advice: 'Offer a button instead of a loop.',
  },
];

/** The ids of the rows, in order. */
export const CONTRACT_IDS: readonly ContractId[] = CONTRACT.map((row) => row.id);

/**
 * The row of an id, whatever its case; `undefined` when there is none.
 *
 * @example contractRow('r2b')?.statement
 */
export function contractRow(id: string): ContractRow | undefined {
  const wanted = id.toLowerCase();
  return CONTRACT.find((row) => row.id.toLowerCase() === wanted);
}
