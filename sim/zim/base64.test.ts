import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64.js';

describe('base64', () => {
  it('writes what Node writes, and reads it again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = encodeBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64'));
        expect(decodeBase64(text)).toEqual(bytes);
      }),
    );
  });

  it('writes long data', () => {
    const bytes = new Uint8Array(300_001).fill(0xa5);
    expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  });

  it('refuses every character that is not of its alphabet', () => {
    for (let code = 0; code < 300; code++) {
      const character = String.fromCharCode(code);
      const valid = /^[A-Za-z0-9+/]$/.test(character);
      expect(decodeBase64(`A${character}AA`) !== undefined, `code ${code}`).toBe(valid);
    }
  });

  it('refuses wrong lengths and misplaced padding', () => {
    for (const text of ['A', 'AA', 'AAA', 'AAAAA', '=', '====', 'A===', 'AA=A', 'AA==AAAA', 'AAA=AAA=']) {
      expect(decodeBase64(text), text).toBeUndefined();
    }
    expect(decodeBase64('')).toEqual(new Uint8Array(0));
  });
});
