// URL and URLSearchParams. The host parses addresses; the realm only holds their parts.
import { bytesOf, textOf, utf8 } from './bytes.js';
import { guarded } from './port.js';

const PARTS = 'href origin protocol username password host hostname port pathname search hash'.split(' ');

/** Name and value pairs, written as forms are. */
export class URLSearchParams {
  #pairs: [string, string][] = [];
  #changed: () => void = () => {};

  constructor(init: unknown = '') {
    if (typeof init === 'object' && init !== null) {
      const isIterable = Symbol.iterator in init;
      const pairs = isIterable ? (init as Iterable<[unknown, unknown]>) : Object.entries(init);
      for (const [name, value] of pairs) this.#pairs.push([`${name}`, `${value}`]);
    } else this.#pairs = parse(`${init}`);
  }

  /** The parameters of an address; a static that is deleted before the app runs. */
  static of(search: string, changed: () => void): URLSearchParams {
    const params = new URLSearchParams(search);
    params.#changed = changed;
    return params;
  }

  static reset(params: URLSearchParams, search: string): void {
    params.#pairs = parse(search);
  }

  get size(): number {
    return this.#pairs.length;
  }

  append(name: string, value: string): void {
    this.#pairs.push([`${name}`, `${value}`]);
    this.#changed();
  }

  delete(name: string, value?: string): void {
    this.#pairs = this.#pairs.filter(
      ([key, held]) => key !== `${name}` || (value !== undefined && held !== `${value}`),
    );
    this.#changed();
  }

  get(name: string): string | null {
    return this.#pairs.find(([key]) => key === `${name}`)?.[1] ?? null;
  }

  getAll(name: string): string[] {
    return this.#pairs.filter(([key]) => key === `${name}`).map(([, value]) => value);
  }

  has(name: string, value?: string): boolean {
    return this.#pairs.some(
      ([key, held]) => key === `${name}` && (value === undefined || held === `${value}`),
    );
  }

  set(name: string, value: string): void {
    const at = this.#pairs.findIndex(([key]) => key === `${name}`);
    this.#pairs = this.#pairs.filter(([key], index) => key !== `${name}` || index === at);
    if (at < 0) this.#pairs.push([`${name}`, `${value}`]);
    else this.#pairs[at] = [`${name}`, `${value}`];
    this.#changed();
  }

  sort(): void {
    this.#pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    this.#changed();
  }

  forEach(action: (value: string, name: string, params: URLSearchParams) => void): void {
    for (const [name, value] of this) action(value, name, this);
  }

  *entries(): IterableIterator<[string, string]> {
    for (const [name, value] of this.#pairs) yield [name, value];
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this.#pairs) yield name;
  }

  *values(): IterableIterator<string> {
    for (const [, value] of this.#pairs) yield value;
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }

  toString(): string {
    return this.#pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  }
}

const { of: paramsOf, reset: resetParams } = URLSearchParams;
Reflect.deleteProperty(URLSearchParams, 'of');
Reflect.deleteProperty(URLSearchParams, 'reset');

/** An address. */
export class URL {
  #parts: readonly string[];
  #params: URLSearchParams | undefined;

  constructor(input: unknown, base?: unknown) {
    const parts = partsOf(`${input}`, base === undefined ? undefined : `${base}`);
    if (parts === undefined) throw new TypeError(`Invalid URL: ${input}`);
    this.#parts = parts;
  }

  static canParse(input: unknown, base?: unknown): boolean {
    return partsOf(`${input}`, base === undefined ? undefined : `${base}`) !== undefined;
  }

  static part(url: URL, at: number): string {
    return url.#parts[at] ?? '';
  }

  static set(url: URL, part: string, value: string): void {
    url.#parts = JSON.parse(`${guarded((host) => host.setUrlPart(url.href, part, value))}`) as string[];
    if (url.#params !== undefined && part !== 'hash') resetParams(url.#params, url.search);
  }

  get href(): string {
    return this.#parts[0] ?? '';
  }

  get search(): string {
    return this.#parts[9] ?? '';
  }

  get origin(): string {
    return this.#parts[1] ?? '';
  }

  get hash(): string {
    return this.#parts[10] ?? '';
  }

  get searchParams(): URLSearchParams {
    this.#params ??= paramsOf(this.search, () => {
      const text = `${this.#params}`;
      this.#parts = JSON.parse(
        `${guarded((host) => host.setUrlPart(this.href, 'search', text))}`,
      ) as string[];
    });
    return this.#params;
  }

  toString(): string {
    return this.href;
  }

  toJSON(): string {
    return this.href;
  }
}

const { part: partOf, set: setPart } = URL;
Reflect.deleteProperty(URL, 'part');
Reflect.deleteProperty(URL, 'set');
PARTS.forEach((part, at) => {
  Reflect.defineProperty(URL.prototype, part, {
    configurable: true,
    enumerable: true,
    get(this: URL): string {
      return partOf(this, at);
    },
    ...(part === 'origin'
      ? {}
      : {
          set(this: URL, value: unknown): void {
            setPart(this, part, `${value}`);
          },
        }),
  });
});

function partsOf(input: string, base: string | undefined): readonly string[] | undefined {
  const json = guarded((host) => host.parseUrl(input, base));
  return json === undefined ? undefined : (JSON.parse(`${json}`) as string[]);
}

function parse(text: string): [string, string][] {
  const parts = text.replace(/^\?/, '').split('&');
  return parts
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [decode(part), ''] : [decode(part.slice(0, at)), decode(part.slice(at + 1))];
    });
}

function decode(text: string): string {
  const spaced = text.replace(/\+/g, ' ');
  if (!spaced.includes('%')) return spaced;
  const binary = Array.from(utf8(spaced), (byte) => String.fromCharCode(byte)).join('');
  const raw = binary.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return textOf(bytesOf(raw));
}

function encode(text: string): string {
  return Array.from(utf8(text), (byte) => {
    const char = String.fromCharCode(byte);
    if (/[A-Za-z0-9*\-._]/.test(char)) return char;
    return char === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
