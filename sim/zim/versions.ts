// The versions of zego-zim-web on npm and what a client of each of them does differently.
// The models read the record, never a version number; which calls a version declares is in sdk-surface.ts.
import leven from 'leven';
import { ZIMConnectionEvent, ZIMRoomEvent } from './enums.js';

/** Every version on npm, oldest first. */
export const SDK_VERSIONS = [
  '2.4.0',
  '2.4.2',
  '2.5.0',
  '2.5.1',
  '2.7.0',
  '2.7.1',
  '2.8.1',
  '2.9.0',
  '2.10.0',
  '2.11.0',
  '2.12.0',
  '2.13.0',
  '2.14.0',
  '2.15.0',
  '2.16.0',
  '2.17.0',
  '2.18.0',
  '2.18.1',
  '2.19.0',
  '2.20.0',
  '2.21.0',
  '2.22.0',
  '2.24.0',
  '2.25.1',
  '2.26.0',
  '2.29.0',
] as const;

/** One of the versions on npm. */
export type SdkVersion = (typeof SDK_VERSIONS)[number];

/** The version that everything is compared with, and the default of a run. */
export const LATEST_SDK_VERSION: SdkVersion = '2.29.0';

/** All that differs between the versions, as far as it matters to the contract. Plain data. */
export interface SdkBehaviour {
  readonly version: SdkVersion;
  /** A first login that never succeeds ends by itself: DISCONNECTED + LOGIN_TIMEOUT. */
  readonly givesUpBeforeFirstSession: boolean;
  /** A client that had a session reconnects for ever. */
  readonly keepsReconnectingAfterSession: boolean;
  /** The event of DISCONNECTED when the token expires. */
  readonly tokenExpiryEvent: ZIMConnectionEvent;
  readonly emitsTokenExpired: boolean;
  /** The event of DISCONNECTED when the account is deleted; undefined: the app is not told. */
  readonly unregisteredEvent: ZIMConnectionEvent | undefined;
  readonly emitsUnregistered: boolean;
  /** The room's event when the backend timed the member out. */
  readonly roomConnectTimeoutEvent: ZIMRoomEvent;
  /** The room's event when the server deletes the room. */
  readonly roomDeletedEvent: ZIMRoomEvent;
  /** The room's event when another device of the user enters; undefined: the app is not told. */
  readonly kickedByOtherDeviceEvent: ZIMRoomEvent | undefined;
  /** Whether the console can let both devices stay in the room. */
  readonly kickByOtherDeviceOptional: boolean;
  readonly hasSwitchRoom: boolean;
  readonly emitsConversationSync: boolean;
  /** Messages come by `peerMessageReceived` and the like; before that by `receivePeerMessage` and the like. */
  readonly emitsMessageReceived: boolean;
}

/**
 * Whether a version is the other one or younger. Compares numbers: 2.10.0 is younger than 2.9.0.
 *
 * @example atLeast('2.18.0', '2.18.1') // false
 */
export function atLeast(version: string, other: string): boolean {
  return compareVersions(version, other) >= 0;
}

/**
 * The version on npm that a text names.
 *
 * @throws RangeError one line that lists the nearest versions.
 * @example parseSdkVersion('2.18.1')
 */
export function parseSdkVersion(text: string): SdkVersion {
  const version = SDK_VERSIONS.find((known) => known === text);
  if (version !== undefined) return version;
  throw new RangeError(
    `Expected a version of zego-zim-web on npm, got "${text}". The nearest are ${nearestTo(text).join(', ')}.`,
  );
}

/**
 * What a client of this version does where versions differ. The record is frozen.
 *
 * @example behaviourOf('2.4.0').roomConnectTimeoutEvent // 2
 */
export function behaviourOf(version: SdkVersion): SdkBehaviour {
  const known = BEHAVIOURS.get(version);
  if (known !== undefined) return known;
  const behaviour = newBehaviour(version);
  BEHAVIOURS.set(version, behaviour);
  return behaviour;
}

// A campaign asks for each run.
const BEHAVIOURS = new Map<SdkVersion, SdkBehaviour>();

