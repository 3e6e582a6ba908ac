// Base64 with padding (RFC 4648, section 4), for browsers and Node alike. Strict: no white space, no missing padding.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const INVALID = 255;
const PADDING = '='.charCodeAt(0);

const CODES: Uint8Array = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
// Much faster than String.fromCharCode over the codes.
const ASCII = new TextDecoder();
const VALUES: Uint8Array = new Uint8Array(128).fill(INVALID);
for (let value = 0; value < 64; value++) VALUES[ALPHABET.charCodeAt(value)] = value;

/**
 * Writes bytes as base64.
 *
 * @example encodeBase64(Uint8Array.of(1, 2)) // 'AQI='
 */
export function encodeBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(4 * Math.ceil(bytes.length / 3)).fill(PADDING);
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const left = bytes.length - from;
    const triple = (bytes[from]! << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
    codes[to] = CODES[triple >> 18]!;
    codes[to + 1] = CODES[(triple >> 12) & 63]!;
    if (left > 1) codes[to + 2] = CODES[(triple >> 6) & 63]!;
    if (left > 2) codes[to + 3] = CODES[triple & 63]!;
  }
  return ASCII.decode(codes);
}

/**
 * Reads base64.
 *
 * @returns `undefined` when the text is not base64
 * @example decodeBase64('AQI=') // Uint8Array [1, 2]
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - padding;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let from = 0, to = 0; from < digits; from += 4, to += 3) {
    const a = valueAt(text, from, digits);
    const b = valueAt(text, from + 1, digits);
    const c = valueAt(text, from + 2, digits);
    const d = valueAt(text, from + 3, digits);
    if ((a | b | c | d) > 63) return undefined;
    bytes[to] = (a << 2) | (b >> 4);
    // Writes behind the end of a typed array are dropped, which is what the padded tail needs.
    bytes[to + 1] = (b << 4) | (c >> 2);
    bytes[to + 2] = (c << 6) | d;
  }
  return bytes;
}

// The padding counts as zeros; anything that is no digit gives more than 63.
function valueAt(text: string, index: number, digits: number): number {
  if (index >= digits) return 0;
  return VALUES[text.charCodeAt(index)] ?? INVALID;
}
