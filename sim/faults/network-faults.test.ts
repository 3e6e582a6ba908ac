// Names, portals, NATs and changes of network: tiny stories, and what devices see of them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fault } from './fault.js';
import { brokenIn, run, seen, timesOf, worldOf } from './tiny-story.test-support.js';

const at = '20s';
const HEARTBEAT_S = 10;

describe('names', () => {
  it('leave the connection that stands alone; who connects next fails at once', () => {
    const result = run([
      { kind: 'dns', at, for: '30s', device: 'alice', answer: 'failing' },
      { kind: 'reset', at: '30s', host: 'alice' },
    ]);
    expect(seen(result).filter((line) => Number(line.split(' ')[0]) > 1)[0]).toBe('30 socket closed');
    const failed = timesOf(result, 'socket failed');
    const tried = timesOf(result, 'socket connecting').filter((time) => time > 30);
    expect(failed.length).toBeGreaterThan(3);
    failed.forEach((time, index) => {
      expect(time - (tried[index] as number)).toBeCloseTo(0.08, 3);
    });
    expect(timesOf(result, '2/0').at(-1)).toBeGreaterThan(50);
    expect(brokenIn(result)).toEqual([]);
  });

  it('that are slow make every attempt slow', () => {
    const result = run([
      { kind: 'dns', at, device: 'alice', answer: 'slow', delay: '3s' },
      { kind: 'reset', at: '30s', host: 'alice' },
    ]);
    const [tried] = timesOf(result, 'socket connecting').filter((time) => time > 30);
    expect(timesOf(result, 'socket opened').at(-1)).toBeCloseTo((tried as number) + 3 + 0.32, 3);
    expect(brokenIn(result)).toEqual([]);
  });

  it('at a wrong address cost the connect timeout of the platform', () => {
    const result = run([
      { kind: 'dns', at, for: '10s', device: 'alice', answer: 'wrong' },
      { kind: 'reset', at: '25s', host: 'alice' },
    ]);
    const [tried] = timesOf(result, 'socket connecting').filter((time) => time > 25);
    expect(timesOf(result, 'socket failed')[0]).toBeCloseTo((tried as number) + 30, 3);
    expect(brokenIn(result)).toEqual([]);
  });

  it('of others are none of its business', () => {
    const quiet = run([{ kind: 'dns', at: 0, device: 'bob', answer: 'failing' }]);
    expect(seen(quiet)).toEqual(seen(run([])));
  });
});

describe('a captive portal', () => {
  it('lets what was open hang, accepts every attempt and fails it, until somebody has logged in', () => {
    const result = run([{ kind: 'captivePortal', at, for: '60s', device: 'alice' }]);
    const [closed] = timesOf(result, 'socket closed');
    expect(closed).toBeGreaterThan(20);
    expect(closed).toBeLessThan(20 + 2 * HEARTBEAT_S + 8);
    const failed = timesOf(result, 'socket failed');
    const tried = timesOf(result, 'socket connecting').filter((time) => time > 20);
    failed.forEach((time, index) => {
      expect(time - (tried[index] as number)).toBeCloseTo(0.16, 3);
    });
    expect(timesOf(result, '2/0').at(-1)).toBeGreaterThan(80);
    expect(brokenIn(result)).toEqual([]);
  });

  it('that overlaps another is over when both are', () => {
    const result = run([
      { kind: 'captivePortal', at, for: '20s', device: 'alice' },
      { kind: 'captivePortal', at: '30s', for: '40s', device: 'alice' },
    ]);
    expect(timesOf(result, '2/0').at(-1)).toBeGreaterThan(70);
  });
});

describe('a NAT', () => {
  it('that forgets sooner than heartbeats come cuts the device off again and again', () => {
    const result = run([{ kind: 'natTimeout', at, for: '60s', device: 'alice', idle: '5s' }]);
    expect(timesOf(result, '3/3').length).toBeGreaterThanOrEqual(3);
    expect(seen(result).at(-1)).toMatch(/room 2\/0$/);
    expect(brokenIn(result)).toEqual([]);
  });

  it('that forgets later than heartbeats come is not noticed', () => {
    const patient = run([{ kind: 'natTimeout', at: 0, device: 'alice', idle: '15s' }]);
    expect(seen(patient)).toEqual(seen(run([])));
  });
});

