// What clients, the backend and the app's own token server say to each other.
// It is this project's own vocabulary: it carries what the contract needs and resembles no real protocol.
// Every message is immutable plain data; `request` pairs an answer with its question on one connection.

/** A chat message as the backend stores and forwards it. Times are wall-clock milliseconds since the epoch. */
export interface ChatMessage {
  readonly type: number;
  readonly message: string;
  /** Given by the backend when it accepts the message; empty before. */
  readonly messageID: string;
  /** Given by the sending client; with sender and device it identifies a message across retries. */
  readonly localMessageID: string;
  readonly senderUserID: string;
  readonly conversationID: string;
  readonly conversationType: number;
  readonly timestamp: number;
  /** What else the app gave; absent where it gave nothing, so that most messages stay small. */
  readonly extra?: MessageExtra;
  /** Its number in its conversation, from 1; absent where the backend does not number messages. */
  readonly messageSeq?: number;
}

/** Further fields of a message, by the names of the declaration. Plain data. */
export type MessageExtra = Readonly<Record<string, unknown>>;

export interface RoomMember {
  readonly userID: string;
  readonly userName: string;
}

/** The first message on a connection: a new login, or a session that comes back (`session` is set). */
export interface LoginRequest {
  readonly kind: 'login';
  readonly request: number;
  readonly userID: string;
  readonly userName: string;
  readonly deviceID: string;
  /** Undefined where the app does not use token authentication. */
  readonly token: string | undefined;
  /** The session that comes back after an outage; undefined on a login by the app. */
  readonly session: string | undefined;
  /** Rooms that the client still counts itself in; the backend drops this device's other memberships. */
  readonly rooms: readonly string[];
  /** The last inbox number received; the backend sends everything after it again. */
  readonly receivedSeq: number;
}

/** The question asked at T1, once for each room: is this user still in the room? */
export interface ResumeRoomRequest {
  readonly kind: 'resumeRoom';
  readonly request: number;
  readonly roomID: string;
}

export type RoomRequest =
  | {
      readonly kind: 'createRoom' | 'enterRoom';
      readonly request: number;
      readonly roomID: string;
      readonly roomName: string;
      /** Those of a room that is opened by it; absent where the app gave none. */
      readonly roomAttributes?: Readonly<Record<string, string>>;
      /** Seconds that an empty room is kept. */
      readonly roomDestroyDelayTime: number;
    }
  | { readonly kind: 'joinRoom'; readonly request: number; readonly roomID: string }
  | {
      readonly kind: 'switchRoom';
      readonly request: number;
      readonly fromRoomID: string;
      readonly roomID: string;
      readonly roomName: string;
      readonly roomAttributes?: Readonly<Record<string, string>>;
      readonly isCreateWhenRoomNotExisted: boolean;
      readonly roomDestroyDelayTime: number;
    }
  | { readonly kind: 'leaveRoom'; readonly request: number; readonly roomID: string }
  | { readonly kind: 'leaveAllRoom'; readonly request: number }
  | { readonly kind: 'queryRoomMemberList'; readonly request: number; readonly roomID: string }
  | {
      readonly kind: 'queryRoomMembers';
      readonly request: number;
      readonly roomID: string;
      readonly userIDs: readonly string[];
    }
  | { readonly kind: 'queryRoomOnlineMemberCount'; readonly request: number; readonly roomID: string };

export type GroupRequest =
  | {
      readonly kind: 'createGroup';
      readonly request: number;
      readonly groupID: string;
      readonly groupName: string;
      readonly userIDs: readonly string[];
    }
  | { readonly kind: 'joinGroup' | 'leaveGroup'; readonly request: number; readonly groupID: string };

