// What a network is made of, and the check that it makes sense.

import type { LinkSettings } from './link/link.js';

/** What a network is made of. */
export interface NetworkOptions {
  /** The target of the network's own queue events; the world hands them to `handle`. */
  readonly target: number;
  /** A host's number is its place. One that does not listen refuses connections. Names must differ. */
  readonly hosts: readonly { readonly name: string; readonly listens: boolean }[];
  /** The settings of every link until `setLink` changes it. */
  readonly link: LinkSettings;
  /** Round trips until a connection is open, at least 2: one for TCP, two for TLS and one for the upgrade are 4. */
  readonly connectRoundTrips: number;
}

/** Throws an error that says what was expected. The settings of the link are checked where links are made. */
export function checkOptions({ hosts, connectRoundTrips }: NetworkOptions): void {
  const names = new Set(hosts.map((host) => host.name));
  if (names.size !== hosts.length) {
    throw new RangeError(
      `Expected hosts of different names, got ${hosts.map((host) => host.name).join(', ')}. Rename one of them.`,
    );
  }
  if (Number.isInteger(connectRoundTrips) && connectRoundTrips >= 2) return;
  throw new RangeError(
    `Expected connectRoundTrips to be an integer from 2, got ${connectRoundTrips}. For example: 4`,
  );
}
