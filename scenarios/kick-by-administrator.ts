// A moderator ends a session; the user may come back, the app may not.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, enterRoom, login, loginWithNewToken, sendToRoom, sendToUser, taps } from './moves.js';

export const kickByAdministrator: Scenario = defineScenario({
  name: 'kick-by-administrator',
  title: 'An administrator ends a session',
  story:
    'A moderator kicks alice out in the middle of a conversation. Her app gets DISCONNECTED with KICKED_OUT, and everything ' +
    'it tries after that fails with 6000121. The SDK stays away. Two minutes later alice logs in again herself; her rooms ' +
    'are not given back, she has to enter them.',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    ...behavesWell('bob'),
    at('1s', 'alice', login(), enterRoom('lobby')),
    at('2s', 'bob', login(), enterRoom('lobby')),
    at('10s', 'alice', sendToRoom('lobby', 'buy now, last chance')),
    at('40s', 'alice', sendToRoom('lobby', 'last chance, really')),
    at('45s', 'alice', sendToUser('bob', 'have I been kicked?')),
    at('50s', 'alice', enterRoom('lobby')),
    at('2m30s', 'alice', taps('log in'), ...loginWithNewToken()),
    at('2m40s', 'alice', taps('enter'), enterRoom('lobby')),
    at('2m50s', 'alice', sendToRoom('lobby', 'sorry')),
  ],
  faults: [
    { kind: 'kick', at: '30s', user: 'alice' },
    // Hints that make a reconnecting SDK try at once; a kicked one must not.
    { kind: 'visible', at: '60s', device: 'alice' },
    { kind: 'online', at: '70s', device: 'alice' },
  ],
  until: '4m',
  expects: ['K2', 'N4', 'N5'],
});
