// The moves that scripts are made of: calls of the SDK as apps make them, and what people do. Each is plain data,
// so a script stays JSON. What a good app does by itself is in habits.ts.

import type { DurationText } from '../sim/kernel/duration.js';
import type { Action, TimedEntry } from '../sim/models/script.js';
import { ZIMConversationType, ZIMMessagePriority, ZIMMessageType } from '../sim/zim/enums.js';

/**
 * What a device does at a time, counted from the start of the run.
 *
 * @example at('1s', 'alice', login())
 */
export function at(time: DurationText, device: string, ...actions: readonly Action[]): TimedEntry {
  return { at: time, device, do: actions };
}

/** A person does something; what follows in the list is what the app makes of it. */
export function taps(what: string): Action {
  return { user: what };
}

/** Logs in the device's user with the newest token that the app holds. */
export function login(): Action {
  return { call: 'login' };
}

/** The same, for an app that wants to start without a network. */
export function loginOffline(): Action {
  const config = { userName: '$userName', token: '$token', isOfflineLogin: true };
  return { call: 'login', args: ['$user', config] };
}

/** What a login page does: a token from the app's own server, then the login with it. */
export function loginWithNewToken(): readonly Action[] {
  const onError = [{ remind: 'could not log in' }] as const;
  return [
    { fetchToken: true, onError },
    { call: 'login', onError },
  ];
}

/** Creates the room if it does not exist. */
export function enterRoom(roomID: string): Action {
  return { call: 'enterRoom', args: [{ roomID, roomName: roomID }] };
}

/** Enters a room that exists. */
export function joinRoom(roomID: string): Action {
  return { call: 'joinRoom', args: [roomID] };
}

export function queryMembers(roomID: string): Action {
  return { call: 'queryRoomMemberList', args: [roomID, { count: 50, nextFlag: '' }] };
}

export function createGroup(groupID: string, userIDs: readonly string[]): Action {
  return { call: 'createGroup', args: [{ groupID, groupName: groupID }, userIDs] };
}

export function sendToUser(userID: string, text: string): Action {
  return sendMessage(userID, text, ZIMConversationType.Peer);
}

export function sendToRoom(roomID: string, text: string): Action {
  return sendMessage(roomID, text, ZIMConversationType.Room);
}

export function sendToGroup(groupID: string, text: string): Action {
  return sendMessage(groupID, text, ZIMConversationType.Group);
}

function sendMessage(conversationID: string, text: string, conversationType: number): Action {
  const message = { type: ZIMMessageType.Text, message: text };
  return {
    call: 'sendMessage',
    args: [message, conversationID, conversationType, { priority: ZIMMessagePriority.Medium }],
  };
}
