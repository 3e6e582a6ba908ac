// The third answer at T2: the room is gone.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, enterRoom, joinRoom, login, sendToRoom, sendToUser, taps } from './moves.js';

export const roomDeleted: Scenario = defineScenario({
  name: 'room-deleted',
  title: 'The room is deleted during an outage',
  story:
    'While alice is offline for 15 s an administrator deletes the room. Bob is told at once. Alice learns it at T2: her ' +
    'connection is back, her room ends with ROOM_NOT_EXIST, and her session goes on. Joining fails with 6000322, because ' +
    'there is nothing to join; her app has to create the room anew, or tell her that it is gone.',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    ...behavesWell('bob'),
    at('1s', 'alice', login(), enterRoom('lobby')),
    at('2s', 'bob', login(), enterRoom('lobby')),
    at('10s', 'bob', sendToRoom('lobby', 'welcome')),
    at('50s', 'alice', sendToRoom('lobby', 'hello?')),
    at('55s', 'alice', sendToUser('bob', 'where has the lobby gone?')),
    at('60s', 'alice', taps('join'), joinRoom('lobby')),
    at('70s', 'alice', taps('open it again'), enterRoom('lobby')),
    at('75s', 'bob', taps('join'), joinRoom('lobby')),
    at('80s', 'alice', sendToRoom('lobby', 'welcome to the new lobby')),
  ],
  faults: [
    { kind: 'offline', at: '20s', for: '15s', device: 'alice' },
    { kind: 'roomDelete', at: '28s', room: 'lobby' },
  ],
  until: '2m',
  expects: ['N1', 'N3', 'R0', 'R1', 'R2c', 'R3', 'R4'],
});
