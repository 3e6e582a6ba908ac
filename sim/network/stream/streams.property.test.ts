// The promise of a stream, under everything that a link may do to it: every message arrives exactly once and in
// order, or the stream dies. STREAM_RUNS sets how many generated cases are tried.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DelaySettings } from '../link/delay-models.js';
import type { LinkSettings } from '../link/link.js';
import type { LossSettings } from '../link/loss-models.js';
import { MARK } from './end.js';
import type { Side } from './packet.js';
import { StreamWorld } from './stream-world.test-support.js';

const RUNS = Number(process.env.STREAM_RUNS ?? 2000);
const HEAL_MS = 90_000;
const LONGEST_MS = 4_000_000; // Longer than fifteen retries with back-off.
const HEALED: Partial<LinkSettings> = {
  loss: { kind: 'independent', probability: 0 },
  corruption: 0,
  queueBytes: 100_000,
};

const probability = (max: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 1000 }).map((n) => (n * max) / 1000),
  );

const loss: fc.Arbitrary<LossSettings> = fc.oneof(
  probability(0.6).map((value) => ({ kind: 'independent' as const, probability: value })),
  fc.record({
    kind: fc.constant('gilbertElliott' as const),
    toBad: probability(0.3),
    toGood: probability(1),
    lossInBad: probability(1),
    lossInGood: probability(0.1),
  }),
);

const micros = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
const delay: fc.Arbitrary<DelaySettings> = fc.oneof(
  micros(800_000).map((value) => ({ kind: 'constant' as const, micros: value })),
  fc.tuple(micros(300_000), micros(300_000)).map(([a, b]) => ({
    kind: 'uniform' as const,
    minMicros: Math.min(a, b),
    maxMicros: Math.max(a, b),
  })),
  fc.record({
    kind: fc.constant('normal' as const),
    meanMicros: micros(300_000),
    deviationMicros: micros(100_000),
  }),
  fc.record({
    kind: fc.constant('pareto' as const),
    minMicros: fc.integer({ min: 1, max: 100_000 }),
    shape: fc.integer({ min: 5, max: 50 }).map((n) => n / 10),
    maxMicros: fc.constant(5_000_000),
  }),
  fc
    .array(micros(500_000), { minLength: 2, maxLength: 8 })
    .map((values) => ({ kind: 'table' as const, quantilesMicros: values.sort((a, b) => a - b) })),
);

const settings: fc.Arbitrary<Partial<LinkSettings>> = fc.record({
  loss,
  delay,
  jitterMicros: fc.oneof(fc.constant(0), micros(100_000)),
  reorders: fc.boolean(),
  duplication: probability(0.5),
  corruption: probability(0.2),
  rateBitsPerSecond: fc.oneof(fc.constant(0), fc.integer({ min: 20_000, max: 10_000_000 })),
  queueBytes: fc.integer({ min: 1, max: 100_000 }),
});

type Step =
  | { readonly kind: 'send'; readonly atMs: number; readonly side: Side; readonly bytes: number }
  | {
      readonly kind: 'cut' | 'cutOneWay';
      readonly atMs: number;
      readonly forMs: number;
      readonly link: number;
    }
  | { readonly kind: 'close'; readonly atMs: number; readonly side: Side }
  | { readonly kind: 'settings'; readonly atMs: number; readonly settings: Partial<LinkSettings> };

// Links that lose nothing, until a step changes that.

const atMs = fc.integer({ min: 0, max: 60_000 });
const side = fc.constantFrom<Side>(0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      atMs,
      side,
      bytes: fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 40_000 })),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('cut' as const, 'cutOneWay' as const),
      atMs,
      forMs: fc.oneof(fc.integer({ min: 1, max: 30_000 }), fc.constant(10_000_000)),
      link: fc.constantFrom(0, 1),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('settings' as const), atMs, settings }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), atMs, side }) },
);

function play(world: StreamWorld, steps: readonly Step[], sent: number[][]): void {
  for (const one of steps) {
    world.at(one.atMs, () => {
      switch (one.kind) {
        case 'send': {
          if (!world.streams.isOpen(0, one.side)) return;
          const list = sent[one.side] as number[];
          list.push(list.length);
          world.streams.send(0, one.side, list.length - 1, one.bytes);
          break;
        }
        case 'settings':
          world.set(one.settings);
          break;
        case 'close':
          world.streams.close(0, one.side);
          break;
        default:
          for (const link of one.kind === 'cut' ? [0, 1] : [one.link]) {
            world.block(link);
            world.at(one.atMs + one.forMs, () => world.unblock(link));
          }
      }
    });
  }
}

// What an end counts about its flight is what a recount gives.
function checkCounts(world: StreamWorld): void {
  for (const { ends } of world.streams.streams.values()) {
    for (const { state, flight, sackedOut, lostOut, retransOut, unacked, next } of ends) {
      if (state === 'gone') continue;
      const count = (mark: number): number => flight.filter(({ marks }) => (marks & mark) !== 0).length;
      expect([sackedOut, lostOut, retransOut]).toEqual([
        count(MARK.sacked),
        count(MARK.lost),
        count(MARK.retransmitted),
      ]);
      let from = unacked;
      for (const segment of flight) {
        expect(segment.seq).toBe(from);
        from = segment.end;
      }
      expect(from).toBe(next);
    }
  }
}

describe('a stream under generated conditions', () => {
  it(`delivers every message exactly once and in order, or dies (${RUNS} cases)`, () => {
    fc.assert(
      fc.property(settings, fc.array(step, { minLength: 1, maxLength: 40, size: 'max' }), (first, steps) => {
        const world = new StreamWorld(first);
        const sent: number[][] = [[], []];
        world.connect();
        play(world, steps, sent);
        world.at(HEAL_MS, () => world.set(HEALED));
        for (const { atMs: ms } of steps) world.at(ms + 400, () => checkCounts(world));
        world.run(LONGEST_MS);
        checkCounts(world);
        const endings = world.heard.filter(([, what]) => what === 'ended' || what === 'failed');
        const closed = steps.some(({ kind }) => kind === 'close');
        for (const receiver of [0, 1] as const) {
          const got = world.heard.filter(([, what, , to]) => what === 'message' && to === receiver);
          const expected = sent[1 - receiver] as number[];
          const numbers = got.map(([, , , , payload]) => payload);
          expect(numbers).toEqual(expected.slice(0, numbers.length));
          const finished = endings.some(([, , , to, how]) => to === receiver && how === 'finished');
          if (finished || (endings.length === 0 && !closed)) expect(numbers).toEqual(expected);
        }
      }),
      { numRuns: RUNS, seed: Number(process.env.STREAM_SEED ?? 7) },
    );
  }, 600_000);

  it('goes on alike in a fork, whatever the moment', () => {
    fc.assert(
      fc.property(
        settings,
        fc.array(step, { minLength: 1, maxLength: 20, size: 'max' }),
        atMs,
        (first, steps, forkMs) => {
          const world = new StreamWorld(first);
          const sends = steps.filter((one) => one.kind === 'send' && one.atMs < forkMs);
          world.connect();
          play(world, sends, [[], []]);
          world.run(forkMs);
          const copy = world.fork();
          const before = world.heard.length;
          copy.run(forkMs + 100_000);
          world.run(forkMs + 100_000);
          expect(copy.heard).toEqual(world.heard.slice(before));
          expect(copy.links).toEqual(world.links);
        },
      ),
      { numRuns: Math.ceil(RUNS / 4), seed: 11 },
    );
  }, 600_000);
});
