// One outage, four rooms, four answers.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell, entersAgainAfterTimeout } from './habits.js';
import { at, enterRoom, login, sendToRoom, sendToUser } from './moves.js';

const enterAll = ['lobby', 'standup', 'archive', 'backstage'].map((roomID) => enterRoom(roomID));

export const twoRoomsTwoAnswers: Scenario = defineScenario({
  name: 'two-rooms-two-answers',
  title: 'Several rooms in one outage, and each has its own answer',
  story:
    'Alice is in four rooms and loses the network for 15 s. Meanwhile one room times her out, one is deleted, and an ' +
    'administrator removes her from another. When she is back each room gets its own answer: the lobby is restored, and ' +
    'the others end each with its own event. An app that keeps one state for "the room" shows the wrong thing for three.',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    entersAgainAfterTimeout('alice', 'standup'),
    ...behavesWell('bob'),
    at('1s', 'alice', login(), ...enterAll),
    at('2s', 'bob', login(), ...enterAll),
    at('12s', 'bob', sendToRoom('lobby', 'welcome')),
    at('50s', 'alice', sendToRoom('lobby', 'back in the lobby')),
    at('51s', 'alice', sendToRoom('standup', 'and in the standup')),
    at('52s', 'alice', sendToRoom('archive', 'nobody will read this')),
    at('53s', 'alice', sendToRoom('backstage', 'nor this')),
    at('54s', 'alice', sendToUser('bob', 'what happened?')),
    at('60s', 'bob', sendToRoom('lobby', 'good to see you')),
  ],
  faults: [
    { kind: 'offline', at: '20s', for: '15s', device: 'alice' },
    { kind: 'memberTimeout', at: '25s', room: 'standup', user: 'alice' },
    { kind: 'roomDelete', at: '26s', room: 'archive' },
    { kind: 'memberRemove', at: '27s', room: 'backstage', user: 'alice' },
  ],
  until: '90s',
  expects: ['N1', 'N3', 'R0', 'R1', 'R2a', 'R2b', 'R2c', 'R2d', 'R3', 'R4', 'R5'],
});
