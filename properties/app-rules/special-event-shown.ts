// A2: people are told why they are out, in words that fit.
import { pausedMsOf } from '../../sim/check/device-view.js';
import type { Judge, ObservationOf, Property } from '../../sim/check/property.js';
import { ZIMConnectionEvent, ZIMConnectionState } from '../../sim/zim/enums.js';
import { connectionPair, isExcused, isSpecialEvent } from '../contract/told.js';
import { appRule, isUnheard } from './rule.js';
import { kindOfEnd } from './words.js';

const SHOW_MS = 3000;

interface State {
  endedBy: number | undefined;
  toldMs: number;
  dueMs: number;
  pausedMs: number;
}

const TOPICS = ['event:connectionStateChanged', 'ui', 'user', 'call:login', 'device', 'error'] as const;
const init = (): State => ({ endedBy: undefined, toldMs: -1, dueMs: 0, pausedMs: 0 });

export const specialEventIsShown: Property<State> = appRule(
  'After DISCONNECTED by a special event the app shows something.',
  {
    id: 'special-event-is-shown',
    row: 'A2',
    advice: 'Show a reminder and fall back, for example to the login page.',
    on: TOPICS,
    needs: ['event', 'ui'],
    init,
    step(state, observation, judge) {
      if (observation.kind === 'ui') {
        if (observation.action !== 'clear') state.endedBy = undefined;
        return undefined;
      }
      if (!follow(state, observation, judge)) return undefined;
      judge.exercised(observation);
      state.dueMs = observation.atMs + SHOW_MS;
      state.pausedMs = pausedMsOf(judge.device, observation.atMs);
      judge.wakeAt(state.dueMs);
      return undefined;
    },
    due(state, nowMs, judge) {
      if (state.endedBy === undefined || isExcused(judge, state, nowMs)) return;
      const pair = connectionPair(ZIMConnectionState.Disconnected, state.endedBy);
      judge.violated(
        `the app was told ${pair} at ${state.toldMs} ms and showed nothing within ${SHOW_MS} ms`,
      );
    },
  },
);

export const reminderFitsTheEvent: Property<State> = appRule(
  'What the app shows after a special event fits that event.',
  {
    id: 'reminder-fits-the-event',
    row: 'A2',
    advice: 'Choose the words by event: a kick is no expiry, and an expiry is no kick.',
    on: TOPICS,
    needs: ['event', 'ui'],
    init,
    step(state, observation, judge) {
      if (observation.kind !== 'ui') {
        if (follow(state, observation, judge)) judge.note(observation);
        return undefined;
      }
      const { endedBy } = state;
      if (endedBy === undefined || observation.action !== 'remind') return undefined;
      judge.exercised(observation);
      const said = kindOfEnd(observation.what);
      if (said === undefined || fits(said, endedBy)) return undefined;
      const pair = connectionPair(ZIMConnectionState.Disconnected, endedBy);
      return `the app was told ${pair} and shows ${JSON.stringify(observation.what)}`;
    },
  },
);

function fits(said: 'kick' | 'expiry', endedBy: number): boolean {
  switch (endedBy) {
    case ZIMConnectionEvent.KickedOut:
      return said === 'kick';
    case ZIMConnectionEvent.TokenExpired:
      return said === 'expiry';
    case ZIMConnectionEvent.Unregistered:
      return false;
    case ZIMConnectionEvent.LoginTimeout:
      return said !== 'kick';
    // Older versions have one event for several reasons.
    default:
      return true;
  }
}

/** Keeps what the app was told, until somebody does something about it. Returns whether it was told just now. */
function follow(
  state: State,
  observation: ObservationOf<Exclude<(typeof TOPICS)[number], 'ui'>>,
  judge: Judge,
): boolean {
  switch (observation.kind) {
    case 'event': {
      const { state: told, event } = observation.data;
      state.toldMs = observation.atMs;
      const isEnd = told === ZIMConnectionState.Disconnected;
      // The logout that is advised after a kick may end with DISCONNECTED + SUCCESS.
      if (!isEnd) state.endedBy = undefined;
      if (!isEnd || !isSpecialEvent(judge.setup.sdk, event)) return false;
      state.endedBy = event;
      return true;
    }
    case 'device':
      if (observation.what === 'kill') state.endedBy = undefined;
      return false;
    case 'error':
      if (isUnheard(observation, 'connectionStateChanged', state.toldMs)) state.endedBy = undefined;
      return false;
    default:
      // A person goes on, or the app logs in, which another rule is about.
      state.endedBy = undefined;
      return false;
  }
}
