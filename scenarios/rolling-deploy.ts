// A deployment that takes one connection after the other.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, enterRoom, login, sendToRoom } from './moves.js';

export const rollingDeploy: Scenario = defineScenario({
  name: 'rolling-deploy',
  title: 'A rolling deployment moves everybody to another instance',
  story:
    'The backend is deployed without a pause: one connection after the other is closed with 1001, and whoever comes back is ' +
    'served by the next instance. Everybody is away for a second or two, at different times. The room stays as it is, nobody ' +
    'has to log in or enter again, and the conversation goes on in between.',
  devices: [{ name: 'alice' }, { name: 'bob' }, { name: 'guest', count: 10 }],
  script: [
    ...['alice', 'bob', 'guest'].flatMap(behavesWell),
    at('1s', 'alice', login(), enterRoom('lobby')),
    at('2s', 'guest', login(), enterRoom('lobby')),
    at('4s', 'bob', login(), enterRoom('lobby')),
    at('15s', 'alice', sendToRoom('lobby', 'is it working?')),
    at('42s', 'bob', sendToRoom('lobby', 'it always does')),
    at('1m15s', 'alice', sendToRoom('lobby', 'I noticed nothing')),
    at('1m20s', 'guest', sendToRoom('lobby', 'me neither')),
  ],
  faults: [{ kind: 'serverDeploy', at: '20s', for: '40s' }],
  until: '1m30s',
  expects: ['N1', 'N2', 'N3', 'N6', 'R0', 'R1', 'R2a', 'R4', 'R5'],
});
