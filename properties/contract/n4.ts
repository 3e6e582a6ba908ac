// N4: what ends a session for good is named, and without a session every call fails with 6000121; only then.
import type { Property } from '../../sim/check/property.js';
import { ZIMConnectionState } from '../../sim/zim/enums.js';
import { ZIMErrorCode } from '../../sim/zim/error-codes.js';
import { rowProperty } from './row.js';
import { isSpecialEvent, needsSession, wrongEnd, wrongRefusal } from './told.js';

interface State {
  /** Calls made without a session that have not failed yet. They must, in the same instant. */
  owed: { id: number; name: string }[];
  /** A call of the session that failed with 6000121: the session must end in the same instant. */
  suspect: string | undefined;
}

export const n4: Property<State> = rowProperty('N4', {
  on: ['event:connectionStateChanged', 'call', 'settle'],
  init: (): State => ({ owed: [], suspect: undefined }),
  step(state, observation, judge) {
    const { device, call } = judge;
    switch (observation.kind) {
      case 'call': {
        const { id, name, atMs } = observation;
        if (device.session !== 'none' || !needsSession(name)) return undefined;
        state.owed.push({ id, name });
        judge.wakeAt(atMs);
        return undefined;
      }
      case 'settle': {
        if (state.owed.length > 0) state.owed = state.owed.filter(({ id }) => id !== observation.id);
        if (call === undefined) return undefined;
        if (call.session !== 'open') return wrongRefusal(observation, call, device);
        if (observation.error?.code !== ZIMErrorCode.NetworkModuleUserIsNotLogged) return undefined;
        // Otherwise another session has ended meanwhile, which the call was made in.
        const sameSession = device.session === 'open' && device.sessionSinceMs <= call.observation.atMs;
        if (!sameSession || !needsSession(observation.name)) return undefined;
        state.suspect = observation.name;
        judge.note(observation);
        judge.wakeAt(observation.atMs);
        return undefined;
      }
      default: {
        const { state: told, event } = observation.data;
        if (told !== ZIMConnectionState.Disconnected) return undefined;
        state.suspect = undefined;
        if (device.session !== 'open') return undefined;
        if (isSpecialEvent(judge.setup.sdk, event)) judge.exercised(observation);
        // How an outage may end is N6.
        return device.state === ZIMConnectionState.Reconnecting ? undefined : wrongEnd(judge, event);
      }
    }
  },
  due(state, _nowMs, judge) {
    const { owed, suspect } = state;
    state.owed = [];
    state.suspect = undefined;
    const { device } = judge;
    const first = owed[0];
    // What began in the instant of the call may have come before it, and destroy leaves calls unsettled.
    if (first !== undefined && device.session === 'none' && !device.destroyed) {
      judge.violated(`${first.name} was called without a session and did not fail at once`);
    } else if (suspect !== undefined && device.session === 'open') {
      judge.violated(`${suspect} failed with 6000121 although there is a session`);
    }
  },
});
