import { createRequire } from 'node:module';
import { beforeAll, expect, test } from 'vitest';
import { moduleExports } from './exports.js';
import { ZIM_SURFACE } from './surface.js';

/** The real package, which needs a few names of a page to load. */
let real: Readonly<Record<string, unknown>>;

beforeAll(() => {
  const realm = globalThis as unknown as Record<string, unknown>;
  const nothing = (): undefined => undefined;
  realm.window ??= realm;
  realm.addEventListener ??= nothing;
  realm.location ??= {
    href: 'https://app.example/',
    protocol: 'https:',
    hostname: 'app.example',
    search: '',
  };
  realm.document ??= { addEventListener: nothing, createElement: () => ({}), hidden: false };
  realm.localStorage ??= { getItem: () => null, setItem: nothing, removeItem: nothing };
  realm.indexedDB ??= { open: () => ({}) };
  realm.navigator ??= { userAgent: 'test', onLine: true };
  realm.WebSocket ??= class {};
  realm.XMLHttpRequest ??= class {};
  real = createRequire(import.meta.url)('zego-zim-web') as Readonly<Record<string, unknown>>;
});

test('the exports are those of the package, in its order, with its values', () => {
  const own = moduleExports(class {}, ZIM_SURFACE);
  expect(Object.keys(own)).toEqual(Object.keys(real));
  expect(Object.keys(own)).toHaveLength(58);
  for (const [name, value] of Object.entries(real)) {
    if (typeof value === 'object') expect({ [name]: own[name] }).toEqual({ [name]: value });
  }
});

test('what the package declares and does not export is missing', () => {
  const own = moduleExports(class {}, ZIM_SURFACE);
  for (const name of ['ZIMErrorCode', 'ZIMMediaFileType', 'ZIMMessageQueryMode'])
    expect(own[name]).toBeUndefined();
  expect(own.default).toBe(own.ZIM);
});
