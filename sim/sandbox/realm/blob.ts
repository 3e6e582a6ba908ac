// Blob and File.
import { textOf, utf8, viewOf } from './bytes.js';
import { now } from './time.js';

/** Bytes with a type. */
export class Blob {
  readonly type: string;
  readonly #bytes: Uint8Array<ArrayBuffer>;

  constructor(parts: Iterable<unknown> = [], options: { readonly type?: string } = {}) {
    const pieces = [...parts].map((part) =>
      part instanceof Blob ? part.#bytes : (viewOf(part) ?? utf8(`${part}`)),
    );
    this.#bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      this.#bytes.set(piece, at);
      at += piece.length;
    }
    this.type = `${options.type ?? ''}`.toLowerCase();
  }

  get size(): number {
    return this.#bytes.length;
  }

  slice(start?: number, end?: number, type = ''): Blob {
    return new Blob([this.#bytes.slice(start, end)], { type });
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return this.#bytes.slice().buffer;
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#bytes.slice();
  }

  async text(): Promise<string> {
    return textOf(this.#bytes);
  }

  /** The bytes at once; a static that is deleted before the app runs. */
  static bytesOf(blob: Blob): Uint8Array {
    return blob.#bytes;
  }
}

/** The bytes of a blob, not copied. */
export const blobBytes: (blob: Blob) => Uint8Array = Blob.bytesOf;
Reflect.deleteProperty(Blob, 'bytesOf');

/** Where `ownBlob` of another realm finds them. */
const BYTES = Symbol.for('zim-sim.bytes');
Reflect.defineProperty(Blob.prototype, BYTES, {
  get(this: Blob) {
    return blobBytes(this);
  },
});

/** A blob with a name. */
export class File extends Blob {
  readonly name: string;
  readonly lastModified: number;

  constructor(
    parts: Iterable<unknown>,
    name: string,
    options: { readonly type?: string; readonly lastModified?: number } = {},
  ) {
    super(parts, options);
    this.name = `${name}`;
    this.lastModified = options.lastModified ?? now();
  }
}

/** A blob or a file of another realm as one of this realm; undefined for anything else. */
export function ownBlob(value: object): Blob | undefined {
  const bytes: unknown = Reflect.get(value, BYTES);
  if (bytes === undefined) return undefined;
  const { type, name, lastModified } = value as File;
  return name === undefined ? new Blob([bytes], { type }) : new File([bytes], name, { type, lastModified });
}
