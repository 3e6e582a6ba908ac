// What becomes of an error that nothing caught: an `error` event at the window, then the host.
import { ErrorEvent, PromiseRejectionEvent } from './event-kinds.js';
import { fireAt } from './events.js';
import { describe } from './format.js';
import { realmGlobal } from './globals.js';
import { guarded } from './port.js';

let reporting = false;
let hostOnly = false;

/** Where the page's events are another's, errors go to the host without one. */
export function reportToHostOnly(): void {
  hostOnly = true;
}

/** Reports an error as the platform does; `where` says what ran. */
export function reportException(error: unknown, where: string): void {
  // An error inside a listener for errors goes to the host at once, or this would never end.
  if (reporting || hostOnly) {
    guarded((host) => host.uncaught(describe(error), where, error));
    return;
  }
  reporting = true;
  try {
    const message = `Uncaught ${describe(error)}`;
    const event = new ErrorEvent('error', { message, error, cancelable: true });
    fireAt(realmGlobal, event);
    if (!event.defaultPrevented) guarded((host) => host.uncaught(describe(error), where, error));
  } finally {
    reporting = false;
  }
}

/** Reports a promise that was rejected without a handler. */
export function reportRejection(reason: unknown, promise: unknown): void {
  if (hostOnly) {
    guarded((host) => host.uncaught(describe(reason), 'a promise', reason));
    return;
  }
  const event = new PromiseRejectionEvent('unhandledrejection', { reason, promise, cancelable: true });
  fireAt(realmGlobal, event);
  if (!event.defaultPrevented) guarded((host) => host.uncaught(describe(reason), 'a promise', reason));
}
