// structuredClone. What is transferred is copied: the realm cannot detach a buffer.
import { Blob } from './blob.js';
import { DOMException } from './dom-exception.js';

/** Copies a value as messages between pages do. */
export function structuredClone(value: unknown): unknown {
  return copy(value, new Map());
}

function copy(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw new DOMException(`${String(value)} could not be cloned.`, 'DataCloneError');
  }
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  const keep = <T>(made: T): T => {
    seen.set(value, made);
    return made;
  };
  if (value instanceof Date) return keep(Reflect.construct(value.constructor, [value.getTime()]));
  if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags));
  if (value instanceof Blob) return keep(value);
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    return keep(Object(value.valueOf()));
  }
  if (value instanceof ArrayBuffer) return keep(value.slice(0));
  if (ArrayBuffer.isView(value)) {
    const buffer = copy(value.buffer, seen);
    const size = 'length' in value ? (value.length as number) : value.byteLength;
    return keep(Reflect.construct(value.constructor, [buffer, value.byteOffset, size]));
  }
  if (value instanceof Map) {
    const made = keep(new Map());
    for (const [key, item] of [...value]) made.set(copy(key, seen), copy(item, seen));
    return made;
  }
  if (value instanceof Set) {
    const made = keep(new Set());
    for (const item of [...value]) made.add(copy(item, seen));
    return made;
  }
  if (value instanceof Error) return keep(errorOf(value));
  if (
    value instanceof Promise ||
    value instanceof WeakMap ||
    value instanceof WeakSet ||
    value instanceof WeakRef
  ) {
    throw new DOMException(`${Object.prototype.toString.call(value)} could not be cloned.`, 'DataCloneError');
  }
  const made = keep<Record<string, unknown>>((Array.isArray(value) ? new Array(value.length) : {}) as never);
  for (const key of Object.keys(value)) {
    Object.defineProperty(made, key, {
      value: copy((value as Record<string, unknown>)[key], seen),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return made;
}

function errorOf(error: Error): Error {
  const made = new Error(error.message);
  Reflect.defineProperty(made, 'name', { value: error.name, configurable: true, writable: true });
  return made;
}
