// Where the flags of T0, T1 and T2 stand: at their time, or beside the one before where both would stand in one place.

import type { PageMark, PageRow } from '../html/page-document.js';

/** How wide a flag is. */
export const FLAG = 21;

/** Further from its time than this, a flag would point at something else. */
const FARTHEST = 2 * FLAG + 4;

export interface Flag {
  readonly mark: PageMark;
  /** Where its time is, and where the flag begins. */
  readonly at: number;
  readonly from: number;
}

export function flagsOf({ x }: { readonly x: (ms: number) => number }, { marks }: PageRow): readonly Flag[] {
  const flags: Flag[] = [];
  let end = Number.NEGATIVE_INFINITY;
  const outages = marks.filter(({ shape }) => shape === 'outage').sort((a, b) => a.atMs - b.atMs);
  for (const mark of outages) {
    const at = x(mark.atMs);
    const beside = Math.max(at - 1, end + 1);
    const from = beside - at > FARTHEST ? at - 1 : beside;
    flags.push({ mark, at, from });
    end = from + FLAG;
  }
  return flags;
}
