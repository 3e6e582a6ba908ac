// The compact record of everything that happens in a run, and a hash chain over it. What is recorded, and
// under which names, is the vocabulary of whoever records.
//
// A record is a kind and three int32. Whatever is no int32 is interned by `ref`: it gets a number in order of
// first use, and its content enters the chain then. So two runs with equal hashes had equal records, instants
// and contents in the same order. With `keep: false` only the chain and the count remain.

import { assert } from './assert.js';
import { difference, sides } from './difference.js';
import { hashPlain } from './plain.js';

/**
 * What a kind of record is called, what its three numbers are, and which of them are refs.
 *
 * @example { name: 'send', fields: ['link', 'bytes', 'message'], texts: ['message'] }
 */
export interface TraceKind {
  readonly name: string;
  readonly fields: readonly [string?, string?, string?];
  readonly texts?: readonly string[];
}

/** The number of a kind is its place in this list. */
export type TraceVocabulary = readonly TraceKind[];

/** A record as somebody reads it, refs resolved. */
export interface TraceEvent {
  readonly index: number;
  readonly atMicros: number;
  readonly kind: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface TraceOptions {
  /** Whether records can be read later; without it a trace needs no memory for them. Default true. */
  readonly keep?: boolean;
}

// A record is 8 words: kind, a, b, c, both lanes of the chain after it, and the two halves of its time.
const WORDS = 8;
// Records lie in chunks of 4096. A full chunk never changes, so clones share it; the first starts small.
const CHUNK_BITS = 12;
const CHUNK_WORDS = WORDS << CHUNK_BITS;
const FIRST_WORDS = WORDS * 64;
const EMPTY = new Int32Array(0);

const TWO_32 = 4294967296;
const TIME_MARK = 0x3c6ef372;
const REF_MARK = 0x1b873593;

// A few names are most of what is referred to, again and again. They are found by their length and three of
// their characters, which is much faster than a Map.
const NAMES = 128;

// What is referred to twice is mostly referred to soon, a chat message by all who hear of it. An object among the
// latest is not hashed again.
const LATEST = 16;

// An entry of the table of contents: both halves of the hash, and the number plus one. At most half of it is used.
const ENTRY_WORDS = 3;
const FIRST_ENTRIES = 512;

/**
 * @example
 * const trace = new Trace(VOCABULARY);
 * trace.advance(1_500_000);
 * trace.record(SEND, link, bytes, trace.ref(message));
 */
export class Trace {
  readonly vocabulary: TraceVocabulary;
  readonly keep: boolean;

  private count = 0;
  private laneA = 0x6a09e667;
  private laneB = 0x510e527f;
  private atLow = 0;
  private atHigh = 0;
  private atMicros = 0;
  // Time enters the chain with the next record, so instants at which nothing is recorded leave no mark.
  private newInstant = true;

  private full: Int32Array[] = [];
  private chunk: Int32Array = EMPTY;
  private usedWords = 0;

  private refCount = 0;
  // By content hash. Two contents with one hash would share a number, in both of two runs alike.
  private contents: Int32Array = EMPTY;
  private values: unknown[] = [];
  private readonly names: (string | undefined)[] = new Array<string | undefined>(NAMES).fill(undefined);
  private readonly nameRefs: number[] = new Array<number>(NAMES).fill(0);
  private readonly latest: (object | undefined)[] = new Array<object | undefined>(LATEST).fill(undefined);
  private readonly latestRefs: number[] = new Array<number>(LATEST).fill(0);
  private nextLatest = 0;
  // A clone shares the tables of refs until either of the two adds one.
  private sharesRefs = false;

  constructor(vocabulary: TraceVocabulary, options: TraceOptions = {}) {
    this.vocabulary = vocabulary;
    this.keep = options.keep ?? true;
  }

  /** How many records there are. */
  get length(): number {
    return this.count;
  }

  /** The chain so far: 16 hex digits. */
  get hash(): string {
    return hex(this.laneA, this.laneB);
  }

  /** Sets the instant of the records that follow, in µs. */
  advance(atMicros: number): void {
    if (atMicros === this.atMicros) return;
    this.atMicros = atMicros;
    this.newInstant = true;
  }

  /** Appends a record: a kind of the vocabulary and three int32, a ref where the vocabulary says so. */
  record(kind: number, a: number, b: number, c: number): void {
    if (this.newInstant) this.markInstant();
    // Each lane has a word of its own, or two records would be confused in both lanes at once.
    const wordA = (Math.imul(a, 0x85ebca6b) + b) ^ (Math.imul(c, 0xc2b2ae35) + kind);
    const wordB = (Math.imul(b, 0x27d4eb2f) + c) ^ (Math.imul(a, 0x165667b1) + Math.imul(kind, 0x2545f491));
    this.mix(wordA, wordB);
    if (this.keep) this.append(kind, a, b, c);
    this.count++;
  }

