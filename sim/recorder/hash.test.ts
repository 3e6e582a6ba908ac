import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hash } from './hash.js';

describe('hash', () => {
  it.each(['', 'abc', 'älice 大厅 🙂', 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(64), 'y'.repeat(1000)])(
    'is the beginning of the SHA-256 of %j',
    (text) => {
      expect(hash(text)).toBe(createHash('sha256').update(text).digest('hex').slice(0, 16));
    },
  );
});
