// A whole day without a network.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, login, sendToUser } from './moves.js';

export const neverGivesUp: Scenario = defineScenario({
  name: 'never-gives-up',
  title: 'A day offline, and the SDK is still trying',
  story:
    'Alice leaves her laptop open on a boat and is offline for 24 hours. The SDK tries again and again, first after half ' +
    'a second to two seconds, in the end every 32 s, and never stops. When the network is back so is she, without any call ' +
    'of login, and gets what bob wrote meanwhile.',
  tokenValidity: '20d',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    ...behavesWell('bob'),
    at('1s', 'alice', login()),
    at('2s', 'bob', login()),
    at('1m', 'alice', sendToUser('bob', 'casting off')),
    at('12h', 'bob', sendToUser('alice', 'how is the sea?')),
    at('1d 8m', 'alice', sendToUser('bob', 'lovely')),
  ],
  faults: [{ kind: 'offline', at: '5m', for: '1d', device: 'alice' }],
  until: '1d 10m',
  expects: ['N1', 'N2', 'N3', 'N6'],
});
