// Does what an administrator orders. The orders themselves are in admin-command.ts.

import { unreachable } from '../../kernel/assert.js';
import type { AdminCommand } from './admin-command.js';
import { endCall, restartCallTimers } from './call-events.js';
import { beginDeploy, endDeploy } from './deploy.js';
import { loginElsewhere, logoutElsewhere } from './elsewhere.js';
import { dismissGroup } from './groups.js';
import { deleteRoom, openRoom, removeMember, restartTimers, tellClosed, timeOutMember } from './members.js';
import { type EndReason, endSession, goOffline } from './sessions.js';
import { type ServerState, type SessionRecord, sessionOf, userFor } from './state.js';
import { report, type Turn } from './turn.js';

export function administrate(turn: Turn, command: AdminCommand): void {
  const { state } = turn;
  switch (command.kind) {
    case 'kickUser':
      endSessions(turn, command.userID, command.deviceID, 'kickedOut');
      return;
    case 'revokeToken':
      // Without token authentication there is nothing to revoke.
      if (state.config.authentication === 'none') return;
      userFor(state, command.userID).tokensFromSeconds = Math.floor(turn.context.wallMs / 1000);
      for (const deviceID of state.users.get(command.userID)?.devices.keys() ?? []) {
        report(turn, deviceID, { kind: 'tokensRevoked', userID: command.userID });
      }
      endSessions(turn, command.userID, undefined, 'tokenExpired');
      return;
    case 'loginElsewhere':
      loginElsewhere(turn, command.userID);
      return;
    case 'logoutElsewhere':
      logoutElsewhere(turn, command.userID);
      return;
    case 'unregister':
      if (!state.unregistered.includes(command.userID)) state.unregistered.push(command.userID);
      endSessions(turn, command.userID, undefined, 'unregistered');
      return;
    case 'createRoom':
      createRoom(turn, command);
      return;
    case 'deleteRoom': {
      const room = state.rooms.get(command.roomID);
      if (room !== undefined) deleteRoom(turn, room);
      return;
    }
    case 'kickMember':
      kickMember(turn, command.roomID, command.userID);
      return;
    case 'timeOutMember':
      timeOutMember(turn, command.roomID, command.userID);
      return;
    case 'answerResume':
      ruleResume(state, command);
      return;
    case 'dismissGroup':
      dismissGroup(turn, command.groupID);
      return;
    case 'deploy':
      beginDeploy(turn, command.overMs);
      return;
    case 'restart':
      report(turn, '', { kind: 'restarted', keepMemory: command.keepMemory });
      if (command.keepMemory) restart(turn);
      else restartEmpty(turn);
      return;
    default:
      unreachable(command);
  }
}

function endSessions(turn: Turn, userID: string, deviceID: string | undefined, reason: EndReason): void {
  for (const device of turn.state.users.get(userID)?.devices.values() ?? []) {
    if (device.session === undefined || (deviceID !== undefined && deviceID !== device.deviceID)) continue;
    endSession(turn, sessionOf(turn.state, device.session), reason);
  }
}

function createRoom(turn: Turn, command: Extract<AdminCommand, { kind: 'createRoom' }>): void {
  const { roomID, roomName = '', roomDestroyDelayTime = 0 } = command;
  if (!turn.state.rooms.has(roomID)) openRoom(turn, { roomID, roomName, roomDestroyDelayTime }, '');
}

function kickMember(turn: Turn, roomID: string, userID: string): void {
  const room = turn.state.rooms.get(roomID);
  const member = room?.members.get(userID);
  if (room === undefined || member === undefined) return;
  tellClosed(turn, roomID, member, 'kicked');
  removeMember(turn, room, member, 'kicked');
}

function ruleResume(state: ServerState, command: Extract<AdminCommand, { kind: 'answerResume' }>): void {
  const { outcome, roomID, times = Number.MAX_SAFE_INTEGER } = command;
  if (outcome === 'actual') {
    state.resumeRules = state.resumeRules.filter((rule) => roomID !== undefined && rule.roomID !== roomID);
  } else if (times > 0) {
    state.resumeRules.push({ outcome, roomID, times });
  }
}

function restart(turn: Turn): void {
  endDeploy(turn);
  for (const session of online(turn.state)) goOffline(turn, session);
  turn.state.connections.clear();
  restartTimers(turn);
  restartCallTimers(turn);
}

function restartEmpty(turn: Turn): void {
  const { state } = turn;
  endDeploy(turn);
  for (const session of online(turn.state)) goOffline(turn, session);
  state.connections.clear();
  state.sessions.clear();
  for (const call of [...state.calls.values()]) endCall(turn, call);
  state.endedCalls = [];
  state.resumeRules = [];
  for (const user of state.users.values()) {
    for (const device of user.devices.values()) {
      device.session = undefined;
      device.kickedSession = undefined;
      device.timedOutRooms = [];
    }
  }
  for (const room of [...state.rooms.values()]) deleteRoom(turn, room);
}

function online(state: ServerState): SessionRecord[] {
  return [...state.sessions.values()].filter(({ connection }) => connection !== undefined);
}
