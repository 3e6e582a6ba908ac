// L3: when no fault is at work any more, a connection that stands goes on standing: heartbeats are sent and answered.
import { always } from '../../sim/check/combinators.js';
import type { Property } from '../../sim/check/property.js';
import { ZIMConnectionState } from '../../sim/zim/enums.js';
import { recoveryMs } from './quiet.js';

export const l3: Property<undefined> = always('When all is quiet, a client that is CONNECTED stays so.', {
  id: 'L3',
  on: ['event:connectionStateChanged'],
  provenance: ['docs', 'assumed'],
  exercisedBy: 'judge',
  advice: 'A client that reconnects again and again on a good network has another problem.',
  step(_state, { data, atMs }, judge) {
    const { device, setup } = judge;
    if (device.session !== 'open' || device.state !== ZIMConnectionState.Connected) return undefined;
    judge.exercised();
    if (data.state !== ZIMConnectionState.Reconnecting || device.loginOffline) return undefined;
    // A version that is not told of a deleted account takes it for an outage.
    if (setup.sdk.unregisteredEvent === undefined) return undefined;
    const { heartbeatTimeoutMs, heartbeatAckTimeoutMs, oneWayDelayMs } = setup.params;
    // An answer that cannot be there in time makes any client reconnect for ever.
    if (heartbeatAckTimeoutMs <= 4 * oneWayDelayMs) return undefined;
    const calmMs =
      (setup.quietFromMs ?? Number.POSITIVE_INFINITY) + heartbeatTimeoutMs + recoveryMs(setup.params);
    return atMs > calmMs ? `the connection of ${device.toldMs} ms fell, and no fault is at work` : undefined;
  },
});
