import { describe, expect, it } from 'vitest';
import { allProperties } from '../../properties/index.js';
import type { Fault } from '../faults/fault.js';
import { checkScenario } from './check-scenario.js';
import { execute } from './execute.js';
import { expandSchedule, membersOf, scriptsFor } from './groups.js';
import type { DeviceSpec, Scenario } from './scenario.js';

const DEVICES: readonly DeviceSpec[] = [
  { name: 'alice' },
  { name: 'client', count: 3 },
  { name: 'tv', user: 'al', count: 2 },
];
const MEMBERS = membersOf(DEVICES);

function expanded(fault: Fault): readonly Fault[] {
  return expandSchedule([fault], MEMBERS);
}

describe('a group', () => {
  it('is so many devices with numbered names, and users likewise unless one is given', () => {
    expect(MEMBERS.map(({ name, user }) => `${name}/${user}`)).toEqual([
      'alice/alice',
      'client-1/client-1',
      'client-2/client-2',
      'client-3/client-3',
      'tv-1/al',
      'tv-2/al',
    ]);
  });

  it('is meant by its name in a script, and each of its devices by its own, in the order of the script', () => {
    const entry = (device: string, what: string): Scenario['script'][number] => ({
      at: 0,
      device,
      do: [{ user: what }],
    });
    const script = [entry('client', 'a'), entry('client-2', 'b'), entry('alice', 'c'), entry('client', 'd')];
    const scriptOf = scriptsFor(script);
    const told = MEMBERS.slice(0, 4).map((member) => scriptOf(member).map((one) => script.indexOf(one)));
    expect(told).toEqual([[2], [0, 3], [0, 1, 3], [0, 3]]);
  });

  it('is meant by its name in faults: devices, hosts, pairs and users', () => {
    expect(
      expanded({ kind: 'offline', at: 0, device: 'client' }).map((one) => 'device' in one && one.device),
    ).toEqual(['client-1', 'client-2', 'client-3']);
    expect(expanded({ kind: 'reset', at: 0, host: 'tv' })).toEqual([
      { kind: 'reset', at: 0, host: 'tv-1' },
      { kind: 'reset', at: 0, host: 'tv-2' },
    ]);
    expect(expanded({ kind: 'partition', at: 0, between: ['tv', 'client'] })).toHaveLength(6);
    expect(expanded({ kind: 'kick', at: 0, user: 'client', device: 'client' })[1]).toEqual({
      kind: 'kick',
      at: 0,
      user: 'client-2',
      device: 'client-2',
    });
    expect(expanded({ kind: 'unregister', at: 0, user: 'client' })).toHaveLength(3);
    expect(expanded({ kind: 'unregister', at: 0, user: 'al' })).toEqual([
      { kind: 'unregister', at: 0, user: 'al' },
    ]);
  });

  it('leaves a schedule without groups as it is', () => {
    const schedule: readonly Fault[] = [{ kind: 'reset', at: 0, host: 'server' }];
    expect(expandSchedule(schedule, membersOf([{ name: 'alice' }]))).toBe(schedule);
  });
});

describe('five hundred devices', () => {
  const crowd = (count: number): Scenario => ({
    name: 'crowd',
    title: 'A crowd',
    devices: [{ name: 'client', count }],
    script: [{ at: '1s', device: 'client', do: [{ call: 'login' }] }],
    faults: [
      { kind: 'offline', at: '5s', for: '2s', device: 'client' },
      { kind: 'sleep', at: '10s', for: '2s', device: 'client' },
      { kind: 'kill', at: '15s', device: 'client-7', keeps: 'token' },
    ],
    until: '20s',
    expects: [],
  });

  it('log in, lose the network, sleep and come back, and the contract holds', () => {
    expect(checkScenario(crowd(500))).toEqual([]);
    const options = { properties: allProperties, keepTrace: false };
    const result = execute({ scenario: crowd(500), seed: 1 }, options);
    expect(result.outcome).toBe('held');
    expect(result.metrics.logins).toBe(1000);
    expect(execute({ scenario: crowd(500), seed: 1 }, options).traceHash).toBe(result.traceHash);
  });

  it('cost no more than as many times one device', () => {
    const timeOf = (count: number): number => {
      const began = performance.now();
      execute(
        { scenario: crowd(count), seed: 1 },
        { properties: [], keepTrace: false, keepObservations: false },
      );
      return (performance.now() - began) / count;
    };
    timeOf(50);
    // A quadratic loop would make each of them ten times as dear.
    expect(Math.min(timeOf(500), timeOf(500))).toBeLessThan(6 * Math.max(timeOf(50), timeOf(50), 0.05));
  });
});
