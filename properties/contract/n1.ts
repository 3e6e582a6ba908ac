// N1: a lost connection makes the SDK reconnect, and the app is told in the same instant.
import type { Property } from '../../sim/check/property.js';
import { ZIMConnectionEvent, ZIMConnectionState } from '../../sim/zim/enums.js';
import { rowProperty } from './row.js';
import { connectionPair } from './told.js';

export const n1: Property<{ closedMs: number }> = rowProperty('N1', {
  on: ['event:connectionStateChanged', 'socket:closed'],
  // Without sockets the second half remains: what a fall from CONNECTED says.
  needs: ['event'],
  init: (): { closedMs: number } => ({ closedMs: -1 }),
  step(state, observation, judge) {
    const { device } = judge;
    if (device.session !== 'open' || device.state !== ZIMConnectionState.Connected) return undefined;
    if (observation.kind === 'socket') {
      // A device that sleeps learns of it when it wakes.
      if (observation.socket !== device.socket || device.asleep) {
        return undefined;
      }
      state.closedMs = observation.atMs;
      judge.exercised(observation);
      judge.wakeAt(observation.atMs);
      return undefined;
    }
    const { state: told, event } = observation.data;
    if (told === ZIMConnectionState.Connected || told === ZIMConnectionState.Disconnected) return undefined;
    judge.exercised(observation);
    return told === ZIMConnectionState.Reconnecting && event === ZIMConnectionEvent.LoginInterrupted
      ? undefined
      : `the connection was lost and the app was told ${connectionPair(told, event)}`;
  },
  due({ closedMs }, _nowMs, judge) {
    const { device } = judge;
    if (device.session !== 'open' || device.state !== ZIMConnectionState.Connected) return;
    if (device.toldMs < closedMs) judge.violated('the socket closed and the app was told nothing');
  },
});
