// After logout, after destroy and after off, nothing comes.
import { always } from '../../sim/check/combinators.js';
import type { Property } from '../../sim/check/property.js';
import { ZIMConnectionState } from '../../sim/zim/enums.js';

export const nothingAfterDestroy: Property<{ sinceMs: number }> = always(
  'After destroy no listener is called and nothing is sent.',
  {
    id: 'nothing-after-destroy',
    on: ['call', 'event', 'socket:connecting', 'device'],
    needs: ['call', 'event', 'socket'],
    provenance: ['docs'],
    advice: 'Guard listeners with a flag of your own after destroy.',
    exercisedBy: 'judge',
    init: () => ({ sinceMs: -1 }),
    step(state, observation, judge) {
      if (observation.kind === 'device') {
        if (observation.what === 'kill') state.sinceMs = -1;
        return undefined;
      }
      if (observation.kind === 'call') {
        if (observation.name === 'destroy') {
          state.sinceMs = observation.atMs;
          judge.exercised(observation);
        } else if (observation.name === 'create') state.sinceMs = -1;
        return undefined;
      }
      // What is emitted within the call belongs to it.
      if (state.sinceMs < 0 || observation.atMs <= state.sinceMs) return undefined;
      return observation.kind === 'event'
        ? `${observation.name} ${observation.atMs - state.sinceMs} ms after destroy`
        : `an attempt to connect ${observation.atMs - state.sinceMs} ms after destroy`;
    },
  },
);

export const nothingAfterLogout: Property<{ sinceMs: number }> = always(
  'After logout there are no attempts to connect, and the connection stays DISCONNECTED.',
  {
    id: 'nothing-after-logout',
    on: ['call', 'event:connectionStateChanged', 'socket:connecting', 'device'],
    needs: ['call', 'event', 'socket'],
    provenance: ['observed', 'faq'],
    advice: 'Call destroy as well where a user must not be connected any more.',
    exercisedBy: 'judge',
    init: () => ({ sinceMs: -1 }),
    step(state, observation, judge) {
      if (observation.kind === 'call') {
        const { name, atMs } = observation;
        if (name === 'logout') {
          state.sinceMs = atMs;
          judge.exercised(observation);
        } else if (name === 'login' || name === 'create' || name === 'destroy') state.sinceMs = -1;
        return undefined;
      }
      if (observation.kind === 'device') {
        if (observation.what === 'kill') state.sinceMs = -1;
        return undefined;
      }
      if (state.sinceMs < 0 || observation.atMs <= state.sinceMs) return undefined;
      if (observation.kind === 'socket') {
        return `an attempt to connect ${observation.atMs - state.sinceMs} ms after logout`;
      }
      const { state: told, event } = observation.data;
      return told === ZIMConnectionState.Disconnected
        ? undefined
        : `connectionStateChanged (${told}, ${event}) ${observation.atMs - state.sinceMs} ms after logout`;
    },
  },
);

export const offIsOff: Property<{ off: string[] }> = always('A listener that was taken off is not called.', {
  id: 'off-is-off',
  on: ['call', 'event'],
  needs: ['call', 'event'],
  provenance: ['types'],
  advice: 'Guard listeners with a flag of your own.',
  exercisedBy: 'judge',
  init: (): { off: string[] } => ({ off: [] }),
  step(state, observation, judge) {
    if (observation.kind === 'event') {
      return state.off.includes(observation.name) ? `${observation.name} after off` : undefined;
    }
    const { name, args } = observation;
    const [event] = args;
    if (typeof event !== 'string') return undefined;
    if (name === 'on') state.off = state.off.filter((one) => one !== event);
    if (name === 'off') {
      judge.exercised();
      state.off.push(event);
    }
    return undefined;
  },
});
