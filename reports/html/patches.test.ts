import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { ParticipantReader } from '../page/participant-reader.js';
import type { Json, PagePatch } from './page-document.js';
import { emptyCopy, follow, type Patch, plainCopy } from './patches.js';

describe('patches', () => {
  it('say only what changed', () => {
    const copy = emptyCopy();
    const state = { phase: 'idle', rooms: new Map([['lobby', { state: 1 }]]), list: [1, 2] };
    follow(copy, state, []);
    state.rooms.set('hall', { state: 0 });
    state.phase = 'session';
    state.list.push(3);
    const patches: Patch[] = [];
    follow(copy, state, patches);
    expect(patches).toEqual([
      [['phase'], 'session'],
      [['rooms', 'hall'], { state: 0 }],
      [['list', '2'], 3],
    ]);
    state.rooms.delete('lobby');
    state.list.shift();
    const next: Patch[] = [];
    follow(copy, state, next);
    expect(next).toEqual([[['rooms', 'lobby']], [['list'], [2, 3]]]);
    expect(copy).toEqual(plainCopy(state));
  });

  const states = fc.array(
    fc.dictionary(
      fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor'), fc.string()),
      fc.jsonValue({ maxDepth: 3 }),
      { noNullPrototype: true },
    ),
    { minLength: 1, maxLength: 12 },
  );

  it.prop([states])('lead a reader through every state, forwards and back', (all) => {
    const copy = emptyCopy();
    const paths: (readonly string[])[] = [];
    const steps = all.map((state, index) => {
      const patches: Patch[] = [];
      follow(copy, state, patches);
      const short = patches.map((patch): PagePatch => {
        const number = paths.push(patch[0]) - 1;
        return patch.length === 1 ? [number] : [number, patch[1]];
      });
      const after = index === 0 ? 0 : 1;
      return index % 5 === 0
        ? ([after, 'whole', plainCopy(copy) as Json, short] as const)
        : ([after, short] as const);
    });
    // As it comes out of the page's file.
    const reader = new ParticipantReader(JSON.parse(JSON.stringify({ name: 'x', steps, paths })));
    const order = [...all.keys(), ...[...all.keys()].reverse()];
    for (const moment of order) {
      expect(JSON.stringify(sorted(reader.at(moment).value))).toBe(JSON.stringify(sorted(all[moment])));
    }
  });
});

/** The order of keys is nobody's business. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value === 0 ? 0 : value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}
