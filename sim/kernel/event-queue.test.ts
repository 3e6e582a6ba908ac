import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InternalError } from './assert.js';
import { type EventHandle, EventQueue, type QueuedEvent } from './event-queue.js';

// The same queue, written so that nobody can get it wrong.
class SortedList {
  events: QueuedEvent[] = [];
  seq = 0;
  popped = 0;

  push(handle: EventHandle, at: number, target: number, kind: number, payload: unknown): void {
    this.events.push({ handle, at, seq: this.seq++, target, kind, payload });
    this.events.sort((a, b) => a.at - b.at || a.seq - b.seq);
  }

  remove(handle: EventHandle): QueuedEvent | undefined {
    const index = this.events.findIndex((event) => event.handle === handle);
    return index === -1 ? undefined : this.events.splice(index, 1)[0];
  }

  enabled(): QueuedEvent[] {
    return this.events.filter((event) => event.at === this.events[0]?.at);
  }

  clone(): SortedList {
    const copy = new SortedList();
    copy.events = this.events.slice();
    copy.seq = this.seq;
    copy.popped = this.popped;
    return copy;
  }
}

type Command =
  | { readonly kind: 'push'; readonly after: number }
  | { readonly kind: 'cancel' | 'take'; readonly pick: number }
  | { readonly kind: 'pop' | 'peek'; readonly within: number }
  | { readonly kind: 'drain'; readonly most: number }
  | { readonly kind: 'clone' };

// Same instants, neighbours, the edges of slots and levels, seconds, days, and times beyond 2^40 µs.
const delay = fc.oneof(
  fc.constantFrom(0, 0, 0, 1, 2, 255, 256, 257, 65_535, 65_536, 2 ** 24, 2 ** 32 - 1, 2 ** 32, 2 ** 40),
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: 0, max: 60_000_000 }),
  fc.integer({ min: 0, max: 3 }).map((days) => days * 86_400_000_000),
  fc.integer({ min: 0, max: 2 ** 46 }),
);

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('push' as const), after: delay }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('take' as const), pick: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('pop' as const, 'peek' as const), within: delay }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drain' as const), most: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'clone' as const }) },
);

function expectPopped(queue: EventQueue, expected: QueuedEvent | undefined): void {
  const { handle, at, seq, target, kind, payload } = queue;
  expect({ handle, at, seq, target, kind, payload }).toEqual(expected);
}

class Pair {
  readonly handles: EventHandle[] = [];
  private readonly pushed = new Set<EventHandle>();
  queue = new EventQueue();
  model = new SortedList();

  run(step: Command): void {
    switch (step.kind) {
      case 'push':
        this.push(this.model.popped + step.after);
        return;
      case 'cancel':
        this.cancel(this.handles[step.pick % this.handles.length]);
        return;
      case 'take':
        this.take(step.pick);
        return;
      case 'pop':
        this.pop(this.model.popped + step.within);
        return;
      case 'peek':
        expect(this.queue.nextAt()).toBe(this.model.events[0]?.at ?? Number.POSITIVE_INFINITY);
        return;
      case 'drain':
        for (let i = 0; i < step.most; i++) this.pop(Number.POSITIVE_INFINITY);
        return;
      case 'clone': {
        // The original is used on and then dropped: nothing of it may be seen in the copy.
        const [queue, model] = [this.queue.clone(), this.model.clone()];
        this.queue.push(this.model.popped, 9, 9, 'only in the original');
        while (this.queue.popUntil(Number.POSITIVE_INFINITY)) {}
        [this.queue, this.model] = [queue, model];
      }
    }
  }

  private push(at: number): void {
    const [target, kind, payload] = [this.model.seq - 1000, this.model.seq & 0xffff, { seq: this.model.seq }];
    const handle = this.queue.push(at, target, kind, payload);
    expect(this.pushed.has(handle)).toBe(false);
    this.pushed.add(handle);
    this.handles.push(handle);
    this.model.push(handle, at, target, kind, payload);
  }

  private cancel(handle: EventHandle | undefined): void {
    if (handle === undefined) return;
    const waits = this.model.remove(handle) !== undefined;
    expect(this.queue.has(handle)).toBe(waits);
    expect(this.queue.cancel(handle)).toBe(waits);
    expect(this.queue.has(handle)).toBe(false);
  }

  private take(pick: number): void {
    const enabled = this.model.enabled();
    expect(this.queue.enabled()).toEqual(enabled);
    const chosen = enabled[pick % enabled.length];
    if (chosen === undefined) return;
    expect(this.queue.take(chosen.handle)).toBe(true);
    expect(this.queue.take(chosen.handle)).toBe(false);
    expectPopped(this.queue, this.model.remove(chosen.handle));
    this.model.popped = chosen.at;
  }

  private pop(limitAt: number): void {
    const first = this.model.events[0];
    const due = first !== undefined && first.at <= limitAt;
    expect(this.queue.popUntil(limitAt)).toBe(due);
    if (!due) return;
    expectPopped(this.queue, first);
    this.model.remove(first.handle);
    this.model.popped = first.at;
  }

  expectSame(): void {
    expect(this.queue.size).toBe(this.model.events.length);
    expect(this.queue.pending()).toEqual(this.model.events);
  }
}

