// The benchmark world: a ten-minute session with two clients, one room, 40 messages and three outages.
// Every speed that the project speaks of is of this scenario unless it says otherwise.
import { defineScenario, type Scenario } from '../../sim/runner/scenario.js';

const enter = { call: 'enterRoom', args: [{ roomID: 'lobby', roomName: 'Lobby' }] };
const toRoom = {
  call: 'sendMessage',
  args: [{ type: 1, message: 'hello everybody' }, 'lobby', 1, { priority: 1 }],
};
const toBob = { call: 'sendMessage', args: [{ type: 1, message: 'hello bob' }, 'bob', 0, { priority: 1 }] };

export const tenMinutes: Scenario = defineScenario({
  name: 'ten-minutes',
  title: 'Ten minutes, two clients, a room, 40 messages, three outages',
  until: '10m',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    { at: '1s', device: 'alice', do: [{ call: 'login' }, enter] },
    { at: '2s', device: 'bob', do: [{ call: 'login' }, enter] },
    { at: '10s', device: 'alice', every: '29s', times: 20, do: [toBob] },
    { at: '24s', device: 'bob', every: '29s', times: 20, do: [toRoom] },
  ],
  faults: [
    { kind: 'partition', at: '100s', for: '20s', between: ['alice', 'server'] },
    { kind: 'offline', at: '250s', for: '15s', device: 'bob' },
    { kind: 'partition', at: '400s', for: '25s', between: ['bob', 'server'] },
  ],
  expects: [],
});
