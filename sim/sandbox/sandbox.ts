// The apps of one run: a realm for each device, none of them used twice.

import { type CallPlace, type ConsoleLine, type ExternalApps, MOST_LINES } from '../runner/external-app.js';
import { type AppBundle, compileApp } from './app-code.js';
import { AppHost, type AppSetting } from './app-host.js';
import { AppStacks } from './app-stack.js';
import type { AppAction, Launch } from './boot-host.js';
import type { DomFactory } from './dom.js';
import { drainPromises } from './drain.js';
import { ownRejections, type RejectionOwner } from './rejections.js';
import { ServiceHost } from './service-host.js';
import type { Shown } from './test-config.js';

/** What the app of every run is given. */
export interface SandboxOptions {
  readonly roomID: string;
  readonly devices?:
    | readonly { readonly name: string; readonly timeZone?: string; readonly locale?: string }[]
    | undefined;
  readonly tokenEndpoint?: string | undefined;
  readonly shown?: readonly Shown[] | undefined;
  /** For what the app's servers draw. */
  readonly seed?: number | undefined;
  /** For twin runs: what the app thinks that a state looks like. */
  readonly spelling?: Readonly<Record<string, unknown>> | undefined;
  /** Gets every line of their consoles, however many there are. */
  readonly hears?: ((line: ConsoleLine) => void) | undefined;
}

/** The apps of a run, and what can be asked of them afterwards. */
export interface SandboxedApps extends ExternalApps {
  /** What the user of a device could do at the end, and how its app was started. */
  seen(device: string): { readonly launch: Launch; readonly actions: readonly AppAction[] } | undefined;
}

/** Makes the apps of one run after another. */
export interface Sandbox {
  /** Messages of calls that zim-sim does not model, in all runs so far. */
  readonly notModelled: ReadonlySet<string>;
  /** Hears whenever code of an app has run: who watches for loops that never end needs it. */
  onProgress: () => void;
  appsFor(options: SandboxOptions): SandboxedApps;
}

/** The app that every run is about; the world's own number of it. */
const APP_ID = 1_234_567_890;

/** The apps of the present run, and their servers: their promises may be rejected. */
let present: readonly AppHost[] = [];
let presentService: ServiceHost | undefined;

const ownerOfRejections: RejectionOwner = (prototype) => {
  const host = present.find(({ controls }) => controls?.promises === prototype);
  if (host !== undefined) return (reason, promise) => host.rejected(reason, promise);
  const service = presentService;
  return service?.promises === prototype ? (reason) => service?.fail(reason) : undefined;
};

/**
 * Compiles a bundle once for all runs of this process.
 *
 * @example const sandbox = createSandbox(bundle); execute(spec, { properties, apps: sandbox.appsFor({ roomID: 'lobby' }) });
 */
export function createSandbox(
  bundle: AppBundle,
  {
    dom,
    services,
  }: { readonly dom?: DomFactory | undefined; readonly services?: AppBundle | undefined } = {},
): Sandbox {
  const compiled = compileApp(bundle);
  const stacks = new AppStacks(bundle.map);
  const served = services && { compiled: compileApp(services), stacks: new AppStacks(services.map) };
  ownRejections(ownerOfRejections);
  const notModelled = new Set<string>();
  const sandbox: Sandbox = {
    notModelled,
    onProgress: () => {},
    appsFor({ roomID, spelling, devices = [], tokenEndpoint, shown = [], seed = 0, hears }) {
      const lines: ConsoleLine[] = [];
      const callPlaces: CallPlace[] = [];
      const hosts: AppHost[] = [];
      present = hosts;
      const service =
        served &&
        new ServiceHost({
          ...served,
          seed,
          drain: () => drain(),
          console: (line) => addLine({ ...line, device: 'services', after: hosts[0]?.port.observed() ?? 0 }),
        });
      presentService = service;
      const addLine = (line: ConsoleLine): void => {
        hears?.(line);
        if (lines.length < MOST_LINES) lines.push(line);
      };
      const drain = (): void => {
        for (const host of hosts) host.enter();
        drainPromises(hosts.flatMap(({ context }) => context ?? []));
        for (const host of hosts) host.leave();
        service?.leave();
        sandbox.onProgress();
      };
      const setting: AppSetting = {
        compiled,
        stacks,
        spelling,
        drain,
        devices: new Map(devices.map((device) => [device.name, device])),
        tokenEndpoint,
        shown,
        dom,
        console: addLine,
        called: (place) => void (callPlaces.length < MOST_LINES && callPlaces.push(place)),
        service,
        notModelled: (message) => void notModelled.add(message),
        values: ({ device, userID, token = '' }) => ({
          appID: APP_ID,
          userID,
          userName: userID,
          token,
          roomID,
          peerID: hosts.find(({ port }) => port.userID !== userID)?.port.userID ?? 'somebody',
          device,
        }),
      };
      return {
        service,
        appFor(port) {
          const host = new AppHost(port, setting);
          hosts.push(host);
          return host;
        },
        drain,
        console: lines,
        callPlaces,
        seen(device) {
          const host = hosts.find(({ port }) => port.device === device);
          return host && { launch: host.launch, actions: host.actions };
        },
      };
    },
  };
  return sandbox;
}
