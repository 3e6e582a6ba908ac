// N5: after a special event the SDK stays away until the app calls login.
import type { Property } from '../../sim/check/property.js';
import { faqName, ZIMConnectionState } from '../../sim/zim/enums.js';
import { rowProperty } from './row.js';
import { connectionPair, isSpecialEvent } from './told.js';

export const n5: Property<{ endedBy: number | undefined }> = rowProperty('N5', {
  on: ['event:connectionStateChanged', 'socket:connecting', 'call:login'],
  needs: ['event'],
  init: (): { endedBy: number | undefined } => ({ endedBy: undefined }),
  step(state, observation, judge) {
    if (observation.kind === 'call') {
      state.endedBy = undefined;
      return undefined;
    }
    const { endedBy } = state;
    if (observation.kind === 'socket') {
      return endedBy === undefined ? undefined : `an attempt to connect ${withoutLogin(endedBy)}`;
    }
    const { state: told, event } = observation.data;
    if (told !== ZIMConnectionState.Disconnected) {
      return endedBy === undefined ? undefined : `${connectionPair(told, event)} ${withoutLogin(endedBy)}`;
    }
    if (isSpecialEvent(judge.setup.sdk, event) && endedBy === undefined) {
      state.endedBy = event;
      judge.exercised(observation);
    }
    return undefined;
  },
});

function withoutLogin(endedBy: number): string {
  return `after ${faqName('connectionEvent', endedBy)}, without a login by the app`;
}
