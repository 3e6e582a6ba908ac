// All links of a network, by source and target. A link exists from its first use on, so a world of many hosts pays
// only for the pairs that talk. What happens on a link is decided in link/link.ts.

import { assert } from '../kernel/assert.js';
import { hashText } from '../kernel/random.js';
import { changeLink, cloneLink, createLink, type Link, type LinkSettings } from './link/link.js';

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
  /** By the number of the link: packets that went out once more. */
  private readonly repeats: number[] = [];

  constructor(names: readonly string[], defaults: LinkSettings) {
    this.names = names;
    this.defaults = defaults;
    // A setting that makes no sense is told at once and not with the first packet.
    createLink(0, defaults);
  }

  /** The number of a path's link, for {@link at}. */
  number({ source, target }: Path): number {
    const place = source * this.names.length + target;
    const known = this.numbers.get(place);
    if (known !== undefined) return known;
    this.numbers.set(place, this.links.length);
    this.repeats.push(0);
    // Its identity in draws are the names of its hosts: it survives a change of other hosts.
    const key = hashText(`${this.nameOf(source)}>${this.nameOf(target)}`);
    return this.links.push(createLink(key, this.defaults)) - 1;
  }

  at(number: number): Link {
    // Numbers come from `number` only, so there is nothing to check on this hot path.
    return this.links[number] as Link;
  }

  repeatsAt(number: number): number {
    return this.repeats[number] as number;
  }

  countRepeat(number: number): void {
    this.repeats[number] = this.repeatsAt(number) + 1;
  }

  /** Changes the settings for what is sent from now on. Throws a RangeError when one makes no sense. */
  set(number: number, settings: LinkSettings): void {
    changeLink(this.at(number), settings);
  }

  clone(): Paths {
    const copy = new Paths(this.names, this.defaults);
    for (const link of this.links) copy.links.push(cloneLink(link));
    for (const [place, number] of this.numbers) copy.numbers.set(place, number);
    copy.repeats.push(...this.repeats);
    return copy;
  }

  private nameOf(host: HostId): string {
    const name = this.names[host];
    assert(name !== undefined, `no host has the number ${host}`);
    return name;
  }
}
