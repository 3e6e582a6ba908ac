// A network that answers everything with a login page of its own.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell, entersAgainAfterTimeout } from './habits.js';
import { at, enterRoom, login, sendToUser, taps } from './moves.js';

export const captivePortal: Scenario = defineScenario({
  name: 'captive-portal',
  title: 'A hotel lobby: connected, says the phone, and nothing is the server',
  story:
    "Alice's phone joins the Wi-Fi of a hotel. The system says that there is a network, and there is: it accepts every " +
    'connection and answers with a page that wants a room number. Her old connection hangs, and each attempt to connect ' +
    'is accepted and then fails, for two minutes, until she has typed the number in. Her SDK goes on trying at its own ' +
    'pace. By then the backend has timed her out of her room.',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    entersAgainAfterTimeout('alice', 'lobby'),
    ...behavesWell('bob'),
    at('1s', 'bob', login(), enterRoom('lobby')),
    at('2s', 'alice', login(), enterRoom('lobby')),
    at('50s', 'bob', sendToUser('alice', 'which room are you in?')),
    at('2m29s', 'alice', taps('types the room number into the portal')),
    at('4m', 'alice', sendToUser('bob', 'room 404, of all numbers')),
  ],
  faults: [{ kind: 'captivePortal', at: '30s', for: '2m', device: 'alice' }],
  until: '5m',
  expects: ['N1', 'N2', 'N3', 'R0', 'R1', 'R2b', 'R3', 'R4'],
});
