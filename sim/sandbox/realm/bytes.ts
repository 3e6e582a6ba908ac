// Bytes as they cross the border, a character of Latin-1 for each, and UTF-8.

/** Writes bytes as Latin-1. */
export function binaryOf(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x2000) {
    text += String.fromCharCode(...bytes.subarray(i, i + 0x2000));
  }
  return text;
}

/** Reads Latin-1 as bytes. */
export function bytesOf(binary: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** The bytes of a buffer or a view, not copied; undefined for anything else. */
export function viewOf(value: unknown): Uint8Array | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (!ArrayBuffer.isView(value)) return undefined;
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

/** Encodes text as UTF-8; half a surrogate pair becomes U+FFFD. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (const char of text) {
    let code = char.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) bytes[at++] = code;
    else {
      if (code < 0x800) bytes[at++] = 0xc0 | (code >> 6);
      else {
        if (code < 0x10000) bytes[at++] = 0xe0 | (code >> 12);
        else {
          bytes[at++] = 0xf0 | (code >> 18);
          bytes[at++] = 0x80 | ((code >> 12) & 0x3f);
        }
        bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
      }
      bytes[at++] = 0x80 | (code & 0x3f);
    }
  }
  return bytes.slice(0, at);
}

/** What a decoded piece gave: its text, how many bytes at the end wait for more, and whether all of it was valid. */
export interface Decoded {
  readonly text: string;
  readonly rest: number;
  readonly valid: boolean;
}

/** Decodes UTF-8 as the Encoding standard does: one U+FFFD for each maximal invalid part. */
export function fromUtf8(bytes: Uint8Array): Decoded {
  let text = '';
  let valid = true;
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] ?? 0;
    if (first < 0x80) {
      text += String.fromCharCode(first);
      at += 1;
      continue;
    }
    const needed =
      first >= 0xc2 && first < 0xe0
        ? 1
        : first >= 0xe0 && first < 0xf0
          ? 2
          : first >= 0xf0 && first < 0xf5
            ? 3
            : 0;
    const taken = continuation(bytes, at, first, needed);
    if (needed > 0 && taken === needed) text += String.fromCodePoint(codePoint(bytes, at, first, needed));
    else if (needed > 0 && at + 1 + taken >= bytes.length) {
      return { text, rest: bytes.length - at, valid };
    } else {
      text += '\ufffd';
      valid = false;
    }
    at += 1 + taken;
  }
  return { text, rest: 0, valid };
}

function continuation(bytes: Uint8Array, at: number, first: number, needed: number): number {
  let low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  let high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  for (let i = 0; i < needed; i += 1) {
    const byte = bytes[at + 1 + i] ?? 0;
    if (byte < low || byte > high) return i;
    low = 0x80;
    high = 0xbf;
  }
  return needed;
}

function codePoint(bytes: Uint8Array, at: number, first: number, needed: number): number {
  let code = first & (0x3f >> needed);
  for (let i = 1; i <= needed; i += 1) code = (code << 6) | ((bytes[at + i] ?? 0) & 0x3f);
  return code;
}

/** Decodes a whole text; what is cut off at its end is invalid. A byte order mark is dropped. */
export function textOf(bytes: Uint8Array): string {
  const { text, rest } = fromUtf8(bytes);
  const whole = rest > 0 ? `${text}\ufffd` : text;
  return whole.startsWith('\ufeff') ? whole.slice(1) : whole;
}
