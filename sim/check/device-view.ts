// What the app of one device can know from what it was told and from its own calls: connection, session, rooms, token.
// The monitor keeps one view a device, so that properties need not each keep their own; it draws no conclusions.
import { EPOCH_MS } from '../models/model.js';
import { ZIMConnectionState, ZIMRoomState } from '../zim/enums.js';
import { readTokenExpiry } from '../zim/token04.js';
import { loginOf, tokenOfRenewal } from './call-args.js';
import type {
  CallObservation,
  DeviceObservation,
  EventObservation,
  Observation,
  SettleObservation,
  SocketObservation,
} from './observation.js';

/**
 * Whether there is a session, as the app can know: from CONNECTED until DISCONNECTED. `starting` is the moment in
 * which `tokenWillExpire` comes before the CONNECTED of a login.
 */
export type SessionView = 'none' | 'starting' | 'open';

/** A call that has not settled. */
export interface PendingCall {
  readonly observation: CallObservation;
  /** The session at the moment of the call. */
  readonly session: SessionView;
  /** The event that ended the last session, at the moment of the call; undefined while one is open. */
  readonly endedBy: number | undefined;
  /** At the moment of the call: `destroy` had been called. */
  readonly destroyed: boolean;
  /** The number of the call's observation in the run. */
  readonly ordinal: number;
  /** For `login` and `renewToken`: when the token expires, virtual milliseconds. */
  readonly expiresAtMs: number | undefined;
  /** For `login`: it found another one under way. */
  readonly joinsLogin: boolean;
}

/** A room that the app was told of and that is not DISCONNECTED. */
export interface RoomView {
  readonly roomID: string;
  state: number;
  event: number;
  /** It was CONNECTED at some time since it appeared: a failed entry is no membership. */
  joined: boolean;
}

/** What the app of one device knows. Times are virtual milliseconds, -1 for never. */
export interface DeviceView {
  readonly device: string;
  /** The connection's state and event as they were last told. */
  state: number;
  event: number;
  toldMs: number;
  /** How often the app was told anything but CONNECTED: what belongs to an older connection has a smaller number. */
  falls: number;
  session: SessionView;
  sessionSinceMs: number;
  /** The event with which the last session or login ended; undefined before and while a session is open. */
  endedBy: number | undefined;
  destroyed: boolean;
  /** `logout` was called, and no session has begun since. */
  loggedOut: boolean;
  userID: string | undefined;
  /** A login was called and has led to no session yet. It may have been rejected: attempts go on nevertheless. */
  loggingIn: boolean;
  /** The last `login`. */
  loginMs: number;
  loginOffline: boolean;
  loginExpiresAtMs: number | undefined;
  /** When the session's token expires; undefined when nobody can tell. */
  expiresAtMs: number | undefined;
  rooms: RoomView[];
  calls: PendingCall[];
  /** The socket that is open, -1 for none. */
  socket: number;
  asleep: boolean;
  hidden: boolean;
  /** For how long the device's timers were stopped or throttled before `pausedSinceMs`. */
  pausedMs: number;
  pausedSinceMs: number;
  /** The device's clock was changed, so its times cannot be computed from outside. */
  clockChanged: boolean;
}

/** The view of a device that was told nothing yet. */
export function newDeviceView(device: string): DeviceView {
  return {
    device,
    state: ZIMConnectionState.Disconnected,
    event: 0,
    toldMs: -1,
    falls: 0,
    session: 'none',
    sessionSinceMs: -1,
    endedBy: undefined,
    destroyed: false,
    loggedOut: false,
    userID: undefined,
    loggingIn: false,
    loginMs: -1,
    loginOffline: false,
    loginExpiresAtMs: undefined,
    expiresAtMs: undefined,
    rooms: [],
    calls: [],
    socket: -1,
    asleep: false,
    hidden: false,
    pausedMs: 0,
    pausedSinceMs: -1,
    clockChanged: false,
  };
}

/** A copy that shares only what never changes: observations and pending calls. */
export function cloneDeviceView(view: DeviceView): DeviceView {
  return { ...view, rooms: view.rooms.map((room) => ({ ...room })), calls: [...view.calls] };
}

