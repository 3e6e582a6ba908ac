// What a world is made of, and where its parts stand by name. `build.ts` puts them together, `world.ts` moves them.

import type { Mishaps } from '../faults/active.js';
import type { NemesisState } from '../faults/nemesis.js';
import { assert } from '../kernel/assert.js';
import type { Simulator } from '../kernel/simulator.js';
import type { ClientEffect, ClientInput, ClientState } from '../models/client/state.js';
import type { IssuerState } from '../models/issuer.js';
import type { Step, StepContext } from '../models/model.js';
import type { ServerState } from '../models/server/state.js';
import type { ServerEffect, ServerInput } from '../models/server/turn.js';
import type { LinkSettings } from '../network/link/link.js';
import type { Network } from '../network/network.js';
import type { Path } from '../network/paths.js';
import type { DeviceRecord, SocketRecord, Timers } from './actors.js';
import type { Backlog } from './backlog.js';
import type { ExternalApps } from './external-app.js';
import type { HostClock } from './host-clock.js';
import type { LoginCount } from './login-peaks.js';
import type { Recorder } from './recorder.js';

/** The steps of client and server, which a caller may have wrapped. */
export interface WorldSteps {
  readonly client: Step<ClientState, ClientInput, ClientEffect>;
  readonly server: Step<ServerState, ServerInput, ServerEffect>;
}

/** Everything that a world is made of. `build.ts` makes it from a scenario, `fork` from another world. */
export interface WorldParts {
  readonly seed: number;
  readonly simulator: Simulator;
  readonly network: Network;
  readonly recorder: Recorder;
  readonly steps: WorldSteps;
  /** Undefined where all apps are scripts. */
  readonly apps: ExternalApps | undefined;
  readonly params: StepContext['params'];
  /** Names of all hosts, in the order of the network's numbers. */
  readonly hosts: readonly string[];
  readonly link: LinkSettings;
  /** What a path is like that has settings of its own while no fault changes it, by {@link pathKey}. */
  readonly ownLinks: Map<number, LinkSettings>;
  readonly devices: DeviceRecord[];
  /** By host; undefined where the simulator's time is the host's. */
  readonly clocks: readonly (HostClock | undefined)[];
  readonly backlog: Backlog;
  /** What goes wrong at the backend now. */
  mishaps: Mishaps;
  readonly logins: LoginCount;
  readonly server: ServerState;
  readonly issuer: IssuerState;
  readonly nemesis: NemesisState;
  readonly timers: Timers[];
  /** Sockets of devices by connection, and by actor and socket number. */
  readonly byConnection: Map<number, SocketRecord>;
  readonly bySocket: Map<number, SocketRecord>;
}

/** A number for a path in a world of so many hosts. */
export function pathKey({ source, target }: Path, hosts: number): number {
  return source * hosts + target;
}

/** The number of a host in the network. */
export function hostNumber({ hosts }: WorldParts, name: string): number {
  const host = hosts.indexOf(name);
  assert(host >= 0, `no host ${name}`);
  return host;
}

/** The place of a device in the list. */
export function deviceNumber({ devices }: WorldParts, name: string): number {
  const device = devices.findIndex((candidate) => candidate.name === name);
  assert(device >= 0, `no device ${name}`);
  return device;
}
