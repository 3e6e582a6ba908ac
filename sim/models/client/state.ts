// What a client knows, as plain data in small records: the login, the link, the rooms, what waits for an answer.
// The steps beside this file change it; the world only holds it.

import type { SdkBehaviour } from '../../zim/versions.js';
import type { ChatMessage, ClientMessage, ServerMessage } from '../../zim/wire.js';
import type { TimerEffect } from '../model.js';
import type { ClientStore } from './store-records.js';

/** Fixed for the life of a device. */
export interface ClientConfig {
  readonly deviceID: string;
  /** A number that stands for the device in keyed draws. */
  readonly deviceKey: number;
  /** Milliseconds that the platform gives an attempt to connect; 0 means that it never ends one. */
  readonly connectTimeoutMs: number;
  readonly authentication: 'token' | 'none';
  readonly sdk: SdkBehaviour;
  /** Where the SDK connects to. */
  readonly serverHost: string;
  /** Whether conversations and messages are stored, and the app told of it; off when left out, for speed. */
  readonly store?: boolean;
}

/** Who logs in, and with which token. */
export interface LoginRecord {
  userID: string;
  userName: string;
  token: string | undefined;
  isOfflineLogin: boolean;
  /** What the backend has said of the user since the login; undefined before. */
  userAvatarUrl?: string;
  extendedData?: string;
  /** Calls of `login` that wait for this login to succeed. */
  calls: number[];
  /** Whether a socket has opened since the login: what is asked on the next one is asked again. */
  hasAsked: boolean;
  /** When the login was asked for by the wall clock, as long as it has not been answered and the calls wait on it. */
  askedAtMs: number | undefined;
  /** The question on a later socket, which the SDK waits on over all that follow; undefined for none. */
  again: { readonly times: 1 | 2; readonly atMs: number } | undefined;
}

/**
 * - `idle`: no session and none wanted.
 * - `loggingIn`: the first connection of a login is on its way; every other call fails with 6000121.
 * - `session`: logged in, whether or not the network is there.
 * - `destroyed`: every call fails with 6000002.
 */
export type Phase = 'idle' | 'loggingIn' | 'session' | 'destroyed';

/**
 * - `none`: nothing is under way (idle).
 * - `waiting`: the back-off timer runs.
 * - `connecting`: the socket is being opened.
 * - `asking`: the socket is open, the login request is not answered yet.
 * - `ready`: the backend has answered; heartbeats run.
 */
export type LinkPhase = 'none' | 'waiting' | 'connecting' | 'asking' | 'ready';

export interface LinkRecord {
  phase: LinkPhase;
  /** The present socket, 0 for none. Numbers are never used twice by one device. */
  socket: number;
  /** The login on this socket that waits for its answer, 0 for none. */
  loginRequest: number;
  awaitingHeartbeatAck: boolean;
  /** The last socket was open when it was lost, and no attempt has begun since. */
  wasOpen: boolean;
}

export interface BackoffRecord {
  /** Which wait comes next: 0 is the random first one. */
  slot: number;
  /** The sum of the waits since they started over, ms. */
  summedMs: number;
  /** Counts the series begun by this device, so that each has draws of its own. */
  series: number;
}

export interface TokenRecord {
  expireAtMs: number;
  /** Seconds left when the client learned of the token; the SDK puts it into `extendedData`. */
  secondsAtLogin: number;
}

export interface RoomRecord {
  roomID: string;
  roomName: string;
  state: number;
  event: number;
  /** How often the backend was asked at T1 since the connection came back. */
  resumeAttempts: number;
  /** The last messages of it that were shown, so that none is shown twice. */
  seen: string[];
  /** The operations on its attributes that wait for the end of their batch; undefined outside of one. */
  batch: AttributeBatch | undefined;
}

export interface AttributeBatch {
  readonly config: Readonly<Record<string, unknown>>;
  operations: AttributeOperation[];
}

export type AttributeOperation =
  | { readonly kind: 'set'; readonly attributes: Readonly<Record<string, string>> }
  | { readonly kind: 'delete'; readonly keys: readonly string[] };

export type PendingKind =
  | 'renewToken'
  | 'enter'
  | 'switch'
  | 'leave'
  | 'leaveAll'
  | 'resume'
  | 'query'
  | 'group'
  | 'service'
  | 'peerMessage'
  | 'roomMessage';

/** A question to the backend that has no answer yet. */
export interface PendingRequest {
  kind: PendingKind;
  /** The call that waits, 0 for questions of the SDK's own. */
  call: number;
  /** The SDK's name of the call, for error texts. */
  name: string;
  /** Room or group that it is about, or the local message ID. */
  about: string;
  deadlineMs: number;
  /** The room's event if it fails, and the room that is left when it succeeds (switchRoom). */
  failedEvent: number;
  fromRoomID: string;
  message: ChatMessage | undefined;
  token: string | undefined;
}

