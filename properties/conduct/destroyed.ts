// D1: after `destroy` nothing comes from the SDK any more, and calls fail with 6000002. Source: observed.
import { always } from '../../sim/check/combinators.js';
import type { Property } from '../../sim/check/property.js';
import { ZIMErrorCode } from '../../sim/zim/error-codes.js';

/** What may still come: what `destroy` itself emits before it returns, in its own instant. */
interface State {
  destroyedMs: number;
}

export const d1: Property<State> = always('After destroy nothing comes from the SDK any more.', {
  id: 'D1',
  on: ['call:destroy', 'call:create', 'event', 'socket:connecting', 'socket:opened', 'settle', 'device'],
  needs: ['call', 'event'],
  provenance: ['observed'],
  exercisedBy: 'judge',
  init: (): State => ({ destroyedMs: -1 }),
  step(state, observation, judge) {
    const { atMs } = observation;
    if (observation.kind === 'call') {
      state.destroyedMs = observation.name === 'destroy' ? atMs : -1;
      if (observation.name === 'destroy') judge.exercised(observation);
      return undefined;
    }
    if (observation.kind === 'device') {
      if (observation.what === 'kill') state.destroyedMs = -1;
      return undefined;
    }
    if (state.destroyedMs < 0) return undefined;
    // What `destroy` itself says and settles is said in its own instant; to connect is never part of it.
    if (atMs === state.destroyedMs && observation.kind !== 'socket') return undefined;
    switch (observation.kind) {
      case 'settle': {
        const { name, error } = observation;
        if (name === 'destroy' || error?.code === ZIMErrorCode.CommonModuleNotInit) return undefined;
        return `${name} settled after destroy, and not with ${ZIMErrorCode.CommonModuleNotInit}`;
      }
      case 'event':
        return `${observation.name} came after destroy`;
      default:
        return 'a socket was opened after destroy';
    }
  },
});
