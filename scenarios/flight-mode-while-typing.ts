// Messages written during an outage: which of them still arrive, and which have to be sent again by hand.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, login, sendToUser, taps } from './moves.js';

export const flightModeWhileTyping: Scenario = defineScenario({
  name: 'flight-mode-while-typing',
  title: 'Messages sent in flight mode: some arrive late, some fail',
  story:
    'Alice goes on writing in flight mode. The SDK keeps each message for about 30 s, and those behind a failed one fail 10 s ' +
    'apart. After 45 s the network is back: the first two have failed with 6000104 and must be offered for sending again, the ' +
    'other two arrive late, and none arrives twice.',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    ...behavesWell('bob'),
    at('1s', 'alice', login()),
    at('2s', 'bob', login()),
    at('10s', 'alice', sendToUser('bob', 'before')),
    // Fails at 51 s, the next one 10 s later at 61 s. The third would fail at 71 s; the network is back at 65 s.
    at('21s', 'alice', taps('send'), sendToUser('bob', 'first')),
    at('22s', 'alice', taps('send'), sendToUser('bob', 'second')),
    at('24s', 'alice', taps('send'), sendToUser('bob', 'third')),
    at('50s', 'alice', taps('send'), sendToUser('bob', 'fourth')),
    at('80s', 'alice', taps('send again'), sendToUser('bob', 'first')),
    at('90s', 'bob', sendToUser('alice', 'that came in a strange order')),
  ],
  faults: [{ kind: 'offline', at: '20s', for: '45s', device: 'alice' }],
  until: '2m',
  expects: ['N1', 'N2', 'N3', 'N6'],
});
