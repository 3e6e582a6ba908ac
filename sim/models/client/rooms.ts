// The calls on rooms: create, join, enter, switch, leave, leave all, and the queries. Each is refused at once
// where the SDK knows better, and answered by the backend otherwise. Room states from T0 to T2 are in room-events.ts.

import { ZIMRoomEvent, ZIMRoomState } from '../../zim/enums.js';
import { ZIMErrorCode, type ZimError } from '../../zim/error-codes.js';
import type { RoomRequest } from '../../zim/wire.js';
import type { Out, StepContext } from '../model.js';
import { recordOf } from './call.js';
import { reject, resolve } from './effects.js';
import { failed, isUserList, networkError, paramInvalid, plain } from './errors.js';
import { isOnline, type Question, register, send } from './requests.js';
import { emitRoom } from './room-events.js';
import type { ClientEffect, ClientState, RoomRecord } from './state.js';

/** A call as the rooms see it. */
export interface RoomCall {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** The pair of events with which an entry begins and fails. */
const ENTRIES: Readonly<Record<string, readonly [active: number, failed: number]>> = {
  createRoom: [ZIMRoomEvent.ActiveCreate, ZIMRoomEvent.CreateFailed],
  joinRoom: [ZIMRoomEvent.ActiveEnter, ZIMRoomEvent.EnterFailed],
  enterRoom: [ZIMRoomEvent.ActiveEnter, ZIMRoomEvent.EnterFailed],
  switchRoom: [ZIMRoomEvent.ActiveSwitch, ZIMRoomEvent.SwitchFailed],
};

/** `createRoom`, `joinRoom`, `enterRoom`, `switchRoom`. */
export function enterRoom(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  call: RoomCall,
): void {
  const target = readTarget(call);
  if (target === undefined) {
    const info = call.name === 'switchRoom' ? call.args[1] : call.args[0];
    const hasInfo = call.name === 'joinRoom' || (typeof info === 'object' && info !== null);
    reject(out, call, paramInvalid(call.name, hasInfo ? 'roomInfo.roomID' : 'roomInfo'));
    return;
  }
  const problem = entryProblem(state, context, call, target);
  if (problem !== undefined) {
    reject(out, call, problem);
    return;
  }
  const [active, failedEvent] = ENTRIES[call.name] ?? [0, 0];
  const room: RoomRecord = {
    roomID: target.roomID,
    roomName: target.roomName,
    state: 0,
    event: 0,
    resumeAttempts: 0,
    seen: [],
    batch: undefined,
  };
  state.rooms.set(room.roomID, room);
  if (isOnline(state)) askToEnter(state, context, out, { call, target, failedEvent });
  emitRoom(state, out, room, { state: ZIMRoomState.Connecting, event: active });
  if (!isOnline(state)) {
    emitRoom(state, out, room, { state: ZIMRoomState.Disconnected, event: failedEvent });
    reject(out, call, networkError(state, call.name));
  }
}

/** `leaveRoom(roomID)`. */
export function leaveRoom(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  call: RoomCall,
): void {
  const roomID = call.args[0];
  if (typeof roomID !== 'string' || roomID === '') {
    // Without a network nobody looks (observed).
    if (isOnline(state)) reject(out, call, paramInvalid(call.name, 'roomID'));
    else resolve(out, call, { roomID });
    return;
  }
  const room = state.rooms.get(roomID);
  if (room?.state === ZIMRoomState.Connecting) {
    reject(out, call, isConnecting(call.name));
  } else if (isOnline(state)) {
    ask(state, context, out, { kind: 'leave', call: call.id, name: call.name, about: roomID }, (request) => ({
      kind: 'leaveRoom',
      request,
      roomID,
    }));
  } else {
    // Offline no room is CONNECTED, so this one was never entered: it resolves without an event (observed).
    resolve(out, call, { roomID });
  }
}

/** `leaveAllRoom()`. */
export function leaveAllRoom(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  call: RoomCall,
): void {
  if (!isOnline(state)) {
    reject(out, call, networkError(state, call.name));
    return;
  }
  ask(state, context, out, { kind: 'leaveAll', call: call.id, name: call.name }, (request) => ({
    kind: 'leaveAllRoom',
    request,
  }));
}

/** `queryRoomMemberList`, `queryRoomMembers`, `queryRoomOnlineMemberCount`. */
export function queryRoom(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  call: RoomCall,
): void {
  const roomID = call.name === 'queryRoomMembers' ? call.args[1] : call.args[0];
  if (typeof roomID !== 'string' || roomID === '') {
    reject(out, call, paramInvalid(call.name, 'roomID'));
    return;
  }
  if (call.name === 'queryRoomMembers' && !isUserList(call.args[0])) {
    reject(out, call, paramInvalid(call.name, 'userIDs'));
    return;
  }
  if (call.name === 'queryRoomMemberList' && !isPage(call.args[1])) {
    reject(out, call, paramInvalid(call.name, 'config.count'));
    return;
  }
  const problem = roomProblem(state, call.name, roomID);
  if (problem !== undefined) {
    reject(out, call, problem);
  } else {
    const question: Question = { kind: 'query', call: call.id, name: call.name, about: roomID };
    ask(state, context, out, question, (request) => queryMessage(call, request, roomID));
  }
}

/** Why a call about a room one must be in cannot be made now. */
export function roomProblem(state: ClientState, name: string, roomID: string): ZimError | undefined {
  const room = state.rooms.get(roomID);
  if (room === undefined) {
    return plain(ZIMErrorCode.RoomModuleUserIsNotInTheRoom, 'The user is not in the room.');
  }
  if (room.state === ZIMRoomState.Connecting) return isConnecting(name);
  return isOnline(state) ? undefined : networkError(state, name);
}

interface RoomConfig {
  readonly roomDestroyDelayTime?: number;
  readonly roomAttributes?: Readonly<Record<string, string>>;
}

interface Target {
  readonly roomID: string;
  readonly roomAttributes: RoomConfig['roomAttributes'];
  readonly roomName: string;
  readonly roomDestroyDelayTime: number;
  readonly fromRoomID: string;
  readonly createMissing: boolean;
}

function readTarget(call: RoomCall): Target | undefined {
  const isSwitch = call.name === 'switchRoom';
  const info = isSwitch ? call.args[1] : call.args[0];
  const config = (isSwitch ? call.args[3] : call.args[1]) as RoomConfig | undefined;
  const { roomID, roomName } =
    typeof info === 'string' ? { roomID: info, roomName: '' } : ((info ?? {}) as Partial<RoomRecord>);
  if (typeof roomID !== 'string' || roomID === '') return undefined;
  return {
    roomID,
    roomName: roomName ?? '',
    roomDestroyDelayTime: config?.roomDestroyDelayTime ?? 0,
    roomAttributes: config?.roomAttributes,
    fromRoomID: isSwitch ? String(call.args[0]) : '',
    createMissing: call.args[2] === true,
  };
}

function entryProblem(
  state: ClientState,
  context: StepContext,
  call: RoomCall,
  target: Target,
): { readonly code: ReturnType<typeof failed>['code']; readonly message: string } | undefined {
  if (call.name === 'switchRoom' && target.fromRoomID === target.roomID) {
    const why = 'The fromRoomID and the target room id are the same.';
    return plain(ZIMErrorCode.CommonModuleParamsInvalid, why);
  }
  const known = state.rooms.get(target.roomID);
  if (known?.state === ZIMRoomState.Connecting) return isConnecting(call.name);
  if (known !== undefined) {
    const code = ZIMErrorCode.RoomModuleUserIsAlreadyInTheRoom;
    return failed(call.name, code, 'The user is already in the room.');
  }
  if (call.name === 'switchRoom') return sourceProblem(state, call.name, target.fromRoomID);
  if (state.rooms.size >= context.params.maxRoomsPerUser) {
    const code = ZIMErrorCode.RoomModuleTheNumberOfJoinedRoomsHasReachedLimit;
    return failed(call.name, code, 'The number of joined rooms has reached its limit.');
  }
  return undefined;
}

function sourceProblem(
  state: ClientState,
  name: string,
  fromRoomID: string,
): ReturnType<typeof failed> | undefined {
  const source = state.rooms.get(fromRoomID);
  if (source?.state === ZIMRoomState.Connecting) return isConnecting(name);
  if (source === undefined) {
    const why = `Room is not exist or not in the room by fromRoomID: ${fromRoomID}`;
    return plain(ZIMErrorCode.CommonModuleParamsInvalid, why);
  }
  return undefined;
}

function isConnecting(name: string): ReturnType<typeof failed> {
  return failed(name, ZIMErrorCode.RoomModuleTheRoomIsConnecting, 'The room is connecting.');
}

function askToEnter(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  entry: { readonly call: RoomCall; readonly target: Target; readonly failedEvent: number },
): void {
  const { call, target, failedEvent } = entry;
  const question: Question = {
    kind: call.name === 'switchRoom' ? 'switch' : 'enter',
    call: call.id,
    name: call.name,
    about: target.roomID,
    failedEvent,
    fromRoomID: target.fromRoomID,
  };
  ask(state, context, out, question, (request) => entryMessage(call.name, request, target));
}

function ask(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  question: Question,
  messageOf: (request: number) => RoomRequest,
): void {
  send(state, out, messageOf(register(state, context, out, question)));
}

function entryMessage(name: string, request: number, target: Target): RoomRequest {
  const { roomID, roomName, roomDestroyDelayTime, roomAttributes, fromRoomID } = target;
  const more = roomAttributes === undefined ? {} : { roomAttributes };
  switch (name) {
    case 'joinRoom':
      return { kind: 'joinRoom', request, roomID };
    case 'createRoom':
      return { kind: 'createRoom', request, roomID, roomName, roomDestroyDelayTime, ...more };
    case 'switchRoom':
      return {
        kind: 'switchRoom',
        request,
        fromRoomID,
        roomID,
        roomName,
        roomDestroyDelayTime,
        ...more,
        isCreateWhenRoomNotExisted: target.createMissing,
      };
    default:
      return { kind: 'enterRoom', request, roomID, roomName, roomDestroyDelayTime, ...more };
  }
}

function queryMessage(call: RoomCall, request: number, roomID: string): RoomRequest {
  switch (call.name) {
    case 'queryRoomMembers':
      return { kind: 'queryRoomMembers', request, roomID, userIDs: call.args[0] as readonly string[] };
    case 'queryRoomOnlineMemberCount':
      return { kind: 'queryRoomOnlineMemberCount', request, roomID };
    default:
      return { kind: 'queryRoomMemberList', request, roomID };
  }
}

// Without a config there is one with defaults (assumed); with one its count must make sense (observed).
function isPage(config: unknown): boolean {
  if (config === undefined) return true;
  const { count } = recordOf(config);
  return typeof count === 'number' && count > 0;
}
