// T0: without token authentication nothing expires.
import type { Property } from '../../sim/check/property.js';
import { ZIMConnectionState } from '../../sim/zim/enums.js';
import { rowProperty } from './row.js';
import { connectionPair } from './told.js';

export const t0: Property<{ applies: boolean }> = rowProperty('T0', {
  on: ['event:connectionStateChanged', 'event:tokenWillExpire'],
  init: ({ devices }, device) => ({
    applies: devices.find(({ name }) => name === device)?.authentication === 'none',
  }),
  step({ applies }, observation, judge) {
    if (!applies) return undefined;
    if (observation.name === 'tokenWillExpire') return 'tokenWillExpire, and the device has no token';
    const { state, event } = observation.data;
    if (state === ZIMConnectionState.Connected && judge.device.session !== 'open') {
      judge.exercised(observation);
    }
    return state === ZIMConnectionState.Disconnected && event === judge.setup.sdk.tokenExpiryEvent
      ? `${connectionPair(state, event)}, and the device has no token`
      : undefined;
  },
});