/** The room of this ID, unless the app was never told of it or told that it is DISCONNECTED. */
export function roomOf(view: DeviceView, roomID: string): RoomView | undefined {
  for (const room of view.rooms) if (room.roomID === roomID) return room;
  return undefined;
}

/** How many milliseconds up to `nowMs` the device slept or was hidden: timers may be late by as much. */
export function pausedMsOf(view: DeviceView, nowMs: number): number {
  return view.pausedSinceMs < 0 ? view.pausedMs : view.pausedMs + nowMs - view.pausedSinceMs;
}

/** Whether a call of one of these names has not settled yet. */
export function isPending(view: DeviceView, ...names: readonly string[]): boolean {
  for (const call of view.calls) if (names.includes(call.observation.name)) return true;
  return false;
}

/** Removes and returns the call that a settlement belongs to; undefined when it was never seen. */
export function takeCall(view: DeviceView, id: number): PendingCall | undefined {
  const { calls } = view;
  // From the end, because calls that never settle collect at the front.
  for (let index = calls.length - 1; index >= 0; index--) {
    const call = calls[index];
    if (call?.observation.id !== id) continue;
    if (index === calls.length - 1) calls.pop();
    else calls.splice(index, 1);
    return call;
  }
  return undefined;
}

/** What else `learn` has to know: the monitor's judge. */
export interface LearnContext {
  readonly ordinal: number;
  readonly setup: { readonly epochMs?: number };
  /** For a settlement, what `takeCall` returned. */
  readonly call: PendingCall | undefined;
}

/** Takes one observation of this device into the view. */
export function learn(view: DeviceView, observation: Observation, context: LearnContext): void {
  switch (observation.kind) {
    case 'event':
      learnEvent(view, observation);
      break;
    case 'call':
      learnCall(view, observation, context);
      break;
    case 'settle':
      learnSettle(view, observation, context.call);
      break;
    case 'socket':
      learnSocket(view, observation);
      break;
    case 'device':
      learnDevice(view, observation);
      break;
    default:
      // What persons, screens and the backend do says nothing about what the SDK told the app.
      break;
  }
}

function learnEvent(view: DeviceView, { name, data, atMs }: EventObservation): void {
  if (name === 'connectionStateChanged') learnConnection(view, data, atMs);
  else if (name === 'roomStateChanged') learnRoom(view, data);
  else if (name === 'tokenWillExpire' && view.session === 'none' && view.loggingIn) {
    view.session = 'starting';
  }
}

function learnConnection(view: DeviceView, data: Readonly<Record<string, unknown>>, atMs: number): void {
  const { state, event } = data;
  if (typeof state !== 'number' || typeof event !== 'number') return;
  view.state = state;
  view.event = event;
  view.toldMs = atMs;
  if (state !== ZIMConnectionState.Connected) view.falls++;
  view.destroyed = false;
  if (state === ZIMConnectionState.Connected && view.session !== 'open') openSession(view, atMs);
  else if (state === ZIMConnectionState.Disconnected) closeSession(view, event);
}

function openSession(view: DeviceView, atMs: number): void {
  view.session = 'open';
  view.sessionSinceMs = atMs;
  view.endedBy = undefined;
  view.loggedOut = false;
  view.loggingIn = false;
  view.expiresAtMs = view.loginExpiresAtMs;
  view.rooms.length = 0;
}

function closeSession(view: DeviceView, event: number): void {
  view.session = 'none';
  view.loggingIn = false;
  view.endedBy = event;
  view.expiresAtMs = undefined;
  view.rooms.length = 0;
}

function learnRoom(view: DeviceView, data: Readonly<Record<string, unknown>>): void {
  const { roomID, state, event } = data;
  if (typeof roomID !== 'string' || typeof state !== 'number' || typeof event !== 'number') return;
  const room = roomOf(view, roomID);
  if (state === ZIMRoomState.Disconnected) {
    if (room !== undefined) view.rooms.splice(view.rooms.indexOf(room), 1);
    return;
  }
  const joined = state === ZIMRoomState.Connected;
  if (room === undefined) {
    // After the end of the session nothing is said about rooms any more, except that they end with it.
    if (view.session === 'open') view.rooms.push({ roomID, state, event, joined });
    return;
  }
  room.state = state;
  room.event = event;
  room.joined ||= joined;
}

