// Plain data: what state, payloads and observations are made of. Null, undefined, booleans, numbers, strings,
// arrays, plain objects, Maps, Sets and typed arrays; no functions and no instances of classes, so that every
// world can be copied, compared and hashed.
//
// Two rules hold for comparing and hashing alike. The order of an object's properties does not count, because
// objects are records; that of Maps, Sets and arrays does, because code walks through them. A property that is
// undefined counts as absent, as it is in JSON, so a value read back from a file still has its hash.

import { InternalError } from './assert.js';

type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/**
 * A deep copy that shares nothing with the original.
 *
 * @throws InternalError for a function, symbol, bigint or instance of a class
 * @example const next = clonePlain(state);
 */
export function clonePlain<T>(value: T): T {
  return cloneValue(value) as T;
}

/** Whether two values have the same content. NaN equals itself and 0 equals -0. */
export function equalPlain(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return Number.isNaN(a) && Number.isNaN(b);
  }
  if (Array.isArray(a)) return Array.isArray(b) && equalLists(a, b);
  if (a instanceof Map) return b instanceof Map && equalLists([...a], [...b]);
  if (a instanceof Set) return b instanceof Set && equalLists([...a], [...b]);
  if (isTypedArray(a)) return isTypedArray(b) && tagOf(a) === tagOf(b) && equalLists([...a], [...b]);
  if (Array.isArray(b) || b instanceof Map || b instanceof Set || isTypedArray(b)) return false;
  return equalRecords(recordOf(a), recordOf(b));
}

/**
 * Makes every write to a value throw, for tests that a step changes only its own state. Maps and Sets lose
 * their writing methods; the elements of typed arrays cannot be frozen and stay writable.
 *
 * @returns the same value
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || isTypedArray(value) || Object.isFrozen(value))
    return value;
  if (value instanceof Map || value instanceof Set) freezeCollection(value);
  for (const inner of innerValues(value)) deepFreeze(inner);
  return Object.freeze(value);
}

/**
 * A hash of the content: a safe integer of 53 bits, the same on every platform. Equal content has equal
 * hashes; among a million different values two share one with a probability of about 1 in 20,000.
 *
 * @throws InternalError for what is not plain data
 */
export function hashPlain(value: unknown): number {
  laneA = 0x243f6a88;
  laneB = 0x13198a2e;
  mixValue(value);
  return (finish(laneB) >>> 11) * 4294967296 + finish(laneA ^ laneB);
}

function cloneValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return primitive(value);
  if (Array.isArray(value)) return value.map(cloneValue);
  if (value instanceof Map) return cloneMap(value);
  if (value instanceof Set) return new Set([...value].map(cloneValue));
  if (isTypedArray(value)) return value.slice();
  // A spread copies the shape at once; only what is nested needs another look.
  const copy: Record<string, unknown> = { ...recordOf(value) };
  for (const key in copy) {
    const inner = copy[key];
    if (typeof inner === 'object' ? inner !== null : !isPlainPrimitive(inner)) copy[key] = cloneValue(inner);
  }
  return copy;
}

function cloneMap(map: ReadonlyMap<unknown, unknown>): Map<unknown, unknown> {
  const copy = new Map<unknown, unknown>();
  for (const [key, value] of map) copy.set(cloneValue(key), cloneValue(value));
  return copy;
}

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => equalPlain(item, b[i]));
}

function equalRecords(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  for (const key of Object.keys(a)) if (!equalPlain(a[key], ownValue(b, key))) return false;
  for (const key of Object.keys(b)) if (b[key] !== undefined && !Object.hasOwn(a, key)) return false;
  return true;
}

function ownValue(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function innerValues(value: object): unknown[] {
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  if (value instanceof Set) return [...value];
  return Object.values(Array.isArray(value) ? value : recordOf(value));
}

function freezeCollection(collection: object): void {
  const refuse = (): never => {
    throw new InternalError('a frozen Map or Set was written to');
  };
  for (const method of ['set', 'add', 'delete', 'clear']) {
    if (method in collection) Object.defineProperty(collection, method, { value: refuse });
  }
}

// The hash: two lanes, mixed word by word. They are module state because a recursive function that returned
// both would have to allocate.
let laneA = 0;
let laneB = 0;

const TAG_UNDEFINED = 1;
const TAG_NULL = 2;
const TAG_FALSE = 3;
const TAG_TRUE = 4;
const TAG_INTEGER = 5;
const TAG_DOUBLE = 6;
const TAG_STRING = 7;
const TAG_ARRAY = 8;
const TAG_OBJECT = 9;
const TAG_MAP = 10;
const TAG_SET = 11;
const TAG_TYPED_ARRAY = 12;

function mix(word: number): void {
  laneA = Math.imul(laneA ^ word, 0x9e3779b1);
  laneA ^= laneA >>> 15;
  laneB = Math.imul(laneB + word, 0x85ebca6b);
  laneB ^= laneB >>> 13;
}

function mixValue(value: unknown): void {
  if (typeof value === 'string') mixText(value);
  else if (typeof value === 'number') mixNumber(value);
  else if (typeof value === 'boolean') mix(value ? TAG_TRUE : TAG_FALSE);
  else if (value === null) mix(TAG_NULL);
  else if (value === undefined) mix(TAG_UNDEFINED);
  else if (typeof value === 'object') mixObject(value);
  else throw notPlain(value);
}

function mixText(text: string): void {
  mix(TAG_STRING);
  mix(text.length);
  let a = laneA;
  let b = laneB;
  // Two code units make one word; the length, mixed in first, tells whether the last is one or two.
  for (let i = 0; i < text.length; i += 2) {
    const word = text.charCodeAt(i) | (i + 1 < text.length ? text.charCodeAt(i + 1) << 16 : 0);
    a = Math.imul(a ^ word, 0x9e3779b1);
    a ^= a >>> 15;
    b = Math.imul(b + word, 0x85ebca6b);
    b ^= b >>> 13;
  }
  laneA = a;
  laneB = b;
}

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);
double[0] = 1;
// 1 is 0x3ff00000 00000000: this finds the upper half on machines of either byte order.
const UPPER = halves[0] === 0 ? 1 : 0;

