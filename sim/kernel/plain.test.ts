import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InternalError } from './assert.js';
import { clonePlain, deepFreeze, equalPlain, hashPlain } from './plain.js';

const key = fc.oneof(fc.constantFrom('id', 'at', 'to', '__proto__', ''), fc.string());
const primitive = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.string(),
  fc.boolean(),
  fc.constantFrom(null, undefined, Number.NaN, -0),
);
const { plain } = fc.letrec((tie) => ({
  plain: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    primitive,
    fc.array(tie('plain'), { maxLength: 5 }),
    fc.dictionary(key, tie('plain'), { maxKeys: 6, noNullPrototype: true }),
    fc.array(fc.tuple(key, tie('plain')), { maxLength: 4 }).map((entries) => new Map(entries)),
    fc.array(primitive, { maxLength: 4 }).map((items) => new Set(items)),
    fc.uint8Array({ maxLength: 5 }),
    fc.float64Array({ maxLength: 5 }),
  ),
}));

// The same records with their properties in the opposite order.
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, reversed(inner)]),
  );
}

describe('clonePlain', () => {
  it('copies everything and shares nothing', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const copy = clonePlain(value);
        expect(equalPlain(copy, value)).toBe(true);
        expect(hashPlain(copy)).toBe(hashPlain(value));
        if (typeof value === 'object' && value !== null) expect(copy).not.toBe(value);
      }),
    );
  });

  it('copies nested containers, too', () => {
    const state = {
      rooms: new Map([['r1', { members: ['a'] }]]),
      bytes: new Uint8Array([1]),
      tags: new Set(['x']),
    };
    const copy = clonePlain(state);
    copy.rooms.get('r1')?.members.push('b');
    copy.bytes[0] = 9;
    copy.tags.add('y');
    expect(state).toEqual({
      rooms: new Map([['r1', { members: ['a'] }]]),
      bytes: new Uint8Array([1]),
      tags: new Set(['x']),
    });
  });

  it('refuses what is not plain data, however deep', () => {
    class Room {}
    for (const wrong of [
      () => 0,
      new Room(),
      new Date(0),
      Symbol('s'),
      1n,
      /x/,
      new DataView(new ArrayBuffer(1)),
    ]) {
      for (const value of [wrong, { a: wrong }, [wrong], new Map([['k', { b: wrong }]])]) {
        expect(() => clonePlain(value)).toThrow(InternalError);
        expect(() => hashPlain(value)).toThrow(InternalError);
      }
    }
    expect(() => clonePlain({ room: new Room() })).toThrow('plain data expected, got a Room');
  });

  it('takes records without a prototype', () => {
    const record: unknown = Object.assign(Object.create(null), { a: 1 });
    expect(equalPlain(clonePlain(record), { a: 1 })).toBe(true);
  });
});

describe('equalPlain and hashPlain', () => {
  it('agree with each other', () => {
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        expect(equalPlain(a, b)).toBe(hashPlain(a) === hashPlain(b));
        expect(equalPlain(a, b)).toBe(equalPlain(b, a));
      }),
      { numRuns: 1000 },
    );
  });

  it('ignore the order of properties', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const other = reversed(value);
        expect(equalPlain(value, other)).toBe(true);
        expect(hashPlain(value)).toBe(hashPlain(other));
      }),
    );
  });

  it('ignore properties that are undefined', () => {
    const [a, b] = [{ code: 1, message: undefined }, { code: 1 }];
    expect(equalPlain(a, b)).toBe(true);
    expect(equalPlain(b, a)).toBe(true);
    expect(hashPlain(a)).toBe(hashPlain(b));
  });

  it.each<[unknown, unknown]>([
    [
      [1, 2],
      [2, 1],
    ],
    [
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
      new Map([
        ['b', 2],
        ['a', 1],
      ]),
    ],
    [new Set([1, 2]), new Set([2, 1])],
    [[], {}],
    [new Map(), new Set()],
    [[], new Uint8Array()],
    [new Uint8Array([1]), new Int8Array([1])],
    [0, '0'],
    [0, false],
    [null, undefined],
    ['', null],
    [[[1], 2], [[1, 2]]],
    [
      ['ab', 'c'],
      ['a', 'bc'],
    ],
    [{ a: { b: 1 } }, { a: 1, b: 1 }],
    [
      { a: 1, b: 2 },
      { a: 2, b: 1 },
    ],
    [1, 1 + 2 ** -52],
    [2 ** 31, -(2 ** 31)],
    [2 ** 53, 2 ** 53 - 1],
  ])('tell %j from %j', (a, b) => {
    expect(equalPlain(a, b)).toBe(false);
    expect(hashPlain(a)).not.toBe(hashPlain(b));
  });

  it('see one NaN and one zero', () => {
    const otherNaN = new Float64Array(new Uint32Array([1, 0xfff80000]).buffer)[0];
    expect(hashPlain(otherNaN)).toBe(hashPlain(Number.NaN));
    expect(equalPlain(otherNaN, Number.NaN)).toBe(true);
    expect(hashPlain(-0)).toBe(hashPlain(0));
  });

  it('give these numbers on every platform and in every version', () => {
    expect(
      [0, 1.5, Number.NaN, 'zim', { a: [1, null], b: new Map([['k', true]]) }, new Uint8Array([1, 2])].map(
        hashPlain,
      ),
    ).toMatchInlineSnapshot(`
      [
        2465069558525406,
        2742003121166612,
        8675076985662036,
        8909326468717071,
        7971598827328654,
        8859045578461284,
      ]
    `);
  });
});

describe('deepFreeze', () => {
  it('makes every write throw', () => {
    const state = deepFreeze({ list: [{ a: 1 }], map: new Map([['k', { b: 1 }]]), set: new Set([1]) });
    expect(() => state.list.push({ a: 2 })).toThrow(TypeError);
    expect(() => Object.assign(state.list[0] ?? {}, { a: 2 })).toThrow(TypeError);
    expect(() => Object.assign(state.map.get('k') ?? {}, { b: 2 })).toThrow(TypeError);
    expect(() => state.map.set('l', { b: 2 })).toThrow(InternalError);
    expect(() => state.map.delete('k')).toThrow(InternalError);
    expect(() => state.set.add(2)).toThrow(InternalError);
    expect(() => state.set.clear()).toThrow(InternalError);
  });

  it('leaves a value that can still be copied, compared and written to as a copy', () => {
    const state = deepFreeze({ map: new Map([['k', 1]]) });
    const copy = clonePlain(state);
    copy.map.set('l', 2);
    expect(state.map.size).toBe(1);
    expect(equalPlain(state, { map: new Map([['k', 1]]) })).toBe(true);
  });
});
