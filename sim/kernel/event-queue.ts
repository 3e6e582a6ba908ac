// The pending events of a simulation, in the order (at, seq). What an event means is up to whoever pushed it;
// who owns the clock is up to the simulator.
//
// A hierarchical timing wheel that never ticks. `base` is the instant popped last. An event lies on the level
// of the highest base-256 digit in which its time differs from `base`, in the slot of that digit's value: 7
// levels of 256 slots hold 2^53 µs. The earliest event is therefore in the lowest slot of the lowest occupied
// level. Popping it makes its time the base, and the others of its slot move to lower levels, each straight to
// where it belongs. An event moves at most once per level, mostly once or twice, however many are pending.
//
// Events of one instant always share a slot, pushes append and moves keep the order, so a slot holds them by
// seq and seq is never compared.

import { assert, InternalError } from './assert.js';

/**
 * Names one pushed event, for ever: a safe integer that no later event of the queue gets again. After a
 * `clone` the handles of the events pending then are valid in both queues.
 */
export type EventHandle = number;

/** An event that waits, as a snapshot. `at` is in µs. */
export interface QueuedEvent {
  readonly handle: EventHandle;
  readonly at: number;
  readonly seq: number;
  readonly target: number;
  readonly kind: number;
  readonly payload: unknown;
}

// A node is 8 words, half a cache line; node 0 is "none".
const WORDS = 8;
const NEXT = 0;
const PREVIOUS = 1;
const AT_LOW = 2;
const AT_HIGH = 3;
const TARGET = 4;
const KIND_AND_SEQ_HIGH = 5; // 16 bits each
const SEQ_LOW = 6;
const GENERATION = 7; // odd while the node is in use
const FIRST_CAPACITY = 32;

// A handle is generation * 2^24 + node. A node whose generations are used up is never used again.
const NODE_BITS = 24;
const NODE_MASK = (1 << NODE_BITS) - 1;
const GENERATION_UNIT = 1 << NODE_BITS;
const LAST_GENERATION = (1 << 29) - 1;

// The wheel is one array: for each level and slot the head and tail of a list, then per level 8 words with a
// bit for each slot, then per level a word with a bit for each of these 8.
const LEVELS = 7;
const BITMAPS = LEVELS * 256 * 2;
const SUMMARIES = BITMAPS + LEVELS * 8;
const WHEEL_WORDS = SUMMARIES + LEVELS;

const EMPTY = new Int32Array(0);

const TWO_32 = 4294967296;
const PER_TWO_32 = 1 / TWO_32;
const MAX_AT = Number.MAX_SAFE_INTEGER;
const MAX_KIND = 0xffff;

/**
 * A priority queue of events by (at, seq) with cancellation, for times that never go back.
 *
 * @example
 * const queue = new EventQueue();
 * queue.push(1000, BOB, TIMER, { attempt: 1 });
 * while (queue.popUntil(60_000_000)) handle(queue.target, queue.kind, queue.payload);
 */
export class EventQueue {
  // The event popped last, with `seq` and `handle` below.
  at: number = 0;
  target: number = 0;
  kind: number = 0;
  payload: unknown = undefined;

  // Both are made by the first push: most of what a new queue costs is zeroing the wheel.
  private wheel: Int32Array = EMPTY;
  private nodes: Int32Array = EMPTY;
  private payloads: unknown[] = [undefined];
  private count = 0;
  private usedNodes = 1;
  private freeNode = 0;
  private nextSeq = 0;
  private baseLow = 0;
  private baseHigh = 0;
  // A bit for each level with events.
  private levels = 0;
  // The earliest event and its slot where they are known, else 0: looking twice must not search twice.
  private earliest = 0;
  private earliestSlot = 0;
  // What `seq` and `handle` are made of when somebody asks; a double is dearer to store than these.
  private poppedNode = 0;
  private poppedGeneration = 0;
  private poppedSeqLow = 0;
  private poppedSeqHigh = 0;

  /** How many events wait. */
  get size(): number {
    return this.count;
  }

  /** Which push the event popped last was, from 0. */
  get seq(): number {
    return this.poppedSeqHigh * TWO_32 + (this.poppedSeqLow >>> 0);
  }

  /** The handle of the event popped last, which is no longer valid. */
  get handle(): EventHandle {
    return this.poppedGeneration * GENERATION_UNIT + this.poppedNode;
  }

