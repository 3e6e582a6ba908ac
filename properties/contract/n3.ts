// N3: reconnected is CONNECTED + SUCCESS.
import type { Property } from '../../sim/check/property.js';
import { ZIMConnectionEvent, ZIMConnectionState } from '../../sim/zim/enums.js';
import { rowProperty } from './row.js';
import { connectionPair } from './told.js';

export const n3: Property<undefined> = rowProperty('N3', {
  on: ['event:connectionStateChanged'],
  step(_state, observation, judge) {
    const { state, event } = observation.data;
    const { device } = judge;
    const connected = state === ZIMConnectionState.Connected;
    if (connected && device.session === 'open' && device.state === ZIMConnectionState.Reconnecting) {
      judge.exercised(observation);
    }
    // SUCCESS is also said by logout, with DISCONNECTED, and by nothing else.
    const success = event === ZIMConnectionEvent.Success;
    const wrong = connected ? !success : success && state !== ZIMConnectionState.Disconnected;
    return wrong ? `the app was told ${connectionPair(state, event)}` : undefined;
  },
});
