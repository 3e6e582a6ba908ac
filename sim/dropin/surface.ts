// What the drop-in has to have, as plain data: made once, outside of the realms of apps, which are many and short-lived.

import * as enums from '../zim/enums.js';
import * as otherEnums from '../zim/enums-other.js';
import { SDK_EVENT_NAMES, SDK_METHOD_NAMES, withoutSession } from '../zim/sdk-surface.js';
import { LATEST_SDK_VERSION } from '../zim/versions.js';

/** Plain data that may cross into a realm. */
export interface ZimSurface {
  readonly version: string;
  readonly methods: readonly string[];
  /** Methods that return undefined, and no promise. */
  readonly quiet: readonly string[];
  readonly events: readonly string[];
  /** Names of the enumerations that the package exports. */
  readonly enums: readonly string[];
  /** All of them as JSON, for whoever touches one. */
  readonly enumText: string;
}

/** Declared, and not there at run time (observed). */
const ONLY_DECLARED: ReadonlySet<string> = new Set(['ZIMMediaFileType', 'ZIMMessageQueryMode']);

type Table = Readonly<Record<string, number>>;

const TABLES: readonly (readonly [string, Table])[] = Object.entries({ ...enums, ...otherEnums })
  .filter(([name, value]) => /^ZIM[A-Z]/.test(name) && typeof value === 'object' && !ONLY_DECLARED.has(name))
  .map(([name, value]) => [name, value as Table] as const)
  .sort(([a], [b]) => (a < b ? -1 : 1));

/** The surface of the version that is modelled. */
export const ZIM_SURFACE: ZimSurface = {
  version: LATEST_SDK_VERSION,
  methods: SDK_METHOD_NAMES,
  quiet: SDK_METHOD_NAMES.filter((name) => withoutSession(name) === 'returnsUndefined'),
  events: SDK_EVENT_NAMES,
  enums: TABLES.map(([name]) => name),
  enumText: JSON.stringify(Object.fromEntries(TABLES)),
};
