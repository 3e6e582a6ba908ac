// What a good app does by itself when the SDK tells it something, one habit a function. Each follows the vendor's
// advice and is plain data. What people and apps do at a time of their own is in moves.ts.

import type { DurationText } from '../sim/kernel/duration.js';
import type { Action, ReactionEntry } from '../sim/models/script.js';
import { ZIMConnectionEvent, ZIMConnectionState, ZIMRoomEvent, ZIMRoomState } from '../sim/zim/enums.js';
import { enterRoom } from './moves.js';

/** All of the habits below that every app should have. */
export function behavesWell(device: string): readonly ReactionEntry[] {
  return [
    ...remindsWhileReconnecting(device),
    ...tellsAboutLostRooms(device),
    ...fallsBackToLogin(device),
    ...renewsToken(device),
  ];
}

/** A reminder while the SDK reconnects, and nothing else: no login and no call on a room (A1). */
export function remindsWhileReconnecting(device: string): readonly ReactionEntry[] {
  const { Reconnecting, Connected } = ZIMConnectionState;
  return [
    onConnection(device, { state: Reconnecting }, [{ remind: 'reconnecting' }]),
    onConnection(device, { state: Connected }, [{ clear: 'reconnecting' }]),
  ];
}

/** DISCONNECTED by an event: words that fit the event, then the login page, and no login by itself (A2). */
export function fallsBackToLogin(device: string): readonly ReactionEntry[] {
  const { LoginTimeout, KickedOut, TokenExpired, Unregistered } = ZIMConnectionEvent;
  const fallBack = (event: number, words: string, ...more: readonly Action[]): ReactionEntry =>
    onConnection(device, { state: ZIMConnectionState.Disconnected, event }, [
      { clear: 'reconnecting' },
      { remind: words },
      ...more,
      { screen: 'login' },
    ]);
  return [
    fallBack(LoginTimeout, 'could not log in'),
    // The documentation advises this call after a kick.
    fallBack(KickedOut, 'logged in on another device', { call: 'logout' }),
    fallBack(TokenExpired, 'session expired'),
    fallBack(Unregistered, 'account deleted'),
  ];
}

/** Words for each way in which a room is lost; entering again is up to the person (A4, A5, A7). */
function tellsAboutLostRooms(device: string): readonly ReactionEntry[] {
  const { NetworkDisconnected, RoomNotExist, KickedOut, ConnectTimeout, KickedOutByOtherDevice } =
    ZIMRoomEvent;
  const tell = (event: number, words: string): ReactionEntry =>
    onRoom(device, { state: ZIMRoomState.Disconnected, event }, [{ remind: words }]);
  return [
    tell(NetworkDisconnected, 'the room was lost'),
    tell(RoomNotExist, 'the room is gone'),
    tell(KickedOut, 'removed from the room'),
    tell(ConnectTimeout, 'left the room: offline too long'),
    tell(KickedOutByOtherDevice, 'in the room on another device'),
  ];
}

/** Enters a room again that was lost because the user was away for too long (A4). */
export function entersAgainAfterTimeout(device: string, roomID: string): ReactionEntry {
  const lost = { roomID, state: ZIMRoomState.Disconnected, event: ZIMRoomEvent.ConnectTimeout };
  return onRoom(device, lost, [enterRoom(roomID)]);
}

/** Fetches a new token and renews, once for each warning: enough while the network and the token server work. */
function renewsToken(device: string): readonly ReactionEntry[] {
  return [{ on: 'tokenWillExpire', device, do: [{ fetchToken: true }, { call: 'renewToken' }] }];
}

/**
 * The same, but a failure is not the end of it: it tries again after a pause, so many times in all (A3).
 * Each try doubles the data, since fetching and renewing can both fail; six are plenty.
 */
export function renewsTokenUntilItWorks(
  device: string,
  { tries, every }: { readonly tries: number; readonly every: DurationText },
): readonly ReactionEntry[] {
  return [{ on: 'tokenWillExpire', device, do: renewal(tries, every) }];
}

function renewal(tries: number, every: DurationText): readonly Action[] {
  if (tries <= 1) return [{ fetchToken: true }, { call: 'renewToken' }];
  const onError: readonly Action[] = [{ wait: every }, ...renewal(tries - 1, every)];
  return [
    { fetchToken: true, onError },
    { call: 'renewToken', onError },
  ];
}

type Data = Readonly<Record<string, string | number>>;

function onConnection(device: string, when: Data, actions: readonly Action[]): ReactionEntry {
  return { on: 'connectionStateChanged', device, when, do: actions };
}

function onRoom(device: string, when: Data, actions: readonly Action[]): ReactionEntry {
  return { on: 'roomStateChanged', device, when, do: actions };
}
