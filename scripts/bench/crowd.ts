// Ten minutes of many clients that only stay connected, and come back once after a restart of the backend.
import { defineScenario, type Scenario } from '../../sim/runner/scenario.js';

export function crowd(count: number): Scenario {
  return defineScenario({
    name: 'crowd',
    title: 'Ten minutes of many clients',
    until: '10m',
    devices: [{ name: 'client', count }],
    script: [{ at: '1s', device: 'client', do: [{ call: 'login' }] }],
    faults: [{ kind: 'serverRestart', at: '5m', for: '3s' }],
    expects: [],
  });
}
