// A2, N4: without a session nothing works, and trying again and again does not help.
import type { Property } from '../../sim/check/property.js';
import { ZIMConnectionState } from '../../sim/zim/enums.js';
import { ZIMErrorCode } from '../../sim/zim/error-codes.js';
import { appRule, isUnheard } from './rule.js';

const MOST = 3;

interface State {
  hasEnded: boolean;
  toldMs: number;
  /** How many things a person has done so far. */
  taps: number;
  /** What had been done when a call was made that has not settled, by its id. */
  readonly madeAfter: Map<number, number>;
  /** How often each call that was made after as many taps has failed. */
  readonly failures: Map<string, { taps: number; times: number }>;
}

export const noCallsWithoutSession: Property<State> = appRule(
  'Once the session has ended the app does not repeat calls that must fail.',
  {
    id: 'no-calls-without-session',
    row: 'A2',
    advice:
      'Stop timers and queues that call the SDK when the state is DISCONNECTED: all of it fails with 6000121.',
    on: ['event:connectionStateChanged', 'call', 'settle', 'user', 'device', 'error'],
    needs: ['event', 'call', 'settle'],
    init: (): State => ({ hasEnded: false, toldMs: -1, taps: 0, madeAfter: new Map(), failures: new Map() }),
    step(state, observation, judge) {
      const { failures } = state;
      switch (observation.kind) {
        case 'user':
          state.taps += 1;
          return undefined;
        case 'call':
          if (state.hasEnded) state.madeAfter.set(observation.id, state.taps);
          return undefined;
        case 'device':
          if (observation.what === 'kill') reset(state, false);
          return undefined;
        case 'error':
          if (isUnheard(observation, 'connectionStateChanged', state.toldMs)) reset(state, false);
          return undefined;
        case 'event': {
          const isEnd = observation.data.state === ZIMConnectionState.Disconnected;
          state.toldMs = observation.atMs;
          if (isEnd && !state.hasEnded) judge.exercised(observation);
          if (isEnd !== state.hasEnded) reset(state, isEnd);
          return undefined;
        }
        default: {
          const { id, name, error } = observation;
          // What was under way when the session ended is no fault of the app.
          const taps = state.madeAfter.get(id);
          state.madeAfter.delete(id);
          if (taps === undefined || error?.code !== ZIMErrorCode.NetworkModuleUserIsNotLogged)
            return undefined;
          const before = failures.get(name);
          const times = before?.taps === taps ? before.times + 1 : 1;
          failures.set(name, { taps, times });
          if (times > 1) judge.note(observation);
          return times <= MOST
            ? undefined
            : `${name} failed with 6000121 for the ${times}th time since the session has ended, and nobody had asked for it`;
        }
      }
    },
  },
);

function reset(state: State, hasEnded: boolean): void {
  state.hasEnded = hasEnded;
  state.madeAfter.clear();
  state.failures.clear();
}
