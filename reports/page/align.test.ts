import { describe, expect, it } from 'vitest';
import type { PageObservation } from '../html/page-document.js';
import { aligned } from './align.js';

function rows(...texts: readonly string[]): readonly PageObservation[] {
  return texts.map((text, moment) => ({
    moment,
    atMs: moment,
    lane: 'alice',
    kind: 'event',
    text,
    tone: 'plain',
  }));
}

function sides(a: readonly PageObservation[], b: readonly PageObservation[]): readonly string[] {
  return aligned(a, b).map(({ a: left, b: right }) => `${left?.text ?? ''}|${right?.text ?? ''}`);
}

describe('two lists side by side', () => {
  it('have in one line what both have, and the rest on its own side', () => {
    expect(sides(rows('login', 'kick', 'bye'), rows('login', 'hello', 'bye'))).toEqual([
      'login|login',
      'kick|',
      '|hello',
      'bye|bye',
    ]);
  });

  it('are one list when they are the same', () => {
    expect(sides(rows('a', 'b'), rows('a', 'b'))).toEqual(['a|a', 'b|b']);
  });

  it('may be empty', () => {
    expect(sides([], rows('a'))).toEqual(['|a']);
    expect(sides([], [])).toEqual([]);
  });
});