  /**
   * Adds an event.
   *
   * @param at µs, an integer from the instant popped last up to 2^53 - 1
   * @param target an int32
   * @param kind an integer from 0 to 65535
   * @param payload immutable plain data
   */
  push(at: number, target: number, kind: number, payload: unknown): EventHandle {
    const low = at | 0;
    const high = (at - (low >>> 0)) * PER_TWO_32;
    if (!(high >= 0 && at <= MAX_AT && (high | 0) === high)) throw badTime(at);
    if ((target | 0) !== target || (kind & MAX_KIND) !== kind) throw badAddress(target, kind);
    if (high < this.baseHigh || (high === this.baseHigh && low >>> 0 < this.baseLow >>> 0)) {
      throw new InternalError(`event at ${at} µs is before ${this.baseAt()} µs, which was popped already`);
    }
    const node = this.freeNode !== 0 ? this.reuseNode() : this.newNode();
    const seq = this.nextSeq++;
    const nodes = this.nodes;
    const o = node * WORDS;
    nodes[o + AT_LOW] = low;
    nodes[o + AT_HIGH] = high;
    nodes[o + TARGET] = target;
    nodes[o + KIND_AND_SEQ_HIGH] = kind | (((seq * PER_TWO_32) | 0) << 16);
    nodes[o + SEQ_LOW] = seq | 0;
    const generation = (nodes[o + GENERATION] as number) + 1;
    nodes[o + GENERATION] = generation;
    this.payloads[node] = payload;
    this.count++;
    this.append(node, low, high);
    if (this.earliest !== 0 && at < this.atOf(this.earliest)) {
      this.earliest = node;
      this.earliestSlot = this.slotOf(low, high);
    }
    return generation * GENERATION_UNIT + node;
  }

  /** Removes an event. False when it fired or was cancelled before. */
  cancel(handle: EventHandle): boolean {
    const node = this.find(handle);
    if (node === 0) return false;
    const o = node * WORDS;
    this.unlink(node, this.slotOf(this.nodes[o + AT_LOW] as number, this.nodes[o + AT_HIGH] as number));
    this.release(node);
    if (node === this.earliest) this.earliest = 0;
    return true;
  }

  /** Whether the event still waits. */
  has(handle: EventHandle): boolean {
    return this.find(handle) !== 0;
  }

  /** The instant of the earliest event in µs, Infinity when there is none. Changes nothing. */
  nextAt(): number {
    const node = this.findEarliest();
    return node === 0 ? Number.POSITIVE_INFINITY : this.atOf(node);
  }

  /**
   * Takes the earliest event out, into the fields of the queue, if it is due by `limitAt` (µs). Otherwise
   * nothing changes.
   */
  popUntil(limitAt: number): boolean {
    const node = this.findEarliest();
    if (node === 0 || this.atOf(node) > limitAt) return false;
    this.remove(node);
    return true;
  }

  /** All events of the earliest instant, by seq. */
  enabled(): QueuedEvent[] {
    const events: QueuedEvent[] = [];
    const first = this.findEarliest();
    if (first === 0) return events;
    const nodes = this.nodes;
    const low = nodes[first * WORDS + AT_LOW] as number;
    const high = nodes[first * WORDS + AT_HIGH] as number;
    // Those before the first in its slot are later, and so may some after it be.
    for (let node = first; node !== 0; node = nodes[node * WORDS + NEXT] as number) {
      const o = node * WORDS;
      if (nodes[o + AT_LOW] === low && nodes[o + AT_HIGH] === high) events.push(this.snapshot(node));
    }
    return events;
  }

  /**
   * Takes this event out, into the fields, though others of its instant were pushed before it. False when it
   * no longer waits.
   *
   * @throws InternalError when there are events of an earlier instant
   */
  take(handle: EventHandle): boolean {
    const node = this.find(handle);
    if (node === 0) return false;
    const at = this.atOf(node);
    assert(at === this.atOf(this.findEarliest()), `event at ${at} µs is not of the earliest instant`);
    this.remove(node);
    return true;
  }

  /** All events, by (at, seq): for forks, debugging and explorers, not for hot paths. */
  pending(): QueuedEvent[] {
    const events: QueuedEvent[] = [];
    for (let node = 1; node < this.usedNodes; node++) {
      if (((this.nodes[node * WORDS + GENERATION] as number) & 1) === 1) events.push(this.snapshot(node));
    }
    return events.sort((a, b) => a.at - b.at || a.seq - b.seq);
  }

