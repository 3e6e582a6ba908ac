// What the backend remembers, in small records by entity. Who may change a record is said with it; everything else
// reads. A session is online exactly while `connection` is set, and a membership is attached under the same rule.

import { assert } from '../../kernel/assert.js';
import { clonePlain, hashPlain } from '../../kernel/plain.js';
import type { ChatMessage, ResumeOutcome } from '../../zim/wire.js';
import type { CallRecord } from './call-records.js';

/** How the backend is set up for the app. */
export interface ServerConfig {
  /** `token`: every login brings a token, and a session ends with it. `none`: sessions never expire (T0). */
  readonly authentication: 'token' | 'none';
  readonly appID: number;
  /** 32 ASCII characters; not read where authentication is `none`. */
  readonly secret: string;
  /** Everybody when left out. Others are refused as users that do not exist. */
  readonly registeredUsers?: readonly string[] | undefined;
  /** Gives messages their `messageSeq`, which only clients with a store read. */
  readonly numbersMessages?: boolean;
}

/** An open connection. The record goes when either end closes it; what still comes in on it then is ignored. */
export interface ConnectionRecord {
  readonly connection: number;
  readonly host: string;
  session: string | undefined;
}

/** One login of one device. Owned by sessions.ts. */
export interface SessionRecord {
  readonly id: string;
  readonly userID: string;
  readonly deviceID: string;
  readonly loginAtMs: number;
  /** Orders the logins of one millisecond. */
  readonly loginOrder: number;
  /** Undefined while the backend counts the device as offline. */
  connection: number | undefined;
  /** The request with which the device came in last; its client counts them. */
  loginRequest: number;
  lastHeardMs: number;
  /** By the wall clock; {@link NEVER} without token authentication. */
  expireAtSeconds: number;
  receivedSeq: number;
  /** A membership ran out while the connection still stood: only a new connection makes a client ask about it. */
  mustReconnect: boolean;
}

/** A message in an inbox. `storedAtMs` is of the monotonic clock. */
export interface StoredMessage {
  readonly seq: number;
  readonly message: ChatMessage;
  readonly storedAtMs: number;
}

/** A message that was accepted, kept so that its repetition is recognised. */
export interface SentMessage {
  readonly message: ChatMessage;
  readonly acceptedAtMs: number;
}

/** A device of a user, from its first login on; it outlives its sessions and every restart. */
export interface DeviceRecord {
  readonly userID: string;
  readonly deviceID: string;
  session: string | undefined;
  /** The session that was kicked last, so that any return is refused until the app logs in afresh. */
  kickedSession: string | undefined;
  /** In the order of entry; the same memberships as `RoomRecord.members`. Owned by rooms.ts. */
  rooms: string[];
  timedOutRooms: string[];
  sessionsStarted: number;
  messagesSent: number;
  /** By `seq`, the oldest first, without gaps. Owned by messages.ts. */
  inbox: StoredMessage[];
  nextSeq: number;
  /** By local message ID, the oldest first. */
  readonly sent: Map<string, SentMessage>;
}

/** A user that logged in, or to whom somebody wrote. */
export interface UserRecord {
  readonly userID: string;
  userName: string;
  readonly devices: Map<string, DeviceRecord>;
  /** Messages from before the first device, which gets them. Their `seq` is 0. */
  backlog: StoredMessage[];
  groupsCreated: number;
  /** Tokens from an earlier second are worth nothing. */
  tokensFromSeconds: number;
}

/** What a user has said of itself besides its name. */
export interface ProfileRecord {
  readonly userAvatarUrl: string;
  readonly extendedData: string;
}

/** A user in a room, by one device. */
export interface MemberRecord {
  readonly userID: string;
  readonly userName: string;
  readonly deviceID: string;
  /** Where room messages go; undefined from the loss of the connection until `resumeRoom`, while a timer runs. */
  connection: number | undefined;
}

export interface RoomRecord {
  readonly roomID: string;
  readonly roomName: string;
  readonly destroyDelayMs: number;
  /** By user ID, in the order of entry. */
  readonly members: Map<string, MemberRecord>;
}

/** An attribute of a room. Owned by room-attributes.ts and members.ts. */
export interface AttributeRecord {
  readonly value: string;
  readonly owner: string;
  /** It goes when its owner leaves the room. */
  readonly goesWithOwner: boolean;
}

/** By key, in the order in which they were set first. */
export type Attributes = Map<string, AttributeRecord>;

/** The attributes of the members of one room, by user ID, in the order in which they got the first one. */
export type MemberAttributes = Map<string, Map<string, MemberAttributeRecord>>;

export interface MemberAttributeRecord {
  readonly value: string;
  /** It goes when the member leaves the room. */
  readonly goesWithMember: boolean;
}

export interface GroupRecord {
  readonly groupID: string;
  readonly groupName: string;
  /** By the wall clock, milliseconds. */
  readonly createTime: number;
  /** By user ID, in the order of joining. */
  readonly members: Map<string, GroupMemberRecord>;
}

