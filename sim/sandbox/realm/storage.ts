// localStorage and sessionStorage over the host's store, which outlives the realm.
import { DOMException } from './dom-exception.js';
import type { StorageArea } from './host.js';
import { copyTexts, guarded } from './port.js';

let areaFor: StorageArea | undefined;

/** One area of web storage. */
export class Storage {
  readonly #area: StorageArea;

  constructor() {
    if (areaFor === undefined) throw new TypeError('Illegal constructor: use localStorage');
    this.#area = areaFor;
  }

  get length(): number {
    return this.#keys().length;
  }

  key(index: number): string | null {
    return this.#keys()[Math.trunc(Number(index)) || 0] ?? null;
  }

  getItem(key: string): string | null {
    return guarded((host) => host.storageGet(this.#area, `${key}`)) ?? null;
  }

  setItem(key: string, value: string): void {
    const [name, text] = [`${key}`, `${value}`];
    const used = this.#keys().reduce(
      (sum, one) => (one === name ? sum : sum + one.length + (this.getItem(one)?.length ?? 0)),
      0,
    );
    if (used + name.length + text.length > guarded((host) => host.options.storageQuota)) {
      throw new DOMException(`Setting the value of '${name}' exceeded the quota.`, 'QuotaExceededError');
    }
    guarded((host) => host.storageSet(this.#area, name, text));
  }

  removeItem(key: string): void {
    guarded((host) => host.storageRemove(this.#area, `${key}`));
  }

  clear(): void {
    for (const key of this.#keys()) this.removeItem(key);
  }

  #keys(): string[] {
    return guarded((host) => copyTexts(host.storageKeys(this.#area)));
  }
}

/** Makes an area whose items can be reached as properties, too. */
export function makeStorage(area: StorageArea): object {
  areaFor = area;
  const storage = new Storage();
  areaFor = undefined;
  const bound = new Map<PropertyKey, unknown>();
  const own = (key: PropertyKey): key is string =>
    typeof key === 'string' && !(key in Storage.prototype) && storage.getItem(key) !== null;
  const method = (key: PropertyKey): unknown => {
    const value: unknown = Reflect.get(Storage.prototype, key, storage);
    if (typeof value !== 'function' || key === 'constructor') return value;
    if (!bound.has(key)) bound.set(key, value.bind(storage));
    return bound.get(key);
  };
  return new Proxy(storage, {
    get: (_, key) => (own(key) ? storage.getItem(key) : method(key)),
    has: (_, key) => own(key) || key in Storage.prototype,
    set: (_, key, value) => {
      if (typeof key === 'string') storage.setItem(key, value);
      return true;
    },
    deleteProperty: (_, key) => {
      if (typeof key === 'string') storage.removeItem(key);
      return true;
    },
    ownKeys: () => Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? ''),
    getOwnPropertyDescriptor: (_, key) =>
      own(key)
        ? { value: storage.getItem(key), writable: true, enumerable: true, configurable: true }
        : undefined,
  });
}
