// Many short outages in a row: none of them may cost anything.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, enterRoom, login, sendToRoom } from './moves.js';

export const trainWithTunnels: Scenario = defineScenario({
  name: 'train-with-tunnels',
  title: 'A train ride with six tunnels',
  story:
    'Alice follows a room on a train. The network goes and comes six times within five minutes, each time for less than the ' +
    'backend takes to give her up; the token runs out on the way, too. Every time the room comes back by itself. An app ' +
    'that enters again each time, or shows its login page, turns a nuisance into a broken evening.',
  tokenValidity: '4m',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    ...behavesWell('bob'),
    at('1s', 'alice', login(), enterRoom('match')),
    at('2s', 'bob', login(), enterRoom('match')),
    at('50s', 'bob', sendToRoom('match', 'one to nil')),
    at('1m40s', 'alice', sendToRoom('match', 'what a goal')),
    at('2m30s', 'bob', sendToRoom('match', 'one all')),
    at('3m20s', 'alice', sendToRoom('match', 'oh no')),
    at('4m10s', 'bob', sendToRoom('match', 'two to one')),
    at('5m', 'alice', sendToRoom('match', 'yes')),
  ],
  // The warning comes at 3m30s, between the fourth tunnel and the fifth.
  faults: [
    { kind: 'offline', at: '20s', for: '10s', device: 'alice' },
    { kind: 'offline', at: '1m10s', for: '5s', device: 'alice' },
    { kind: 'offline', at: '2m', for: '12s', device: 'alice' },
    { kind: 'offline', at: '2m50s', for: '3s', device: 'alice' },
    { kind: 'offline', at: '3m40s', for: '8s', device: 'alice' },
    { kind: 'offline', at: '4m30s', for: '12s', device: 'alice' },
  ],
  until: '6m',
  expects: ['N1', 'N3', 'N6', 'R0', 'R1', 'R2a', 'R4', 'R5', 'T1', 'T2'],
});
