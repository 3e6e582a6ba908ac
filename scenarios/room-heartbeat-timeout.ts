// The second answer at T2: the outage was long, and the backend has taken the member out.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell, entersAgainAfterTimeout } from './habits.js';
import { at, enterRoom, login, sendToRoom, sendToUser } from './moves.js';

export const roomHeartbeatTimeout: Scenario = defineScenario({
  name: 'room-heartbeat-timeout',
  title: 'A long outage; the backend has timed the member out',
  story:
    'Alice is in a room with bob and loses the network for 100 s. After 35 s without a heartbeat the backend counts her ' +
    'as offline, and 30 s later it takes her out of the room. When she is back her session goes on, but the room ends ' +
    'with CONNECT_TIMEOUT. Her app enters it again.',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    entersAgainAfterTimeout('alice', 'lobby'),
    ...behavesWell('bob'),
    at('1s', 'alice', login(), enterRoom('lobby')),
    at('2s', 'bob', login(), enterRoom('lobby')),
    at('10s', 'bob', sendToRoom('lobby', 'welcome')),
    at('2m10s', 'alice', sendToUser('bob', 'was I gone for long?')),
    at('2m20s', 'alice', sendToRoom('lobby', 'here I am again')),
    at('2m30s', 'bob', sendToRoom('lobby', 'welcome back')),
  ],
  faults: [{ kind: 'offline', at: '20s', for: '100s', device: 'alice' }],
  until: '3m',
  expects: ['N1', 'N2', 'N3', 'R0', 'R1', 'R2b', 'R3', 'R4'],
});