/** A peer or group message that the backend has not accepted yet. */
export interface OutboxRecord {
  message: ChatMessage;
  call: number;
  name: string;
  sentAtMs: number;
}

export interface ClientState {
  readonly config: ClientConfig;
  phase: Phase;
  /** Goes up when a session begins or ends: what an older life still wants to emit is dropped. */
  life: number;
  /** When the app first called this instance: what is checked from time to time is checked from then on. */
  createdAtMs: number | undefined;
  connectionState: number;
  login: LoginRecord | undefined;
  /** The backend's name of the session; undefined before the first answer and in an offline login. */
  session: string | undefined;
  sockets: number;
  link: LinkRecord;
  backoff: BackoffRecord;
  token: TokenRecord | undefined;
  /** The `renewToken` that is under way, 0 for none. */
  renewing: number;
  requests: Map<number, PendingRequest>;
  nextRequest: number;
  rooms: Map<string, RoomRecord>;
  outbox: OutboxRecord[];
  /** When the message at the head of the outbox last failed; the next one waits for the gap. */
  outboxFailedAtMs: number;
  outboxArmed: boolean;
  requestsArmed: boolean;
  nextLocalMessage: number;
  /** The names of the last invitations to calls in this session, so that none is shown twice. */
  invitations: string[];
  lastSendMs: Map<string, number>;
  /** The last inbox number that the present user received on this device … */
  receivedSeq: number;
  /** … and where those who were logged in before got to: another login must not bring a message twice. */
  inboxes: Map<string, number>;
  /** What is kept on the device for each user. */
  stores: Map<string, ClientStore>;
  /** Whose stored data has been opened since the process began. */
  openData: Set<string>;
}

export type ClientInput =
  /** The app calls the SDK. */
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly args: readonly unknown[] }
  | { readonly kind: 'opened' | 'failed' | 'closed'; readonly socket: number }
  | { readonly kind: 'message'; readonly socket: number; readonly message: ServerMessage }
  | { readonly kind: 'timer'; readonly timer: string }
  /** The platform says that the network is there, or that the page is visible again. */
  | { readonly kind: 'hint'; readonly hint: 'online' | 'visible' };

export type ClientEffect =
  | { readonly kind: 'connect'; readonly socket: number; readonly host: string }
  | { readonly kind: 'send'; readonly socket: number; readonly message: ClientMessage }
  | { readonly kind: 'close'; readonly socket: number; readonly code: number }
  | TimerEffect
  /** Calls the app's listener of `event`. It is dropped when `life` is no longer the client's. */
  | {
      readonly kind: 'emit';
      readonly life: number;
      readonly event: string;
      readonly data: Readonly<Record<string, unknown>>;
    }
  /** The promise of a call settles. */
  | {
      readonly kind: 'settle';
      readonly call: number;
      readonly name: string;
      readonly ok: true;
      readonly value: unknown;
    }
  | {
      readonly kind: 'settle';
      readonly call: number;
      readonly name: string;
      readonly ok: false;
      readonly error: { readonly code: number; readonly message: string };
    };

/** A client that has been created and not logged in. */
export function createClient(config: ClientConfig): ClientState {
  return {
    config,
    phase: 'idle',
    life: 0,
    createdAtMs: undefined,
    connectionState: 0,
    login: undefined,
    session: undefined,
    sockets: 0,
    link: { phase: 'none', socket: 0, loginRequest: 0, awaitingHeartbeatAck: false, wasOpen: false },
    backoff: { slot: 0, summedMs: 0, series: 0 },
    token: undefined,
    renewing: 0,
    requests: new Map(),
    nextRequest: 1,
    rooms: new Map(),
    outbox: [],
    outboxFailedAtMs: 0,
    outboxArmed: false,
    requestsArmed: false,
    nextLocalMessage: 1,
    invitations: [],
    lastSendMs: new Map(),
    receivedSeq: 0,
    inboxes: new Map(),
    stores: new Map(),
    openData: new Set(),
  };
}

/**
 * A new client takes the place of one on the same device, in the same record. What is numbered goes on, so that no
 * socket, message or draw is taken for an earlier one; what is stored on the device stays.
 */
export function renewClient(state: ClientState): void {
  const fresh = createClient(state.config);
  fresh.sockets = state.sockets;
  fresh.life = state.life + 1;
  fresh.backoff.series = state.backoff.series;
  fresh.nextLocalMessage = state.nextLocalMessage;
  fresh.inboxes = state.inboxes;
  fresh.stores = state.stores;
  fresh.openData = state.openData;
  Object.assign(state, fresh);
}
