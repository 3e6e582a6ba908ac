// An app that does without tokens: they never expire.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, login, sendToUser } from './moves.js';

export const withoutTokenAuthentication: Scenario = defineScenario({
  name: 'without-token-authentication',
  title: 'No tokens, no expiry',
  story:
    'A test environment runs without token authentication. Alice stays logged in for two hours, with an outage in between, ' +
    'and is never warned and never logged out. Where the real service uses tokens this hides all their trouble: what works ' +
    'here has not been tested.',
  authentication: 'none',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    ...behavesWell('bob'),
    at('1s', 'alice', login()),
    at('2s', 'bob', login()),
    at('1m', 'alice', sendToUser('bob', 'good morning')),
    at('1h10m', 'bob', sendToUser('alice', 'lunch?')),
    at('1h50m', 'alice', sendToUser('bob', 'in ten minutes')),
  ],
  faults: [{ kind: 'offline', at: '30m', for: '5m', device: 'alice' }],
  until: '2h',
  expects: ['T0', 'N1', 'N2', 'N3'],
});