function mixNumber(value: number): void {
  if ((value | 0) === value) {
    mix(TAG_INTEGER);
    mix(value);
    return;
  }
  // There are many NaNs, but programs see one.
  double[0] = value;
  mix(TAG_DOUBLE);
  mix(Number.isNaN(value) ? 0x7ff80000 : (halves[UPPER] as number));
  mix(Number.isNaN(value) ? 0 : (halves[1 - UPPER] as number));
}

function mixObject(value: object): void {
  // Nearly all are records of this realm, which the first question tells.
  if (Object.getPrototypeOf(value) === Object.prototype) {
    mixRecord(value as Readonly<Record<string, unknown>>);
  } else if (Array.isArray(value)) {
    mixArray(value);
  } else if (value instanceof Map) {
    mixList(TAG_MAP, value.size, value.keys());
    for (const inner of value.values()) mixValue(inner);
  } else if (value instanceof Set) {
    mixList(TAG_SET, value.size, value);
  } else if (isTypedArray(value)) {
    mixText(tagOf(value));
    mixList(TAG_TYPED_ARRAY, value.length, value);
  } else {
    mixRecord(recordOf(value));
  }
}

// By index: an iterator costs more than a short list's contents.
function mixArray(list: readonly unknown[]): void {
  mix(TAG_ARRAY);
  mix(list.length);
  for (let i = 0; i < list.length; i++) mixValue(list[i]);
}

function mixList(tag: number, length: number, items: Iterable<unknown>): void {
  mix(tag);
  mix(length);
  for (const item of items) mixValue(item);
}

// Each property is hashed on its own and the results are added, so their order does not count.
function mixRecord(record: Readonly<Record<string, unknown>>): void {
  const outerA = laneA;
  const outerB = laneB;
  let sumA = 0;
  let sumB = 0;
  for (const key in record) {
    const value = record[key];
    if (value === undefined) continue;
    beginProperty(key);
    mixValue(value);
    const part = finish(laneA);
    sumA = (sumA + part) | 0;
    sumB = (sumB + Math.imul(part ^ laneB, 0x2c1b3c6d)) | 0;
  }
  laneA = outerA ^ sumA;
  laneB = outerB ^ sumB;
  mix(TAG_OBJECT);
}

// A program has few names of properties, and every record hashes all of its own. Where both lanes stand after a
// name is kept, found by its length and two of its characters.
const KEYS = 256;
const keys: string[] = new Array<string>(KEYS).fill('');
const keyLanes: Int32Array = new Int32Array(KEYS * 2);

function beginProperty(key: string): void {
  const { length } = key;
  const place = (length + 7 * key.charCodeAt(length >> 1) + 3 * key.charCodeAt(length - 1)) & (KEYS - 1);
  if (length > 0 && keys[place] === key) {
    laneA = keyLanes[place * 2] as number;
    laneB = keyLanes[place * 2 + 1] as number;
    return;
  }
  laneA = 0x3f84d5b5;
  laneB = 0x1f1d36f1;
  mixText(key);
  keys[place] = key;
  keyLanes[place * 2] = laneA;
  keyLanes[place * 2 + 1] = laneB;
}

function finish(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function tagOf(array: TypedArray): string {
  return array[Symbol.toStringTag];
}

function isPlainPrimitive(value: unknown): boolean {
  return typeof value !== 'function' && typeof value !== 'symbol' && typeof value !== 'bigint';
}

function primitive(value: unknown): unknown {
  if (!isPlainPrimitive(value)) throw notPlain(value);
  return value;
}

// A plain object's prototype is null or has none itself. Comparing with Object.prototype would refuse the
// plain objects of another realm, such as those of an app in a sandbox.
function recordOf(value: object): Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw notPlain(value);
  return value as Readonly<Record<string, unknown>>;
}

function notPlain(value: unknown): InternalError {
  const name = typeof value === 'object' && value !== null ? value.constructor.name : typeof value;
  return new InternalError(`plain data expected, got a ${name}`);
}