  /** An independent queue with the same events, handles and fields. Payloads are shared: nobody changes them. */
  clone(): EventQueue {
    const copy = new EventQueue();
    copy.at = this.at;
    copy.poppedNode = this.poppedNode;
    copy.poppedGeneration = this.poppedGeneration;
    copy.poppedSeqLow = this.poppedSeqLow;
    copy.poppedSeqHigh = this.poppedSeqHigh;
    copy.earliestSlot = this.earliestSlot;
    copy.target = this.target;
    copy.kind = this.kind;
    copy.payload = this.payload;
    copy.wheel = this.wheel.slice();
    copy.nodes = this.nodes.slice();
    copy.payloads = this.payloads.slice();
    copy.count = this.count;
    copy.usedNodes = this.usedNodes;
    copy.freeNode = this.freeNode;
    copy.nextSeq = this.nextSeq;
    copy.baseLow = this.baseLow;
    copy.baseHigh = this.baseHigh;
    copy.levels = this.levels;
    copy.earliest = this.earliest;
    return copy;
  }

  // The first of the lowest occupied slot; on a level above 0 a slot holds more than one instant.
  private findEarliest(): number {
    if (this.earliest !== 0) return this.earliest;
    if (this.levels === 0) return 0;
    const wheel = this.wheel;
    const level = lowestBit(this.levels);
    const word = lowestBit(wheel[SUMMARIES + level] as number);
    const slot = (level << 8) | (word << 5) | lowestBit(wheel[BITMAPS + (level << 3) + word] as number);
    const first = wheel[slot * 2] as number;
    const node = level === 0 || first === wheel[slot * 2 + 1] ? first : this.earliestOf(first);
    this.earliest = node;
    this.earliestSlot = slot;
    return node;
  }

  private earliestOf(first: number): number {
    const nodes = this.nodes;
    let best = first;
    let bestLow = (nodes[first * WORDS + AT_LOW] as number) >>> 0;
    let bestHigh = nodes[first * WORDS + AT_HIGH] as number;
    for (let node = nodes[first * WORDS + NEXT] as number; node !== 0; ) {
      const o = node * WORDS;
      const low = (nodes[o + AT_LOW] as number) >>> 0;
      const high = nodes[o + AT_HIGH] as number;
      if (high < bestHigh || (high === bestHigh && low < bestLow)) {
        best = node;
        bestLow = low;
        bestHigh = high;
      }
      node = nodes[o + NEXT] as number;
    }
    return best;
  }

  // Takes a node of the earliest instant out into the fields and makes its instant the base.
  private remove(node: number): void {
    const nodes = this.nodes;
    const o = node * WORDS;
    const low = nodes[o + AT_LOW] as number;
    const high = nodes[o + AT_HIGH] as number;
    const kindAndSeq = nodes[o + KIND_AND_SEQ_HIGH] as number;
    const generation = nodes[o + GENERATION] as number;
    this.at = high * TWO_32 + (low >>> 0);
    this.target = nodes[o + TARGET] as number;
    this.kind = kindAndSeq & MAX_KIND;
    this.payload = this.payloads[node];
    this.poppedNode = node;
    this.poppedGeneration = generation;
    this.poppedSeqLow = nodes[o + SEQ_LOW] as number;
    this.poppedSeqHigh = kindAndSeq >>> 16;
    this.baseLow = low;
    this.baseHigh = high;
    this.earliest = 0;
    const slot = this.earliestSlot;
    this.unlink(node, slot);
    // Only the slot of the new base can hold events whose level is another one now.
    if (slot > 255) this.scatter(slot);
    this.release(node);
  }

  private scatter(slot: number): void {
    const nodes = this.nodes;
    const first = this.wheel[slot * 2] as number;
    if (first === 0) return;
    this.wheel[slot * 2] = 0;
    this.clearBit(slot);
    for (let node = first; node !== 0; ) {
      const o = node * WORDS;
      const next = nodes[o + NEXT] as number;
      this.append(node, nodes[o + AT_LOW] as number, nodes[o + AT_HIGH] as number);
      node = next;
    }
  }

  private append(node: number, low: number, high: number): void {
    const slot = this.slotOf(low, high);
    const wheel = this.wheel;
    const nodes = this.nodes;
    const o = node * WORDS;
    nodes[o + NEXT] = 0;
    if (wheel[slot * 2] === 0) {
      nodes[o + PREVIOUS] = 0;
      wheel[slot * 2] = node;
      const word = slot >> 5;
      const level = slot >> 8;
      wheel[BITMAPS + word] = (wheel[BITMAPS + word] as number) | (1 << (slot & 31));
      wheel[SUMMARIES + level] = (wheel[SUMMARIES + level] as number) | (1 << (word & 7));
      this.levels |= 1 << level;
    } else {
      const last = wheel[slot * 2 + 1] as number;
      nodes[o + PREVIOUS] = last;
      nodes[last * WORDS + NEXT] = node;
    }
    wheel[slot * 2 + 1] = node;
  }

