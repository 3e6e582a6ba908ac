// Makes a world from a scenario: parameters, hosts, tokens, models, nemesis. It checks nothing that
// check-scenario.ts checks.

import { Monitor } from '../check/monitor.js';
import { OBSERVATION_KINDS, type ObservationKind } from '../check/observation.js';
import type { Property } from '../check/property.js';
import { NO_MISHAPS, skewOf } from '../faults/active.js';
import type { Schedule } from '../faults/fault.js';
import { createNemesis } from '../faults/nemesis.js';
import { quietFromMs } from '../faults/quiet.js';
import { tokenTroubles } from '../faults/token-troubles.js';
import { parseDurationMs } from '../kernel/duration.js';
import { hashText } from '../kernel/random.js';
import { Simulator } from '../kernel/simulator.js';
import { createClient } from '../models/client/state.js';
import { createIssuer, type IssuerConfig, issueInitialToken } from '../models/issuer.js';
import { EPOCH_MS, type StepContext } from '../models/model.js';
import { createApp } from '../models/scripted-app.js';
import { createServer } from '../models/server/state.js';
import type { LinkSettings } from '../network/link/link.js';
import { Network } from '../network/network.js';
import { defaultParams, type Params, parseFactId, parseParam } from '../zim/facts.js';
import { behaviourOf, LATEST_SDK_VERSION, parseSdkVersion, type SdkBehaviour } from '../zim/versions.js';
import { clientOf, type DeviceRecord, NETWORK } from './actors.js';
import { createBacklog } from './backlog.js';
import { clockedHost } from './device-life.js';
import type { ExternalApps } from './external-app.js';
import { expandSchedule, membersOf, scriptsFor } from './groups.js';
import { createHostClock, type HostClock } from './host-clock.js';
import { linkOf, type OwnLink, ownLinks, profileLinks } from './links.js';
import { createLoginCount } from './login-peaks.js';
import { Recorder } from './recorder.js';
import type { DeviceSpec, NetworkSpec } from './scenario.js';
import type { RunSpec } from './summary.js';
import { Timers } from './timers.js';
import { VOCABULARY } from './trace-records.js';
import { World } from './world.js';
import { pathKey, type WorldSteps } from './world-parts.js';

/** TCP, TLS and the upgrade: 1 + 2 + 1 round trips until a connection is open. Source: our choice, as most servers do. */
const ROUND_TRIPS = { tcp: 1, tls: 2, upgrade: 1 };

/** The hosts that listen, in the order of their numbers. */
const SERVERS: readonly string[] = ['server', 'issuer'];

/** The app that every scenario is about. Its secret is nobody's. */
const APP_ID = 1_234_567_890;
const SECRET = 'zim-sim-secret-of-nobody-at-all-';

/** Everything that a run can show to properties. */
const SOURCES: ReadonlySet<ObservationKind> = new Set(OBSERVATION_KINDS);

function sourcesWithout(unseen: readonly ObservationKind[] = []): ReadonlySet<ObservationKind> {
  return unseen.length === 0 ? SOURCES : new Set(OBSERVATION_KINDS.filter((kind) => !unseen.includes(kind)));
}

export interface BuildOptions {
  readonly properties: readonly Property[];
  readonly steps: WorldSteps;
  /** Code in the place of scripts. */
  readonly apps?: ExternalApps | undefined;
  /** Kinds of observations that nobody can make in this run. */
  readonly unseen?: readonly ObservationKind[] | undefined;
  readonly keepTrace: boolean;
  readonly keepObservations: boolean;
  /** The devices that store conversations and messages, as those of whole apps do; none when left out. */
  readonly stores?: ReadonlySet<string>;
}

/** A world at its beginning, with what was decided on the way. */
export interface Built {
  readonly world: World;
  readonly params: Params;
  readonly sdk: SdkBehaviour;
}

