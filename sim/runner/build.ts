// Makes a world from a scenario: parameters, hosts, tokens, models, nemesis. It checks nothing that
// check-scenario.ts checks.

import { Monitor } from '../check/monitor.js';
import type { ObservationKind } from '../check/observation.js';
import type { Property } from '../check/property.js';
import { createNemesis } from '../faults/nemesis.js';
import { parseDurationMs } from '../kernel/duration.js';
import { hashText } from '../kernel/random.js';
import { Simulator } from '../kernel/simulator.js';
import { createClient } from '../models/client/state.js';
import { createIssuer, type IssuerConfig, issueInitialToken } from '../models/issuer.js';
import { EPOCH_MS, type StepContext } from '../models/model.js';
import { createApp } from '../models/scripted-app.js';
import { createServer } from '../models/server/state.js';
import { type LinkSettings, Network } from '../network/network.js';
import { defaultParams, type Params, parseFactId, parseParam } from '../zim/facts.js';
import { behaviourOf, LATEST_SDK_VERSION, parseSdkVersion, type SdkBehaviour } from '../zim/versions.js';
import { clientOf, type DeviceRecord, NETWORK } from './actors.js';
import { Recorder } from './recorder.js';
import type { DeviceSpec, Scenario } from './scenario.js';
import type { RunSpec } from './summary.js';
import { VOCABULARY } from './trace-records.js';
import { World, type WorldSteps } from './world.js';

/** TCP, TLS and the upgrade: 1 + 2 + 1 round trips until a connection is open. Source: our choice, as most servers do. */
const CONNECT_ROUND_TRIPS = 4;

/** The app that every scenario is about. Its secret is nobody's. */
const APP_ID = 1_234_567_890;
const SECRET = 'zim-sim-secret-of-nobody-at-all-';

/** Everything that a run can show to properties. */
const SOURCES: ReadonlySet<ObservationKind> = new Set([
  'call',
  'settle',
  'event',
  'user',
  'ui',
  'error',
  'socket',
  'device',
  'backend',
]);

export interface BuildOptions {
  readonly properties: readonly Property[];
  readonly steps: WorldSteps;
  readonly keepTrace: boolean;
  readonly keepObservations: boolean;
}

/** A world at its beginning, with what was decided on the way. */
export interface Built {
  readonly world: World;
  readonly params: Params;
  readonly sdk: SdkBehaviour;
}

export function buildWorld(spec: RunSpec, options: BuildOptions): Built {
  const { scenario } = spec;
  const params = paramsOf(spec);
  const sdk = behaviourOf(parseSdkVersion(spec.sdk ?? scenario.sdk ?? LATEST_SDK_VERSION));
  const simulator = new Simulator({
    seed: spec.seed,
    vocabulary: VOCABULARY,
    order: spec.order ?? 'fifo',
    keepTrace: options.keepTrace,
  });
  const hosts = ['server', 'issuer', ...scenario.devices.map((device) => device.name)];
  const link = linkOf(scenario, params);
  const network = new Network(simulator, {
    target: NETWORK,
    hosts: hosts.map((name, index) => ({ name, listens: index < 2 })),
    link,
    connectRoundTrips: CONNECT_ROUND_TRIPS,
  });
  const authentication = scenario.authentication ?? 'token';
  const tokenValidityS = secondsOf(scenario.tokenValidity ?? '1h');
  const issuerConfig: IssuerConfig = { appID: APP_ID, secret: SECRET, validForSeconds: tokenValidityS };
  const context: StepContext = { nowMs: 0, wallMs: EPOCH_MS, params, choices: simulator.choices };
  const devices = scenario.devices.map((device, index): DeviceRecord => {
    const userID = device.user ?? device.name;
    const token =
      authentication === 'none'
        ? undefined
        : issueInitialToken(issuerConfig, context, userID, initialValidity(device, tokenValidityS));
    return {
      name: device.name,
      host: index + 2,
      offline: false,
      app: createApp({ device: device.name, userID, userName: userID, token, script: scenario.script }),
      client: createClient({
        deviceID: device.name,
        deviceKey: hashText(device.name),
        connectTimeoutMs: device.platform === 'node' ? 0 : params.connectTimeoutMs,
        authentication,
        sdk,
        serverHost: 'server',
      }),
    };
  });
  const setup = {
    params,
    sdk,
    devices: devices.map(({ name, app }) => ({ name, userID: app.config.userID, authentication })),
  };
  const recorder = new Recorder({
    trace: simulator.trace,
    monitor: new Monitor(options.properties, setup, SOURCES),
    observations: options.keepObservations ? [] : undefined,
    faults: [],
  });
  const world = new World({
    simulator,
    network,
    recorder,
    steps: options.steps,
    params,
    hosts,
    link,
    devices,
    server: createServer({ authentication, appID: APP_ID, secret: SECRET }),
    issuer: createIssuer(issuerConfig),
    nemesis: createNemesis({ schedule: spec.schedule ?? scenario.faults ?? [], hosts, tokenValidityS }),
    timers: Array.from({ length: clientOf(devices.length - 1) + 1 }, () => new Map()),
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

function linkOf({ network }: Scenario, params: Params): LinkSettings {
  return {
    delayMicros:
      (network?.delay === undefined ? params.oneWayDelayMs : parseDurationMs(network.delay)) * 1000,
    jitterMicros: (network?.jitter === undefined ? 0 : parseDurationMs(network.jitter)) * 1000,
    loss: network?.loss ?? 0,
  };
}

function initialValidity(device: DeviceSpec, tokenValidityS: number): number {
  return device.tokenValidity === undefined ? tokenValidityS : secondsOf(device.tokenValidity);
}

function secondsOf(duration: string | number): number {
  return Math.floor(parseDurationMs(duration) / 1000);
}
