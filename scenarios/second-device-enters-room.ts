// A user is logged in on two devices, and takes the room along to the second.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, enterRoom, login, sendToRoom, sendToUser } from './moves.js';

export const secondDeviceEntersRoom: Scenario = defineScenario({
  name: 'second-device-enters-room',
  title: 'The same user enters the room from a second device',
  story:
    'Alice is logged in on phone and tablet. She is in the lobby on the phone and enters it on the tablet: the room moves ' +
    'there, and on the phone it ends with KICKED_OUT_BY_OTHER_DEVICE. Only the room: the phone stays logged in, gets her ' +
    'messages, and must not enter again by itself, or the room would jump to and fro.',
  params: { maxDevicesPerUser: 2 },
  devices: [{ name: 'alice-phone', user: 'alice' }, { name: 'alice-tablet', user: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice-phone'),
    ...behavesWell('alice-tablet'),
    ...behavesWell('bob'),
    at('1s', 'alice-phone', login(), enterRoom('lobby')),
    at('2s', 'alice-tablet', login()),
    at('3s', 'bob', login(), enterRoom('lobby')),
    at('20s', 'alice-phone', sendToRoom('lobby', 'from the phone')),
    at('30s', 'alice-tablet', enterRoom('lobby')),
    at('40s', 'alice-phone', sendToRoom('lobby', 'still from the phone?')),
    at('45s', 'alice-phone', sendToUser('bob', 'I am on the tablet')),
    at('50s', 'alice-tablet', sendToRoom('lobby', 'from the tablet')),
    at('55s', 'bob', sendToRoom('lobby', 'hello, tablet')),
    // The room is the tablet's: an outage of the phone is no business of it.
    at('90s', 'alice-phone', sendToUser('bob', 'the phone was offline')),
    at('95s', 'alice-tablet', sendToRoom('lobby', 'I was not')),
  ],
  faults: [{ kind: 'offline', at: '60s', for: '15s', device: 'alice-phone' }],
  until: '2m',
  expects: ['N1', 'N3', 'R3'],
});
