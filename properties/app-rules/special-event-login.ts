// A2: after a special event it is for a person to log in again.
import type { Property } from '../../sim/check/property.js';
import { ZIMConnectionState } from '../../sim/zim/enums.js';
import { connectionPair, isSpecialEvent } from '../contract/told.js';
import { appRule, isUnheard } from './rule.js';

/** What a person asked for so long ago has come to something, or to nothing. */
const UNDER_WAY_MS = 60_000;
const ABOUT_LOGIN = /log|sign|open|start|connect|join/i;

interface State {
  endedBy: number | undefined;
  toldMs: number;
  /** A person's action that may still lead to a login: the app may be fetching a token for it. */
  tap: { readonly atMs: number; readonly isLogin: boolean } | undefined;
  /** It was under way when the session ended. */
  isUnderWay: boolean;
}

export const noLoginAfterSpecialEvent: Property<State> = appRule(
  'After DISCONNECTED by a special event the app does not log in by itself.',
  {
    id: 'no-login-after-special-event',
    row: 'A2',
    advice:
      'Look at event before anything else: after a kick, an expiry or a deleted account show it and fall back to the login page.',
    on: ['event:connectionStateChanged', 'call', 'user', 'device', 'error'],
    needs: ['event', 'call'],
    init: (): State => ({ endedBy: undefined, toldMs: -1, tap: undefined, isUnderWay: false }),
    step(state, observation, judge) {
      switch (observation.kind) {
        case 'user': {
          state.endedBy = undefined;
          state.tap = { atMs: observation.atMs, isLogin: ABOUT_LOGIN.test(observation.action) };
          return undefined;
        }
        case 'device':
          // Another process may log in.
          if (observation.what !== 'kill') return undefined;
          state.endedBy = undefined;
          state.tap = undefined;
          return undefined;
        case 'error':
          if (isUnheard(observation, 'connectionStateChanged', state.toldMs)) state.endedBy = undefined;
          return undefined;
        case 'event': {
          const { atMs, data } = observation;
          state.toldMs = atMs;
          const isEnd = data.state === ZIMConnectionState.Disconnected;
          if (!isEnd || !isSpecialEvent(judge.setup.sdk, data.event)) {
            // DISCONNECTED + SUCCESS after it is only the logout that is advised.
            if (data.state === ZIMConnectionState.Connected) state.endedBy = undefined;
            return undefined;
          }
          state.endedBy = data.event;
          state.isUnderWay = state.tap !== undefined && atMs - state.tap.atMs <= UNDER_WAY_MS;
          judge.exercised(observation);
          return undefined;
        }
        default:
          return called(state, observation);
      }
    },
  },
);

function called(
  state: State,
  { name, atMs }: { readonly name: string; readonly atMs: number },
): string | undefined {
  const { endedBy, isUnderWay, tap } = state;
  // A call of any kind is what came of a person's action, unless that asked for a login.
  if (name === 'login' || tap?.isLogin === false) state.tap = undefined;
  if (name !== 'login' || endedBy === undefined) return undefined;
  state.isUnderWay = false;
  if (isUnderWay) {
    state.endedBy = undefined;
    return undefined;
  }
  const pair = connectionPair(ZIMConnectionState.Disconnected, endedBy);
  return `login was called at ${atMs} ms after ${pair}, and nobody had asked for it`;
}
