import { describe, expect, it } from 'vitest';
import { execute } from '../sim/runner/execute.js';
import type { Scenario } from '../sim/runner/scenario.js';
import type { RunResult, RunSpec } from '../sim/runner/summary.js';
import { defaultParams } from '../sim/zim/facts.js';
import { h1, mostWithin } from './herd.js';

function crowd(count: number, faults: NonNullable<Scenario['faults']>): Scenario {
  return {
    name: 'crowd',
    title: 'A crowd',
    devices: [{ name: 'client', count }],
    script: [{ at: '1s', device: 'client', do: [{ call: 'login' }] }],
    faults,
    until: '60s',
    expects: [],
  };
}

function run(scenario: Scenario, more: Partial<RunSpec> = {}): RunResult {
  return execute(
    { scenario, seed: 1, ...more },
    { properties: [h1], keepTrace: false, keepObservations: false },
  );
}

const RESTART = [{ kind: 'serverRestart', at: '20s', for: '5s', keepMemory: true }] as const;

describe('how many may come within a second', () => {
  const params = defaultParams();

  it('is two thirds and what chance adds, and all of them where they are few', () => {
    expect(mostWithin(params, 500, 0)).toBeCloseTo(333.3 + 6 * Math.sqrt((500 * 2) / 9), 0);
    expect(mostWithin(params, 72, 0)).toBe(72);
    expect(mostWithin(params, 73, 0)).toBeLessThan(73);
  });

  it('grows with the time in which their attempts began, and with a shorter random part', () => {
    expect(mostWithin(params, 500, 1200)).toBeGreaterThan(mostWithin(params, 500, 1000));
    expect(mostWithin(params, 500, 1500)).toBe(500);
    expect(mostWithin({ ...params, firstBackoffSpanMs: 1000 }, 500, 0)).toBe(500);
    expect(mostWithin({ ...params, firstBackoffSpanMs: 10_000 }, 500, 0)).toBeLessThan(100);
  });
});

describe('H1', () => {
  it.each([0, 1000, 2500, 5000, 9000, 20_000])(
    'holds after a restart of %i ms, whatever the seed',
    (lasts) => {
      for (const seed of [1, 2, 3]) {
        const result = run(crowd(300, [{ kind: 'serverRestart', at: '20s', for: lasts, keepMemory: true }]), {
          seed,
        });
        expect(result.properties[0]).toMatchObject({ verdict: 'held' });
        expect(result.metrics.peakLoginsPerSecond).toBe(300);
      }
    },
  );

  it('is not put to the test by a few clients', () => {
    expect(run(crowd(50, RESTART)).properties[0]).toMatchObject({ verdict: 'not exercised' });
  });

  it('does not count those whom the platform tells that the network is back: they do come all at once', () => {
    const result = run(crowd(200, [{ kind: 'offline', at: '20s', for: '10s', device: 'client' }]));
    expect(result.properties[0]).toMatchObject({ verdict: 'not exercised' });
  });

  it('does not blame clients for a network that gathers their attempts', () => {
    const result = run(crowd(200, [{ kind: 'blackHole', at: '20s', for: '15s', host: 'server' }]));
    expect(result.properties[0]?.verdict).not.toBe('violated');
  });

  it('does not blame clients for a queue at the backend', () => {
    const result = run(crowd(200, [...RESTART, { kind: 'serverSlow', at: '24s', for: '2s', delay: '4s' }]));
    expect(result.properties[0]?.verdict).not.toBe('violated');
  });
});
