// The fourth answer at T2: neither a timeout nor a room that is gone.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, enterRoom, login, sendToRoom, sendToUser, taps } from './moves.js';

export const roomOtherReason: Scenario = defineScenario({
  name: 'room-other-reason',
  title: 'The room cannot be restored for another reason',
  story:
    'Alice comes back after 15 s, and the backend will not give her the room back for a reason of its own. The room ends ' +
    'with NETWORK_DISCONNECTED while her session goes on. The app says so and offers a button: it must not enter again by ' +
    'itself, because it does not know why it was put out.',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    ...behavesWell('bob'),
    at('1s', 'alice', login(), enterRoom('lobby')),
    at('2s', 'bob', login(), enterRoom('lobby')),
    at('10s', 'bob', sendToRoom('lobby', 'welcome')),
    at('60s', 'alice', sendToRoom('lobby', 'hello?')),
    at('65s', 'alice', sendToUser('bob', 'I fell out of the lobby')),
    at('70s', 'alice', taps('enter again'), enterRoom('lobby')),
    at('80s', 'alice', sendToRoom('lobby', 'here I am again')),
  ],
  faults: [
    { kind: 'offline', at: '20s', for: '15s', device: 'alice' },
    { kind: 'resumeAnswer', at: '15s', for: '40s', room: 'lobby', outcome: 'other' },
  ],
  until: '2m',
  expects: ['N1', 'N3', 'R0', 'R1', 'R2d', 'R3', 'R4'],
});