  /**
   * The number of a value, from 0 in order of first use. Equal content has one number, also when a fork has
   * copied the objects.
   *
   * @param value plain data, which must not change any more
   */
  ref(value: unknown): number {
    if (typeof value === 'string') return this.refOfText(value);
    return typeof value === 'object' && value !== null ? this.refOfObject(value) : this.refOfContent(value);
  }

  /** The value of a ref. Only where the trace is kept. */
  value(ref: number): unknown {
    assert(this.keep && ref >= 0 && ref < this.values.length, `no value is kept for ref ${ref}`);
    return this.values[ref];
  }

  /** The chain after the record with this index. Only where the trace is kept. */
  hashAt(index: number): string {
    const words = this.wordsOf(index);
    return hex(words[4] as number, words[5] as number);
  }

  /** A record in readable form. Only where the trace is kept. */
  read(index: number): TraceEvent {
    const words = this.wordsOf(index);
    const kind = this.kindOf(words[0] as number);
    const fields: Record<string, unknown> = {};
    for (const [place, name] of kind.fields.entries()) {
      if (name === undefined) continue;
      const word = words[1 + place] as number;
      fields[name] = kind.texts?.includes(name) ? this.value(word) : word;
    }
    const atMicros = (words[7] as number) * TWO_32 + ((words[6] as number) >>> 0);
    return { index, atMicros, kind: kind.name, fields };
  }

  /** An independent trace that goes on from here. */
  clone(): Trace {
    const copy = new Trace(this.vocabulary, { keep: this.keep });
    copy.count = this.count;
    copy.laneA = this.laneA;
    copy.laneB = this.laneB;
    copy.atLow = this.atLow;
    copy.atHigh = this.atHigh;
    copy.atMicros = this.atMicros;
    copy.newInstant = this.newInstant;
    copy.full = this.full.slice();
    copy.chunk = this.chunk.slice();
    copy.usedWords = this.usedWords;
    copy.contents = this.contents;
    copy.values = this.values;
    copy.refCount = this.refCount;
    copy.sharesRefs = true;
    this.sharesRefs = true;
    return copy;
  }

  private mix(wordA: number, wordB: number): void {
    const laneA = Math.imul(this.laneA ^ wordA, 0x9e3779b1);
    const laneB = Math.imul(this.laneB + wordB, 0x2c1b3c6d);
    this.laneA = laneA ^ (laneA >>> 15);
    this.laneB = laneB ^ (laneB >>> 13);
  }

  private markInstant(): void {
    this.newInstant = false;
    this.atLow = this.atMicros | 0;
    this.atHigh = (this.atMicros / TWO_32) | 0;
    this.mix(this.atLow, this.atHigh ^ TIME_MARK);
    this.mix(this.atHigh, this.atLow);
  }

  private append(kind: number, a: number, b: number, c: number): void {
    if (this.usedWords === this.chunk.length) this.makeRoom();
    const chunk = this.chunk;
    const o = this.usedWords;
    chunk[o] = kind;
    chunk[o + 1] = a;
    chunk[o + 2] = b;
    chunk[o + 3] = c;
    chunk[o + 4] = this.laneA;
    chunk[o + 5] = this.laneB;
    chunk[o + 6] = this.atLow;
    chunk[o + 7] = this.atHigh;
    this.usedWords = o + WORDS;
  }

  private makeRoom(): void {
    if (this.usedWords === CHUNK_WORDS) {
      this.full.push(this.chunk);
      this.chunk = new Int32Array(CHUNK_WORDS);
      this.usedWords = 0;
    } else {
      const larger = new Int32Array(Math.max(FIRST_WORDS, this.chunk.length * 2));
      larger.set(this.chunk);
      this.chunk = larger;
    }
  }

  private refOfText(text: string): number {
    const { length } = text;
    const ends = text.charCodeAt(0) + 2 * text.charCodeAt(length - 1);
    const place = (5 * length + 7 * text.charCodeAt(length >> 1) + ends) & (NAMES - 1);
    if (this.names[place] === text) return this.nameRefs[place] as number;
    const ref = this.refOfContent(text);
    this.names[place] = text;
    this.nameRefs[place] = ref;
    return ref;
  }

  private refOfObject(value: object): number {
    const { latest } = this;
    for (let place = 0; place < LATEST; place++) {
      if (latest[place] === value) return this.latestRefs[place] as number;
    }
    const ref = this.refOfContent(value);
    const place = this.nextLatest;
    latest[place] = value;
    this.latestRefs[place] = ref;
    this.nextLatest = (place + 1) % LATEST;
    return ref;
  }

  private refOfContent(value: unknown): number {
    const content = hashPlain(value);
    const low = content | 0;
    const high = (content / TWO_32) | 0;
    if (this.refCount * ENTRY_WORDS * 2 >= this.contents.length) this.growContents();
    const found = entryOf(this.contents, low, high);
    const known = this.contents[found + 2] as number;
    return known === 0 ? this.newRef(value, low, high) : known - 1;
  }

