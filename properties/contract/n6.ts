// N6: an outage ends in CONNECTED, in a special event, by logout or destroy, and in nothing else.
import type { Property } from '../../sim/check/property.js';
import { ZIMConnectionEvent, ZIMConnectionState } from '../../sim/zim/enums.js';
import { rowProperty } from './row.js';
import { connectionPair, wrongEnd } from './told.js';

export const n6: Property<undefined> = rowProperty('N6', {
  on: ['event:connectionStateChanged', 'call:destroy'],
  step(_state, observation, judge) {
    const { device } = judge;
    if (device.session !== 'open' || device.state !== ZIMConnectionState.Reconnecting) return undefined;
    if (observation.kind === 'call') {
      judge.exercised(observation);
      return undefined;
    }
    const { state, event } = observation.data;
    switch (state) {
      case ZIMConnectionState.Reconnecting:
        return event === ZIMConnectionEvent.LoginInterrupted
          ? undefined
          : `${connectionPair(state, event)} in an outage of a session`;
      case ZIMConnectionState.Connected:
        judge.exercised(observation);
        return undefined;
      case ZIMConnectionState.Disconnected:
        judge.exercised(observation);
        return wrongEnd(judge, event);
      default:
        return `an outage ended in ${connectionPair(state, event)}`;
    }
  },
});
