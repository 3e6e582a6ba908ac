// FormData, and what a request sends of it: multipart with a boundary that is the same in every run.
import { Blob, blobBytes, File } from './blob.js';
import { binaryOf, utf8 } from './bytes.js';
import { tag } from './globals.js';

type Value = string | File;

const BOUNDARY = '----zim-sim-form-data-boundary';

/** Names and values in the order in which they came. */
export class FormData {
  #entries: (readonly [string, Value])[] = [];

  append(name: unknown, value: unknown, filename?: unknown): void {
    this.#entries.push([`${name}`, entryOf(value, filename)]);
  }

  set(name: unknown, value: unknown, filename?: unknown): void {
    const at = this.#entries.findIndex(([key]) => key === `${name}`);
    const entry = [`${name}`, entryOf(value, filename)] as const;
    if (at < 0) this.#entries.push(entry);
    else {
      const rest = this.#entries.filter(([key], index) => index < at || key !== `${name}`);
      this.#entries = [...rest.slice(0, at), entry, ...rest.slice(at)];
    }
  }

  get(name: unknown): Value | null {
    return this.#entries.find(([key]) => key === `${name}`)?.[1] ?? null;
  }

  getAll(name: unknown): Value[] {
    return this.#entries.flatMap(([key, value]) => (key === `${name}` ? [value] : []));
  }

  has(name: unknown): boolean {
    return this.#entries.some(([key]) => key === `${name}`);
  }

  delete(name: unknown): void {
    this.#entries = this.#entries.filter(([key]) => key !== `${name}`);
  }

  forEach(action: (value: Value, name: string, form: FormData) => void, self?: unknown): void {
    for (const [name, value] of this.#entries) action.call(self, value, name, this);
  }

  *entries(): IterableIterator<[string, Value]> {
    for (const [name, value] of this.#entries) yield [name, value];
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this.#entries) yield name;
  }

  *values(): IterableIterator<Value> {
    for (const [, value] of this.#entries) yield value;
  }

  [Symbol.iterator](): IterableIterator<[string, Value]> {
    return this.entries();
  }
}

tag(FormData.prototype, 'FormData');

function entryOf(value: unknown, filename: unknown): Value {
  if (!(value instanceof Blob)) return `${value}`;
  if (value instanceof File && filename === undefined) return value;
  return new File([value], filename === undefined ? 'blob' : `${filename}`, { type: value.type });
}

/** A form as the body of a request, in Latin-1. */
export function multipartOf(form: FormData): { readonly binary: string; readonly type: string } {
  let binary = '';
  for (const [name, value] of form) {
    const isFile = typeof value !== 'string';
    const file = isFile ? `; filename="${escaped(value.name)}"` : '';
    const type = isFile
      ? `\r\nContent-Type: ${value.type === '' ? 'application/octet-stream' : value.type}`
      : '';
    const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${escaped(name)}"${file}${type}\r\n\r\n`;
    binary += binaryOf(utf8(head));
    binary += binaryOf(isFile ? blobBytes(value) : utf8(value.replace(/\r\n|\r|\n/g, '\r\n')));
    binary += '\r\n';
  }
  return { binary: `${binary}--${BOUNDARY}--\r\n`, type: `multipart/form-data; boundary=${BOUNDARY}` };
}

function escaped(name: string): string {
  return name.replace(/\r\n|\r|\n/g, '%0D%0A').replace(/"/g, '%22');
}
