// A phone in a pocket: a nap that costs nothing, and a long sleep that does.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell, entersAgainAfterTimeout } from './habits.js';
import { at, enterRoom, login, sendToRoom, sendToUser } from './moves.js';

export const phoneSleeps: Scenario = defineScenario({
  name: 'phone-sleeps',
  title: 'The phone sleeps, first for 15 seconds, then for ten minutes',
  story:
    "While alice's phone sleeps her SDK does not run: no heartbeat, no timer, and nothing that is sent to her arrives. A " +
    'short nap goes unnoticed. After the long one her SDK still believes in a connection that the backend has given up long ' +
    'ago; it finds out, reconnects, learns that the room was lost by timeout, and her app enters it again.',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    entersAgainAfterTimeout('alice', 'lobby'),
    ...behavesWell('bob'),
    at('1s', 'alice', login(), enterRoom('lobby')),
    at('2s', 'bob', login(), enterRoom('lobby')),
    at('35s', 'bob', sendToRoom('lobby', 'are you asleep?')),
    at('50s', 'alice', sendToRoom('lobby', 'only for a moment')),
    at('5m', 'bob', sendToUser('alice', 'and now you are')),
    at('12m30s', 'alice', sendToRoom('lobby', 'good morning')),
  ],
  faults: [
    { kind: 'sleep', at: '30s', for: '15s', device: 'alice' },
    { kind: 'sleep', at: '1m30s', for: '10m', device: 'alice' },
  ],
  until: '13m',
  expects: ['N1', 'N2', 'N3', 'N6', 'R0', 'R1', 'R2b', 'R3', 'R4'],
});
