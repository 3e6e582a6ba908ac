import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clonePlain } from './plain.js';
import { firstDivergence, Trace, type TraceVocabulary } from './trace.js';

const VOCABULARY: TraceVocabulary = [
  { name: 'send', fields: ['link', 'bytes', 'message'], texts: ['message'] },
  { name: 'timer', fields: ['device'] },
];
const SEND = 0;
const TIMER = 1;

interface Step {
  readonly after: number;
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly content: { readonly to: string; readonly text: unknown };
}

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const step: fc.Arbitrary<Step> = fc.record({
  after: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2 ** 40 })),
  kind: fc.constantFrom(SEND, TIMER),
  a: fc.oneof(fc.integer({ min: 0, max: 3 }), int32),
  b: int32,
  content: fc.record({ to: fc.constantFrom('bob', 'eve'), text: fc.oneof(fc.string(), fc.double()) }),
});
const steps = fc.array(step, { minLength: 1, maxLength: 40 });

function play(list: readonly Step[], trace: Trace = new Trace(VOCABULARY), from: number = 0): Trace {
  let now = from;
  for (const { after, kind, a, b, content } of list) {
    now += after;
    trace.advance(now);
    trace.record(kind, a, b, kind === SEND ? trace.ref(content) : 0);
  }
  return trace;
}

describe('Trace', () => {
  it('gives one hash to equal histories, kept or not', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const trace = play(list);
        expect(play(clonePlain(list)).hash).toBe(trace.hash);
        expect(play(list, new Trace(VOCABULARY, { keep: false })).hash).toBe(trace.hash);
        expect(trace.hash).toMatch(/^[0-9a-f]{16}$/);
        expect(trace.hashAt(list.length - 1)).toBe(trace.hash);
      }),
    );
  });

  it('gives another hash when anything at all was different', () => {
    const change = fc.constantFrom<(s: Step) => Step>(
      (s) => ({ ...s, after: s.after + 1 }),
      (s) => ({ ...s, kind: 1 - s.kind }),
      (s) => ({ ...s, a: s.a ^ 1 }),
      (s) => ({ ...s, b: s.b ^ (1 << 31) }),
      (s) => ({ ...s, kind: SEND, content: { ...s.content, to: 'mallory' } }),
    );
    fc.assert(
      fc.property(steps, fc.nat(), change, (list, pick, changed) => {
        const index = pick % list.length;
        const other = list.map((s, i) => (i === index ? changed(s) : s));
        expect(play(other).hash).not.toBe(play(list).hash);
        expect(firstDivergence(play(list), play(other))?.index).toBe(index);
      }),
    );
  });

  it('depends on the order of the records', () => {
    const [a, b] = [new Trace(VOCABULARY), new Trace(VOCABULARY)];
    a.record(TIMER, 1, 0, 0);
    a.record(TIMER, 2, 0, 0);
    b.record(TIMER, 2, 0, 0);
    b.record(TIMER, 1, 0, 0);
    expect(a.hash).not.toBe(b.hash);
  });

  it('reads records back', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const trace = play(list);
        let atMicros = 0;
        expect(trace.length).toBe(list.length);
        for (const [index, { after, kind, a, b, content }] of list.entries()) {
          atMicros += after;
          const fields = kind === SEND ? { link: a, bytes: b, message: content } : { device: a };
          expect(trace.read(index)).toEqual({
            index,
            atMicros,
            kind: kind === SEND ? 'send' : 'timer',
            fields,
          });
        }
      }),
    );
  });

  it('leaves no mark of instants at which nothing is recorded', () => {
    const [a, b] = [new Trace(VOCABULARY), new Trace(VOCABULARY)];
    a.advance(5);
    a.advance(9);
    b.advance(9);
    a.record(TIMER, 1, 0, 0);
    b.record(TIMER, 1, 0, 0);
    expect(a.hash).toBe(b.hash);
  });

  it('numbers values in order of first use, by content', () => {
    const trace = new Trace(VOCABULARY);
    const first = { to: 'bob' };
    expect([trace.ref('x'), trace.ref(first), trace.ref(1.5), trace.ref(null)]).toEqual([0, 1, 2, 3]);
    expect([trace.ref({ to: 'bob' }), trace.ref('x'), trace.ref(first), trace.ref(Number.NaN)]).toEqual([
      1, 0, 1, 4,
    ]);
    expect([0, 1, 2, 3, 4].map((ref) => trace.value(ref))).toEqual(['x', first, 1.5, null, Number.NaN]);
  });

  it('still knows a value after ten thousand others', () => {
    const trace = new Trace(VOCABULARY, { keep: false });
    const first = { n: -1 };
    expect(trace.ref(first)).toBe(0);
    for (let n = 0; n < 10_000; n++) expect(trace.ref({ n })).toBe(n + 1);
    expect(trace.ref(first)).toBe(0);
  });

  it('reads and compares records across many chunks, also in clones', () => {
    const trace = new Trace(VOCABULARY);
    let copy: Trace | undefined;
    for (let i = 0; i < 10_000; i++) {
      if (i === 5000) copy = trace.clone();
      trace.advance(i >> 1);
      trace.record(TIMER, i, 0, 0);
    }
    for (const i of [0, 63, 64, 4095, 4096, 4999, 8191, 8192, 9999]) {
      expect(trace.read(i)).toEqual({ index: i, atMicros: i >> 1, kind: 'timer', fields: { device: i } });
    }
    for (let i = 5000; i < 10_000; i++) {
      copy?.advance(i >> 1);
      copy?.record(TIMER, i === 5001 ? -1 : i, 0, 0);
    }
    expect(copy && firstDivergence(trace, copy)?.what).toBe(
      'timer: device is 5001 in the first run and -1 in the second',
    );
    expect(trace.read(5001).fields).toEqual({ device: 5001 });
  });

  it('goes on separately in a clone, with one hash for one future', () => {
    fc.assert(
      fc.property(steps, steps, fc.boolean(), (past, future, keep) => {
        const whole = play(past, new Trace(VOCABULARY, { keep }));
        const copy = whole.clone();
        const now = past.reduce((sum, { after }) => sum + after, 0);
        play(future, whole, now);
        const atFork = copy.hash;
        expect(copy.length).toBe(past.length);
        expect(atFork).toBe(play(past).hash);
        play(clonePlain(future), copy, now);
        expect(copy.hash).toBe(whole.hash);
        if (keep) expect(firstDivergence(whole, copy)).toBeUndefined();
      }),
    );
  });

  it('keeps nothing when told so', () => {
    const trace = new Trace(VOCABULARY, { keep: false });
    trace.record(TIMER, 1, 0, trace.ref('x'));
    expect(trace.length).toBe(1);
    expect(() => trace.read(0)).toThrow(/keeps no records/);
    expect(() => trace.value(0)).toThrow(/no value is kept/);
  });

  it('has this hash on every platform and in every version', () => {
    const trace = new Trace(VOCABULARY);
    trace.advance(86_400_000_000);
    trace.record(SEND, 1, -2, trace.ref({ to: 'bob', list: [1, 2.5] }));
    trace.record(TIMER, 3, 0, 0);
    expect(trace.hash).toMatchInlineSnapshot(`"124cac862af812ce"`);
  });
});

