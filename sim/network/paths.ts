// All links of a network, by source and target. A link exists from its first use on, so a world of many
// hosts pays only for the pairs that talk. What happens on a link is decided in link.ts.

import { assert } from '../kernel/assert.js';
import { checkSettings, createLink, type Link, type LinkSettings } from './link.js';

/** A host's place in the list that the network was made with. */
export type HostId = number;

/** One direction between two hosts. */
export interface Path {
  readonly source: HostId;
  readonly target: HostId;
}

/** The table of links. A link's number is its place in the order of first use. */
export class Paths {
  private readonly names: readonly string[];
  private readonly defaults: LinkSettings;
  private readonly links: Link[] = [];
  private readonly numbers: Map<number, number> = new Map();

  constructor(names: readonly string[], defaults: LinkSettings) {
    checkSettings(defaults);
    this.names = names;
    this.defaults = defaults;
  }

  /** The number of a path's link, for {@link at}. */
  number({ source, target }: Path): number {
    const key = source * this.names.length + target;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const names = { source: this.nameOf(source), target: this.nameOf(target) };
    this.numbers.set(key, this.links.length);
    return this.links.push(createLink(names, this.defaults)) - 1;
  }

  at(number: number): Link {
    // Numbers come from `number` only, so there is nothing to check on this hot path.
    return this.links[number] as Link;
  }

  find(path: Path): Link {
    return this.at(this.number(path));
  }

  /** Changes the settings for what is sent from now on and returns those before. */
  set(path: Path, settings: Partial<LinkSettings>): LinkSettings {
    const link = this.find(path);
    const before = link.settings;
    const changed = { ...before, ...settings };
    checkSettings(changed);
    link.settings = changed;
    return before;
  }

  clone(): Paths {
    const copy = new Paths(this.names, this.defaults);
    for (const link of this.links) copy.links.push({ ...link });
    for (const [key, number] of this.numbers) copy.numbers.set(key, number);
    return copy;
  }

  private nameOf(host: HostId): string {
    const name = this.names[host];
    assert(name !== undefined, `no host has the number ${host}`);
    return name;
  }
}
