// The packet links of a network, by source and target. Names, settings and numbers are kept by `Paths`; what happens
// on a link is decided in packet/packet-link.ts.

import type { LinkSettings } from './link.js';
import {
  changePacketLink,
  clonePacketLink,
  createPacketLink,
  type PacketLink,
  type PacketLinkSettings,
  PERFECT_LINK,
} from './packet/packet-link.js';
import type { Path, Paths } from './paths.js';

/** The table of packet links. A link's number is its place in the order of first use. */
export class PacketPaths {
  private readonly paths: Paths;
  private readonly links: PacketLink[] = [];
  /** By the number of the link: packets that went out once more. */
  private readonly repeats: number[] = [];

  constructor(paths: Paths) {
    this.paths = paths;
  }

  /** The number of a path's link, for {@link at}. */
  number(path: Path): number {
    const number = this.paths.number(path);
    if (number === this.links.length) {
      const { key, settings } = this.paths.at(number);
      this.links.push(createPacketLink(key, packetSettings(settings)));
      this.repeats.push(0);
    }
    return number;
  }

  at(number: number): PacketLink {
    // Numbers come from `number` only, so there is nothing to check on this hot path.
    return this.links[number] as PacketLink;
  }

  repeatsAt(number: number): number {
    return this.repeats[number] as number;
  }

  countRepeat(number: number): void {
    this.repeats[number] = this.repeatsAt(number) + 1;
  }

  /** Checks the settings, calls `before` if they make sense, and changes the link. Returns the settings until now. */
  set(path: Path, settings: Partial<LinkSettings>, before: (link: number) => void): LinkSettings {
    const number = this.number(path);
    const old = this.paths.set(path, settings);
    before(number);
    changePacketLink(this.at(number), packetSettings(this.paths.at(number).settings));
    return old;
  }

  clone(): PacketPaths {
    const copy = new PacketPaths(this.paths.clone());
    for (const link of this.links) copy.links.push(clonePacketLink(link));
    copy.repeats.push(...this.repeats);
    return copy;
  }
}

// A wire is a queue: jitter delays what comes behind as well, and nothing is overtaken.
function packetSettings({ delayMicros, jitterMicros, loss }: LinkSettings): PacketLinkSettings {
  return {
    ...PERFECT_LINK,
    loss: { kind: 'independent', probability: loss },
    delay: { kind: 'constant', micros: delayMicros },
    jitterMicros,
  };
}
