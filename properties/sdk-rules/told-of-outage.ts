// Where nobody answers, an app that logged in offline has to learn that it is not connected.
import { always } from '../../sim/check/combinators.js';
import type { Property } from '../../sim/check/property.js';
import { ZIMConnectionState } from '../../sim/zim/enums.js';

/** Longer than it takes a platform to end an attempt, and a server to miss its client. */
const MOST_MS = 90_000;

export const toldOfOutage: Property = always('Where no server answers, CONNECTED does not last.', {
  id: 'connected-needs-a-server',
  on: ['event:connectionStateChanged', 'device'],
  needs: ['event'],
  provenance: ['faq'],
  advice: 'Do not take CONNECTED after an offline login for a connection.',
  exercisedBy: 'judge',
  step(_state, observation, judge) {
    if (observation.kind === 'event') {
      if (observation.data.state !== ZIMConnectionState.Connected) {
        judge.sleep();
        return undefined;
      }
      judge.exercised(observation);
    } else if (judge.device.state !== ZIMConnectionState.Connected) return undefined;
    if (observation.kind === 'device' && observation.what === 'kill') judge.sleep();
    else judge.wakeAt(observation.atMs + MOST_MS);
    return undefined;
  },
  due(_state, _nowMs, judge) {
    const { device } = judge;
    if (device.asleep || device.destroyed || device.session !== 'open') return;
    if (device.state === ZIMConnectionState.Connected)
      judge.violated(`CONNECTED for ${MOST_MS / 1000} s although no server has ever answered`);
  },
});
