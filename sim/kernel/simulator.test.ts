import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InternalError } from './assert.js';
import { ScriptedChoices } from './choices.js';
import { virtual } from './driver.js';
import { Simulator, type SimulatorOptions } from './simulator.js';
import type { TraceVocabulary } from './trace.js';

const VOCABULARY: TraceVocabulary = [{ name: 'fired', fields: ['target', 'kind', 'payload'] }];

// A world whose events are recorded and beget more events, as their payload says.
interface Seed {
  readonly target: number;
  readonly kind: number;
  readonly after: number;
  readonly next: readonly Seed[];
}

const { seeds } = fc.letrec<{ seed: Seed; seeds: Seed[] }>((tie) => ({
  seed: fc.record({
    target: fc.nat(3),
    kind: fc.nat(2),
    after: fc.constantFrom(0, 0, 1, 1000),
    next: fc.oneof({ maxDepth: 2 }, fc.constant([]), tie('seeds')),
  }),
  seeds: fc.array(tie('seed'), { maxLength: 8 }),
}));

function attach(simulator: Simulator, log: string[] = []): string[] {
  simulator.onEvent = (target, kind, payload) => {
    log.push(`${simulator.now} ${target}.${kind}`);
    simulator.trace.record(0, target, kind, 0);
    for (const { after, ...born } of payload as readonly Seed[]) {
      simulator.schedule(after, born.target, born.kind, born.next);
    }
  };
  return log;
}

function start(
  list: readonly Seed[],
  options: Partial<SimulatorOptions> = {},
): { simulator: Simulator; log: string[] } {
  const simulator = new Simulator({ seed: 42, vocabulary: VOCABULARY, ...options });
  const log = attach(simulator);
  for (const { after, target, kind, next } of list) simulator.schedule(after, target, kind, next);
  return { simulator, log };
}

const order = fc.constantFrom('fifo' as const, 'shuffled' as const);
const seedNumber = fc.nat({ max: Number.MAX_SAFE_INTEGER });

