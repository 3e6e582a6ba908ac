// Five hundred clients that lose the server in the same instant.

import { defineScenario, type Scenario } from '../sim/runner/scenario.js';
import { behavesWell } from './habits.js';
import { at, login } from './moves.js';

/** They arrive one quarter after the other, so that the restart is the worst second and not the morning. */
const QUARTERS = ['north', 'east', 'south', 'west'] as const;

export const serverRestartHerd: Scenario = defineScenario({
  name: 'server-restart-herd',
  title: 'The backend restarts, and 500 clients come back',
  story:
    'Five hundred people are logged in when the backend restarts. It is away for five seconds, and each of their SDKs tries ' +
    'again after a random 0.5 to 2 seconds and then in fixed steps. So they come back in waves: up to two thirds of them ' +
    'within one second, the rest three seconds later. That is the peak that a backend has to stand, and it is no more ' +
    'than that because the first back-off is random.',
  devices: QUARTERS.map((name) => ({ name, count: 125 })),
  script: QUARTERS.flatMap((quarter, index) => [
    ...behavesWell(quarter),
    at(`${1 + 2 * index}s`, quarter, login()),
  ]),
  faults: [{ kind: 'serverRestart', at: '20s', for: '5s', keepMemory: true }],
  until: '40s',
  expects: ['N1', 'N2', 'N3', 'N6', 'H1'],
});
