// A phone leaves its Wi-Fi: another address, and a connection that hangs without a word.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, enterRoom, login, sendToRoom, sendToUser } from './moves.js';

export const wifiToMobile: Scenario = defineScenario({
  name: 'wifi-to-mobile',
  title: 'Out of the door: from Wi-Fi to mobile, and the old connection hangs',
  story:
    'Alice leaves her house. Her phone changes from Wi-Fi to the mobile network and has another address there, so nothing ' +
    'of her connection gets through any more, in either direction, and nobody says so: it looks open on both ends. What ' +
    'she writes waits. Only an unanswered heartbeat tells her SDK; then it connects from the new address, if all goes as ' +
    'is assumed before the backend has missed her. On the way back to the Wi-Fi the system says that it is online.',
  devices: [{ name: 'alice', profile: 'hotel-wifi' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    ...behavesWell('bob'),
    at('1s', 'bob', login(), enterRoom('lobby')),
    at('2s', 'alice', login(), enterRoom('lobby')),
    at('31s', 'alice', sendToUser('bob', 'leaving now')),
    at('40s', 'bob', sendToRoom('lobby', 'see you')),
    at('1m', 'alice', sendToRoom('lobby', 'on my way')),
    at('2m10s', 'bob', sendToUser('alice', 'are you there?')),
  ],
  faults: [
    { kind: 'handover', at: '30s', for: '800ms', device: 'alice', profile: 'lte' },
    { kind: 'handover', at: '2m', for: '300ms', device: 'alice', profile: 'hotel-wifi' },
    { kind: 'online', at: '2m1s', device: 'alice' },
  ],
  until: '4m',
  expects: ['N1', 'N2', 'N3', 'R0', 'R1', 'R4'],
});
