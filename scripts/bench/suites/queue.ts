// The event queue against what people use instead, and the trace against an array of objects.
//
// The hold model: take the earliest event out and add one a random while later, so that as many wait as before.
// One event in five is cancelled before it fires and replaced. All contenders play the same game with the same
// numbers, in turns, round by round, so that whatever else the machine does hits all of them alike; a ratio is
// the median of the ratios within the rounds.
import { withGlobal } from '@sinonjs/fake-timers';
import TinyQueue from 'tinyqueue';
import { EventQueue } from '../../../sim/kernel/event-queue.js';
import { Trace } from '../../../sim/kernel/trace.js';
import type { BenchRow, BenchSuite } from '../measure.js';

export const suite: BenchSuite = {
  name: 'queue',
  async run(): Promise<readonly BenchRow[]> {
    return [...[10, 1000, 100_000].flatMap(holdRows), ...creationRows(), ...traceRows()];
  },
};

/** Does this many operations. What it returns is only there to be used, so that nothing is optimised away. */
type Play = (operations: number) => number;

interface Contender {
  readonly name: string;
  readonly operations: number;
  readonly play: Play;
}

const ROUNDS = 25;
const WARM_UP_ROUNDS = 5;

const MASK = 0xffff;
const DELAYS = delays(1_000_000);
const PAYLOAD = { attempt: 1 };

function holdRows(pending: number): BenchRow[] {
  expectSameGame(pending);
  // A round of the slow ones is shorter, or nobody would wait for the result.
  return compare(`hold ${pending.toLocaleString('en')}`, 'ns/event', [
    { name: 'EventQueue', operations: 100_000, play: wheelHold(pending) },
    { name: 'tinyqueue', operations: 40_000, play: heapHold(pending) },
    { name: 'fake-timers', operations: 10_000, play: fakeTimersHold(pending) },
  ]);
}

function creationRows(): BenchRow[] {
  const each = (make: () => EventQueue): Play => {
    return (operations) => {
      let size = 0;
      for (let i = 0; i < operations; i++) size += make().size;
      return size;
    };
  };
  const first = () => {
    const queue = new EventQueue();
    queue.push(1, 0, 0, undefined);
    return queue;
  };
  const hundred = new EventQueue();
  for (let i = 0; i < 100; i++) hundred.push(delayAt(i), 0, 0, undefined);
  return compare('queue', 'ns', [
    { name: 'new', operations: 10_000, play: each(() => new EventQueue()) },
    { name: 'new and first push', operations: 10_000, play: each(first) },
    { name: 'clone of 100 events', operations: 2000, play: each(() => hundred.clone()) },
  ]);
}

function traceRows(): BenchRow[] {
  const operations = 100_000;
  const texts = Array.from({ length: 64 }, (_, i) => `message ${i}`);
  const objects = texts.map((text, i) => ({ kind: 'message', text, from: i }));
  return compare('trace', 'ns/op', [
    { name: 'record, kept', operations, play: recordInto(() => new Trace([])) },
    { name: 'record, hash only', operations, play: recordInto(() => new Trace([], { keep: false })) },
    { name: 'ref of a known string', operations, play: refTo((i) => texts[i & 63]) },
    { name: 'ref of a known object', operations, play: refTo((i) => objects[i & 63]) },
    {
      name: 'ref of a new copy',
      operations,
      play: refTo((i) => ({ kind: 'message', text: 'hello', from: i & 63 })),
    },
    { name: 'push of an object, no hash', operations, play: pushObjects },
  ]);
}

function recordInto(make: () => Trace): Play {
  return (operations) => {
    const trace = make();
    for (let i = 0; i < operations; i++) {
      // Three records an instant.
      if (i % 3 === 0) trace.advance(i);
      trace.record(i & 7, i, 2, 3);
    }
    return trace.length;
  };
}

function refTo(valueAt: (i: number) => unknown): Play {
  const trace = new Trace([]);
  return (operations) => {
    let sum = 0;
    for (let i = 0; i < operations; i++) sum += trace.ref(valueAt(i));
    return sum;
  };
}

function pushObjects(operations: number): number {
  const events: object[] = [];
  for (let i = 0; i < operations; i++) events.push({ at: i, kind: i & 7, a: i, b: 2, c: 3 });
  return events.length;
}

