// A rolling deployment: one instance after the other goes away, and takes its connections along. What the backend
// knows of sessions and rooms is elsewhere and stays.

import { dropOnline } from './sessions.js';
import { sessionOf } from './state.js';
import { DEPLOY_TIMER } from './timers.js';
import { CloseCode, clearTimer, closeConnection, setTimer, type Turn } from './turn.js';

/** Begins to close the connections that stand now. A deployment under way is overtaken: its rest is part of this one. */
export function beginDeploy(turn: Turn, overMs: number): void {
  const connections = [...turn.state.connections.keys()];
  turn.state.deploy = { connections, next: 0, beganMs: turn.context.nowMs, overMs };
  clearTimer(turn, DEPLOY_TIMER);
  continueDeploy(turn);
}

/** Closes what is due by now. The k-th of n connections is due after k / n of the time, so the first goes at once. */
export function continueDeploy(turn: Turn): void {
  const { deploy } = turn.state;
  if (deploy === undefined) return;
  const { connections, beganMs, overMs } = deploy;
  const dueMs = (): number => beganMs + Math.floor((overMs * deploy.next) / connections.length);
  while (deploy.next < connections.length && dueMs() <= turn.context.nowMs) {
    closeOne(turn, connections[deploy.next] as number);
    deploy.next += 1;
  }
  if (deploy.next < connections.length) setTimer(turn, DEPLOY_TIMER, dueMs() - turn.context.nowMs);
  else turn.state.deploy = undefined;
}

/** A restart leaves nothing to close. */
export function endDeploy(turn: Turn): void {
  if (turn.state.deploy === undefined) return;
  turn.state.deploy = undefined;
  clearTimer(turn, DEPLOY_TIMER);
}

// One that has ended by itself, or by another deployment, is gone already.
function closeOne(turn: Turn, id: number): void {
  const connection = turn.state.connections.get(id);
  if (connection === undefined) return;
  if (connection.session === undefined) closeConnection(turn, id, CloseCode.goingAway);
  else dropOnline(turn, sessionOf(turn.state, connection.session), CloseCode.goingAway);
}
