// Two accounts are deleted: one while its user is online, one while its user is not.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, enterRoom, login, loginWithNewToken, sendToUser, taps } from './moves.js';

export const accountDeleted: Scenario = defineScenario({
  name: 'account-deleted',
  title: 'Accounts are deleted, one of them during an outage',
  story:
    'Alice asks for her account to be deleted, and so does bob, who is in a tunnel. Alice is told UNREGISTERED at once, bob ' +
    'when his SDK tries to come back. Neither gets in again: the login page should not suggest that trying helps.',
  devices: [{ name: 'alice' }, { name: 'bob' }, { name: 'carol' }],
  script: [
    ...behavesWell('alice'),
    ...behavesWell('bob'),
    ...behavesWell('carol'),
    at('1s', 'alice', login()),
    at('2s', 'bob', login()),
    at('3s', 'carol', login()),
    at('10s', 'alice', sendToUser('carol', 'I am leaving')),
    at('40s', 'alice', sendToUser('carol', 'or am I?')),
    at('45s', 'alice', enterRoom('lobby')),
    at('70s', 'bob', sendToUser('carol', 'what about me?')),
    at('75s', 'carol', sendToUser('alice', 'good luck')),
    at('2m', 'alice', taps('log in'), ...loginWithNewToken()),
    at('2m20s', 'alice', sendToUser('carol', 'so I am')),
  ],
  faults: [
    { kind: 'unregister', at: '30s', user: 'alice' },
    { kind: 'offline', at: '20s', for: '35s', device: 'bob' },
    { kind: 'unregister', at: '35s', user: 'bob' },
    // A hint that makes a reconnecting SDK try at once.
    { kind: 'visible', at: '90s', device: 'bob' },
  ],
  until: '4m',
  expects: ['N1', 'N4', 'N5', 'N6'],
});
