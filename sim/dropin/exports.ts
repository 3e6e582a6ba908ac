// The run-time exports of the package, as seen: 56 enumerations with names both ways, the class, and the class again as
// the default. What the package declares but does not export (ZIMErrorCode, ZIMMediaFileType, ZIMMessageQueryMode) is
// missing here too, or an app that needs it would crash only in production.

import type { ZimSurface } from './surface.js';

/** An enumeration as TypeScript compiles one: names to numbers and numbers to names. */
function bothWays(enumeration: Readonly<Record<string, number>>): Record<string, string | number> {
  const both: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(enumeration)) {
    both[name] = value;
    both[value] = name;
  }
  return both;
}

/**
 * What `require('zego-zim-web')` gives, with another class in it.
 *
 * @example moduleExports(ZIM, ZIM_SURFACE).ZIMConnectionState.Connected // 2
 */
export function moduleExports(
  zim: unknown,
  { enums, enumText }: Pick<ZimSurface, 'enums' | 'enumText'>,
): Record<string, unknown> {
  const all: Record<string, unknown> = { ZIM: zim };
  let tables: Readonly<Record<string, Readonly<Record<string, number>>>> | undefined;
  for (const name of enums) {
    // Few apps use more than a handful of them, and a realm lives for one run.
    Object.defineProperty(all, name, {
      configurable: true,
      enumerable: true,
      get: () => {
        tables ??= JSON.parse(enumText) as NonNullable<typeof tables>;
        const value = bothWays(tables[name] ?? {});
        Object.defineProperty(all, name, { value, configurable: true, enumerable: true, writable: true });
        return value;
      },
    });
  }
  all.default = zim;
  Object.defineProperty(all, '__esModule', { value: true });
  return all;
}