describe('Simulator', () => {
  it('fires what is due and leaves the clock where it was told', () => {
    const { simulator, log } = start([
      { target: 1, kind: 0, after: 500, next: [{ target: 2, kind: 0, after: 500, next: [] }] },
      { target: 3, kind: 0, after: 1001, next: [] },
    ]);
    simulator.runUntil(1000);
    expect(log).toEqual(['500 1.0', '1000 2.0']);
    expect(simulator.now).toBe(1000);
    simulator.runUntil(1000);
    simulator.runUntil(5000);
    expect(log).toEqual(['500 1.0', '1000 2.0', '1001 3.0']);
    expect([simulator.now, simulator.queue.size]).toEqual([5000, 0]);
  });

  it('takes one event a step', () => {
    const { simulator, log } = start([{ target: 1, kind: 0, after: 7, next: [] }]);
    expect([simulator.step(), simulator.now, simulator.step()]).toEqual([true, 7, false]);
    expect(log).toEqual(['7 1.0']);
  });

  it('is the same again with the same seed, in either order', () => {
    fc.assert(
      fc.property(seeds, order, seedNumber, (list, tieOrder, seed) => {
        const [a, b] = [start(list, { order: tieOrder, seed }), start(list, { order: tieOrder, seed })];
        a.simulator.runUntil(10_000);
        while (b.simulator.step()) {}
        expect(b.log).toEqual(a.log);
        expect(b.simulator.trace.hash).toBe(a.simulator.trace.hash);
      }),
    );
  });

  it('fires the same events shuffled as in order, and never out of time', () => {
    fc.assert(
      fc.property(seeds, seedNumber, (list, seed) => {
        const [a, b] = [start(list), start(list, { order: 'shuffled', seed })];
        a.simulator.runUntil(10_000);
        b.simulator.runUntil(10_000);
        expect(b.log.toSorted()).toEqual(a.log.toSorted());
        const times = b.log.map((line) => Number(line.split(' ')[0]));
        expect(times).toEqual(times.toSorted((x, y) => x - y));
      }),
    );
  });

  it('shuffles the events of one instant, another way for another seed', () => {
    const list = Array.from({ length: 6 }, (_, target) => ({ target, kind: 0, after: 5, next: [] }));
    const seen = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const { simulator, log } = start(list, { order: 'shuffled', seed });
      simulator.runUntil(5);
      seen.add(log.join());
    }
    expect(seen.size).toBeGreaterThan(100);
  });

  it('keeps the shuffled order of all others when one event is left out', () => {
    const targets = fc.uniqueArray(fc.nat(1000), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(targets, fc.nat(), seedNumber, (list, pick, seed) => {
        const events = list.map((target) => ({ target, kind: 0, after: 5, next: [] }));
        const without = events.filter((_, i) => i !== pick % list.length);
        const [all, some] = [
          start(events, { order: 'shuffled', seed }),
          start(without, { order: 'shuffled', seed }),
        ];
        all.simulator.runUntil(5);
        some.simulator.runUntil(5);
        const missing = `5 ${list[pick % list.length]}.0`;
        expect(some.log).toEqual(all.log.filter((line) => line !== missing));
      }),
    );
  });

  it('keeps the shuffled order of an instant whatever happened before it', () => {
    const later: Seed[] = Array.from({ length: 6 }, (_, target) => ({ target, kind: 0, after: 5, next: [] }));
    const earlier: Seed[] = [0, 0, 3].map((target) => ({ target, kind: 0, after: 4, next: [] }));
    for (let seed = 0; seed < 20; seed++) {
      const [calm, busy] = [later, [...earlier, ...later]].map((list) =>
        start(list, { order: 'shuffled', seed }),
      );
      calm?.simulator.runUntil(5);
      busy?.simulator.runUntil(5);
      expect(busy?.log.slice(3)).toEqual(calm?.log);
    }
  });

  it('shuffles an event that is scheduled within the instant among those that still wait', () => {
    const list: Seed[] = Array.from({ length: 8 }, (_, target) => ({ target, kind: 0, after: 5, next: [] }));
    const places = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const late = { target: 99, kind: 1, after: 0, next: [] };
      const { simulator, log } = start([...list, { target: 50, kind: 0, after: 5, next: [late] }], {
        order: 'shuffled',
        seed,
      });
      simulator.runUntil(5);
      expect(log.indexOf('5 99.1')).toBeGreaterThan(log.indexOf('5 50.0'));
      places.add(log.indexOf('5 99.1'));
    }
    expect(places.size).toBeGreaterThan(4);
  });

  it('goes on the same way in a fork, and the original is none the wiser', () => {
    fc.assert(
      fc.property(seeds, order, fc.nat(20), (list, tieOrder, steps) => {
        const { simulator, log } = start(list, { order: tieOrder });
        for (let i = 0; i < steps; i++) simulator.step();
        const fork = simulator.fork();
        const forkLog = attach(fork, log.slice());
        const before = [simulator.trace.hash, simulator.queue.size, simulator.now];
        fork.runUntil(10_000);
        expect([simulator.trace.hash, simulator.queue.size, simulator.now]).toEqual(before);
        simulator.runUntil(10_000);
        expect(forkLog).toEqual(log);
        expect(fork.trace.hash).toBe(simulator.trace.hash);
      }),
    );
  });

  it.each(['fifo', 'shuffled'] as const)('lets an explorer fire any enabled event, %s', (tieOrder) => {
    const list = [1, 2, 3].map((target) => ({ target, kind: 0, after: 5, next: [] }));
    const { simulator, log } = start([...list, { target: 9, kind: 0, after: 6, next: [] }], {
      order: tieOrder,
    });
    const enabled = simulator.enabled();
    expect(enabled.map(({ target }) => target)).toEqual([1, 2, 3]);
    simulator.fire(enabled[2]?.handle ?? 0);
    simulator.fire(enabled[0]?.handle ?? 0);
    expect(log).toEqual(['5 3.0', '5 1.0']);
    expect(() => simulator.fire(enabled[0]?.handle ?? 0)).toThrow(/fired or was cancelled/);
    simulator.runUntil(6);
    expect(log).toEqual(['5 3.0', '5 1.0', '5 2.0', '6 9.0']);
  });

  it.each(['fifo', 'shuffled'] as const)(
    'does not fire what was cancelled, even within the instant, %s',
    (tieOrder) => {
      const simulator = new Simulator({ seed: 1, vocabulary: VOCABULARY, order: tieOrder });
      const handles = [1, 2].map((target) => simulator.schedule(5, target, 0, undefined));
      let fired = 0;
      simulator.onEvent = (target) => {
        fired++;
        expect(simulator.cancel(handles[target === 1 ? 1 : 0] ?? 0)).toBe(true);
      };
      simulator.runUntil(5);
      expect(fired).toBe(1);
      expect(simulator.cancel(handles[0] ?? 0) || simulator.cancel(handles[1] ?? 0)).toBe(false);
    },
  );

  it.each(['fifo', 'shuffled'] as const)(
    'stops at an endless loop without delay and names it, %s',
    (tieOrder) => {
      const simulator = new Simulator({
        seed: 1,
        vocabulary: VOCABULARY,
        order: tieOrder,
        maxEventsPerInstant: 1000,
      });
      let fired = 0;
      simulator.onEvent = (target, kind, payload) => {
        fired++;
        simulator.schedule(0, target, kind, payload);
      };
      simulator.schedule(10, 17, 4, undefined);
      expect(() => simulator.runUntil(20)).toThrow(/1000 events at 10 µs, the last of kind 4 for target 17/);
      expect(fired).toBe(1000);
    },
  );

  it('counts the events of an instant on in a fork', () => {
    const events: Seed[] = [1, 2, 3, 4].map((target) => ({ target, kind: 0, after: 5, next: [] }));
    const { simulator } = start(events, { maxEventsPerInstant: 3 });
    simulator.step();
    simulator.step();
    const fork = simulator.fork();
    attach(fork);
    expect(fork.step()).toBe(true);
    expect(() => fork.step()).toThrow(/more than 3 events/);
  });

  it('refuses the past and a world that was never attached', () => {
    const simulator = new Simulator({ seed: 1, vocabulary: VOCABULARY });
    simulator.runUntil(100);
    expect(() => simulator.scheduleAt(99, 0, 0, undefined)).toThrow(InternalError);
    expect(() => simulator.schedule(-1, 0, 0, undefined)).toThrow(InternalError);
    expect(() => simulator.schedule(Number.NaN, 0, 0, undefined)).toThrow(InternalError);
    expect(() => simulator.runUntil(99)).toThrow(InternalError);
    expect(() => simulator.runUntil(Number.POSITIVE_INFINITY)).toThrow(InternalError);
    simulator.schedule(0, 0, 0, undefined);
    expect(() => simulator.step()).toThrow(/onEvent/);
  });

  it('takes choices of its own, also for a fork', () => {
    const choices = new ScriptedChoices([]);
    const simulator = new Simulator({ seed: 1, vocabulary: VOCABULARY, choices });
    expect(simulator.choices).toBe(choices);
    const copy = choices.clone();
    expect(simulator.fork(copy).choices).toBe(copy);
    expect(simulator.fork().choices).toBe(choices);
  });
});

describe('the virtual driver', () => {
  it('runs to an instant and takes input between events', () => {
    const { simulator, log } = start([{ target: 1, kind: 0, after: 5, next: [] }]);
    virtual.run(simulator, 3);
    virtual.inject(simulator, { at: 'now', target: 7, kind: 0, payload: [] });
    virtual.inject(simulator, { at: 5, target: 8, kind: 0, payload: [] });
    expect(log).toEqual([]);
    virtual.run(simulator, 10);
    expect(log).toEqual(['3 7.0', '5 1.0', '5 8.0']);
    expect(simulator.now).toBe(10);
  });
});
