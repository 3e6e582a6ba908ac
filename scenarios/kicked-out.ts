// One device a user: the second login ends the first session.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, enterRoom, login, loginWithNewToken, sendToUser, taps } from './moves.js';

export const kickedOut: Scenario = defineScenario({
  name: 'kicked-out',
  title: 'A login on a second device kicks the first one out',
  story:
    'Multi-device login is off. Alice is logged in on her phone and logs in on her tablet; the phone is kicked out. ' +
    'From then on its calls fail with 6000121 and the SDK stays quiet. If the phone logged in again by itself, phone and ' +
    'tablet would kick each other for ever; so it says what happened, and waits until alice herself taps "log in here".',
  devices: [{ name: 'alice-phone', user: 'alice' }, { name: 'alice-tablet', user: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice-phone'),
    ...behavesWell('alice-tablet'),
    ...behavesWell('bob'),
    at('1s', 'alice-phone', login()),
    at('2s', 'bob', login()),
    at('10s', 'alice-phone', sendToUser('bob', 'from the phone')),
    at('30s', 'alice-tablet', login()),
    at('40s', 'alice-phone', sendToUser('bob', 'am I still here?')),
    at('45s', 'alice-phone', enterRoom('lobby')),
    at('50s', 'alice-tablet', sendToUser('bob', 'from the tablet')),
    at('2m30s', 'alice-phone', sendToUser('bob', 'and now?')),
    at('4m', 'alice-phone', taps('log in here'), ...loginWithNewToken()),
    at('4m10s', 'alice-phone', sendToUser('bob', 'back on the phone')),
    at('4m20s', 'alice-tablet', sendToUser('bob', 'is it my turn now?')),
  ],
  faults: [
    // Hints that make a reconnecting SDK try at once; a kicked one must not.
    { kind: 'visible', at: '60s', device: 'alice-phone' },
    { kind: 'online', at: '70s', device: 'alice-phone' },
    { kind: 'offline', at: '90s', for: '20s', device: 'alice-phone' },
  ],
  until: '6m',
  expects: ['K1', 'K2', 'N4', 'N5'],
});
