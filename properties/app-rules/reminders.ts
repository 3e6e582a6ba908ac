// A1: people are told that the app reconnects, and told no longer once it has.
import { pausedMsOf } from '../../sim/check/device-view.js';
import type { Property } from '../../sim/check/property.js';
import { isExcused } from '../contract/told.js';
import { followOutage, noOutage, OUTAGE_TOPICS, type Outage } from './outage.js';
import { appRule } from './rule.js';
import { saysOffline } from './words.js';

const SHOW_MS = 3000;

interface State {
  readonly outage: Outage;
  /** The reminders that are up and say that the app is not connected. */
  shown: string[];
  /** Those that were up at CONNECTED. */
  left: string[];
  dueMs: number;
  pausedMs: number;
}

const init = (): State => ({ outage: noOutage(), shown: [], left: [], dueMs: 0, pausedMs: 0 });

/** A reminder within three seconds, if it still reconnects then. */
export const reconnectingIsShown: Property<State> = appRule(
  'While the SDK reconnects the app shows that it does.',
  {
    id: 'reconnecting-is-shown',
    row: 'A1',
    advice: 'Show "reconnecting" while the state is 3; compare it with the number and not with a text.',
    on: ['ui', ...OUTAGE_TOPICS],
    needs: ['event', 'ui'],
    init,
    step(state, observation, judge) {
      if (observation.kind === 'ui') {
        const { action, what } = observation;
        keepShown(state, action, what);
        if (action !== 'clear' && saysOffline(what)) judge.sleep();
        return undefined;
      }
      const step = followOutage(state.outage, observation, judge);
      forgetIfKilled(state, observation);
      if (step === undefined) return undefined;
      judge.sleep();
      if (step !== 'begun') return undefined;
      judge.exercised(observation);
      if (state.shown.length > 0) return undefined;
      state.dueMs = observation.atMs + SHOW_MS;
      state.pausedMs = pausedMsOf(judge.device, observation.atMs);
      judge.wakeAt(state.dueMs);
      return undefined;
    },
    due(state, nowMs, judge) {
      const { outage } = state;
      if (!outage.isOn || isExcused(judge, state, nowMs)) return;
      judge.violated(
        `the SDK has been RECONNECTING since ${outage.sinceMs} ms, and ${SHOW_MS} ms later nothing shows it`,
      );
    },
  },
);

/** Nothing that says so stays for more than three seconds after CONNECTED. */
export const reconnectingIsTakenAway: Property<State> = appRule(
  'Once the SDK has reconnected the app no longer shows that it reconnects.',
  {
    id: 'reconnecting-is-taken-away',
    row: 'A1',
    advice: 'Take the reminder away when the state is CONNECTED again.',
    on: ['ui', ...OUTAGE_TOPICS],
    needs: ['event', 'ui'],
    init,
    step(state, observation, judge) {
      if (observation.kind === 'ui') {
        const { action, what } = observation;
        keepShown(state, action, what);
        if (action === 'remind') return undefined;
        state.left = action === 'screen' ? [] : state.left.filter((other) => other !== what);
        if (state.left.length === 0) judge.sleep();
        return undefined;
      }
      const step = followOutage(state.outage, observation, judge);
      forgetIfKilled(state, observation);
      if (step === undefined) return undefined;
      judge.sleep();
      state.left = [];
      if (step !== 'reconnected' || state.shown.length === 0) return undefined;
      judge.exercised(observation);
      state.left = [...state.shown];
      state.dueMs = observation.atMs + SHOW_MS;
      state.pausedMs = pausedMsOf(judge.device, observation.atMs);
      judge.wakeAt(state.dueMs);
      return undefined;
    },
    due(state, nowMs, judge) {
      if (state.left.length === 0 || isExcused(judge, state, nowMs)) return;
      judge.violated(
        `the SDK is CONNECTED again, and ${SHOW_MS} ms later the app still shows ${JSON.stringify(state.left[0])}`,
      );
    },
  },
);

function keepShown(state: State, action: 'remind' | 'clear' | 'screen', what: string): void {
  if (action === 'screen') state.shown = [];
  else state.shown = state.shown.filter((other) => other !== what);
  if (action === 'remind' && saysOffline(what)) state.shown.push(what);
}

function forgetIfKilled(state: State, observation: { readonly kind: string; readonly what?: string }): void {
  if (observation.kind === 'device' && observation.what === 'kill') state.shown = [];
}
