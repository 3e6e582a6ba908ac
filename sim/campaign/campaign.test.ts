// Campaigns as values: batches, tallies, capsules, replays. What is run are real runs, with a client that is wrong.
import { describe, expect, it } from 'vitest';
import { fuzzCases } from '../../properties/arbitraries/fuzz-case.js';
import { allProperties } from '../../properties/index.js';
import { mutants } from '../../properties/mutants/index.js';
import { type BatchDeps, failureIn, runBatch, seedOfRun } from './batch.js';
import { CAPSULE_FORMAT, type Capsule, capsuleName, capsuleText, parseCapsule } from './capsule.js';
import { chanceOfNews } from './coverage.js';
import { capsuleOf, shrunkCapsule } from './found.js';
import { replay } from './replay.js';
import { joined, merged, NOTHING, type Tally } from './tally.js';

const SOUND: BatchDeps = { specOf: fuzzCases(), properties: allProperties };
const BROKEN: BatchDeps = { ...SOUND, wrap: mutants.find(({ id }) => id === 'no-back-off')?.wrap };

function batches(deps: BatchDeps, ...edges: readonly number[]): Tally[] {
  return edges.slice(1).map((to, index) => runBatch(3, { from: edges[index] as number, to }, deps));
}

describe('batches', () => {
  it('come to the same however the runs are cut, and in whatever order they are added', () => {
    const whole = merged(NOTHING, runBatch(3, { from: 0, to: 60 }, BROKEN));
    const cut = batches(BROKEN, 0, 7, 31, 60);
    expect(cut.reduce(merged, NOTHING)).toEqual(whole);
    expect([...cut].reverse().reduce(merged, NOTHING)).toEqual(whole);
    expect(whole.failed.length).toBeGreaterThan(1);
  });

  it('say how far they came when they stop at the first failure', () => {
    const tally = runBatch(3, { from: 0, to: 60 }, BROKEN, true);
    expect(tally.failed).toHaveLength(1);
    expect(tally.ranges).toEqual([{ from: 0, to: (tally.failed[0]?.index ?? 0) + 1 }]);
  });

  it('hold without a mutant', () => {
    const tally = runBatch(11, { from: 0, to: 300 }, SOUND);
    expect(tally.failed).toEqual([]);
    expect(tally.outcomes).toEqual({ held: 300 });
    expect(Object.keys(tally.seen).length).toBeGreaterThan(200);
  });

  it('count only failures of one property, if that is wanted', () => {
    expect(runBatch(3, { from: 0, to: 20 }, { ...BROKEN, property: 'T1' }).failed).toEqual([]);
  });

  it('take what a mutant breaks in a model for a failure of its own', () => {
    const wrap: BatchDeps['wrap'] = { client: () => () => expect.fail('it fell apart at 12 ms') };
    const [failed] = runBatch(3, { from: 5, to: 7 }, { ...SOUND, wrap }).failed;
    expect(failed).toMatchObject({ index: 5, failure: { property: 'model', kind: 'it fell apart at # ms' } });
  });
});

describe('tallies', () => {
  it('of overlapping runs are refused', () => {
    expect(() =>
      joined([
        { from: 0, to: 10 },
        { from: 9, to: 12 },
      ]),
    ).toThrow('the runs from 9 to 9 twice');
    expect(
      joined([
        { from: 10, to: 12 },
        { from: 0, to: 10 },
        { from: 20, to: 21 },
      ]),
    ).toEqual([
      { from: 0, to: 12 },
      { from: 20, to: 21 },
    ]);
  });

  it('estimate what is left by what was seen once', () => {
    expect(chanceOfNews({ a: 1, b: 1, c: 90 }, 100)).toBe(0.02);
    expect(chanceOfNews({ a: 5 }, 100)).toBe(0);
    expect(chanceOfNews({}, 0)).toBe(1);
  });
});

