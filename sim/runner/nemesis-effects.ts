// Carries out what the nemesis wrote: on the network, the servers' administration, the devices and the clocks.

import type { NamedPath, NemesisEffect } from '../faults/nemesis.js';
import { unreachable } from '../kernel/assert.js';
import type { IssuerInput } from '../models/issuer.js';
import type { ServerInput } from '../models/server/turn.js';
import { linkWith } from '../network/path-spec.js';
import type { Path } from '../network/paths.js';
import { type DeviceRecord, hostOf, ISSUER, NEMESIS, SERVER, TIMER } from './actors.js';
import { dropAll } from './backlog.js';
import type { DeviceLife } from './device-life.js';
import { profileLinks } from './links.js';
import { RECORD } from './trace-records.js';
import { deviceNumber, hostNumber, pathKey, type WorldParts } from './world-parts.js';

/** What only the world itself can do. */
export interface NemesisHands {
  readonly life: DeviceLife;
  stepServer(input: ServerInput): void;
  stepIssuer(input: IssuerInput): void;
  /** The operating system of a device says something about it. */
  deviceChanges(name: string, what: 'online' | 'offline' | 'visible'): void;
}

/** The hosts that a device's profile has paths to. */
const SERVER_HOSTS = [hostOf(SERVER), hostOf(ISSUER)];

/** One effect, at once. */
export function applyNemesisEffect(
  parts: WorldParts,
  hands: NemesisHands,
  nowMs: number,
  effect: NemesisEffect,
): void {
  const { network, simulator, recorder } = parts;
  const { trace } = simulator;
  switch (effect.kind) {
    case 'block':
      network.block(pathOf(parts, effect.path));
      return;
    case 'unblock':
      network.unblock(pathOf(parts, effect.path));
      return;
    case 'link': {
      const path = pathOf(parts, effect.path);
      // What a fault does not change is as the scenario has it.
      const link = parts.ownLinks.get(pathKey(path, parts.hosts.length)) ?? parts.link;
      network.setLink(path, linkWith(link, effect.change));
      return;
    }
    case 'profile':
      for (const { path, settings } of profileLinks(effect.profile, {
        device: hostNumber(parts, effect.device),
        servers: SERVER_HOSTS,
      })) {
        parts.ownLinks.set(pathKey(path, parts.hosts.length), settings);
      }
      return;
    case 'names':
      network.setNames(hostNumber(parts, effect.host), effect.names);
      return;
    case 'captive':
      network.setCaptive(hostNumber(parts, effect.host), effect.captive);
      return;
    case 'natIdle':
      network.setNatIdle(hostNumber(parts, effect.host), effect.idleMs * 1000);
      return;
    case 'strand':
      network.strand(hostNumber(parts, effect.host));
      return;
    case 'accepting':
      network.setAccepting(hostNumber(parts, effect.host), effect.mode);
      return;
    case 'resetAll':
      network.resetAll(hostNumber(parts, effect.host));
      return;
    case 'server':
      trace.record(RECORD.admin, SERVER, trace.ref(effect.command), 0);
      if (effect.command.kind === 'restart') {
        for (const handle of dropAll(parts.backlog)) simulator.cancel(handle);
      }
      hands.stepServer({ kind: 'admin', command: effect.command });
      return;
    case 'issuer':
      trace.record(RECORD.admin, ISSUER, trace.ref(effect.command), 0);
      hands.stepIssuer({ kind: 'admin', command: effect.command });
      return;
    case 'device':
      hands.deviceChanges(effect.device, effect.what);
      return;
    case 'sleep':
    case 'wake':
    case 'start':
      hands.life[effect.kind](deviceNumber(parts, effect.device));
      return;
    case 'kill':
      hands.life.kill(deviceNumber(parts, effect.device), effect.keeps);
      return;
    case 'clock':
      hands.life.changeClock(effect.host, effect.change);
      return;
    case 'serverDelay':
      parts.backlog.delayMicros = effect.delayMs * 1000;
      return;
    case 'throwing':
      device(parts, effect.device).throwing = effect.events;
      return;
    case 'mishaps':
      parts.mishaps = effect.mishaps;
      return;
    case 'timer': {
      const payload = { fault: effect.fault, phase: effect.phase };
      simulator.scheduleAt(effect.atMs * 1000, NEMESIS, TIMER, payload);
      return;
    }
    case 'mark':
      trace.record(RECORD.fault, trace.ref(effect.phase), trace.ref(effect.fault), 0);
      recorder.faults.push({ atMs: nowMs, phase: effect.phase, fault: effect.fault });
      return;
    default:
      unreachable(effect);
  }
}

function device(parts: WorldParts, name: string): DeviceRecord {
  return parts.devices[deviceNumber(parts, name)] as DeviceRecord;
}

function pathOf(parts: WorldParts, path: NamedPath): Path {
  return { source: hostNumber(parts, path.source), target: hostNumber(parts, path.target) };
}
