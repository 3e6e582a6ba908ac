// An outage that cannot end well, because something else has ended the session meanwhile.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, enterRoom, login, sendToUser } from './moves.js';

export const networkExceptionSpecialEvent: Scenario = defineScenario({
  name: 'network-exception-special-event',
  title: 'An outage during which the user logs in elsewhere',
  story:
    "Alice's phone loses the network, so she goes on with her tablet. When the phone is back online its session " +
    'belongs to the past: reconnecting ends in DISCONNECTED with the event that says why, every other call fails, and the ' +
    'SDK makes no further attempt, whatever hints the phone gives. The app has to show its login page and leave it at that.',
  devices: [{ name: 'alice-phone', user: 'alice' }, { name: 'alice-tablet', user: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice-phone'),
    ...behavesWell('alice-tablet'),
    ...behavesWell('bob'),
    at('1s', 'alice-phone', login()),
    at('2s', 'bob', login()),
    at('10s', 'alice-phone', sendToUser('bob', 'from the phone')),
    at('40s', 'alice-tablet', login()),
    at('70s', 'alice-phone', sendToUser('bob', 'still me?')),
    at('75s', 'alice-phone', enterRoom('lobby')),
    at('100s', 'alice-tablet', sendToUser('bob', 'from the tablet')),
    at('110s', 'bob', sendToUser('alice', 'which one are you on?')),
    at('2m', 'alice-phone', sendToUser('bob', 'and now?')),
  ],
  faults: [
    { kind: 'offline', at: '20s', for: '40s', device: 'alice-phone' },
    // Hints that make a reconnecting SDK try at once.
    { kind: 'visible', at: '80s', device: 'alice-phone' },
    { kind: 'online', at: '90s', device: 'alice-phone' },
  ],
  until: '4m',
  expects: ['N1', 'N2', 'N4', 'N5', 'N6', 'K1', 'K2'],
});
