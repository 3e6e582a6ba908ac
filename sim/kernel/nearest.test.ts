import { describe, expect, it } from 'vitest';
import { nearestNames, quotedList } from './nearest.js';

const NAMES = ['heartbeatTimeoutMs', 'oneWayDelayMs', 'room-deleted', 'lift'];

describe('nearestNames', () => {
  it('a misspelled name is nearest to the right one', () => {
    expect(nearestNames('room-deletd', NAMES, 1)).toEqual(['room-deleted']);
  });

  it('a word out of a long name finds it', () => {
    expect(nearestNames('delay', NAMES, 1)).toEqual(['oneWayDelayMs']);
  });

  it('the beginning of a long name finds it although short names have fewer letters to change', () => {
    expect(nearestNames('hartbeat', NAMES, 1)).toEqual(['heartbeatTimeoutMs']);
  });

  it('gives three names at most, and none when there are none', () => {
    expect(nearestNames('x', NAMES)).toHaveLength(3);
    expect(nearestNames('x', [])).toEqual([]);
  });
});

describe('quotedList', () => {
  it('reads as a sentence has it', () => {
    expect(quotedList([])).toBe('');
    expect(quotedList(['a'])).toBe('"a"');
    expect(quotedList(['a', 'b', 'c'])).toBe('"a", "b" or "c"');
  });
});
