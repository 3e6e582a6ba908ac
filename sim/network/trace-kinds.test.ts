import { describe, expect, it } from 'vitest';
import { NETWORK_TRACE, TRACE } from './trace-kinds.js';

describe('trace kinds', () => {
  it('a kind is the place of its name in the vocabulary', () => {
    expect(NETWORK_TRACE.map((kind) => kind.name)).toEqual(Object.keys(TRACE));
    expect(Object.values(TRACE)).toEqual(NETWORK_TRACE.map((_, place) => place));
  });

  it('a record has at most three integers', () => {
    expect(Math.max(...NETWORK_TRACE.map((kind) => kind.fields.length))).toBeLessThanOrEqual(3);
  });
});