  private newRef(value: unknown, low: number, high: number): number {
    if (this.sharesRefs) this.ownRefs();
    this.mix(low, REF_MARK);
    this.mix(REF_MARK, high);
    if (this.keep) this.values.push(value);
    const ref = this.refCount++;
    const { contents } = this;
    setEntry(contents, entryOf(contents, low, high), low, high, ref + 1);
    return ref;
  }

  private growContents(): void {
    const before = this.contents;
    const larger = new Int32Array(Math.max(FIRST_ENTRIES * ENTRY_WORDS, before.length * 2));
    for (let o = 0; o < before.length; o += ENTRY_WORDS) {
      const number = before[o + 2] as number;
      if (number === 0) continue;
      const low = before[o] as number;
      const high = before[o + 1] as number;
      setEntry(larger, entryOf(larger, low, high), low, high, number);
    }
    this.contents = larger;
    // The new table is nobody else's, but the values may be.
    if (this.sharesRefs) this.values = this.values.slice();
    this.sharesRefs = false;
  }

  private ownRefs(): void {
    this.contents = this.contents.slice();
    this.values = this.values.slice();
    this.sharesRefs = false;
  }

  private kindOf(kind: number): TraceKind {
    const known = this.vocabulary[kind];
    assert(known !== undefined, `record kind ${kind} is not in the vocabulary`);
    return known;
  }

  private wordsOf(index: number): Int32Array {
    assert(this.keep, 'this trace keeps no records');
    assert(index >= 0 && index < this.count, `no record ${index} among ${this.count}`);
    const chunk = this.full[index >> CHUNK_BITS] ?? this.chunk;
    const o = (index * WORDS) % CHUNK_WORDS;
    return chunk.subarray(o, o + WORDS);
  }
}

/** Where two runs part: `what` says in a sentence what was different. */
export interface Divergence {
  readonly index: number;
  readonly a?: TraceEvent;
  readonly b?: TraceEvent;
  readonly what: string;
}

/**
 * The first record in which two kept traces differ, undefined when they are the same.
 *
 * @example firstDivergence(run, again)?.what === 'send: to is "bob" in the first run and "eve" in the second'
 */
export function firstDivergence(a: Trace, b: Trace): Divergence | undefined {
  // Equal chains mean equal pasts, so the place can be bisected.
  let index = 0;
  let end = Math.min(a.length, b.length);
  while (index < end) {
    const middle = (index + end) >> 1;
    if (a.hashAt(middle) === b.hashAt(middle)) index = middle + 1;
    else end = middle;
  }
  const eventA = index < a.length ? a.read(index) : undefined;
  const eventB = index < b.length ? b.read(index) : undefined;
  if (eventA === undefined && eventB === undefined && a.hash === b.hash) return undefined;
  return {
    index,
    ...(eventA && { a: eventA }),
    ...(eventB && { b: eventB }),
    what: whatDiffers(eventA, eventB),
  };
}

function whatDiffers(a: TraceEvent | undefined, b: TraceEvent | undefined): string {
  if (a === undefined && b === undefined)
    return 'a value was interned after the last event that both runs share';
  if (a === undefined) return `the first run ends, the second goes on with ${b?.kind} at ${b?.atMicros} µs`;
  if (b === undefined) return `the second run ends, the first goes on with ${a.kind} at ${a.atMicros} µs`;
  if (a.kind !== b.kind)
    return sides('the event', `${a.kind} at ${a.atMicros} µs`, `${b.kind} at ${b.atMicros} µs`);
  if (a.atMicros !== b.atMicros) return sides(`${a.kind}: the time`, `${a.atMicros} µs`, `${b.atMicros} µs`);
  for (const name of Object.keys(a.fields)) {
    const found = difference(name, a.fields[name], b.fields[name]);
    if (found !== undefined) return `${a.kind}: ${found}`;
  }
  return `${a.kind} is the same in both runs, but a value was interned in only one of them before it`;
}

// The place of a content in the table, or the free one where it belongs. The table has a power of two of entries.
function entryOf(table: Int32Array, low: number, high: number): number {
  const mask = table.length / ENTRY_WORDS - 1;
  for (let entry = low & mask; ; entry = (entry + 1) & mask) {
    const o = entry * ENTRY_WORDS;
    if (table[o + 2] === 0 || (table[o] === low && table[o + 1] === high)) return o;
  }
}

function setEntry(table: Int32Array, o: number, low: number, high: number, number: number): void {
  table[o] = low;
  table[o + 1] = high;
  table[o + 2] = number;
}

function hex(laneA: number, laneB: number): string {
  return (laneA >>> 0).toString(16).padStart(8, '0') + (laneB >>> 0).toString(16).padStart(8, '0');
}
