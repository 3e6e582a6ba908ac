// Three devices a user: the fourth login kicks the one that logged in first.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, login, sendToUser } from './moves.js';

export const multiDeviceLogin: Scenario = defineScenario({
  name: 'multi-device-login',
  title: 'Three places, and a fourth login kicks the earliest',
  story:
    'Users of this service may be logged in on three devices at once. Alice is, and all three get her messages. When she ' +
    'logs in on a fourth, the one that logged in first is kicked out and the other two notice nothing.',
  params: { maxDevicesPerUser: 3 },
  devices: [
    { name: 'alice-phone', user: 'alice' },
    { name: 'alice-tablet', user: 'alice' },
    { name: 'alice-laptop', user: 'alice' },
    { name: 'alice-tv', user: 'alice' },
    { name: 'bob' },
  ],
  script: [
    ...behavesWell('alice-phone'),
    ...behavesWell('alice-tablet'),
    ...behavesWell('alice-laptop'),
    ...behavesWell('alice-tv'),
    ...behavesWell('bob'),
    at('1s', 'bob', login()),
    at('2s', 'alice-phone', login()),
    at('10s', 'alice-tablet', login()),
    at('20s', 'alice-laptop', login()),
    at('30s', 'bob', sendToUser('alice', 'to all three of you')),
    at('40s', 'alice-phone', sendToUser('bob', 'got it')),
    at('60s', 'alice-tv', login()),
    at('70s', 'alice-phone', sendToUser('bob', 'anybody there?')),
    at('80s', 'bob', sendToUser('alice', 'to the other three')),
    at('90s', 'alice-tablet', sendToUser('bob', 'got it')),
    at('95s', 'alice-tv', sendToUser('bob', 'me too')),
  ],
  until: '3m',
  expects: ['K1', 'K2', 'N4', 'N5'],
});