export function buildWorld(spec: RunSpec, options: BuildOptions): Built {
  const { scenario } = spec;
  const members = membersOf(scenario.devices);
  const schedule = expandSchedule(spec.schedule ?? scenario.faults ?? [], members);
  const params = paramsOf(spec);
  const sdk = behaviourOf(parseSdkVersion(spec.sdk ?? scenario.sdk ?? LATEST_SDK_VERSION));
  const simulator = new Simulator({
    seed: spec.seed,
    vocabulary: VOCABULARY,
    order: spec.order ?? 'fifo',
    keepTrace: options.keepTrace,
  });
  const hosts = [...SERVERS, ...members.map(({ name }) => name)];
  const ownNetwork = spec.profile === undefined ? scenario.network : { profile: spec.profile };
  const link = linkOf(ownNetwork, params);
  const network = new Network(simulator, {
    target: NETWORK,
    hosts: hosts.map((name, index) => ({ name, listens: index < SERVERS.length })),
    link,
    connectRoundTrips: connectRoundTrips(scenario.network?.handshake),
  });
  const links = ownLinks(members, ownNetwork, { servers: [0, 1], firstMember: SERVERS.length });
  for (const { path, settings } of links) network.setLink(path, settings);
  const authentication = scenario.authentication ?? 'token';
  const tokenValidityS = secondsOf(scenario.tokenValidity ?? '1h');
  const issuerConfig: IssuerConfig = { appID: APP_ID, secret: SECRET, validForSeconds: tokenValidityS };
  // Tokens are minted by the issuer's clock, the first ones as well.
  const context: StepContext = {
    nowMs: 0,
    wallMs: EPOCH_MS + skewOf(fromTheStart(schedule), 'issuer'),
    params,
    choices: simulator.choices,
  };
  const scriptOf = scriptsFor(scenario.script);
  const devices = members.map((member, index): DeviceRecord => {
    const { name, user: userID, group, spec: device } = member;
    const token =
      authentication === 'none'
        ? undefined
        : issueInitialToken(issuerConfig, context, userID, initialValidity(device, tokenValidityS));
    return {
      name,
      host: index + SERVERS.length,
      offline: false,
      asleep: false,
      running: true,
      throwing: [],
      held: [],
      app: createApp({ device: name, group, userID, userName: userID, token, script: scriptOf(member) }),
      client: createClient({
        deviceID: name,
        deviceKey: hashText(name),
        connectTimeoutMs: device.platform === 'node' ? 0 : params.connectTimeoutMs,
        authentication,
        sdk,
        serverHost: 'server',
        ...(options.apps !== undefined || options.stores?.has(name) === true ? { store: true } : {}),
      }),
    };
  });
  const setup = {
    params,
    sdk,
    devices: devices.map(({ name, app }) => ({ name, userID: app.config.userID, authentication })),
    // On a network that loses packets, or is slow, nothing is ever settled.
    quietFromMs: [link, ...[...links, ...laterLinks(schedule)].map(({ settings }) => settings)].every(isGood)
      ? quietFromMs(schedule)
      : ENDLESS,
    faultKinds: new Set(schedule.map(({ kind }) => kind)),
    tokenTroubles: tokenTroubles(schedule),
  };
  const recorder = new Recorder({
    trace: simulator.trace,
    monitor: new Monitor(options.properties, setup, sourcesWithout(options.unseen)),
    observations: options.keepObservations ? [] : undefined,
    faults: [],
  });
  const world = new World({
    seed: spec.seed,
    simulator,
    network,
    recorder,
    steps: options.steps,
    apps: options.apps,
    params,
    hosts,
    link,
    ownLinks: new Map(links.map(({ path, settings }) => [pathKey(path, hosts.length), settings])),
    devices,
    clocks: clocksFor(hosts, schedule),
    backlog: createBacklog(),
    mishaps: NO_MISHAPS,
    logins: createLoginCount(),
    server: createServer({
      authentication,
      appID: APP_ID,
      secret: SECRET,
      ...(options.apps !== undefined || (options.stores?.size ?? 0) > 0 ? { numbersMessages: true } : {}),
    }),
    issuer: createIssuer(issuerConfig),
    nemesis: createNemesis({
      schedule,
      hosts,
      peers: [...SERVERS, ...members.filter(({ group }) => group === undefined).map(({ name }) => name)],
      tokenValidityS,
    }),
    timers: Array.from({ length: clientOf(devices.length - 1) + 1 }, () => new Timers()),
    byConnection: new Map(),
    bySocket: new Map(),
  });
  return { world, params, sdk };
}

const DEFAULTS: Params = Object.freeze(defaultParams());

/** The facts' values, then the scenario's, then the run's. */
function paramsOf({ scenario, params }: RunSpec): Params {
  if (scenario.params === undefined && params === undefined) return DEFAULTS;
  const changed: Record<string, unknown> = {};
  for (const [name, value] of [...Object.entries(scenario.params ?? {}), ...Object.entries(params ?? {})]) {
    const id = parseFactId(name);
    changed[id] = parseParam(id, String(value));
  }
  return { ...defaultParams(), ...changed };
}

function connectRoundTrips(handshake: NetworkSpec['handshake'] = {}): number {
  const { tls = ROUND_TRIPS.tls, upgrade = ROUND_TRIPS.upgrade } = handshake;
  return ROUND_TRIPS.tcp + tls + upgrade;
}

const ENDLESS = Number.POSITIVE_INFINITY;

/** The networks that devices move to. */
function laterLinks(schedule: Schedule): readonly OwnLink[] {
  return schedule.flatMap((fault) =>
    fault.kind === 'handover' && fault.profile !== undefined
      ? profileLinks(fault.profile, { device: SERVERS.length, servers: [0] })
      : [],
  );
}

function isGood({ loss, rateBitsPerSecond }: LinkSettings): boolean {
  const isLossless = loss.kind === 'independent' && loss.probability === 0;
  return isLossless && (rateBitsPerSecond === 0 || rateBitsPerSecond >= 100_000);
}

/** A clock of its own for each host that a fault may put out of step; the others have the simulator's time. */
function clocksFor(hosts: readonly string[], schedule: Schedule): readonly (HostClock | undefined)[] {
  const clocked = new Set(schedule.map(clockedHost));
  return hosts.map((host) => (clocked.has(host) ? createHostClock() : undefined));
}

function fromTheStart(schedule: Schedule): Schedule {
  return schedule.filter((fault) => parseDurationMs(fault.at) === 0);
}

function initialValidity(device: DeviceSpec, tokenValidityS: number): number {
  return device.tokenValidity === undefined ? tokenValidityS : secondsOf(device.tokenValidity);
}

function secondsOf(duration: string | number): number {
  return Math.floor(parseDurationMs(duration) / 1000);
}