function learnCall(view: DeviceView, observation: CallObservation, context: LearnContext): void {
  const { name, args } = observation;
  const joinsLogin = view.loggingIn;
  let expiresAtMs: number | undefined;
  if (name === 'login') expiresAtMs = learnLogin(view, observation, context);
  else if (name === 'renewToken') expiresAtMs = expiryOf(tokenOfRenewal(args), context);
  view.calls.push({
    observation,
    session: view.session,
    endedBy: view.endedBy,
    destroyed: view.destroyed,
    ordinal: context.ordinal,
    expiresAtMs,
    joinsLogin,
  });
  if (name === 'logout') view.loggedOut = true;
  else if (name === 'destroy') learnDestroy(view);
  else if (name === 'create') view.destroyed = false;
}

function learnLogin(
  view: DeviceView,
  { args, atMs }: CallObservation,
  context: LearnContext,
): number | undefined {
  const login = loginOf(args);
  const expiresAtMs = expiryOf(login.token, context);
  view.loginMs = atMs;
  // Nobody says what becomes of the token of a login that finds a session or another login.
  if (view.session === 'open') view.expiresAtMs = undefined;
  else if (view.loggingIn && view.loginExpiresAtMs !== expiresAtMs) view.loginExpiresAtMs = undefined;
  if (view.session !== 'none' || view.loggingIn) return expiresAtMs;
  view.loggingIn = true;
  view.userID = login.userID;
  view.loginOffline = login.offline;
  view.loginExpiresAtMs = expiresAtMs;
  return expiresAtMs;
}

function expiryOf(token: string | undefined, { setup }: LearnContext): number | undefined {
  if (token === undefined) return undefined;
  const seconds = readTokenExpiry(token);
  return seconds === undefined ? undefined : seconds * 1000 - (setup.epochMs ?? EPOCH_MS);
}

function learnDestroy(view: DeviceView): void {
  closeSession(view, 0);
  view.state = ZIMConnectionState.Disconnected;
  view.event = 0;
  view.destroyed = true;
  view.loggedOut = true;
  view.calls.length = 0;
  view.socket = -1;
}

// The process that knew all this is gone; what was on an older connection counts no more.
function learnKill(view: DeviceView): void {
  const { device, falls, asleep, pausedMs, pausedSinceMs, clockChanged } = view;
  Object.assign(view, newDeviceView(device), {
    falls: falls + 1,
    asleep,
    pausedMs,
    pausedSinceMs,
    clockChanged,
  });
}

function learnSettle(
  view: DeviceView,
  { name, ok, atMs }: SettleObservation,
  call: PendingCall | undefined,
): void {
  if (name === 'renewToken' && ok && view.session === 'open') view.expiresAtMs = call?.expiresAtMs;
  if (name !== 'login' || ok) return;
  if (view.session === 'starting') view.session = 'none';
  // Refused at once: the SDK did not even try.
  if (call !== undefined && call.observation.atMs === atMs && !call.joinsLogin) view.loggingIn = false;
}

function learnSocket(view: DeviceView, { socket, phase }: SocketObservation): void {
  if (phase === 'opened') view.socket = socket;
  else if (phase !== 'connecting' && view.socket === socket) view.socket = -1;
}

function learnDevice(view: DeviceView, { what, atMs }: DeviceObservation): void {
  if (what === 'kill') learnKill(view);
  else if (what === 'clock') view.clockChanged = true;
  else if (what === 'sleep' || what === 'wake') view.asleep = what === 'sleep';
  else if (what === 'hidden' || what === 'visible') view.hidden = what === 'hidden';
  const paused = view.asleep || view.hidden;
  if (paused === view.pausedSinceMs >= 0) return;
  view.pausedMs = pausedMsOf(view, atMs);
  view.pausedSinceMs = paused ? atMs : -1;
}
