// Tokens and clocks: the backend's counts, the phone's is only asked.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, login, loginWithNewToken, sendToUser, taps } from './moves.js';

export const clockJumpAndToken: Scenario = defineScenario({
  name: 'clock-jump-and-token',
  title: 'Phones with wrong clocks lose their sessions to good tokens',
  story:
    "Alice's clock is ten minutes behind. Her SDK times the token by it and warns too late, so the backend ends the session " +
    "first, as expired and without a warning. Bob's clock jumps an hour ahead while he is online. Nothing happens, timers do " +
    'not look at the clock, until his app renews: by his clock the new token is over already, and the SDK ends the session ' +
    'at once. Carol, whose clock is right, is warned, renews and stays.',
  tokenValidity: '3m',
  devices: [{ name: 'alice' }, { name: 'bob' }, { name: 'carol' }],
  script: [
    ...['alice', 'bob', 'carol'].flatMap(behavesWell),
    at('1s', 'alice', login()),
    at('2s', 'bob', login()),
    at('3s', 'carol', login()),
    at('30s', 'alice', sendToUser('bob', 'what time is it?')),
    at('1m30s', 'bob', sendToUser('alice', 'an hour later than a minute ago')),
    at('3m30s', 'alice', taps('log in'), ...loginWithNewToken()),
    at('4m', 'alice', sendToUser('carol', 'my clock is wrong')),
    at('4m30s', 'carol', sendToUser('alice', 'mine is not')),
  ],
  faults: [
    { kind: 'clockSkew', at: '0s', host: 'alice', by: '10m', direction: 'behind' },
    { kind: 'clockJump', at: '1m', host: 'bob', by: '1h', direction: 'ahead' },
  ],
  until: '5m',
  expects: ['T1', 'T2', 'T3', 'N4', 'N5'],
});
