// When a schedule may keep apps from their token server. No app can be blamed for a token that it could not get.

import { parseDurationMs } from '../kernel/duration.js';
import type { Fault, Schedule } from './fault.js';
import { lengthOf } from './nemesis.js';

/** A stretch of time, virtual milliseconds. */
export interface TokenTrouble {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Requests that were under way go on only so long after the path is sound again. */
const AFTERMATH_MS = 5000;
/** Where connections hang for good, an app finds out when it gives up. */
const HANGING_MS = 60_000;

/**
 * The stretches in which some app may not get a token, whichever app that is.
 *
 * @example tokenTroubles([{ kind: 'issuerDown', at: '1m', for: '2m' }]) // [{ fromMs: 60000, toMs: 185000 }]
 */
export function tokenTroubles(schedule: Schedule): readonly TokenTrouble[] {
  return schedule.flatMap((fault) => {
    const aftermathMs = aftermathOf(fault);
    if (aftermathMs === undefined) return [];
    const fromMs = parseDurationMs(fault.at);
    const lastsMs = fault.kind === 'reset' ? 0 : lengthOf(fault);
    return [{ fromMs, toMs: fromMs + lastsMs + aftermathMs }];
  });
}

/** How long it is felt after its end; undefined where the token server has nothing to do with it. */
function aftermathOf(fault: Fault): number | undefined {
  switch (fault.kind) {
    case 'partition':
    case 'weakNetwork':
      return fault.between.includes('issuer') ? AFTERMATH_MS : undefined;
    case 'blackHole':
    case 'refuse':
      return fault.host === 'issuer' ? AFTERMATH_MS : undefined;
    case 'reset':
      return fault.host === 'server' ? undefined : AFTERMATH_MS;
    case 'issuerDown':
    case 'issuerStale':
    case 'offline':
      return AFTERMATH_MS;
    case 'issuerSlow':
      return AFTERMATH_MS + parseDurationMs(fault.delay);
    case 'dns':
    case 'captivePortal':
    case 'natTimeout':
    case 'handover':
    case 'sleep':
      return HANGING_MS;
    default:
      return undefined;
  }
}
