// Clients before 2.20.0 stop trying when a first login does not get through.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, login, loginWithNewToken, sendToUser, taps } from './moves.js';

export const legacyGivesUp: Scenario = defineScenario({
  name: 'legacy-gives-up',
  title: 'SDK 2.8.1 gives up a first login after five minutes',
  story:
    'Alice still has an app with SDK 2.8.1 and opens it without a network. Her first login is tried for about 317 s; then ' +
    'it ends in DISCONNECTED with LOGIN_TIMEOUT and the error 6000104, and the SDK makes no further attempt, even when the ' +
    'network is back. The app has to show its login page, and alice has to log in again.',
  sdk: '2.8.1',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    ...behavesWell('bob'),
    at('1s', 'alice', login()),
    at('2s', 'bob', login()),
    at('60s', 'alice', sendToUser('bob', 'am I in?')),
    at('6m', 'alice', sendToUser('bob', 'and now?')),
    at('11m', 'alice', sendToUser('bob', 'the network is back')),
    at('12m', 'alice', taps('log in'), ...loginWithNewToken()),
    at('12m10s', 'alice', sendToUser('bob', 'hello at last')),
  ],
  faults: [
    { kind: 'offline', at: '0s', for: '10m', device: 'alice' },
    // A hint that makes a reconnecting SDK try at once.
    { kind: 'visible', at: '7m', device: 'alice' },
  ],
  until: '13m',
  // N4 is about sessions, and there never was one; the refused calls show the same.
  expects: ['N5'],
});
