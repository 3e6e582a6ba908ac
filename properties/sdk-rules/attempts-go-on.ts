// While the app is logged in and only the network is at fault, the SDK goes on looking for its servers.
import { always } from '../../sim/check/combinators.js';
import type { DeviceView } from '../../sim/check/device-view.js';
import type { Property } from '../../sim/check/property.js';

/** A platform's connect timeout, the wait for an answer and the longest back-off are 30 s, 35 s and 32 s. */
const MOST_MS = 120_000;

interface State {
  sinceMs: number;
  online: boolean;
}

export const attemptsGoOn: Property<State> = always(
  'While the app is logged in, the SDK tries to connect again and again.',
  {
    id: 'attempts-go-on',
    on: ['socket:connecting', 'device', 'call:login', 'event:connectionStateChanged'],
    needs: ['socket', 'event'],
    provenance: ['faq', 'observed'],
    advice: 'Watch for progress of your own and log in anew when there is none.',
    exercisedBy: 'judge',
    init: (): State => ({ sinceMs: 0, online: true }),
    step(state, observation, judge) {
      if (observation.kind === 'event') {
        // A session may begin without an attempt.
        if (judge.device.session === 'open' || wantsConnection(judge.device)) return undefined;
      } else if (observation.kind === 'device') {
        if (observation.what === 'online' || observation.what === 'offline')
          state.online = observation.what === 'online';
        if (observation.what === 'kill') {
          judge.sleep();
          return undefined;
        }
      } else if (observation.kind === 'socket') judge.exercised(observation);
      state.sinceMs = observation.atMs;
      judge.wakeAt(observation.atMs + MOST_MS);
      return undefined;
    },
    due({ sinceMs, online }, nowMs, judge) {
      if (!online || judge.device.asleep || !wantsConnection(judge.device)) return;
      judge.violated(
        `no attempt to connect between ${sinceMs} and ${nowMs} ms, while ${
          judge.device.session === 'open' ? 'logged in' : 'a login is pending'
        } and connection state ${judge.device.state}`,
      );
    },
  },
);

/** There is a session, or a login is pending. */
function wantsConnection({ session, destroyed, loggedOut, calls }: DeviceView): boolean {
  if (destroyed || loggedOut) return false;
  return session !== 'none' || calls.some(({ observation }) => observation.name === 'login');
}
