// The global object, and how names are put on it.

/** The realm's global object, as a record of unknown things. */
export const realmGlobal: Record<PropertyKey, unknown> = globalThis as never;

/** Puts values on an object as the platform does: writable, configurable, not enumerable. */
export function defineValues(target: object, values: Readonly<Record<PropertyKey, unknown>>): void {
  for (const key of Reflect.ownKeys(values)) {
    Reflect.defineProperty(target, key, {
      value: values[key],
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }
}

/** Defines a property that is made when it is first touched, and a plain value from then on. */
export function defineLazy(target: object, key: PropertyKey, make: () => unknown): void {
  const settle = (value: unknown): unknown => {
    defineValues(target, { [key]: value });
    return value;
  };
  Reflect.defineProperty(target, key, {
    get: () => settle(make()),
    set: settle,
    configurable: true,
    enumerable: false,
  });
}

/** Defines a property that is computed at each reading. */
export function defineGetter(
  target: object,
  key: PropertyKey,
  get: () => unknown,
  set?: (value: unknown) => void,
): void {
  Reflect.defineProperty(target, key, {
    get,
    ...(set === undefined ? {} : { set }),
    configurable: true,
    enumerable: true,
  });
}

/** Names an object for `Object.prototype.toString`. */
export function tag(target: object, name: string): void {
  Reflect.defineProperty(target, Symbol.toStringTag, { value: name, configurable: true });
}
