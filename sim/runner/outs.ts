// The lists that steps write their effects to. A list is in use from the step until its effects are applied, and
// steps run inside one another, so they are handed out like the plates of a stack. Made anew for each step they
// would be a third of all that a run allocates.

import type { Out } from '../models/model.js';

export class Outs {
  private readonly lists: unknown[][] = [];
  private inUse = 0;

  /** An empty list. Whoever takes it gives it back, the one taken last first. */
  take<Effect>(): Out<Effect> {
    const known = this.lists[this.inUse];
    const list = known ?? [];
    if (known === undefined) this.lists.push(list);
    this.inUse += 1;
    return list as Out<Effect>;
  }

  giveBack(list: Out<unknown>): void {
    // Emptied from the end: with `length = 0` the list would lose its memory, and the next step would allocate it.
    while (list.length > 0) list.pop();
    this.inUse -= 1;
  }
}
