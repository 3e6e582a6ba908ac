// What each path of a world is like while no fault changes it: the scenario's network, and the profiles of devices.
// Pure; profiles themselves are in network/profiles.ts.

import { parseDurationMs } from '../kernel/duration.js';
import type { LinkSettings, Path } from '../network/network.js';
import { averageLoss, findProfile, type ProfileDirection } from '../network/profiles.js';
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
  return {
    delayMicros:
      (network?.delay === undefined ? params.oneWayDelayMs : parseDurationMs(network.delay)) * 1000,
    jitterMicros: (network?.jitter === undefined ? 0 : parseDurationMs(network.jitter)) * 1000,
    loss: network?.loss ?? 0,
  };
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
    const { up, down } = findProfile(name);
    const over = spec.profile === undefined ? network : undefined;
    const device = hosts.firstMember + index;
    return hosts.servers.flatMap((server) => [
      { path: { source: device, target: server }, settings: settingsOf(up, over) },
      { path: { source: server, target: device }, settings: settingsOf(down, over) },
    ]);
  });
}

/** A profile's direction with the settings that a link has: rates are not modelled, and of bursts only their average. */
function settingsOf(direction: ProfileDirection, over: NetworkSpec | undefined): LinkSettings {
  const { delayMs, jitterMs = 0 } = direction;
  return {
    delayMicros: Math.round((over?.delay === undefined ? delayMs : parseDurationMs(over.delay)) * 1000),
    jitterMicros: Math.round((over?.jitter === undefined ? jitterMs : parseDurationMs(over.jitter)) * 1000),
    loss: over?.loss ?? averageLoss(direction),
  };
}
