import { describe, expect, it } from 'vitest';
import { defaultParams } from '../zim/facts.js';
import { execute } from './execute.js';
import { membersOf } from './groups.js';
import { linkOf, ownLinks } from './links.js';
import type { DeviceSpec, NetworkSpec, Scenario } from './scenario.js';
import type { RunSpec } from './summary.js';

const HOSTS = { servers: [0, 1], firstMember: 2 };

function links(devices: readonly DeviceSpec[], network?: NetworkSpec): ReturnType<typeof ownLinks> {
  return ownLinks(membersOf(devices), network, HOSTS);
}

describe('a profile', () => {
  it('gives a device its paths to the servers and back', () => {
    const own = links([{ name: 'alice' }, { name: 'bob', profile: 'slow-4g' }]);
    expect(own.map(({ path }) => `${path.source}>${path.target}`)).toEqual(['3>0', '0>3', '3>1', '1>3']);
    expect(own[0]?.settings).toEqual({ delayMicros: 281_250, jitterMicros: 0, loss: 0 });
  });

  it('of the scenario is for all devices without one of their own, and what else it says comes first', () => {
    const own = links([{ name: 'alice' }, { name: 'bob', profile: 'edge' }], { profile: 'lte', loss: 0.1 });
    expect(own.map(({ settings }) => [settings.delayMicros, settings.loss])).toEqual([
      ...Array(4).fill([35_000, 0.1]),
      ...Array(4).fill([420_000, 0]),
    ]);
  });

  it('loses as much on average as its bursts do', () => {
    expect(links([{ name: 'alice', profile: 'subway' }])[0]?.settings.loss).toBeCloseTo(0.1208, 4);
  });

  it('that nobody names leaves the network as it is', () => {
    expect(links([{ name: 'alice' }], { delay: '10ms' })).toEqual([]);
    expect(linkOf({ delay: '10ms' }, defaultParams()).delayMicros).toBe(10_000);
  });
});

describe('in a run', () => {
  const scenario: Scenario = {
    name: 'one',
    title: 'One login',
    devices: [{ name: 'alice' }, { name: 'bob', profile: 'edge' }],
    script: ['alice', 'bob'].map((device) => ({ at: 0, device, do: [{ call: 'login' }] })),
    until: '20s',
    expects: [],
  };
  const openedAt = (more: Partial<RunSpec> = {}): (number | undefined)[] => {
    const { observations } = execute({ scenario, seed: 1, ...more }, { properties: [] });
    const opened = observations.filter((one) => one.kind === 'socket' && one.phase === 'opened');
    return ['alice', 'bob'].map((name) => opened.find(({ device }) => device === name)?.atMs);
  };

  it('it counts from the first packet on', () => {
    expect(openedAt()).toEqual([320, 8 * 420]);
  });

  it("the run's profile takes the place of the scenario's network, and devices keep their own", () => {
    expect(openedAt({ profile: 'lte' })).toEqual([280, 8 * 420]);
  });

  it('a fault of the network is on top of it, and gone afterwards', () => {
    const weak = { kind: 'weakNetwork', at: 0, for: '1ms', between: ['bob', 'server'], delay: '1s' } as const;
    expect(openedAt({ schedule: [weak] })[1]).toBe(1000 + 7 * 420);
  });
});