/** A call that is one question and one answer, by its name and with its arguments. */
export interface ServiceRequest {
  readonly kind: 'service';
  readonly request: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** Client to backend. */
export type ClientMessage =
  | ServiceRequest
  | LoginRequest
  | ResumeRoomRequest
  | RoomRequest
  | GroupRequest
  | { readonly kind: 'heartbeat'; readonly receivedSeq: number }
  | { readonly kind: 'logout' }
  | { readonly kind: 'renewToken'; readonly request: number; readonly token: string }
  | { readonly kind: 'sendMessage'; readonly request: number; readonly message: ChatMessage };

/** What the backend says at T1. `other` stands for every reason that the contract does not name. */
export type ResumeOutcome = 'member' | 'timeout' | 'notExist' | 'other';

/** The part of a good answer that depends on the question. */
export type AnswerValue =
  | { readonly kind: 'done' }
  | { readonly kind: 'loggedIn'; readonly session: string }
  | { readonly kind: 'room'; readonly roomID: string; readonly roomName: string }
  | { readonly kind: 'rooms'; readonly roomIDs: readonly string[] }
  | { readonly kind: 'resumed'; readonly outcome: ResumeOutcome }
  | { readonly kind: 'members'; readonly memberList: readonly RoomMember[] }
  | { readonly kind: 'count'; readonly count: number }
  | {
      readonly kind: 'group';
      readonly groupID: string;
      readonly groupName: string;
      readonly userIDs: readonly string[];
    }
  | { readonly kind: 'accepted'; readonly message: ChatMessage }
  /** What the call resolves with. */
  | { readonly kind: 'service'; readonly value: unknown };

/** Why a login is refused for good; everything else is an ordinary error code. */
export type LoginRefusal = 'kickedOut' | 'tokenExpired' | 'unregistered';

/** Backend to client. */
export type ServerMessage =
  | { readonly kind: 'answer'; readonly request: number; readonly ok: true; readonly value: AnswerValue }
  | {
      readonly kind: 'answer';
      readonly request: number;
      readonly ok: false;
      readonly code: number;
      readonly message: string;
      /** Set on a refused login of a session that cannot go on. */
      readonly refusal?: LoginRefusal;
    }
  | { readonly kind: 'heartbeatAck' }
  /** The session is over: another device or an administrator took it, its token ran out, or its user is gone. */
  | { readonly kind: 'sessionEnded'; readonly reason: LoginRefusal }
  | {
      readonly kind: 'roomClosed';
      readonly roomID: string;
      readonly reason: 'deleted' | 'kicked' | 'otherDevice';
    }
  | {
      readonly kind: 'roomMemberJoined' | 'roomMemberLeft';
      readonly roomID: string;
      readonly memberList: readonly RoomMember[];
    }
  /** `seq` numbers the inbox of one device from 1; 0 for room messages, which are not kept. */
  | {
      readonly kind: 'message';
      readonly seq: number;
      readonly message: ChatMessage;
      readonly isOfflineMessage: boolean;
    }
  | {
      readonly kind: 'groupMember';
      readonly groupID: string;
      readonly state: number;
      readonly event: number;
      readonly userIDs: readonly string[];
    }
  /** An event for the app, as it is. One that may be sent again has a name, by which a client knows it. */
  | {
      readonly kind: 'push';
      readonly event: string;
      readonly data: Readonly<Record<string, unknown>>;
      readonly once?: string;
    }
  | { readonly kind: 'syncFinished' };

/** App to its own token server, and back. */
export type IssuerMessage =
  | { readonly kind: 'fetchToken'; readonly request: number; readonly userID: string }
  | { readonly kind: 'token'; readonly request: number; readonly token: string }
  | { readonly kind: 'unavailable'; readonly request: number }
  | HttpRequestMessage
  | HttpAnswerMessage
  | SocketMessage;

/** A request of the app's own to one of its servers. Bodies are in Latin-1: a character for each byte. */
export interface HttpRequestMessage {
  readonly kind: 'http';
  readonly request: number;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

export interface HttpAnswerMessage {
  readonly kind: 'httpAnswer';
  readonly request: number;
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/**
 * What goes over a WebSocket of the app's own, each on a connection of its own. `socketOpen` is the first and is
 * answered by `accepted` or `refused`; after that both sides may say the rest. Binary data is in Latin-1, and 1005
 * stands for a close without a code.
 */
export type SocketMessage =
  | { readonly kind: 'socketOpen'; readonly url: string; readonly protocols: readonly string[] }
  | { readonly kind: 'socketAccepted'; readonly protocol: string }
  | { readonly kind: 'socketRefused'; readonly status: number }
  | { readonly kind: 'socketData'; readonly data: string; readonly binary: boolean }
  | { readonly kind: 'socketClose'; readonly code: number; readonly reason: string };

/** Whether a message is one of a WebSocket of the app's own. */
export function isSocketMessage(message: WireMessage): message is SocketMessage {
  switch (message.kind) {
    case 'socketOpen':
    case 'socketAccepted':
    case 'socketRefused':
    case 'socketData':
    case 'socketClose':
      return true;
    default:
      return false;
  }
}

export type WireMessage = ClientMessage | ServerMessage | IssuerMessage;

/**
 * The size that a message counts for on a link, in bytes: a fixed part for its frame and fields, plus its texts.
 * Source: our choice; a small JSON frame of this kind takes about as much.
 */
export function sizeOf(message: WireMessage): number {
  switch (message.kind) {
    case 'heartbeat':
    case 'heartbeatAck':
      return 16;
    case 'sendMessage':
    case 'message':
      return 200 + message.message.message.length + lengthOf(message.message.extra);
    case 'login':
      return 240 + (message.token?.length ?? 0);
    case 'http':
    case 'httpAnswer':
      return 300 + message.body.length;
    case 'socketOpen':
      return 300 + message.url.length;
    case 'socketData':
      return message.data.length;
    case 'socketClose':
      return 2 + message.reason.length;
    case 'renewToken':
    case 'token':
      return 64 + message.token.length;
    case 'service':
      return 120 + lengthOf(message.args);
    case 'push':
      return 120 + lengthOf(message.data);
    case 'answer':
      return message.ok && message.value.kind === 'service' ? 120 + lengthOf(message.value.value) : 120;
    default:
      return 120;
  }
}

/** The length of all texts and bytes in a value. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  if (value instanceof Uint8Array) return value.length;
  let length = 0;
  for (const inner of Object.values(value)) length += lengthOf(inner);
  return length;
}