describe('a change of network', () => {
  it('leaves the old connection hanging until a heartbeat is missed, and the new one has the new delays', () => {
    const result = run([{ kind: 'handover', at, device: 'alice', profile: 'edge' }]);
    const [closed] = timesOf(result, 'socket closed');
    expect(closed).toBeGreaterThan(20);
    expect(closed).toBeLessThan(20 + 2 * HEARTBEAT_S + 8);
    const [tried] = timesOf(result, 'socket connecting').filter((time) => time > 20);
    // EDGE has a round trip of 840 ms, and a connect takes four of them.
    expect((timesOf(result, 'socket opened').at(-1) as number) - (tried as number)).toBeGreaterThan(3.36);
    expect(timesOf(result, '3/3', 'bob')).toEqual([]);
    expect(brokenIn(result)).toEqual([]);
  });

  it('has neither network for a while', () => {
    const result = run([
      { kind: 'handover', at, for: '1m', device: 'alice' },
      { kind: 'visible', at: '25s', device: 'alice' },
    ]);
    expect(timesOf(result, 'socket opened').filter((time) => time > 20)[0]).toBeGreaterThan(80);
    expect(brokenIn(result)).toEqual([]);
  });

  it('a weak network that holds meanwhile is weak on the new one too, and what comes back is the new one', () => {
    const weak = { kind: 'weakNetwork', at, for: '20s', between: ['alice', 'server'], delay: '2s' } as const;
    const result = run([weak, { kind: 'handover', at: '21s', device: 'alice', profile: 'lte' }], {
      script: [{ at: '50s', device: 'alice', do: [{ call: 'login' }] }],
    });
    const [tried, opened] = [timesOf(result, 'socket connecting')[0], timesOf(result, 'socket opened')[0]];
    expect((opened as number) - (tried as number)).toBeCloseTo(0.281, 3);
  });
});

const device = fc.constantFrom('alice', 'bob');
const span = { at: fc.integer({ min: 0, max: 60_000 }), for: fc.integer({ min: 1, max: 30_000 }) };
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: fc.constant('dns' as const),
    ...span,
    device,
    answer: fc.constantFrom('failing' as const, 'slow' as const, 'wrong' as const),
  }),
  fc.record({ kind: fc.constant('captivePortal' as const), ...span, device }),
  fc.record({ kind: fc.constant('natTimeout' as const), ...span, device, idle: fc.constantFrom('1s', '8s') }),
  fc.record({
    kind: fc.constant('handover' as const),
    ...span,
    device,
    profile: fc.constantFrom('lte', 'subway', 'stadium'),
  }),
  fc.record({
    kind: fc.constant('weakNetwork' as const),
    ...span,
    between: fc.constant(['alice', 'server'] as const),
    burst: fc.constant({ p: 0.1, r: 0.2, lossGood: 0, lossBad: 0.9 }),
    rateBitsPerSecond: fc.constantFrom(20_000, 1_000_000),
    reorder: fc.boolean(),
    duplicate: fc.constantFrom(0, 0.3),
  }),
);

describe('whatever comes together', () => {
  it('breaks no property, and both devices are back in the end', () => {
    fc.assert(
      fc.property(fc.array(fault, { minLength: 1, maxLength: 6 }), fc.nat(), (faults, seed) => {
        const result = run(faults, { until: '5m' }, { seed });
        expect(brokenIn(result)).toEqual([]);
      }),
      {
        numRuns: 150,
        // A new network that loses packets lets connections fall when no fault is at work any more.
        examples: [
          [
            [
              { kind: 'handover', at: 0, for: 1, device: 'alice', profile: 'stadium' },
              { kind: 'dns', at: 0, for: 1, device: 'alice', answer: 'failing' },
            ],
            14,
          ],
        ],
      },
    );
  });

  it('a fork goes on as its original does', () => {
    fc.assert(
      fc.property(fc.array(fault, { minLength: 1, maxLength: 5 }), fc.nat(90_000), (faults, forkAtMs) => {
        const world = worldOf(faults);
        world.parts.simulator.runUntil(forkAtMs * 1000);
        const copy = world.fork();
        for (const each of [copy, world]) each.parts.simulator.runUntil(180_000_000);
        expect(copy.parts.recorder.trace.hash).toBe(run(faults).traceHash);
        expect(world.parts.recorder.trace.hash).toBe(run(faults).traceHash);
      }),
      { numRuns: 50 },
    );
  });
});
