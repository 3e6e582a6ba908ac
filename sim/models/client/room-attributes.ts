// The calls on the attributes of a room, one by one or as a batch. They belong to the backend's room.

import { ZIMErrorCode } from '../../zim/error-codes.js';
import type { Out, StepContext } from '../model.js';
import { type Call, type Handler, recordOf } from './call.js';
import { reject, resolve } from './effects.js';
import { failed, isUserList, paramInvalid } from './errors.js';
import { roomProblem } from './rooms.js';
import { askService } from './services.js';
import type { AttributeOperation, ClientEffect, ClientState, RoomRecord } from './state.js';

export const ATTRIBUTE_CALLS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['setRoomAttributes', setAttributes],
  ['deleteRoomAttributes', deleteAttributes],
  ['queryRoomAllAttributes', queryAttributes],
  ['beginRoomAttributesBatchOperation', beginBatch],
  ['endRoomAttributesBatchOperation', endBatch],
]);

/** `setRoomAttributes(roomAttributes, roomID, config)`. */
function setAttributes(...[state, context, out, call]: Parameters<Handler>): void {
  const attributes = call.args[0];
  if (!isAttributes(attributes)) {
    reject(out, call, paramInvalid(call.name, 'roomAttributes'));
    return;
  }
  operate(state, context, out, call, { kind: 'set', attributes });
}

/** `deleteRoomAttributes(keys, roomID, config)`. */
function deleteAttributes(...[state, context, out, call]: Parameters<Handler>): void {
  const keys = call.args[0];
  if (!isUserList(keys) || keys.length === 0) {
    reject(out, call, paramInvalid(call.name, 'keys'));
    return;
  }
  operate(state, context, out, call, { kind: 'delete', keys });
}

/** `queryRoomAllAttributes(roomID)`. */
function queryAttributes(...[state, context, out, call]: Parameters<Handler>): void {
  const room = readRoom(state, out, call, call.args[0]);
  if (room !== undefined) askService(state, context, out, call, [room.roomID]);
}

/** `beginRoomAttributesBatchOperation(roomID, config)` returns nothing, whatever becomes of it. */
function beginBatch(...[state, , out, call]: Parameters<Handler>): void {
  const [roomID, config] = call.args;
  const room = typeof roomID === 'string' ? state.rooms.get(roomID) : undefined;
  if (room !== undefined) room.batch = { config: recordOf(config), operations: [] };
  resolve(out, call, undefined);
}

/** `endRoomAttributesBatchOperation(roomID)` sends the operations since the batch began, as one. */
function endBatch(...[state, context, out, call]: Parameters<Handler>): void {
  const room = readRoom(state, out, call, call.args[0]);
  if (room === undefined) return;
  const { batch } = room;
  room.batch = undefined;
  if (batch === undefined || batch.operations.length === 0) {
    // What an empty batch says is assumed.
    const code = ZIMErrorCode.RoomModuleRoomAttributesOperationFailedCompletely;
    reject(out, call, failed(call.name, code, 'There is nothing in the batch.'));
    return;
  }
  askService(state, context, out, call, [batch.operations, room.roomID, batch.config]);
}

// In a batch an operation waits for the end, and its own call is done at once (assumed): an app that waits for one
// before it makes the next would never reach the end.
function operate(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  call: Call,
  operation: AttributeOperation,
): void {
  const room = readRoom(state, out, call, call.args[1]);
  if (room === undefined) return;
  if (room.batch === undefined) {
    askService(state, context, out, call, call.args);
    return;
  }
  room.batch.operations.push(operation);
  resolve(out, call, { roomID: room.roomID, errorKeys: [] });
}

export function readRoom(
  state: ClientState,
  out: Out<ClientEffect>,
  call: Call,
  roomID: unknown,
): RoomRecord | undefined {
  if (typeof roomID !== 'string' || roomID === '') {
    reject(out, call, paramInvalid(call.name, 'roomID'));
    return undefined;
  }
  const problem = roomProblem(state, call.name, roomID);
  if (problem === undefined) return state.rooms.get(roomID);
  reject(out, call, problem);
  return undefined;
}

export function isAttributes(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const texts = Object.values(value);
  return texts.length > 0 && texts.every((text) => typeof text === 'string');
}