export interface GroupMemberRecord {
  readonly userID: string;
  /** By the wall clock, milliseconds. */
  readonly enterTime: number;
  readonly enterType: number;
}

/** What an administrator wants T1 questions to be answered with. */
export interface ResumeRule {
  readonly outcome: Exclude<ResumeOutcome, 'member'>;
  readonly roomID: string | undefined;
  /** How many more questions it is for. */
  times: number;
}

/** A rolling deployment under way. Owned by deploy.ts. */
export interface DeployRecord {
  /** The connections to close, in order; those before `next` are closed. */
  readonly connections: readonly number[];
  next: number;
  readonly beganMs: number;
  readonly overMs: number;
}

export interface ServerState {
  readonly config: ServerConfig;
  readonly connections: Map<number, ConnectionRecord>;
  readonly sessions: Map<string, SessionRecord>;
  readonly users: Map<string, UserRecord>;
  readonly rooms: Map<string, RoomRecord>;
  readonly groups: Map<string, GroupRecord>;
  /** By user ID; the name is the user's record's. Owned by users.ts. */
  readonly profiles: Map<string, ProfileRecord>;
  /** By room ID. Owned by room-attributes.ts and members.ts. */
  readonly roomAttributes: Map<string, Attributes>;
  /** By room ID and user ID; they belong to the room. Owned by member-attributes.ts and members.ts. */
  readonly memberAttributes: Map<string, MemberAttributes>;
  /** Those that are going on. Owned by calls.ts and call-events.ts. */
  readonly calls: Map<string, CallRecord>;
  /** Those that are over, the oldest first. Owned by call-events.ts. */
  endedCalls: CallRecord[];
  /** How many there were. */
  callsBegun: number;
  /** How many each user has made, for the IDs. */
  readonly callsMade: Map<string, number>;
  /** The last number given in a conversation. Owned by messages.ts. */
  readonly messageSeqs: Map<string, number>;
  unregistered: string[];
  resumeRules: ResumeRule[];
  logins: number;
  deploy: DeployRecord | undefined;
}

/** The expiry of what does not expire. */
export const NEVER: number = Number.MAX_SAFE_INTEGER;

/**
 * A backend that nobody has spoken to yet.
 *
 * @example const state = createServer({ authentication: 'none', appID: 1, secret: '' });
 */
export function createServer(config: ServerConfig): ServerState {
  return {
    config,
    connections: new Map(),
    sessions: new Map(),
    users: new Map(),
    rooms: new Map(),
    groups: new Map(),
    profiles: new Map(),
    roomAttributes: new Map(),
    memberAttributes: new Map(),
    calls: new Map(),
    endedCalls: [],
    callsBegun: 0,
    callsMade: new Map(),
    messageSeqs: new Map(),
    unregistered: [],
    resumeRules: [],
    logins: 0,
    deploy: undefined,
  };
}

/** An independent copy, for a fork. */
export function cloneServer(state: ServerState): ServerState {
  return clonePlain(state);
}

/** Equal states have equal hashes. */
export function hashServer(state: ServerState): number {
  return hashPlain(state);
}

/** Whether the app has such a user. */
export function isRegistered(state: ServerState, userID: string): boolean {
  const { registeredUsers } = state.config;
  if (state.unregistered.includes(userID)) return false;
  return registeredUsers === undefined || registeredUsers.includes(userID);
}

export function sessionOf(state: ServerState, id: string): SessionRecord {
  const session = state.sessions.get(id);
  assert(session !== undefined, `no session ${id}`);
  return session;
}

/** The device of a session or a membership, which always exists. */
export function deviceOf(
  state: ServerState,
  at: { readonly userID: string; readonly deviceID: string },
): DeviceRecord {
  const device = state.users.get(at.userID)?.devices.get(at.deviceID);
  assert(device !== undefined, `no device ${at.deviceID} of ${at.userID}`);
  return device;
}

/** The user's record, made when it is needed for the first time. */
export function userFor(state: ServerState, userID: string): UserRecord {
  const known = state.users.get(userID);
  if (known !== undefined) return known;
  const user: UserRecord = {
    userID,
    userName: '',
    devices: new Map(),
    backlog: [],
    groupsCreated: 0,
    tokensFromSeconds: 0,
  };
  state.users.set(userID, user);
  return user;
}

/** The sessions of a user that are online, by login. */
export function onlineSessions(state: ServerState, userID: string): SessionRecord[] {
  const online: SessionRecord[] = [];
  for (const device of state.users.get(userID)?.devices.values() ?? []) {
    if (device.session === undefined) continue;
    const session = sessionOf(state, device.session);
    if (session.connection !== undefined) online.push(session);
  }
  return online.sort((a, b) => a.loginOrder - b.loginOrder);
}
