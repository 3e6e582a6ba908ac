// A1, N2: while the SDK reconnects the app waits. It neither logs in nor throws the session away.
import type { Property } from '../../sim/check/property.js';
import { followOutage, noOutage, OUTAGE_TOPICS, type Outage } from './outage.js';
import { appRule } from './rule.js';

/** A login makes nothing faster, whoever asked for it. */
export const noLoginWhileReconnecting: Property<Outage> = appRule(
  'While the SDK reconnects the app does not call login.',
  {
    id: 'no-login-while-reconnecting',
    row: 'A1',
    advice: 'Wait: the SDK reconnects by itself. Offer no login while the state is RECONNECTING.',
    on: ['call:login', ...OUTAGE_TOPICS],
    needs: ['event', 'call'],
    init: noOutage,
    step(outage, observation, judge) {
      if (observation.kind !== 'call' || observation.name !== 'login') {
        const step = followOutage(outage, observation as Parameters<typeof followOutage>[1], judge);
        if (step === 'begun') judge.exercised(observation);
        return undefined;
      }
      if (!outage.isOn) return undefined;
      return `login was called at ${observation.atMs} ms, and the SDK has been RECONNECTING since ${outage.sinceMs} ms`;
    },
  },
);

/** What a person did so shortly before the call may have led to it. */
const TAP_MS = 2000;

interface State {
  readonly outage: Outage;
  userMs: number;
}

/** `logout` and `destroy` end the very session that the SDK is about to bring back. */
export const reconnectionIsLeftAlone: Property<State> = appRule(
  'The app does not end by itself the session that the SDK is reconnecting.',
  {
    id: 'reconnection-is-left-alone',
    row: 'A1',
    advice: 'Do nothing but show it: logout, or destroy and create, lose the session and its rooms.',
    on: ['user', ...OUTAGE_TOPICS],
    needs: ['event', 'call'],
    init: (): State => ({ outage: noOutage(), userMs: Number.NEGATIVE_INFINITY }),
    step(state, observation, judge) {
      const { outage } = state;
      if (observation.kind === 'user') {
        state.userMs = observation.atMs;
        return undefined;
      }
      const { isOn, sinceMs } = outage;
      if (followOutage(outage, observation, judge) === 'begun') judge.exercised(observation);
      if (observation.kind !== 'call' || !isOn) return undefined;
      const { name, atMs } = observation;
      if (state.userMs >= Math.min(sinceMs, atMs - TAP_MS)) return undefined;
      return `${name} was called at ${atMs} ms without anybody asking for it, while the SDK was RECONNECTING`;
    },
  },
);