/** The sum of the times of the events that fired, which is the same for everybody who plays right. */
function wheelHold(pending: number): Play {
  const queue = new EventQueue();
  for (let i = 0; i < pending; i++) queue.push(delayAt(i), 1, 2, PAYLOAD);
  let turn = 0;
  let late = 0;
  return (events) => {
    let sum = 0;
    for (const end = turn + events; turn < end; turn++) {
      if (late !== 0) {
        queue.cancel(late);
        late = 0;
        queue.push(queue.at + delayAt(turn * 7), 1, 2, PAYLOAD);
      }
      queue.popUntil(Number.MAX_SAFE_INTEGER);
      sum += queue.at;
      const handle = queue.push(queue.at + delayAt(turn), 1, 2, PAYLOAD);
      if (turn % 5 === 0) late = handle;
    }
    return sum;
  };
}

interface HeapEvent {
  readonly at: number;
  readonly seq: number;
  readonly target: number;
  readonly kind: number;
  readonly payload: unknown;
  cancelled: boolean;
}

// A heap cannot remove from its middle: a cancelled event stays until it comes up.
function heapHold(pending: number): Play {
  const heap = new TinyQueue<HeapEvent>([], (a, b) => a.at - b.at || a.seq - b.seq);
  let seq = 0;
  const push = (at: number): HeapEvent => {
    const event = { at, seq: seq++, target: 1, kind: 2, payload: PAYLOAD, cancelled: false };
    heap.push(event);
    return event;
  };
  for (let i = 0; i < pending; i++) push(delayAt(i));
  let now = 0;
  let turn = 0;
  let late: HeapEvent | undefined;
  return (events) => {
    let sum = 0;
    for (const end = turn + events; turn < end; turn++) {
      if (late !== undefined) {
        late.cancelled = true;
        late = undefined;
        push(now + delayAt(turn * 7));
      }
      let event = heap.pop() as HeapEvent;
      while (event.cancelled) event = heap.pop() as HeapEvent;
      now = event.at;
      sum += now;
      const pushed = push(now + delayAt(turn));
      if (turn % 5 === 0) late = pushed;
    }
    return sum;
  };
}

// Milliseconds instead of microseconds; the numbers are the same.
function fakeTimersHold(pending: number): Play {
  const clock = withGlobal(globalThis).createClock(0);
  let sum = 0;
  const fire = (): void => {
    sum += clock.now;
  };
  for (let i = 0; i < pending; i++) clock.setTimeout(fire, delayAt(i));
  let turn = 0;
  let late: ReturnType<typeof clock.setTimeout> | undefined;
  return (events) => {
    sum = 0;
    for (const end = turn + events; turn < end; turn++) {
      if (late !== undefined) {
        clock.clearTimeout(late);
        late = undefined;
        clock.setTimeout(fire, delayAt(turn * 7));
      }
      clock.next();
      const pushed = clock.setTimeout(fire, delayAt(turn));
      if (turn % 5 === 0) late = pushed;
    }
    return sum;
  };
}

function expectSameGame(pending: number): void {
  const sums = [wheelHold, heapHold, fakeTimersHold].map((make) => make(pending)(2000));
  if (new Set(sums).size !== 1)
    throw new Error(`Expected all contenders to fire the same events, got ${sums}.`);
}

/** A row for each contender; its ratio says how many times the first one's time it takes. */
function compare(game: string, unit: string, contenders: readonly Contender[]): BenchRow[] {
  const rounds: number[][] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    const times = contenders.map(({ operations, play }) => timeOf(play, operations));
    if (round >= WARM_UP_ROUNDS) rounds.push(times);
  }
  return contenders.map(({ name }, i) => ({
    name: `${game}: ${name}`,
    median: medianOf(rounds.map((times) => times[i] ?? Number.NaN)),
    unit,
    ratio: medianOf(rounds.map((times) => (times[i] ?? Number.NaN) / (times[0] ?? Number.NaN))),
    samples: ROUNDS,
  }));
}

function timeOf(play: Play, operations: number): number {
  const start = process.hrtime.bigint();
  const result = play(operations);
  const elapsed = Number(process.hrtime.bigint() - start);
  if (Number.isNaN(result)) throw new Error('Expected a contender to return a number, got NaN.');
  return elapsed / operations;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function delayAt(i: number): number {
  return DELAYS[i & MASK] as number;
}

// Even from 1 to max. The same in every run: a linear congruential generator.
function delays(max: number): Int32Array {
  const values = new Int32Array(MASK + 1);
  let state = 12_345;
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    values[i] = 1 + ((state >>> 0) % max);
  }
  return values;
}
