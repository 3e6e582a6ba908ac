// An outage that the device notices, then one that it does not. Both end well.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, login, sendToUser } from './moves.js';

export const networkExceptionRecovers: Scenario = defineScenario({
  name: 'network-exception-recovers',
  title: 'Two outages; the SDK reconnects by itself',
  story:
    'Alice switches to flight mode for half a minute. Later she walks through a dead spot: her phone still shows bars, ' +
    'but nothing gets through for a minute and a half, and the connection hangs until a heartbeat stays unanswered. ' +
    'Both times the SDK reconnects by itself. The app shows a reminder, takes it away again, and must not call login.',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    ...behavesWell('bob'),
    at('1s', 'alice', login()),
    at('2s', 'bob', login()),
    at('10s', 'alice', sendToUser('bob', 'on my way')),
    // Written in flight mode: it waits in the SDK and leaves when the network is back.
    at('35s', 'alice', sendToUser('bob', 'boarding now')),
    at('40s', 'bob', sendToUser('alice', 'have a good flight')),
    at('1m20s', 'alice', sendToUser('bob', 'landed')),
    at('5m', 'alice', sendToUser('bob', 'found the exit')),
    at('5m10s', 'bob', sendToUser('alice', 'see you there')),
  ],
  faults: [
    { kind: 'offline', at: '20s', for: '30s', device: 'alice' },
    { kind: 'partition', at: '2m', for: '90s', between: ['alice', 'server'] },
  ],
  until: '6m',
  expects: ['N1', 'N2', 'N3', 'N6'],
});
