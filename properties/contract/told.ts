// What several rows ask of the events and calls that an app saw: which end of a session is legal, how a pair is
// spelled, how long a duty may take. No state of their own.

import { roomEntered } from '../../sim/check/call-args.js';
import {
  type DeviceView,
  isPending,
  type PendingCall,
  pausedMsOf,
  roomOf,
} from '../../sim/check/device-view.js';
import type { SettleObservation } from '../../sim/check/observation.js';
import type { Judge } from '../../sim/check/property.js';
import { faqName, ZIMConnectionEvent, ZIMConnectionState, ZIMRoomEvent } from '../../sim/zim/enums.js';
import { ZIMErrorCode } from '../../sim/zim/error-codes.js';
import { SDK_METHOD_NAMES, withoutSession } from '../../sim/zim/sdk-surface.js';
import type { SdkBehaviour } from '../../sim/zim/versions.js';

/** `DISCONNECTED + KICKED_OUT` */
export function connectionPair(state: number, event: number): string {
  return `${faqName('connectionState', state)} + ${faqName('connectionEvent', event)}`;
}

/** `DISCONNECTED + ROOM_NOT_EXIST` */
export function roomPair(state: number, event: number): string {
  return `${faqName('roomState', state)} + ${faqName('roomEvent', event)}`;
}

/** Whether DISCONNECTED with this event is one after which the SDK stays away until the app logs in again. */
export function isSpecialEvent(sdk: SdkBehaviour, event: number): boolean {
  return (
    event === sdk.tokenExpiryEvent ||
    event === ZIMConnectionEvent.LoginTimeout ||
    event === ZIMConnectionEvent.KickedOut ||
    event === ZIMConnectionEvent.TokenExpired ||
    event === ZIMConnectionEvent.Unregistered
  );
}

/** Why a session may not end like this; undefined when it may. */
export function wrongEnd({ setup, device }: Judge, event: number): string | undefined {
  const pair = (): string => connectionPair(ZIMConnectionState.Disconnected, event);
  if (event === ZIMConnectionEvent.Success) {
    return device.loggedOut ? undefined : `the session ended with ${pair()} without a logout`;
  }
  // Only a client that stops reconnecting gives up, and only while it reconnects.
  const givesUp =
    !setup.sdk.keepsReconnectingAfterSession && device.state === ZIMConnectionState.Reconnecting;
  if (event === ZIMConnectionEvent.LoginTimeout && !givesUp) {
    return `the session ended with ${pair()}, but SDK ${setup.sdk.version} goes on reconnecting`;
  }
  return isSpecialEvent(setup.sdk, event) ? undefined : `the session ended with ${pair()}`;
}

const NEEDS_SESSION: ReadonlySet<string> = new Set(
  SDK_METHOD_NAMES.filter((name) => withoutSession(name) === 'rejects'),
);

/** Whether a call of this name fails with 6000121 while there is no session. */
export function needsSession(name: string): boolean {
  return NEEDS_SESSION.has(name);
}

/**
 * Why a call that was made without a session may not settle like this; undefined when it may. A session that
 * begins in the same instant makes it impossible to say which came first.
 */
export function wrongRefusal(
  settle: SettleObservation,
  call: PendingCall,
  view: DeviceView,
): string | undefined {
  const { name, ok, error } = settle;
  if (call.session !== 'none' || !needsSession(name)) return undefined;
  const expected = call.destroyed
    ? ZIMErrorCode.CommonModuleNotInit
    : ZIMErrorCode.NetworkModuleUserIsNotLogged;
  if (error?.code === expected || view.sessionSinceMs === call.observation.atMs) return undefined;
  const code = Number.isNaN(error?.code) ? 'no code' : error?.code;
  const outcome = ok ? 'succeeded' : `failed with ${code}`;
  return `${name} was called without a session and ${outcome} instead of failing with ${expected}`;
}

/**
 * Whether a duty that was due may still be fulfilled, because the device's timers stood still for a while since it
 * was given. Sets the judge's alarm anew if so.
 */
export function isExcused(
  judge: Judge,
  duty: { readonly dueMs: number; readonly pausedMs: number },
  nowMs: number,
): boolean {
  const untilMs = duty.dueMs + pausedMsOf(judge.device, nowMs) - duty.pausedMs;
  if (nowMs > untilMs) return false;
  judge.wakeAt(untilMs);
  return true;
}

/**
 * How much longer than `ms` something may take that a device times, where its clock is not the right one any more:
 * clocks run at most a tenth too slow.
 */
export function clockGraceMs({ device }: Judge, ms: number): number {
  return device.clockChanged ? Math.ceil(ms / 9) : 0;
}

/** What becomes of an interrupted room at T2. */
export type Resolution = 'member' | 'timeout' | 'notExist' | 'other';

/**
 * The interrupted room that this event is about: it was joined before and is now CONNECTING + NETWORK_INTERRUPTED,
 * and no call of the app is about to change that.
 */
export function interruptedRoom(
  view: DeviceView,
  roomID: string,
  next: { readonly state: number; readonly event: number },
): boolean {
  const room = roomOf(view, roomID);
  if (view.session !== 'open' || room === undefined || !room.joined) return false;
  if (room.state !== 1 || room.event !== ZIMRoomEvent.NetworkInterrupted) return false;
  const left = next.event === ZIMRoomEvent.Success && next.state === 0;
  if (left && isPending(view, 'leaveRoom', 'leaveAllRoom', 'switchRoom')) return false;
  return !isEntering(view, roomID);
}

/** What a room event says about an interrupted room; undefined if it is not how an interruption ends. */
export function resolutionOf(sdk: SdkBehaviour, state: number, event: number): Resolution | undefined {
  if (state === 2) return 'member';
  if (state !== 0) return undefined;
  // Where a version has one event for both, the less specific reason does not count as a timeout.
  if (event === ZIMRoomEvent.ConnectTimeout || event === sdk.roomConnectTimeoutEvent) return 'timeout';
  if (event === ZIMRoomEvent.RoomNotExist) return 'notExist';
  return event === ZIMRoomEvent.NetworkDisconnected ? 'other' : undefined;
}

function isEntering(view: DeviceView, roomID: string): boolean {
  return view.calls.some(({ observation }) => roomEntered(observation.name, observation.args) === roomID);
}
