// What the properties say of one run of a script.
import { Monitor, type Violation } from '../check/monitor.js';
import type { ObservationKind } from '../check/observation.js';
import type { Property } from '../check/property.js';
import { EPOCH_MS } from '../models/model.js';
import { defaultParams } from '../zim/facts.js';
import { behaviourOf, LATEST_SDK_VERSION, SDK_VERSIONS } from '../zim/versions.js';
import { type ContactObservation, PHONE, type SdkRun } from './run-sdk.js';

/** What is seen of the SDK from outside. */
const SOURCES: ReadonlySet<ObservationKind> = new Set([
  'call',
  'settle',
  'event',
  'socket',
  'device',
  'error',
] as const);

/** A page that the SDK keeps busy for ever is no property of observations: nothing more is observed. */
export const LETS_GO = 'lets-go';

/** Only the script knows which of its listeners is called. */
export const ONE_LISTENER = 'one-listener';

/** A property that a run broke. */
export interface Broken {
  readonly property: string;
  readonly reason: string;
  readonly atMs: number;
}

/**
 * Judges a run.
 *
 * @param about the version of the package, for what its behaviour should be, and the wall clock at the start
 */
export function judgeRun(
  run: Omit<SdkRun, 'randoms'>,
  properties: readonly Property[],
  { version, epochMs = EPOCH_MS }: { readonly version: string; readonly epochMs?: number },
): readonly Broken[] {
  const sdk = behaviourOf(SDK_VERSIONS.find((known) => known === version) ?? LATEST_SDK_VERSION);
  const setup = {
    params: defaultParams(),
    sdk,
    devices: [{ name: PHONE, userID: 'alice', authentication: 'token' as const }],
    epochMs,
  };
  const broken: Broken[] = [];
  const onViolation = ({ property, reason, atMs }: Violation): void => {
    // A socket that the SDK closes by itself is no connection that was lost.
    const closedIt = ({ own, atMs: at }: ContactObservation): boolean => own === true && at === atMs;
    if (property.id === 'N1' && run.contacts.some(closedIt)) return;
    broken.push({ property: property.id, reason, atMs });
  };
  const heard = heardThroughout(run);
  const judged = properties.filter(({ on }) =>
    on.every((topic) => !topic.startsWith('event:') || heard.has(topic.slice('event:'.length))),
  );
  const monitor = new Monitor(judged, setup, SOURCES, { onViolation });
  const [stale] = run.stale;
  if (stale !== undefined) {
    const reason = `${stale.name} went to a listener that had been replaced`;
    broken.push({ property: ONE_LISTENER, reason, atMs: stale.atMs });
  }
  if (run.storm !== undefined) broken.push({ property: LETS_GO, reason: run.storm, atMs: run.endMs });
  for (const observation of run.observations) monitor.observe(observation);
  monitor.finish(run.endMs, { quiet: false });
  return broken;
}

/**
 * The events that the script listens to from before its first login to the end: a rule about an event that nobody
 * heard would judge the script. A new instance, or a new page, needs its listeners anew.
 */
function heardThroughout({ observations }: Pick<SdkRun, 'observations'>): ReadonlySet<string> {
  const heard = new Set<string>();
  const lost = new Set<string>();
  let wasUsed = false;
  for (const observation of observations) {
    if (observation.kind === 'device' && observation.what === 'kill') return new Set();
    if (observation.kind !== 'call') continue;
    const { name, args } = observation;
    const [event] = args;
    if (name === 'on' && typeof event === 'string' && !wasUsed) heard.add(event);
    else if (name === 'off' && typeof event === 'string') lost.add(event);
    else if (name === 'create' && wasUsed) return new Set();
    else if (name === 'login') wasUsed = true;
  }
  for (const event of lost) heard.delete(event);
  return heard;
}
