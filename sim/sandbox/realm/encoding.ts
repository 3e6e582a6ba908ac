// TextEncoder, TextDecoder, atob and btoa.
import { binaryOf, fromUtf8, utf8, viewOf } from './bytes.js';
import { DOMException } from './dom-exception.js';

/** Encodes text as UTF-8. */
export class TextEncoder {
  get encoding(): string {
    return 'utf-8';
  }

  encode(text = ''): Uint8Array<ArrayBuffer> {
    return utf8(`${text}`);
  }

  encodeInto(text: string, target: Uint8Array): { read: number; written: number } {
    let read = 0;
    let written = 0;
    for (const char of `${text}`) {
      const bytes = utf8(char);
      if (written + bytes.length > target.length) break;
      target.set(bytes, written);
      written += bytes.length;
      read += char.length;
    }
    return { read, written };
  }
}

const LABELS: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'unicode-1-1-utf-8': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16': 'utf-16le',
  latin1: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  ascii: 'windows-1252',
  'us-ascii': 'windows-1252',
  'windows-1252': 'windows-1252',
};

// What windows-1252 puts where Latin-1 has control characters.
const WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Decodes UTF-8, UTF-16 and windows-1252; other encodings are refused. */
export class TextDecoder {
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  #waiting: Uint8Array = new Uint8Array(0);
  #started = false;

  constructor(label = 'utf-8', options: { readonly fatal?: boolean; readonly ignoreBOM?: boolean } = {}) {
    const encoding = LABELS[`${label}`.trim().toLowerCase()];
    if (encoding === undefined) throw new RangeError(`The encoding ${label} is not in the sandbox`);
    this.encoding = encoding;
    this.fatal = options.fatal === true;
    this.ignoreBOM = options.ignoreBOM === true;
  }

  decode(input?: ArrayBuffer | ArrayBufferView, options: { readonly stream?: boolean } = {}): string {
    const given = input === undefined ? new Uint8Array(0) : viewOf(input);
    if (given === undefined) throw new TypeError('Expected decode to get an ArrayBuffer or a view of one');
    const bytes = new Uint8Array(this.#waiting.length + given.length);
    bytes.set(this.#waiting);
    bytes.set(given, this.#waiting.length);
    const { text, rest, valid } = this.#piece(bytes);
    const stream = options.stream === true;
    this.#waiting = stream ? bytes.slice(bytes.length - rest) : new Uint8Array(0);
    if (this.fatal && (!valid || (rest > 0 && !stream))) {
      throw new TypeError('The encoded data was not valid.');
    }
    return this.#finish(rest > 0 && !stream ? `${text}\ufffd` : text, stream);
  }

  #piece(bytes: Uint8Array): { text: string; rest: number; valid: boolean } {
    if (this.encoding === 'utf-8') return fromUtf8(bytes);
    if (this.encoding === 'windows-1252') {
      const text = binaryOf(bytes).replace(
        /[\x80-\x9f]/g,
        (char) => WINDOWS[char.charCodeAt(0) - 0x80] ?? char,
      );
      return { text, rest: 0, valid: true };
    }
    let text = '';
    for (let i = 0; i + 1 < bytes.length; i += 2) {
      text += String.fromCharCode((bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8));
    }
    return { text, rest: bytes.length % 2, valid: true };
  }

  #finish(text: string, stream: boolean): string {
    const drop = !this.#started && !this.ignoreBOM && text.startsWith('\ufeff');
    this.#started = stream && (this.#started || text !== '');
    return drop ? text.slice(1) : text;
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Writes Latin-1 text as base64. */
export function btoa(data: unknown): string {
  const text = `${data}`;
  let result = '';
  for (let i = 0; i < text.length; i += 3) {
    const codes = [text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2)];
    if (codes.some((code) => code > 0xff)) {
      throw new DOMException('The text has characters outside of Latin-1.', 'InvalidCharacterError');
    }
    const [a = 0, b = 0, c = 0] = codes;
    const bits = (a << 16) | ((b || 0) << 8) | (c || 0);
    const digits = [bits >> 18, (bits >> 12) & 63, (bits >> 6) & 63, bits & 63];
    const kept = Math.min(text.length - i, 3) + 1;
    result += digits.map((digit, at) => (at < kept ? ALPHABET[digit] : '=')).join('');
  }
  return result;
}

/** Reads base64 as Latin-1 text. */
export function atob(data: unknown): string {
  const bare = `${data}`.replace(/[\t\n\f\r ]/g, '');
  const text = bare.length % 4 === 0 ? bare.replace(/==?$/, '') : bare;
  if (text.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text)) {
    throw new DOMException('The text is not base64.', 'InvalidCharacterError');
  }
  let result = '';
  let bits = 0;
  let held = 0;
  for (const char of text) {
    bits = ((bits << 6) | ALPHABET.indexOf(char)) & 0xffffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    result += String.fromCharCode((bits >> held) & 0xff);
  }
  return result;
}
