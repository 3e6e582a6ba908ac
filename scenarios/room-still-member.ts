// The first answer at T2: the outage was short, and the room is given back.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, enterRoom, login, queryMembers, sendToRoom } from './moves.js';

export const roomStillMember: Scenario = defineScenario({
  name: 'room-still-member',
  title: 'A short outage; the room is restored',
  story:
    'Alice is in a room with bob and loses the network for 8 s, less than the backend needs to give her up. T0: the ' +
    'connection and the room are interrupted. T1: the connection is back, and the SDK asks the backend about the room. ' +
    'T2: she is still a member and the room works again. The app does nothing at all about it.',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    ...behavesWell('bob'),
    at('1s', 'alice', login(), enterRoom('lobby')),
    at('2s', 'bob', login(), enterRoom('lobby')),
    at('10s', 'bob', sendToRoom('lobby', 'welcome')),
    at('50s', 'bob', sendToRoom('lobby', 'are you back?')),
    at('55s', 'alice', sendToRoom('lobby', 'I am')),
    at('60s', 'alice', queryMembers('lobby')),
  ],
  faults: [{ kind: 'offline', at: '20s', for: '8s', device: 'alice' }],
  until: '90s',
  expects: ['N1', 'N3', 'R0', 'R1', 'R2a', 'R4', 'R5'],
});
