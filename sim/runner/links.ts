// What each path of a world is like while no fault changes it: the scenario's network, and the profiles of devices.
// Pure; profiles themselves are in network/profiles.ts.

import { type LinkSettings, PERFECT_LINK } from '../network/link/link.js';
import { linkWith, type PathSpec, pathSpecOf } from '../network/path-spec.js';
import type { Path } from '../network/paths.js';
import { findProfile, type ProfileDirection } from '../network/profiles.js';
import type { Params } from '../zim/facts.js';
import type { Member } from './groups.js';
import type { NetworkSpec } from './scenario.js';

/** A path that differs from the scenario's network. */
export interface OwnLink {
  readonly path: Path;
  readonly settings: LinkSettings;
}

/** The network of a scenario without profiles. */
export function linkOf(network: NetworkSpec | undefined, params: Params): LinkSettings {
  const micros = params.oneWayDelayMs * 1000;
  return linkWith({ ...PERFECT_LINK, delay: { kind: 'constant', micros } }, pathSpecOf(network ?? {}));
}

/**
 * The paths between devices with a profile and the servers. A device's own profile comes before the scenario's; what
 * the scenario's `network` says besides comes before that of its profile.
 *
 * @param hosts the numbers of the servers; those of the members follow, in their order
 * @throws UsageError for a profile that does not exist
 */
export function ownLinks(
  members: readonly Member[],
  network: NetworkSpec | undefined,
  hosts: { readonly servers: readonly number[]; readonly firstMember: number },
): readonly OwnLink[] {
  return members.flatMap(({ spec }, index): readonly OwnLink[] => {
    const name = spec.profile ?? network?.profile;
    if (name === undefined) return [];
    const over = spec.profile === undefined ? pathSpecOf(network ?? {}) : {};
    return profileLinks(name, { device: hosts.firstMember + index, servers: hosts.servers }, over);
  });
}

/** The paths of one device that a profile is about, with what is said besides put on top. */
export function profileLinks(
  profile: string,
  hosts: { readonly device: number; readonly servers: readonly number[] },
  over: PathSpec = {},
): readonly OwnLink[] {
  const { up, down } = findProfile(profile);
  const { device } = hosts;
  const [there, back] = [linkWith(linkOfProfile(up), over), linkWith(linkOfProfile(down), over)];
  return hosts.servers.flatMap((server) => [
    { path: { source: device, target: server }, settings: there },
    { path: { source: server, target: device }, settings: back },
  ]);
}

function linkOfProfile({ delayMs, jitterMs = 0, ...rest }: ProfileDirection): LinkSettings {
  // Published delays have parts of a millisecond.
  const delay = { kind: 'constant', micros: Math.round(delayMs * 1000) } as const;
  return { ...linkWith(PERFECT_LINK, { ...rest, jitter: jitterMs }), delay };
}