  private unlink(node: number, slot: number): void {
    const nodes = this.nodes;
    const next = nodes[node * WORDS + NEXT] as number;
    const previous = nodes[node * WORDS + PREVIOUS] as number;
    if (next !== 0) nodes[next * WORDS + PREVIOUS] = previous;
    else this.wheel[slot * 2 + 1] = previous;
    if (previous !== 0) nodes[previous * WORDS + NEXT] = next;
    else this.wheel[slot * 2] = next;
    if ((next | previous) === 0) this.clearBit(slot);
  }

  private clearBit(slot: number): void {
    const wheel = this.wheel;
    const word = slot >> 5;
    const level = slot >> 8;
    const bits = (wheel[BITMAPS + word] as number) & ~(1 << (slot & 31));
    wheel[BITMAPS + word] = bits;
    if (bits !== 0) return;
    const summary = (wheel[SUMMARIES + level] as number) & ~(1 << (word & 7));
    wheel[SUMMARIES + level] = summary;
    if (summary === 0) this.levels &= ~(1 << level);
  }

  private slotOf(low: number, high: number): number {
    if (high !== this.baseHigh) {
      const level = (31 - Math.clz32(high ^ this.baseHigh)) >> 3;
      return ((level + 4) << 8) | ((high >>> (level << 3)) & 255);
    }
    // The lowest bit is set so that the base itself, which differs in nothing, is on level 0.
    const level = (31 - Math.clz32((low ^ this.baseLow) | 1)) >> 3;
    return (level << 8) | ((low >>> (level << 3)) & 255);
  }

  private find(handle: EventHandle): number {
    const node = handle & NODE_MASK;
    if (node === 0 || node >= this.usedNodes) return 0;
    const generation = this.nodes[node * WORDS + GENERATION] as number;
    return (generation & 1) === 1 && generation * GENERATION_UNIT + node === handle ? node : 0;
  }

  private reuseNode(): number {
    const node = this.freeNode;
    this.freeNode = this.nodes[node * WORDS + NEXT] as number;
    return node;
  }

  private newNode(): number {
    const node = this.usedNodes++;
    if ((node + 1) * WORDS > this.nodes.length) this.grow();
    this.payloads.push(undefined);
    return node;
  }

  private grow(): void {
    assert(this.usedNodes <= NODE_MASK, `more than ${NODE_MASK} events are pending`);
    if (this.nodes.length === 0) this.wheel = new Int32Array(WHEEL_WORDS);
    const larger = new Int32Array(Math.max(FIRST_CAPACITY * WORDS, this.nodes.length * 2));
    larger.set(this.nodes);
    this.nodes = larger;
  }

  private release(node: number): void {
    const o = node * WORDS;
    const generation = (this.nodes[o + GENERATION] as number) + 1;
    this.nodes[o + GENERATION] = generation;
    this.payloads[node] = undefined;
    this.count--;
    if (generation > LAST_GENERATION) return;
    this.nodes[o + NEXT] = this.freeNode;
    this.freeNode = node;
  }

  private atOf(node: number): number {
    const o = node * WORDS;
    return (this.nodes[o + AT_HIGH] as number) * TWO_32 + ((this.nodes[o + AT_LOW] as number) >>> 0);
  }

  private baseAt(): number {
    return this.baseHigh * TWO_32 + (this.baseLow >>> 0);
  }

  private snapshot(node: number): QueuedEvent {
    const o = node * WORDS;
    const kindAndSeq = this.nodes[o + KIND_AND_SEQ_HIGH] as number;
    return {
      handle: (this.nodes[o + GENERATION] as number) * GENERATION_UNIT + node,
      at: this.atOf(node),
      seq: (kindAndSeq >>> 16) * TWO_32 + ((this.nodes[o + SEQ_LOW] as number) >>> 0),
      target: this.nodes[o + TARGET] as number,
      kind: kindAndSeq & MAX_KIND,
      payload: this.payloads[node],
    };
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

function badTime(at: number): InternalError {
  return new InternalError(`event at ${at} µs: the time is not an integer from 0 to 2^53 - 1`);
}

function badAddress(target: number, kind: number): InternalError {
  return new InternalError(`event of kind ${kind} for ${target}: kind is 0 to 65535 and target an int32`);
}