function newBehaviour(version: SdkVersion): SdkBehaviour {
  const since = (first: string): boolean => atLeast(version, first);
  return Object.freeze({
    version,
    // Observed from 2.7.1 to 2.19.0; that 2.4.0 to 2.7.0 did the same is assumed.
    givesUpBeforeFirstSession: !since('2.20.0'),
    keepsReconnectingAfterSession: since('2.9.0'),
    // Which event an expiry gave before TOKEN_EXPIRED was emitted is assumed.
    tokenExpiryEvent: since('2.18.1') ? ZIMConnectionEvent.TokenExpired : ZIMConnectionEvent.LoginInterrupted,
    emitsTokenExpired: since('2.18.1'),
    // That an older client learns nothing of a deleted account is assumed.
    unregisteredEvent: since('2.14.0') ? ZIMConnectionEvent.Unregistered : undefined,
    emitsUnregistered: since('2.14.0'),
    // The event of a timed-out member before 2.5.0 is assumed: it is the only other one for a lost network.
    roomConnectTimeoutEvent: since('2.5.0') ? ZIMRoomEvent.ConnectTimeout : ZIMRoomEvent.NetworkDisconnected,
    roomDeletedEvent: since('2.13.0') ? ZIMRoomEvent.RoomNotExist : ZIMRoomEvent.KickedOut,
    // That both devices stayed in the room before 2.10.0 is assumed.
    kickedByOtherDeviceEvent: since('2.10.0') ? ZIMRoomEvent.KickedOutByOtherDevice : undefined,
    kickByOtherDeviceOptional: since('2.21.0'),
    hasSwitchRoom: since('2.18.0'),
    emitsConversationSync: since('2.21.0'),
    emitsMessageReceived: since('2.18.0'),
  });
}

/**
 * What an app notices of this version compared with the latest, a sentence each; empty for the latest.
 *
 * @example differencesOf('2.20.0') // ['It has no conversationSyncStateChanged (from 2.21.0).', …]
 */
export function differencesOf(version: SdkVersion): string[] {
  const old = behaviourOf(version);
  const sentences: [differs: boolean, sentence: string][] = [
    [
      old.givesUpBeforeFirstSession,
      'A first login that cannot connect gives up after about five minutes with DISCONNECTED + LOGIN_TIMEOUT (never, from 2.20.0).',
    ],
    [
      !old.keepsReconnectingAfterSession,
      'It stops reconnecting after a while, so the app has to log in again (it goes on for ever from 2.9.0; after how long it stops is assumed).',
    ],
    [
      !old.emitsTokenExpired,
      'An expired token ends the session with DISCONNECTED + LOGIN_INTERRUPTED (assumed), not with TOKEN_EXPIRED (from 2.18.1).',
    ],
    [!old.emitsUnregistered, 'It does not say UNREGISTERED when the account is deleted (from 2.14.0).'],
    [
      old.roomConnectTimeoutEvent !== ZIMRoomEvent.ConnectTimeout,
      'A member whom the backend timed out sees NETWORK_DISCONNECTED (assumed), not CONNECT_TIMEOUT (from 2.5.0).',
    ],
    [
      old.roomDeletedEvent !== ZIMRoomEvent.RoomNotExist,
      'A room that the server deletes ends with KICKED_OUT, not with ROOM_NOT_EXIST (from 2.13.0).',
    ],
    [
      old.kickedByOtherDeviceEvent === undefined,
      'A second device in the room does not remove the first one (assumed); KICKED_OUT_BY_OTHER_DEVICE is from 2.10.0.',
    ],
    [
      old.kickedByOtherDeviceEvent !== undefined && !old.kickByOtherDeviceOptional,
      'Two devices of a user cannot stay in one room, whatever the console says (from 2.21.0).',
    ],
    [!old.hasSwitchRoom, 'It has no switchRoom (from 2.18.0).'],
    [!old.emitsConversationSync, 'It has no conversationSyncStateChanged (from 2.21.0).'],
    [
      !old.emitsMessageReceived,
      'Messages come by receivePeerMessage, receiveRoomMessage and receiveGroupMessage (peerMessageReceived and the like are from 2.18.0).',
    ],
  ];
  return sentences.filter(([differs]) => differs).map(([, sentence]) => sentence);
}

function compareVersions(left: string, right: string): number {
  const leftParts = left.split('.');
  const rightParts = right.split('.');
  for (let part = 0; part < 3; part++) {
    const difference = Number(leftParts[part] ?? 0) - Number(rightParts[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

// A number that looks like a version has neighbours by age; for anything else the spelling decides.
function nearestTo(text: string): readonly string[] {
  if (!/^\d+(\.\d+){0,2}$/.test(text)) {
    return [...SDK_VERSIONS].sort((a, b) => leven(a, text) - leven(b, text)).slice(0, 3);
  }
  const younger = SDK_VERSIONS.findIndex((version) => compareVersions(version, text) > 0);
  const at = younger === -1 ? SDK_VERSIONS.length : younger;
  return SDK_VERSIONS.slice(Math.max(0, at - 1), at + 1);
}
