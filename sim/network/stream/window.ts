// How many packets may be in flight. Slow start and congestion avoidance as in RFC 5681, with packet conservation
// in the first round of a recovery. After a recovery the window is half of what it was, but not below ten: at the
// rates of a chat a loss says nothing about congestion, and kernels whose default is BBR keep their window.

import { type End, RECOVERY } from './end.js';
import { inFlight } from './sender.js';
import type { Transport } from './transport.js';

const LEAST_WINDOW = 4;
const FLOOR_AFTER_LOSS = 10;

/** Something is lost: what was in flight is conserved for a round, and repaired. */
export function enterRecovery(t: Transport, end: End): void {
  end.priorWindow = halved(end);
  end.recoveryEnd = end.next;
  end.recovery = RECOVERY.recovery;
  end.conservingSince = Math.max(t.now, 1);
}

/** The timer ran out: start again with one packet. */
export function enterLoss(end: End): void {
  end.priorWindow = end.recovery >= RECOVERY.recovery ? Math.max(end.priorWindow, 1) : halved(end);
  end.window = inFlight(end) + 1;
  end.recovery = RECOVERY.loss;
  end.recoveryEnd = end.next;
  end.conservingSince = 0;
}

/** Everything that was in flight when the recovery began has arrived. */
export function leaveRecovery(end: End): void {
  end.recovery = RECOVERY.open;
  end.conservingSince = 0;
}

/** Takes arrivals into account, after the state of recovery has been settled. */
export function updateWindow(
  end: End,
  arrived: number,
  sinceRecovery: boolean,
  wasRecovering: boolean,
): void {
  if (arrived === 0) return;
  const isRecovering = end.recovery >= RECOVERY.recovery;
  if (wasRecovering && !isRecovering) {
    end.window = Math.max(end.window, end.priorWindow);
    end.slowStartBelow = Math.max(end.window, FLOOR_AFTER_LOSS);
    end.acksInWindow = 0;
    return;
  }
  if (isRecovering) {
    recover(end, arrived, sinceRecovery, wasRecovering);
    return;
  }
  // A window that is not used up says nothing about the path and does not grow.
  if (inFlight(end) + arrived < end.window) return;
  grow(end, arrived);
}

function recover(end: End, arrived: number, sinceRecovery: boolean, wasRecovering: boolean): void {
  if (end.conservingSince > 0 && sinceRecovery && wasRecovering) end.conservingSince = 0;
  if (end.conservingSince > 0) {
    end.window = inFlight(end) + arrived;
    return;
  }
  end.window = Math.max(Math.min(end.window + arrived, end.priorWindow), LEAST_WINDOW);
}

function grow(end: End, arrived: number): void {
  if (end.window < end.slowStartBelow) {
    end.window += arrived;
    return;
  }
  end.acksInWindow += arrived;
  if (end.acksInWindow < end.window) return;
  end.acksInWindow -= end.window;
  end.window++;
}

function halved(end: End): number {
  const half = Math.floor(end.window / 2);
  return Math.max(half, Math.min(end.window, FLOOR_AFTER_LOSS), LEAST_WINDOW);
}
