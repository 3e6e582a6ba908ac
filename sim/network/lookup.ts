// How long it takes to find the address of a name.

import { unreachable } from '../kernel/assert.js';
import type { NameService } from './hosts.js';
import { delayFor } from './link/delay-models.js';
import type { LinkSettings } from './link/link.js';

const MIDDLE = 0.5;

/**
 * In microseconds. A resolver that fails does so after one round trip on the links between which it stands; what it
 * costs when all is well is part of no model, since systems keep the answer.
 */
export function lookupMicros(
  names: NameService,
  [forth, back]: readonly [LinkSettings, LinkSettings],
): number {
  switch (names.kind) {
    case 'ok':
    case 'wrong':
      return 0;
    case 'slow':
      return names.delayMicros;
    case 'failing':
      return delayFor(forth.delay, MIDDLE) + delayFor(back.delay, MIDDLE);
    default:
      return unreachable(names);
  }
}
