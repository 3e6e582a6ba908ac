// A group remembers its members and keeps their messages, however long they are away.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, createGroup, login, sendToGroup } from './moves.js';

export const groupChatThroughAnOutage: Scenario = defineScenario({
  name: 'group-chat-through-an-outage',
  title: 'A group chat goes on while one member is offline',
  story:
    'Alice, bob and carol have a group. Bob is offline for twenty minutes while the others write. A group is not a room: ' +
    'nobody is taken out, and when bob is back he gets every message once, marked as an offline message, in order.',
  devices: [{ name: 'alice' }, { name: 'bob' }, { name: 'carol' }],
  script: [
    ...behavesWell('alice'),
    ...behavesWell('bob'),
    ...behavesWell('carol'),
    at('1s', 'bob', login()),
    at('2s', 'carol', login()),
    at('3s', 'alice', login()),
    at('10s', 'alice', createGroup('family', ['bob', 'carol'])),
    at('20s', 'bob', sendToGroup('family', 'hello all')),
    at('5m', 'alice', sendToGroup('family', 'dinner at eight?')),
    at('6m', 'carol', sendToGroup('family', 'nine is better')),
    at('15m', 'alice', sendToGroup('family', 'nine it is')),
    at('20m45s', 'bob', sendToGroup('family', 'fine with me')),
    at('22m', 'bob', sendToGroup('family', 'on my way')),
  ],
  faults: [{ kind: 'offline', at: '1m', for: '20m', device: 'bob' }],
  until: '23m',
  expects: ['N1', 'N2', 'N3', 'N6'],
});
