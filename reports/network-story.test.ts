import { describe, expect, it } from 'vitest';
import { scenarios } from '../scenarios/index.js';
import { execute } from '../sim/runner/execute.js';
import type { Scenario } from '../sim/runner/scenario.js';
import { NetworkStory } from './network-story.js';
import { styleFor } from './style.js';
import { traceLines } from './trace-listing.js';

const STORY: Scenario = {
  name: 'story',
  title: 'One message',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    { at: 0, device: 'alice', do: [{ call: 'login' }] },
    { at: 0, device: 'bob', do: [{ call: 'login' }] },
    {
      at: '3s',
      device: 'alice',
      do: [{ call: 'sendMessage', args: [{ type: 1, message: 'hi' }, 'bob', 0, { priority: 1 }] }],
    },
  ],
  until: '9s',
  expects: [],
};

function told(faults: Scenario['faults'] = [], more: Partial<Scenario> = {}): string[] {
  const result = execute({ scenario: { ...STORY, ...more, faults }, seed: 1 }, { properties: [] });
  return [...traceLines(result, styleFor({ columns: 100, color: false }))]
    .filter((line) => line.includes('  network  '))
    .map((line) => line.replace(/^(\S+) {2}network {2}/, '$1 '));
}

describe('what the network did', () => {
  it('is told when a message has got through after all', () => {
    const faults = [
      { kind: 'partition', at: '2.5s', for: '2s', between: ['alice', 'server'], direction: 'there' },
    ] as const;
    expect(told(faults)).toEqual([
      expect.stringMatching(
        /^0:05\.\d{6} alice → server: 4 packets lost, retransmitted after \d+, \d+, \d+, \d+ ms$/,
      ),
    ]);
  });

  it('is nothing where nothing is lost', () => {
    expect(told()).toEqual([]);
  });

  it('is told at the end where nothing has got through', () => {
    const faults = [{ kind: 'partition', at: '2.5s', between: ['alice', 'server'] }] as const;
    expect(told(faults)).toEqual([
      expect.stringMatching(
        /alice → server: 6 packets lost, retransmitted after 296, 584, 1160, 2312, 4680 ms, and nothing has arrived since$/,
      ),
    ]);
  });

  it('tells of connections that reach nobody, of a portal by its name, and how often something was tried', () => {
    const faults = [
      { kind: 'handover', at: '2.5s', device: 'alice' },
      { kind: 'reset', at: '4s', host: 'alice' },
      { kind: 'captivePortal', at: '4s', device: 'alice' },
      { kind: 'weakNetwork', at: '4s', between: ['bob', 'server'], loss: 1 },
    ] as const;
    const lines = told(faults, { until: '3m' });
    const some = (pattern: RegExp): void =>
      expect(lines).toContainEqual(expect.stringMatching(pattern) as string);
    some(/alice → server: this connection reaches nobody any more$/);
    some(
      /bob → server: 10 packets lost, retransmitted after (\d+, ){5}\d+ ms and \d times more, and nothing/,
    );
    some(/server → alice: sent again \d+ times, and nothing has arrived since$/);
  });

  it('counts all packets of all scenarios that were repeated before something got through', () => {
    for (const scenario of scenarios.filter(({ name }) => name !== 'server-restart-herd')) {
      const { trace, hosts } = execute({ scenario, seed: 1 }, { properties: [] });
      const story = new NetworkStory(hosts);
      for (let index = 0; index < trace.length; index++) {
        expect(story.tell(trace.read(index)) ?? '').not.toMatch(/\?|NaN|undefined/);
      }
    }
  });
});
