// The run-time exports of the package, as seen: 56 enumerations with names both ways, the class, and the class again as
// the default. What the package declares but does not export (ZIMErrorCode, ZIMMediaFileType, ZIMMessageQueryMode) is
// missing here too, or an app that needs it would crash only in production.

import * as enums from '../zim/enums.js';
import * as otherEnums from '../zim/enums-other.js';

/** Declared, and not there at run time (observed). */
const ONLY_DECLARED: ReadonlySet<string> = new Set(['ZIMMediaFileType', 'ZIMMessageQueryMode']);

type Table = Readonly<Record<string, number>>;

const TABLES: readonly (readonly [string, Table])[] = Object.entries({ ...enums, ...otherEnums })
  .filter(([name, value]) => /^ZIM[A-Z]/.test(name) && typeof value === 'object' && !ONLY_DECLARED.has(name))
  .map(([name, value]) => [name, value as Table] as const)
  .sort(([a], [b]) => (a < b ? -1 : 1));

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
 * @example moduleExports(ZIM).ZIMConnectionState.Connected // 2
 */
export function moduleExports(zim: unknown): Record<string, unknown> {
  const all: Record<string, unknown> = { ZIM: zim };
  for (const [name, table] of TABLES) {
    // Few apps use more than a handful of them, and a realm lives for one run.
    Object.defineProperty(all, name, {
      configurable: true,
      enumerable: true,
      get: () => {
        const value = bothWays(table);
        Object.defineProperty(all, name, { value, configurable: true, enumerable: true, writable: true });
        return value;
      },
    });
  }
  all.default = zim;
  Object.defineProperty(all, '__esModule', { value: true });
  return all;
}
