// How long everything must have been well before anybody may be blamed for not having settled. What is well or not can be
// seen from outside: sockets, devices, and what the backend says of sessions.
import type { Params } from '../../sim/zim/fact-table.js';

/**
 * How long a client takes at most to find out that its connection is dead, and to be connected again, ms: a heartbeat
 * that is missed, the longest back-off, one attempt that hangs, and its login.
 */
export function recoveryMs(params: Params): number {
  const longestBackoffMs = Math.max(...params.backoffSeriesS) * 1000;
  return (
    params.heartbeatIntervalMs +
    params.heartbeatAckTimeoutMs +
    longestBackoffMs +
    params.connectTimeoutMs +
    params.silentSocketMs +
    SLACK_MS
  );
}

/** For retransmissions, and for questions and answers after the login. */
const SLACK_MS = 20_000;
