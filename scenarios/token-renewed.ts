// The good path of a token's life, several times over.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, login, sendToUser } from './moves.js';

export const tokenRenewed: Scenario = defineScenario({
  name: 'token-renewed',
  title: 'Short tokens, renewed in time again and again',
  story:
    'The token server hands out tokens that are valid for two minutes. Half a minute before the end the SDK calls ' +
    'tokenWillExpire; the app fetches a new token and calls renewToken with it. The session goes on as if nothing had ' +
    'happened, for as long as alice keeps the app open.',
  tokenValidity: '2m',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...behavesWell('alice'),
    ...behavesWell('bob'),
    at('1s', 'alice', login()),
    at('2s', 'bob', login()),
    at('1m', 'alice', sendToUser('bob', 'on the first token')),
    at('2m30s', 'alice', sendToUser('bob', 'on the second')),
    at('5m', 'bob', sendToUser('alice', 'still there?')),
    at('7m30s', 'alice', sendToUser('bob', 'still here')),
  ],
  until: '8m',
  expects: ['T1', 'T2'],
});
