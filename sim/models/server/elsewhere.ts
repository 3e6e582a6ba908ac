// A device of a user that takes part in nothing: it logs in somewhere else, as the latest of the user's devices, and
// out again. Its connection is none: what is sent on it reaches nobody, and it is never silent for too long.

import { deviceFor, devicesInTheWay, startSession } from './login.js';
import { endSession } from './sessions.js';
import { isRegistered, sessionOf } from './state.js';
import type { Turn } from './turn.js';

/** Connections have numbers from 0. */
const NO_CONNECTION = -1;

/** Logs the device in; it is there already if it has not logged out since. */
export function loginElsewhere(turn: Turn, userID: string): void {
  const who = {
    userID,
    deviceID: elsewhereOf(userID),
    userName: turn.state.users.get(userID)?.userName ?? '',
  };
  if (!isRegistered(turn.state, userID)) return;
  for (const earliest of devicesInTheWay(turn, who)) endSession(turn, earliest, 'kickedOut');
  const device = deviceFor(turn, who);
  if (device.session !== undefined) return;
  startSession(turn, device, { connection: NO_CONNECTION, host: '', session: undefined });
}

/** It logs out, if nobody has kicked it before. */
export function logoutElsewhere(turn: Turn, userID: string): void {
  const session = turn.state.users.get(userID)?.devices.get(elsewhereOf(userID))?.session;
  if (session !== undefined) endSession(turn, sessionOf(turn.state, session), 'logout');
}

/** The name of the device; no device of a scenario has a space at its end and a bracket. */
function elsewhereOf(userID: string): string {
  return `${userID} (elsewhere)`;
}
