// Two deployments of the backend: one that keeps what it knew, and one that forgets.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, enterRoom, joinRoom, login, sendToRoom, sendToUser, taps } from './moves.js';

export const serverRestart: Scenario = defineScenario({
  name: 'server-restart',
  title: 'The backend restarts twice, the second time without its memory',
  story:
    'Each deployment resets every connection and takes five seconds. After the first one everybody comes back to their ' +
    'rooms. The second one loses sessions and rooms: everybody comes back, but the lobby is gone, and somebody has to open ' +
    'it again. Nobody has to log in.',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    ...behavesWell('bob'),
    at('1s', 'alice', login(), enterRoom('lobby')),
    at('2s', 'bob', login(), enterRoom('lobby')),
    at('10s', 'bob', sendToRoom('lobby', 'welcome')),
    at('1m40s', 'alice', sendToRoom('lobby', 'that was quick')),
    at('1m45s', 'bob', sendToRoom('lobby', 'what was?')),
    at('3m40s', 'alice', sendToRoom('lobby', 'hello?')),
    at('3m45s', 'alice', sendToUser('bob', 'the lobby is gone')),
    at('4m', 'alice', taps('open it again'), enterRoom('lobby')),
    at('4m10s', 'bob', taps('join'), joinRoom('lobby')),
    at('4m20s', 'bob', sendToRoom('lobby', 'all is well again')),
  ],
  faults: [
    { kind: 'serverRestart', at: '1m', for: '5s', keepMemory: true },
    { kind: 'serverRestart', at: '3m', for: '5s', keepMemory: false },
  ],
  until: '5m',
  expects: ['N1', 'N2', 'N3', 'N6', 'R0', 'R1', 'R2a', 'R2c', 'R3', 'R4', 'R5'],
});
