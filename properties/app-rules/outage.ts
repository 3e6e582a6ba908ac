// What several rules follow: the stretch between RECONNECTING and its end, as the app itself was told of it.
import type { Judge, ObservationOf } from '../../sim/check/property.js';
import { ZIMConnectionState } from '../../sim/zim/enums.js';
import { isUnheard } from './rule.js';

/** Plain data, part of a rule's state. */
export interface Outage {
  isOn: boolean;
  sinceMs: number;
  /** The last connection event. */
  toldMs: number;
}

/** What a rule has to listen to for `followOutage`. */
export const OUTAGE_TOPICS = [
  'event:connectionStateChanged',
  'call:logout',
  'call:destroy',
  'device',
  'error',
] as const;

/** `over`: not by CONNECTED, or the app did not hear of it. */
export type OutageStep = 'begun' | 'reconnected' | 'over' | undefined;

/** No outage. */
export function noOutage(): Outage {
  return { isOn: false, sinceMs: -1, toldMs: -1 };
}

/** Takes one observation in and says what it means for the outage. Only what happens with a session counts. */
export function followOutage(
  outage: Outage,
  observation: ObservationOf<(typeof OUTAGE_TOPICS)[number]>,
  judge: Judge,
): OutageStep {
  switch (observation.kind) {
    case 'device':
      return observation.what === 'kill' ? end(outage, 'over') : undefined;
    case 'error':
      return isUnheard(observation, 'connectionStateChanged', outage.toldMs)
        ? end(outage, 'over')
        : undefined;
    case 'call':
      return end(outage, 'over');
    default: {
      const { state } = observation.data;
      outage.toldMs = observation.atMs;
      if (state !== ZIMConnectionState.Reconnecting) {
        if (state !== ZIMConnectionState.Connected) return end(outage, 'over');
        return outage.isOn ? end(outage, 'reconnected') : undefined;
      }
      if (outage.isOn || judge.device.session !== 'open') return undefined;
      outage.isOn = true;
      outage.sinceMs = observation.atMs;
      return 'begun';
    }
  }
}

function end(outage: Outage, how: 'reconnected' | 'over'): OutageStep {
  outage.isOn = false;
  return how;
}
