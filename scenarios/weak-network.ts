// A network that gets worse before it goes: late, then silent, then closed.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell, entersAgainAfterTimeout } from './habits.js';
import { at, enterRoom, login, sendToRoom, sendToUser } from './moves.js';

export const weakNetwork: Scenario = defineScenario({
  name: 'weak-network',
  title: 'In the subway: everything is late, then silent, then closed',
  story:
    'Alice boards the subway, whose network loses packets in bursts, shares a narrow line and makes everybody wait: what ' +
    'she writes arrives late, some of it after seconds. In the tunnel next to nothing gets through. Her connection looks ' +
    'open and says nothing, until her SDK misses the answers to its heartbeats and hangs up. At the next station it comes ' +
    'back by itself, on the same bad network.',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    entersAgainAfterTimeout('alice', 'lobby'),
    ...behavesWell('bob'),
    at('1s', 'bob', login(), enterRoom('lobby')),
    at('5s', 'alice', login(), enterRoom('lobby')),
    at('40s', 'alice', sendToRoom('lobby', 'I am on the subway')),
    at('50s', 'alice', sendToUser('bob', 'can you hear me?')),
    at('1m10s', 'bob', sendToUser('alice', 'barely')),
    at('4m', 'bob', sendToUser('alice', 'and now?')),
  ],
  faults: [
    {
      kind: 'weakNetwork',
      at: '20s',
      between: ['alice', 'server'],
      delay: '80ms',
      jitter: '100ms',
      burst: { p: 0.02, r: 0.1, lossGood: 0.005, lossBad: 0.7 },
      rateBitsPerSecond: 500_000,
      queueBytes: 64_000,
    },
    { kind: 'weakNetwork', at: '1m', for: '15s', between: ['alice', 'server'], loss: 0.6, delay: '400ms' },
    { kind: 'weakNetwork', at: '1m15s', for: '1m', between: ['alice', 'server'], loss: 0.995 },
  ],
  until: '6m',
  expects: ['N1', 'N2', 'N3', 'N6', 'R0', 'R1', 'R4'],
});
