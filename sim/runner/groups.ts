// Groups of devices: one spec with a `count` is many devices of numbered names, and what names the group means all of
// them. Pure. Everything here is linear in the number of devices: five hundred of them are a usual world.

import type { Fault, Schedule } from '../faults/fault.js';
import { namesIn } from '../faults/fault-names.js';
import type { ScriptEntry } from '../models/script.js';
import type { DeviceSpec } from './scenario.js';

/** One device of a scenario. */
export interface Member {
  readonly name: string;
  readonly user: string;
  /** The name that stands for it and its like; undefined for a device of its own. */
  readonly group: string | undefined;
  readonly spec: DeviceSpec;
}

/**
 * Every device of a scenario, in order.
 *
 * @example membersOf([{ name: 'client', count: 2 }]).map(({ name }) => name) // ['client-1', 'client-2']
 */
export function membersOf(devices: readonly DeviceSpec[]): readonly Member[] {
  return devices.flatMap((spec): readonly Member[] => {
    const { name, user, count } = spec;
    if (count === undefined) return [{ name, user: user ?? name, group: undefined, spec }];
    return Array.from({ length: count }, (_, index): Member => {
      const own = `${name}-${index + 1}`;
      return { name: own, user: user ?? own, group: name, spec };
    });
  });
}

/** Gives the script of each device: the entries that name it or its group, in their order. */
export function scriptsFor(script: readonly ScriptEntry[]): (member: Member) => readonly ScriptEntry[] {
  const byName = new Map<string, { readonly entry: ScriptEntry; readonly place: number }[]>();
  script.forEach((entry, place) => {
    const known = byName.get(entry.device);
    if (known === undefined) byName.set(entry.device, [{ entry, place }]);
    else known.push({ entry, place });
  });
  return ({ name, group }) => {
    const own = byName.get(name) ?? [];
    const shared = group === undefined ? [] : (byName.get(group) ?? []);
    const both = own.length === 0 ? shared : [...own, ...shared].sort((a, b) => a.place - b.place);
    return both.map(({ entry }) => entry);
  };
}

/**
 * A schedule in which every fault is about single devices and users: one that names a group becomes one for each
 * member, in its place. Without groups it is the schedule itself.
 */
export function expandSchedule(schedule: Schedule, members: readonly Member[]): Schedule {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    if (member.group === undefined) continue;
    const known = groups.get(member.group);
    if (known === undefined) groups.set(member.group, [member]);
    else known.push(member);
  }
  if (groups.size === 0) return schedule;
  return schedule.flatMap((fault) => expandFault(fault, groups));
}

function expandFault(fault: Fault, groups: ReadonlyMap<string, readonly Member[]>): readonly Fault[] {
  const named = namesIn(fault).find((name) => groups.has(name));
  if (named === undefined) return [fault];
  const members = groups.get(named) ?? [];
  // Of two groups in one fault, every pair is meant.
  return members.flatMap((member) => expandFault(withMember(fault, named, member), groups));
}

function withMember(fault: Fault, group: string, member: Member): Fault {
  const named = (name: string): string => (name === group ? member.name : name);
  // The cast is right because only names are exchanged for names.
  return {
    ...fault,
    ...('device' in fault && fault.device !== undefined ? { device: named(fault.device) } : {}),
    ...('host' in fault ? { host: named(fault.host) } : {}),
    ...('user' in fault ? { user: fault.user === group ? member.user : fault.user } : {}),
    ...('between' in fault ? { between: [named(fault.between[0]), named(fault.between[1])] } : {}),
  } as Fault;
}
