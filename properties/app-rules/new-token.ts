// A3: a token is renewed with one that really is new.
import { loginOf, tokenOfRenewal } from '../../sim/check/call-args.js';
import type { Property } from '../../sim/check/property.js';
import { appRule } from './rule.js';

interface State {
  /** The tokens that this session has had. */
  used: string[];
}

export const tokenIsNew: Property<State> = appRule(
  'The app renews its token with one that the session has not had yet.',
  {
    id: 'token-is-renewed-with-a-new-one',
    row: 'A3',
    advice: 'Ask your server for a token each time; the one from the login is the very one that expires.',
    on: ['call:login', 'call:renewToken', 'settle:renewToken', 'device'],
    needs: ['call', 'settle'],
    init: (): State => ({ used: [] }),
    step(state, observation, judge) {
      switch (observation.kind) {
        case 'device':
          if (observation.what === 'kill') state.used = [];
          return undefined;
        case 'settle': {
          const token = judge.call === undefined ? undefined : tokenOfRenewal(judge.call.observation.args);
          // One that did not get through may be tried again.
          if (observation.ok && token !== undefined) state.used.push(token);
          return undefined;
        }
        default: {
          const { name, args, atMs } = observation;
          if (name === 'login') {
            const { token } = loginOf(args);
            if (judge.device.session === 'none' && !judge.device.loggingIn) state.used = [];
            if (token !== undefined) state.used.push(token);
            return undefined;
          }
          const token = tokenOfRenewal(args);
          // A token server with a cache is not the app's doing.
          if (token === undefined || judge.setup.faultKinds?.has('issuerStale') === true) return undefined;
          judge.exercised(observation);
          return state.used.includes(token)
            ? `renewToken was called at ${atMs} ms with a token that this session had already`
            : undefined;
        }
      }
    },
  },
);
