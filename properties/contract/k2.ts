// K2: kicked is out: no attempt by itself, and every other call fails with 6000121.
import type { Property } from '../../sim/check/property.js';
import { ZIMConnectionEvent, ZIMConnectionState } from '../../sim/zim/enums.js';
import { rowProperty } from './row.js';
import { connectionPair, wrongRefusal } from './told.js';

export const k2: Property<{ kicked: boolean }> = rowProperty('K2', {
  on: ['event:connectionStateChanged', 'socket:connecting', 'call:login', 'settle'],
  needs: ['event'],
  init: (): { kicked: boolean } => ({ kicked: false }),
  step(state, observation, judge) {
    switch (observation.kind) {
      case 'call':
        state.kicked = false;
        return undefined;
      case 'settle': {
        const { call } = judge;
        if (call?.endedBy !== ZIMConnectionEvent.KickedOut) return undefined;
        return wrongRefusal(observation, call, judge.device);
      }
      case 'socket':
        return state.kicked ? 'a kicked client tried to connect by itself' : undefined;
      default: {
        const { state: told, event } = observation.data;
        if (told === ZIMConnectionState.Disconnected) {
          if (event !== ZIMConnectionEvent.KickedOut) return undefined;
          state.kicked = true;
          judge.exercised(observation);
          return undefined;
        }
        return state.kicked ? `a kicked client was told ${connectionPair(told, event)}` : undefined;
      }
    }
  },
});
