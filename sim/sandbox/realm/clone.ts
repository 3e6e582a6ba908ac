// structuredClone. What is transferred is copied: the realm cannot detach a buffer. A value may come from another realm,
// such as a page that is gone and left it in a database: what it is, its slots say, and the copy belongs to this realm.
import { Blob, ownBlob } from './blob.js';
import { DOMException } from './dom-exception.js';

/** Copies a value as messages between pages do. */
export function structuredClone(value: unknown): unknown {
  return copy(value, new Map());
}

type Seen = Map<object, unknown>;
type Copier = (value: object, seen: Seen) => unknown;

const sizeOfBuffer = getter(ArrayBuffer.prototype, 'byteLength');
const nameOfView = getter(Reflect.getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag);

/** How to copy what says it is one of these; they throw, or give nothing, for what only says so. */
const COPIERS: { readonly [tag: string]: Copier } = {
  Date: (value) => Reflect.construct(ownClass('Date'), [Reflect.apply(Date.prototype.getTime, value, [])]),
  RegExp: (value) => {
    const { source, flags } = value as RegExp;
    return new RegExp(source, flags);
  },
  Map: (value, seen) => {
    const entries = [...Reflect.apply(Map.prototype.entries, value, [])];
    const made = kept(value, new Map(), seen);
    for (const [key, item] of entries) made.set(copy(key, seen), copy(item, seen));
    return made;
  },
  Set: (value, seen) => {
    const items = [...Reflect.apply(Set.prototype.values, value, [])];
    const made = kept(value, new Set(), seen);
    for (const item of items) made.add(copy(item, seen));
    return made;
  },
  ArrayBuffer: (value) => {
    const made = new ArrayBuffer(sizeOfBuffer(value) as number);
    new Uint8Array(made).set(new Uint8Array(value as ArrayBuffer));
    return made;
  },
  Number: (value) => Object(Reflect.apply(Number.prototype.valueOf, value, [])) as unknown,
  String: (value) => Object(Reflect.apply(String.prototype.valueOf, value, [])) as unknown,
  Boolean: (value) => Object(Reflect.apply(Boolean.prototype.valueOf, value, [])) as unknown,
  Error: (value) => errorOf(value as Error),
  DOMException: (value) => errorOf(value as Error),
};

const REFUSED: ReadonlySet<string> = new Set(['Promise', 'WeakMap', 'WeakSet', 'WeakRef']);

function copy(value: unknown, seen: Seen): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') throw uncloneable(String(value));
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  const blob = value instanceof Blob ? value : ownBlob(value);
  if (blob !== undefined) return kept(value, blob, seen);
  if (ArrayBuffer.isView(value)) return kept(value, viewOf(value, seen), seen);
  const tag = Object.prototype.toString.call(value);
  const name = value instanceof Error ? 'Error' : tag.slice('[object '.length, -1);
  if (REFUSED.has(name)) throw uncloneable(tag);
  const special = Object.hasOwn(COPIERS, name) ? attempt(COPIERS[name] as Copier, value, seen) : undefined;
  return special === undefined ? plain(value, seen) : kept(value, special, seen);
}

function kept<T>(value: object, made: T, seen: Seen): T {
  seen.set(value, made);
  return made;
}

/** Something may call itself a date and be none. */
function attempt(copier: Copier, value: object, seen: Seen): unknown {
  try {
    return copier(value, seen);
  } catch (error) {
    if (error instanceof DOMException) throw error;
    return undefined;
  }
}

function plain(value: object, seen: Seen): unknown {
  const made = kept(value, Array.isArray(value) ? new Array(value.length) : {}, seen);
  for (const key of Object.keys(value)) {
    Object.defineProperty(made, key, {
      value: copy(Reflect.get(value, key), seen),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return made;
}

function viewOf(value: ArrayBufferView, seen: Seen): unknown {
  const buffer = copy(value.buffer, seen);
  const name = nameOfView(value) as string | undefined;
  const size = name === undefined ? value.byteLength : (value as Uint8Array).length;
  return Reflect.construct(ownClass(name ?? 'DataView'), [buffer, value.byteOffset, size]);
}

function ownClass(name: string): new (...args: unknown[]) => unknown {
  return Reflect.get(globalThis, name) as new (
    ...args: unknown[]
  ) => unknown;
}

function getter(prototype: object, name: PropertyKey): (value: object) => unknown {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get as () => unknown;
  return (value) => Reflect.apply(get, value, []);
}

function uncloneable(what: string): DOMException {
  return new DOMException(`${what} could not be cloned.`, 'DataCloneError');
}

function errorOf(error: Error): Error {
  const made = new Error(error.message);
  Reflect.defineProperty(made, 'name', { value: error.name, configurable: true, writable: true });
  return made;
}
