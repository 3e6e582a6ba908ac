// G4: whom the backend has kicked it lets in again only when the app asks for it. K2 says the same of the client; here
// neither of them may forget, not even when the word of the kick was lost with the connection.
import { always } from '../../sim/check/combinators.js';
import type { Property } from '../../sim/check/property.js';

export const g4: Property<{ kickedMs: Map<string, number> }> = always(
  'A device that the backend has kicked gets in again only by a login of its app.',
  {
    id: 'G4',
    scope: 'world',
    whitebox: true,
    provenance: ['faq', 'assumed'],
    exercisedBy: 'judge',
    advice: 'After a kick, log in again only when the user asks for it.',
    on: ['backend:sessionEnded', 'backend:sessionStarted', 'backend:sessionResumed', 'backend:restarted'],
    needs: ['backend', 'event', 'call'],
    init: () => ({ kickedMs: new Map<string, number>() }),
    step({ kickedMs }, observation, judge) {
      const { device, what, atMs } = observation;
      switch (what.kind) {
        case 'restarted':
          // What it does not know it cannot refuse.
          if (!what.keepMemory) kickedMs.clear();
          return undefined;
        case 'sessionEnded':
          if (what.reason !== 'kickedOut') return undefined;
          judge.exercised(observation);
          kickedMs.set(device, atMs);
          return undefined;
        default: {
          const sinceMs = kickedMs.get(device);
          kickedMs.delete(device);
          const { session, sessionSinceMs, loginMs } = judge.view(device);
          if (sinceMs === undefined || session !== 'open') return undefined;
          // It is the session that was kicked, and the app has not called login since.
          if (sessionSinceMs > sinceMs || loginMs > sessionSinceMs) return undefined;
          return `the backend kicked ${device} at ${sinceMs} ms, and it is in again without a login by its app`;
        }
      }
    },
  },
);
