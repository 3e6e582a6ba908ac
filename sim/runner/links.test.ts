import { describe, expect, it } from 'vitest';
import type { DelaySettings } from '../network/link/delay-models.js';
import { PERFECT_LINK } from '../network/link/link.js';
import type { LossSettings } from '../network/link/loss-models.js';
import { defaultParams } from '../zim/facts.js';
import { execute } from './execute.js';
import { membersOf } from './groups.js';
import { linkOf, ownLinks } from './links.js';
import type { DeviceSpec, NetworkSpec, Scenario } from './scenario.js';
import type { RunSpec } from './summary.js';

const HOSTS = { servers: [0, 1], firstMember: 2 };

const micros = (value: number): DelaySettings => ({ kind: 'constant', micros: value });
const lossOf = (probability: number): LossSettings => ({ kind: 'independent', probability });

function links(devices: readonly DeviceSpec[], network?: NetworkSpec): ReturnType<typeof ownLinks> {
  return ownLinks(membersOf(devices), network, HOSTS);
}

describe('a profile', () => {
  it('gives a device its paths to the servers and back', () => {
    const own = links([{ name: 'alice' }, { name: 'bob', profile: 'slow-4g' }]);
    expect(own.map(({ path }) => `${path.source}>${path.target}`)).toEqual(['3>0', '0>3', '3>1', '1>3']);
    expect(own[0]?.settings).toEqual({
      ...PERFECT_LINK,
      delay: { kind: 'constant', micros: 281_250 },
      rateBitsPerSecond: 675_000,
    });
  });

  it('of the scenario is for all devices without one of their own, and what else it says comes first', () => {
    const own = links([{ name: 'alice' }, { name: 'bob', profile: 'edge' }], { profile: 'lte', loss: 0.1 });
    expect(own.map(({ settings }) => [settings.delay, settings.loss])).toEqual([
      ...Array(4).fill([micros(35_000), lossOf(0.1)]),
      ...Array(4).fill([micros(420_000), lossOf(0)]),
    ]);
  });

  it('has its rate, its queue and its bursts', () => {
    expect(links([{ name: 'alice', profile: 'subway' }])[0]?.settings).toMatchObject({
      loss: { kind: 'gilbertElliott', toBad: 0.02, toGood: 0.1, lossInBad: 0.7, lossInGood: 0.005 },
      jitterMicros: 120_000,
      rateBitsPerSecond: 500_000,
      queueBytes: 64_000,
    });
  });

  it('a loss that the scenario names takes the place of its bursts', () => {
    const own = links([{ name: 'alice' }], { profile: 'subway', loss: 0.5 });
    expect(own[0]?.settings.loss).toEqual(lossOf(0.5));
  });

  it('that nobody names leaves the network as it is', () => {
    expect(links([{ name: 'alice' }], { delay: '10ms' })).toEqual([]);
    expect(linkOf({ delay: '10ms' }, defaultParams()).delay).toEqual(micros(10_000));
  });
});

// What it takes to send at 200 kbit/s up and 240 down: a SYN each way, three messages of the handshake each way, and the
// acknowledgements that stand before them in the queue.
const EDGE_SENDING_MS = Math.floor((60 + 3 * 352 + 52) * (8 / 200) + (60 + 3 * 352 + 2 * 52) * (8 / 240));

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
    expect(openedAt()).toEqual([320, 8 * 420 + EDGE_SENDING_MS]);
  });

  it("the run's profile takes the place of the scenario's network, and devices keep their own", () => {
    expect(openedAt({ profile: 'lte' })).toEqual([281, 8 * 420 + EDGE_SENDING_MS]);
  });

  it('a fault of the network is on top of it, and gone afterwards', () => {
    const weak = { kind: 'weakNetwork', at: 0, for: '1ms', between: ['bob', 'server'], delay: '1s' } as const;
    expect(openedAt({ schedule: [weak] })[1]).toBe(1000 + 7 * 420 + EDGE_SENDING_MS);
  });
});
