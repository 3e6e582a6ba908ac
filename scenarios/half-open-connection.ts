// A network that works in one direction: each side has its own idea of who is there.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell, entersAgainAfterTimeout } from './habits.js';
import { at, enterRoom, login, sendToRoom, sendToUser } from './moves.js';

export const halfOpenConnection: Scenario = defineScenario({
  name: 'half-open-connection',
  title: 'Two members are cut off in one direction only',
  story:
    'For three minutes alice can speak and not hear: the backend gets her heartbeats and thinks all is well, until her SDK ' +
    'misses the answers and hangs up. Bob can hear and not speak: his heartbeats are lost, and whoever notices first gives ' +
    'up the connection. Both lose the room by timeout in the end, and both come back by themselves.',
  devices: [{ name: 'alice' }, { name: 'bob' }, { name: 'carol' }],
  script: [
    ...behavesWell('alice'),
    entersAgainAfterTimeout('alice', 'lobby'),
    ...behavesWell('bob'),
    entersAgainAfterTimeout('bob', 'lobby'),
    ...behavesWell('carol'),
    at('1s', 'carol', login(), enterRoom('lobby')),
    at('2s', 'alice', login(), enterRoom('lobby')),
    at('3s', 'bob', login(), enterRoom('lobby')),
    at('20s', 'carol', sendToRoom('lobby', 'welcome, both of you')),
    at('2m', 'carol', sendToUser('alice', 'are you there?')),
    at('2m10s', 'carol', sendToUser('bob', 'and you?')),
    at('6m', 'alice', sendToRoom('lobby', 'I am back')),
    at('6m10s', 'bob', sendToRoom('lobby', 'so am I')),
    at('6m20s', 'carol', sendToRoom('lobby', 'so everybody is here')),
  ],
  faults: [
    { kind: 'partition', at: '30s', for: '3m', between: ['alice', 'server'], direction: 'back' },
    { kind: 'partition', at: '31s', for: '3m', between: ['bob', 'server'], direction: 'there' },
  ],
  until: '7m',
  expects: ['N1', 'N2', 'N3', 'N6', 'R0', 'R1', 'R2b', 'R3', 'R4'],
});