describe('firstDivergence', () => {
  function sendTo(to: string, bytes: number, atMicros: number = 1000): Trace {
    const trace = new Trace(VOCABULARY);
    trace.record(TIMER, 1, 0, 0);
    trace.advance(atMicros);
    trace.record(SEND, 7, bytes, trace.ref({ to, text: 'hi' }));
    return trace;
  }

  it('finds nothing between equal traces', () => {
    expect(firstDivergence(sendTo('bob', 10), sendTo('bob', 10))).toBeUndefined();
  });

  it('names the part that differs', () => {
    const found = firstDivergence(sendTo('bob', 10), sendTo('eve', 10));
    expect(found?.what).toBe('send: message.to is "bob" in the first run and "eve" in the second');
    expect(found?.index).toBe(1);
    expect([found?.a?.fields.bytes, found?.b?.kind]).toEqual([10, 'send']);
  });

  it('names numbers, times and kinds', () => {
    const what = (a: Trace, b: Trace) => firstDivergence(a, b)?.what;
    expect(what(sendTo('bob', 10), sendTo('bob', 11))).toBe(
      'send: bytes is 10 in the first run and 11 in the second',
    );
    expect(what(sendTo('bob', 10), sendTo('bob', 10, 2000))).toBe(
      'send: the time is 1000 µs in the first run and 2000 µs in the second',
    );
    const timer = new Trace(VOCABULARY);
    timer.record(TIMER, 1, 0, 0);
    timer.record(TIMER, 1, 0, 0);
    expect(what(timer, sendTo('bob', 10))).toBe(
      'the event is timer at 0 µs in the first run and send at 1000 µs in the second',
    );
  });

  it('says which run goes on', () => {
    const short = new Trace(VOCABULARY);
    short.record(TIMER, 1, 0, 0);
    const found = firstDivergence(short, sendTo('bob', 10));
    expect(found?.what).toBe('the first run ends, the second goes on with send at 1000 µs');
    expect(found).not.toHaveProperty('a');
    expect(firstDivergence(sendTo('bob', 10), short)?.what).toBe(
      'the second run ends, the first goes on with send at 1000 µs',
    );
  });

  it('sees a value that only one of the runs interned', () => {
    const [a, b] = [sendTo('bob', 10), sendTo('bob', 10)];
    b.ref('extra');
    expect(firstDivergence(a, b)?.what).toMatch(/interned/);
  });
});
