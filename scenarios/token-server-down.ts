// The app's own token server is the weak part.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { fallsBackToLogin, remindsWhileReconnecting, renewsTokenUntilItWorks } from './habits.js';
import { at, login, sendToUser } from './moves.js';

export const tokenServerDown: Scenario = defineScenario({
  name: 'token-server-down',
  title: 'The token server is down at the warning, and slow the next time',
  story:
    'The chat works, but the token server answers that it is unavailable just when tokenWillExpire comes, and takes eight ' +
    'seconds for each answer the next time. An app that tries again every five seconds until a renewal succeeds keeps its ' +
    'session both times; the 30 s between warning and expiry are enough for that.',
  tokenValidity: '2m',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...remindsWhileReconnecting('alice'),
    ...fallsBackToLogin('alice'),
    ...renewsTokenUntilItWorks('alice', { tries: 6, every: '5s' }),
    ...remindsWhileReconnecting('bob'),
    ...fallsBackToLogin('bob'),
    ...renewsTokenUntilItWorks('bob', { tries: 6, every: '5s' }),
    at('1s', 'alice', login()),
    at('2s', 'bob', login()),
    at('1m', 'alice', sendToUser('bob', 'hello')),
    at('2m30s', 'alice', sendToUser('bob', 'still here')),
    at('4m30s', 'bob', sendToUser('alice', 'me too')),
  ],
  faults: [
    // The warnings come at 1m30s and, the first renewal being at 1m41s, at 3m11s.
    { kind: 'issuerDown', at: '1m25s', for: '12s' },
    { kind: 'issuerSlow', at: '2m30s', for: '1m30s', delay: '8s' },
  ],
  until: '5m',
  expects: ['T1', 'T2'],
});