describe('a capsule', () => {
  const [first] = runBatch(3, { from: 0, to: 60 }, BROKEN).failed;
  const spec = SOUND.specOf(first?.seed ?? 0);
  const info = {
    node: 'v0',
    mutant: { id: 'no-back-off' },
    found: { campaignSeed: 3, index: first?.index ?? 0 },
  };
  const drawn = capsuleOf(spec, BROKEN, info) as Capsule;
  const small = shrunkCapsule(drawn, BROKEN, info);

  it('is the run of its index, and fails as it did there', () => {
    expect(first?.seed).toBe(seedOfRun(3, first?.index ?? 0));
    expect(drawn.failure).toEqual(first?.failure);
  });

  it('made small fails in the same way, and without any one of its faults it does not', () => {
    expect(small.failure.property).toBe(drawn.failure.property);
    expect(small.failure.kind).toBe(drawn.failure.kind);
    const schedule = small.spec.schedule ?? [];
    expect(schedule.length).toBeLessThan(spec.schedule?.length ?? 0);
    const deps = { ...BROKEN, property: small.failure.property };
    for (let place = 0; place < schedule.length; place++) {
      const without = { ...small.spec, schedule: schedule.toSpliced(place, 1) };
      expect(failureIn(without, deps)?.kind).not.toBe(small.failure.kind);
    }
    expect(small.found).toMatchObject({ shrunk: true, campaignSeed: 3 });
    expect(small.found?.spec).toEqual(spec);
    expect(small.neighbour === undefined || failureIn(small.neighbour, BROKEN) === undefined).toBe(true);
  });

  it('is replayed bit for bit from its text', () => {
    const read = parseCapsule(capsuleText(small), 'file');
    expect(read).toEqual(small);
    expect(replay(read, BROKEN)).toMatchObject({ reproduced: true, identical: true, parting: undefined });
  });

  it('says that it no longer fails, and what the first other record is, where the code has changed', () => {
    const healed = replay(small, SOUND);
    expect(healed).toMatchObject({ reproduced: false, identical: false });
    expect(healed.parting?.kind).toBe('record');
    const cut = { ...small, traceHash: '0'.repeat(16), chain: small.chain.slice(0, -4) };
    expect(replay(cut, BROKEN).parting?.kind).toBe('goes on');
    expect(replay({ ...cut, chain: `${small.chain}AAAA` }, BROKEN).parting?.kind).toBe('ends');
  });

  it('ended earlier is not said to be the same', () => {
    expect(replay(small, BROKEN, 1000)).toMatchObject({
      reproduced: false,
      identical: false,
      parting: undefined,
    });
  });

  it('has a name that says what it is', () => {
    expect(capsuleName(small)).toBe(`fuzz-${small.failure.property}-${spec.seed}.json`);
    expect(capsuleName(small, 2)).toMatch(/-2\.json$/);
  });

  it.each<[string, (text: string) => string, RegExp]>([
    ['cut off', (text) => text.slice(0, 300), /^file: Expected a capsule, which is JSON.*copy that is whole/],
    [
      'of a later format',
      (text) => text.replace('"format": 1', `"format": ${CAPSULE_FORMAT + 1}`),
      /written by a later zim-sim/,
    ],
    ['another document', () => '{"hello": 1}', /^file: Expected a capsule as zim-sim fuzz writes it/],
    [
      'with a scenario that makes no sense',
      (text) => text.replaceAll('"login"', '"logon"'),
      /^file, spec\.scenario\.script.*Unknown method/,
    ],
    [
      'with a fault that makes no sense',
      (text) => text.replace(/"schedule": \[\s*\{/, '"schedule": [{ "no": 1, '),
      /spec\.schedule/,
    ],
  ])('that is %s is refused with one line', (_what, change, message) => {
    const parse = (): Capsule => parseCapsule(change(capsuleText(drawn)), 'file');
    expect(parse).toThrow(message);
    expect(parse).not.toThrow('\n');
  });
});
