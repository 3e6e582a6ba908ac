// Tiny stories with faults, and what devices see of them.
import { allProperties } from '../../properties/index.js';
import type { Observation } from '../check/observation.js';
import { stepClient } from '../models/client/step.js';
import type { Script } from '../models/script.js';
import { stepServer } from '../models/server/step.js';
import { buildWorld } from '../runner/build.js';
import { execute } from '../runner/execute.js';
import type { Scenario } from '../runner/scenario.js';
import type { RunResult, RunSpec } from '../runner/summary.js';
import type { World } from '../runner/world.js';
import type { Schedule } from './fault.js';

export const TEXT = { type: 1, message: 'hello' };
export const LOGIN_AND_ENTER: Script[number]['do'] = [
  { call: 'login' },
  { call: 'enterRoom', args: [{ roomID: 'lobby', roomName: '' }] },
];

export const STORY: Scenario = {
  name: 'story',
  title: 'A story',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: ['alice', 'bob'].map((device) => ({ at: 0, device, do: LOGIN_AND_ENTER })),
  until: '3m',
  expects: [],
};

export function run(faults: Schedule, more: Partial<Scenario> = {}, spec: Partial<RunSpec> = {}): RunResult {
  return execute(
    { scenario: { ...STORY, ...more, faults }, seed: 3, ...spec },
    { properties: allProperties, keepTrace: false },
  );
}

/** The world of such a run at its beginning. */
export function worldOf(faults: Schedule): World {
  const { world } = buildWorld(
    { scenario: { ...STORY, faults }, seed: 3 },
    {
      properties: allProperties,
      steps: { client: stepClient, server: stepServer },
      keepTrace: false,
      keepObservations: false,
    },
  );
  world.start();
  return world;
}

/** `12.345 3/3` and the like of one device. */
export function seen(result: RunResult, name = 'alice'): string[] {
  return result.observations.flatMap((observation) => {
    const line = observation.device === name ? lineOf(observation) : undefined;
    return line === undefined ? [] : [`${observation.atMs / 1000} ${line}`];
  });
}

function lineOf(observation: Observation): string | undefined {
  switch (observation.kind) {
    case 'device':
      return observation.what;
    case 'socket':
      return `socket ${observation.phase}`;
    case 'user':
      return observation.action;
    case 'settle':
      return `${observation.ok ? '✓' : '✗'} ${observation.name}`;
    case 'event': {
      const { name, data } = observation;
      if (name === 'connectionStateChanged') return `${data.state}/${data.event}`;
      if (name === 'roomStateChanged') return `room ${data.state}/${data.event}`;
      return name === 'peerMessageReceived' ? 'message' : name === 'tokenWillExpire' ? name : undefined;
    }
    default:
      return undefined;
  }
}

export function timesOf(result: RunResult, line: string, name = 'alice'): number[] {
  return seen(result, name)
    .filter((one) => one.endsWith(` ${line}`))
    .map((one) => Number(one.split(' ')[0]));
}

export function brokenIn({ properties }: RunResult): string[] {
  return properties
    .filter(({ verdict }) => verdict === 'violated' || verdict === 'pending')
    .map(({ id, reason }) => `${id}: ${reason}`);
}
