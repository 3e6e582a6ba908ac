// An app that forgot about tokens, beside one that did not.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell, fallsBackToLogin, remindsWhileReconnecting } from './habits.js';
import { at, enterRoom, login, loginWithNewToken, sendToUser, taps } from './moves.js';

export const tokenExpires: Scenario = defineScenario({
  name: 'token-expires',
  title: 'Nobody renews the token, and the session ends',
  story:
    "Alice's app ignores tokenWillExpire. When the token expires the session ends in DISCONNECTED with TOKEN_EXPIRED, " +
    'and her calls fail with 6000121 until she logs in with a new token. Bob, whose app renews, notices nothing.',
  tokenValidity: '2m',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...remindsWhileReconnecting('alice'),
    ...fallsBackToLogin('alice'),
    ...behavesWell('bob'),
    at('1s', 'alice', login()),
    at('2s', 'bob', login()),
    at('1m', 'alice', sendToUser('bob', 'hello')),
    at('2m10s', 'alice', sendToUser('bob', 'hello?')),
    at('2m15s', 'alice', enterRoom('lobby')),
    at('3m10s', 'alice', taps('log in'), ...loginWithNewToken()),
    at('3m20s', 'alice', sendToUser('bob', 'back again')),
    at('3m30s', 'bob', sendToUser('alice', 'I never left')),
  ],
  // A hint that makes a reconnecting SDK try at once.
  faults: [{ kind: 'visible', at: '2m30s', device: 'alice' }],
  until: '4m',
  expects: ['T1', 'T2', 'T3', 'N4', 'N5'],
});
