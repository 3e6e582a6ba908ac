// Two apps in one tunnel: one takes the warning as its only chance, the other tries again.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import {
  behavesWell,
  fallsBackToLogin,
  remindsWhileReconnecting,
  renewsTokenUntilItWorks,
} from './habits.js';
import { at, login, loginWithNewToken, sendToUser, taps } from './moves.js';

export const tokenExpiresWhileOffline: Scenario = defineScenario({
  name: 'token-expires-while-offline',
  title: 'The warning comes during an outage, and only one of two apps tries again',
  story:
    'tokenWillExpire comes once, when 30 s are left, and renewToken needs the network. Alice and bob ride through a ' +
    "tunnel at that moment. Alice's app reacts to the warning alone: its renewal fails, and although the network is back " +
    "21 s before the end, the session expires. Bob's app tries again every five seconds and keeps its session.",
  tokenValidity: '5m',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    ...remindsWhileReconnecting('bob'),
    ...fallsBackToLogin('bob'),
    ...renewsTokenUntilItWorks('bob', { tries: 6, every: '5s' }),
    at('1s', 'alice', login()),
    at('2s', 'bob', login()),
    at('1m', 'alice', sendToUser('bob', 'the tunnel is near')),
    // The warning comes at 4m30s, the end at 4m58s.
    at('5m10s', 'alice', sendToUser('bob', 'out of it')),
    at('5m20s', 'bob', sendToUser('alice', 'me too')),
    at('5m30s', 'alice', taps('log in'), ...loginWithNewToken()),
    at('5m45s', 'alice', sendToUser('bob', 'now I am')),
  ],
  faults: [
    { kind: 'offline', at: '4m25s', for: '12s', device: 'alice' },
    { kind: 'offline', at: '4m25.5s', for: '12s', device: 'bob' },
  ],
  until: '7m',
  expects: ['N1', 'N3', 'N4', 'N5', 'N6', 'T1', 'T2', 'T3'],
});
