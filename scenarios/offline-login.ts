// An app that opens without a network and shows what it has.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, enterRoom, login, loginOffline, sendToUser, taps } from './moves.js';

export const offlineLogin: Scenario = defineScenario({
  name: 'offline-login',
  title: 'A login without a network',
  story:
    'Alice opens the app in flight mode. It logs in with isOfflineLogin, so there is a session without a server: she can ' +
    'read and write, while rooms need the network and fail with 6000104. The SDK says CONNECTED although nothing is ' +
    'connected, and RECONNECTING once its next attempt has failed. When the network is back her message goes out.',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    ...behavesWell('bob'),
    at('1s', 'bob', login()),
    at('2s', 'alice', loginOffline()),
    at('10s', 'alice', taps('enter'), enterRoom('lobby')),
    at('40s', 'alice', sendToUser('bob', 'written without a network')),
    at('80s', 'alice', sendToUser('bob', 'written with one')),
    at('85s', 'alice', taps('enter'), enterRoom('lobby')),
    at('90s', 'bob', sendToUser('alice', 'got both')),
  ],
  faults: [{ kind: 'offline', at: '0s', for: '60s', device: 'alice' }],
  until: '2m',
  expects: ['N1', 'N2', 'N3', 'N6'],
});
