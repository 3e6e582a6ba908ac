import { describe, expect, it } from 'vitest';
import { assert, InternalError, unreachable } from './assert.js';

describe('assert', () => {
  it('fails with an InternalError that says what was wrong', () => {
    expect(() => assert(false, 'packet on an unknown link')).toThrow(InternalError);
    expect(() => assert(undefined, 'packet on an unknown link')).toThrow('packet on an unknown link');
    expect(() => assert(true, 'fine')).not.toThrow();
  });

  it('names the kind that nobody handled', () => {
    expect(() => unreachable({ kind: 'meteor' } as never)).toThrow(/kind meteor/);
    expect(() => unreachable('meteor' as never)).toThrow(/meteor/);
  });
});
