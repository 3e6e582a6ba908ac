// Groups: create, join, leave, and what the backend says of members. Group messages go through the outbox.

import { ZIMGroupEvent, ZIMGroupState } from '../../zim/enums.js';
import type { AnswerValue, GroupRequest, ServerMessage } from '../../zim/wire.js';
import type { Out, StepContext } from '../model.js';
import { emit, reject, resolve } from './effects.js';
import { isUserList, networkError, paramInvalid } from './errors.js';
import { isOnline, register, send } from './requests.js';
import type { ClientEffect, ClientState, PendingRequest } from './state.js';

interface GroupCall {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** `createGroup(groupInfo, userIDs)`, `joinGroup(groupID)`, `leaveGroup(groupID)`. */
export function callGroup(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  call: GroupCall,
): void {
  const first = call.args[0];
  const info =
    typeof first === 'string'
      ? { groupID: first }
      : ((first ?? {}) as { groupID?: string; groupName?: string });
  const groupID = info.groupID;
  if (typeof groupID !== 'string' || (groupID === '' && call.name !== 'createGroup')) {
    reject(out, call, paramInvalid(call.name, 'groupID'));
    return;
  }
  if (call.name === 'createGroup' && !isUserList(call.args[1] ?? [])) {
    reject(out, call, paramInvalid(call.name, 'userIDs'));
    return;
  }
  if (!isOnline(state)) {
    reject(out, call, networkError(state, call.name));
    return;
  }
  const request = register(state, context, out, {
    kind: 'group',
    call: call.id,
    name: call.name,
    about: groupID,
  });
  send(
    state,
    out,
    groupMessage(call, request, { groupID, groupName: (info as { groupName?: string }).groupName ?? '' }),
  );
}

/** The backend did it: the app gets the event, then the call resolves. */
export function onGroupAnswer(
  state: ClientState,
  out: Out<ClientEffect>,
  pending: PendingRequest,
  value: AnswerValue,
): void {
  const groupID = value.kind === 'group' ? value.groupID : pending.about;
  const groupInfo = {
    baseInfo: { groupID, groupName: value.kind === 'group' ? value.groupName : '', groupAvatarUrl: '' },
  };
  const left = pending.name === 'leaveGroup';
  emit(state, out, 'groupStateChanged', {
    state: left ? ZIMGroupState.Quit : ZIMGroupState.Enter,
    event: groupEvent(pending.name),
    groupInfo,
  });
  const userList = value.kind === 'group' ? value.userIDs.map((userID) => ({ userID })) : [];
  const results: Record<string, unknown> = {
    createGroup: { groupInfo, userList, errorUserList: [] },
    joinGroup: { groupInfo },
    leaveGroup: { groupID },
  };
  resolve(out, { id: pending.call, name: pending.name }, results[pending.name]);
}

/** Somebody came or went. */
export function onGroupMember(
  state: ClientState,
  out: Out<ClientEffect>,
  message: Extract<ServerMessage, { kind: 'groupMember' }>,
): void {
  emit(state, out, 'groupMemberStateChanged', {
    groupID: message.groupID,
    state: message.state,
    event: message.event,
    userList: message.userIDs.map((userID) => ({ userID })),
  });
}

function groupEvent(name: string): number {
  if (name === 'createGroup') return ZIMGroupEvent.Created;
  return name === 'joinGroup' ? ZIMGroupEvent.Joined : ZIMGroupEvent.Left;
}

function groupMessage(
  call: GroupCall,
  request: number,
  info: { readonly groupID: string; readonly groupName: string },
): GroupRequest {
  if (call.name === 'createGroup') {
    const userIDs = (call.args[1] ?? []) as readonly string[];
    return { kind: 'createGroup', request, groupID: info.groupID, groupName: info.groupName, userIDs };
  }
  const kind = call.name === 'joinGroup' ? 'joinGroup' : 'leaveGroup';
  return { kind, request, groupID: info.groupID };
}