describe('EventQueue', () => {
  it('does what a sorted list does', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 120 }), (commands) => {
        const pair = new Pair();
        for (const step of commands) pair.run(step);
        pair.expectSame();
        pair.run({ kind: 'drain', most: commands.length + 1 });
        pair.expectSame();
      }),
      { numRuns: 600 },
    );
  });

  it('does what a sorted list does with a thousand events', () => {
    const due = fc.array(delay, { minLength: 1000, maxLength: 1000 });
    fc.assert(
      fc.property(due, (delays) => {
        const pair = new Pair();
        for (const after of delays) pair.run({ kind: 'push', after });
        for (const after of delays) {
          pair.run({ kind: 'pop', within: Number.POSITIVE_INFINITY });
          pair.run({ kind: 'push', after });
          pair.run({ kind: 'cancel', pick: after });
        }
        pair.expectSame();
      }),
      { numRuns: 4 },
    );
  });

  it('fires the events of one instant in the order of their pushes', () => {
    const queue = new EventQueue();
    for (let i = 0; i < 50; i++) queue.push(i % 2 === 0 ? 5_000_000_000 : 7, i, 0, undefined);
    const targets: number[] = [];
    while (queue.popUntil(Number.POSITIVE_INFINITY)) targets.push(queue.target);
    const odd = Array.from({ length: 25 }, (_, i) => 2 * i + 1);
    expect(targets).toEqual([...odd, ...odd.map((i) => i - 1)]);
  });

  it('does not move when nothing is due, so an earlier push is still legal', () => {
    const queue = new EventQueue();
    queue.push(10_000_000, 1, 0, undefined);
    expect(queue.popUntil(9_000_000)).toBe(false);
    expect(queue.nextAt()).toBe(10_000_000);
    queue.push(1, 2, 0, undefined);
    expect(queue.popUntil(9_000_000)).toBe(true);
    expect(queue.target).toBe(2);
  });

  it('never gives a handle again, even after millions of uses of one place', () => {
    const queue = new EventQueue();
    const first = queue.push(0, 0, 0, undefined);
    queue.cancel(first);
    let previous = first;
    let repeats = 0;
    for (let i = 0; i < 3_000_000; i++) {
      const handle = queue.push(0, 0, 0, undefined);
      if (handle <= previous || !Number.isSafeInteger(handle)) repeats++;
      previous = handle;
      queue.cancel(handle);
    }
    expect(repeats).toBe(0);
    expect(queue.has(first)).toBe(false);
    expect(queue.cancel(first)).toBe(false);
  });

  it('retires a place whose generations are used up', () => {
    const queue = new EventQueue();
    queue.cancel(queue.push(0, 0, 0, undefined));
    (queue as unknown as { nodes: Int32Array }).nodes[8 + 7] = 2 ** 29 - 2;
    const last = queue.push(0, 0, 0, undefined);
    expect(Number.isSafeInteger(last)).toBe(true);
    expect(queue.cancel(last)).toBe(true);
    const next = queue.push(0, 0, 0, undefined);
    expect(next % 2 ** 24).not.toBe(last % 2 ** 24);
    expect([queue.has(last), queue.has(next)]).toEqual([false, true]);
  });

  it('does not take what is no handle for one', () => {
    const queue = new EventQueue();
    const handle = queue.push(5, 0, 0, undefined);
    for (const wrong of [
      0,
      -1,
      handle + 1,
      handle + 0.5,
      -handle,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      2 ** 53,
    ]) {
      expect(queue.cancel(wrong)).toBe(false);
    }
    expect(queue.has(handle)).toBe(true);
  });

  it('does not mistake a handle of a later event in a clone', () => {
    const queue = new EventQueue();
    queue.cancel(queue.push(1, 0, 0, undefined));
    const copy = queue.clone();
    const later = copy.push(1, 0, 0, undefined);
    expect(queue.has(later)).toBe(false);
    expect(queue.cancel(later)).toBe(false);
    expect(queue.size).toBe(0);
  });

  it('refuses a time that is past, broken or beyond 2^53, and takes the last one there is', () => {
    const queue = new EventQueue();
    queue.push(100, 0, 0, undefined);
    queue.popUntil(100);
    for (const at of [99, -1, 100.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => queue.push(at, 0, 0, undefined)).toThrow(InternalError);
    }
    expect(() => queue.push(100, 0.5, 0, undefined)).toThrow(/kind 0 for 0.5/);
    expect(() => queue.push(100, 0, 65_536, undefined)).toThrow(InternalError);
    expect(queue.size).toBe(0);
    queue.push(Number.MAX_SAFE_INTEGER, -(2 ** 31), 65_535, undefined);
    expect(queue.popUntil(Number.MAX_SAFE_INTEGER)).toBe(true);
    expect([queue.at, queue.target, queue.kind]).toEqual([Number.MAX_SAFE_INTEGER, -(2 ** 31), 65_535]);
  });

  it('takes only events of the earliest instant', () => {
    const queue = new EventQueue();
    queue.push(1, 0, 0, undefined);
    const later = queue.push(2, 0, 0, undefined);
    expect(() => queue.take(later)).toThrow(/not of the earliest instant/);
  });

  it('lets go of payloads that were popped or cancelled', () => {
    const queue = new EventQueue();
    const handle = queue.push(1, 0, 0, 'cancelled');
    queue.push(2, 0, 0, 'popped');
    queue.cancel(handle);
    queue.popUntil(2);
    expect(queue.payload).toBe('popped');
    expect(JSON.stringify((queue as unknown as { payloads: unknown[] }).payloads)).not.toMatch(
      /cancelled|popped/,
    );
  });
});
