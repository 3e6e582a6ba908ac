// Judges logs: feeds what they say to the properties and says of each what came of it, with the lines that show it.
// Printing is for reports/, and which properties there are is for the caller.

import { loginOf } from '../check/call-args.js';
import { Monitor, type Violation } from '../check/monitor.js';
import type { ObservationKind } from '../check/observation.js';
import type { Property, PropertyDevice, PropertyVerdict } from '../check/property.js';
import { defaultParams } from '../zim/facts.js';
import { behaviourOf, LATEST_SDK_VERSION, SDK_VERSIONS, type SdkVersion } from '../zim/versions.js';
import type { DeviceFacts, Logged } from './device-log.js';
import { LogFile, type LogSource } from './log-file.js';
import { mergedLogs } from './merge.js';

/** How logs are judged. */
export interface CheckLogsOptions {
  readonly properties: readonly Property[];
  /** Default: what the first log says that has one, else the newest. */
  readonly sdk?: SdkVersion | undefined;
  /** Ids of properties that excuse an app whose token server does not answer. */
  readonly tokenServer?: readonly string[] | undefined;
  /** What the backend may have done, unseen by any log, where one of these looks broken: a reason by id. */
  readonly unseen?: Readonly<Record<string, string>> | undefined;
  /** Gets everything that is judged, in order; `epochMs` is what `atMs` 0 is. */
  readonly onObservation?: ((observation: Logged, epochMs: number) => void) | undefined;
}

/** A verdict about logs. */
export interface LogVerdict extends PropertyVerdict {
  /** The lines that show it, for a violation. */
  readonly lines?: readonly { readonly log: string; readonly line: number }[];
}

/** One log as it was read. */
export interface LogFacts {
  readonly name: string;
  readonly lines: number;
  readonly devices: readonly DeviceFacts[];
}

/** What came of it. */
export interface LogCheck {
  readonly logs: readonly LogFacts[];
  readonly sdk: SdkVersion;
  /** What `atMs` 0 is, milliseconds since the epoch. */
  readonly epochMs: number;
  readonly endMs: number;
  readonly verdicts: readonly LogVerdict[];
  /** What is wrong with the files, one line each: it was not judged, and all the rest was. */
  readonly problems: readonly string[];
  /** What could not be judged although nothing is wrong. */
  readonly notes: readonly string[];
}

/** A log may leave these out: who marks nothing has no users and no screens. */
const OPTIONAL: readonly ObservationKind[] = ['user', 'ui'];
const ESSENTIAL: readonly ObservationKind[] = ['call', 'settle', 'event', 'socket', 'error', 'device'];

/**
 * Judges the logs of one incident together.
 *
 * @example const { verdicts } = await checkLogs([{ name, chunks: createReadStream(name) }], { properties });
 */
export async function checkLogs(sources: readonly LogSource[], options: CheckLogsOptions): Promise<LogCheck> {
  const files = sources.map((source, index) => new LogFile(source, index, sources.length > 1));
  const primed: Logged[] = [];
  for (const file of files) await readFirst(file, primed);
  const epochMs = Math.min(...files.map(({ firstMs }) => firstMs ?? Number.POSITIVE_INFINITY));
  const sdk = options.sdk ?? sdkOf(files);
  const { properties, tokenServer = [], unseen = {} } = options;
  const judge = new LogJudge(files, { properties, tokenServer, unseen, sdk, epochMs });
  for await (const batch of mergedLogs(files, primed)) {
    for (const observation of batch) {
      judge.observe(observation);
      options.onObservation?.(observation, epochMs);
    }
  }
  const facts = files.flatMap((file) => file.facts);
  judge.endAt(Math.max(...files.flatMap((file) => [...file.devices.values()].map(({ lastMs }) => lastMs))));
  return {
    logs: files.map((file) => ({ name: file.name, lines: file.lines, devices: file.facts })),
    sdk,
    epochMs: Number.isFinite(epochMs) ? epochMs : 0,
    endMs: judge.endMs,
    verdicts: judge.verdicts(facts),
    problems: [...files.flatMap(({ problems }) => problems), ...twiceThere(files)],
    notes: [
      ...files
        .filter((file) => file.isTimeless && file.lines > 0)
        .map(({ name }) => `${name} has no times: only the order of what came is judged`),
      ...(options.sdk === undefined ? versionNotes(facts, sdk) : []),
      ...notesOf(facts, files.length),
    ],
  };
}

// Up to the first line that says something, so that it is known what kinds there are.
async function readFirst(file: LogFile, out: Logged[]): Promise<void> {
  while (!file.isOver && file.lines === 0) await file.read(out);
}

function sdkOf(files: readonly LogFile[]): SdkVersion {
  for (const { sdk } of files.flatMap((file) => file.facts)) {
    const known = SDK_VERSIONS.find((version) => version === sdk);
    if (known !== undefined) return known;
  }
  return LATEST_SDK_VERSION;
}

/** Two files may be parts of a device's log, but not of the same time. */
function twiceThere(files: readonly LogFile[]): readonly string[] {
  return files.flatMap((file, at) =>
    files.slice(at + 1).flatMap((other) => {
      const isBeside = (file.firstMs ?? 0) > other.lastMs || (other.firstMs ?? 0) > file.lastMs;
      const [twice] = [...file.devices.keys()].filter((name) => other.devices.has(name));
      if (twice === undefined || isBeside) return [];
      return `${file.name}, ${other.name}: Expected each device in one log, got ${JSON.stringify(twice)} in both at the same time. Give each device a name of its own.`;
    }),
  );
}

function versionNotes(facts: readonly DeviceFacts[], judged: SdkVersion): readonly string[] {
  const named = [...new Set(facts.flatMap(({ sdk }) => (sdk === undefined ? [] : [sdk])))];
  const others = named.filter((version) => version !== judged);
  if (others.length === 0) return [];
  return [`the logs say SDK ${named.join(', ')}; all was judged as ${judged}, unless --sdk names another`];
}

/** What the setup says of a device; it is filled in when it logs in. */
interface LogDevice extends PropertyDevice {
  userID: string;
  authentication: 'token' | 'none';
  /** Its last observation. */
  last: Logged | undefined;
}

// Without token authentication apps pass none.
function login(device: LogDevice, args: readonly unknown[]): void {
  const { userID, token } = loginOf(args);
  if (userID !== undefined) device.userID = userID;
  device.authentication = token === undefined ? 'none' : 'token';
}

class LogJudge {
  readonly #files: readonly LogFile[];
  readonly #properties: readonly Property[];
  readonly #tokenServer: readonly string[];
  readonly #unseen: Readonly<Record<string, string>>;
  readonly #devices: LogDevice[] = [];
  readonly #known = new Map<string, LogDevice>();
  readonly #monitor: Monitor;
  readonly #epochMs: number;
  readonly #shown = new Map<Property, readonly Logged[]>();
  readonly #sources: ReadonlySet<ObservationKind>;
  endMs = 0;

  constructor(
    files: readonly LogFile[],
    options: {
      readonly properties: readonly Property[];
      readonly tokenServer: readonly string[];
      readonly unseen: Readonly<Record<string, string>>;
      readonly sdk: SdkVersion;
      readonly epochMs: number;
    },
  ) {
    const { properties, tokenServer, unseen, sdk, epochMs } = options;
    this.#unseen = unseen;
    this.#files = files;
    this.#properties = properties;
    this.#tokenServer = tokenServer;
    this.#epochMs = epochMs;
    const shared = ESSENTIAL.filter((kind) =>
      files.every(({ records, lines }) => lines === 0 || records.has(kind)),
    );
    this.#sources = new Set([...shared, ...OPTIONAL]);
    for (const file of files)
      for (const { device } of file.facts) if (!this.#known.has(device)) this.#meet(device);
    const setup = {
      params: defaultParams(),
      sdk: behaviourOf(sdk),
      devices: this.#devices as readonly PropertyDevice[],
      epochMs,
      // They become known as the logs are read.
      get tokenTroubles() {
        return files.flatMap((file) =>
          file.facts.flatMap(({ tokenTroubles = [] }) =>
            tokenTroubles.map(({ fromMs, toMs }) => ({ fromMs: fromMs - epochMs, toMs: toMs - epochMs })),
          ),
        );
      },
    };
    this.#monitor = new Monitor(properties, setup, this.#sources, {
      onViolation: (violation) => this.#shown.set(violation.property, this.#shownBy(violation)),
    });
  }

  /** Takes the next observation, and counts its time from the beginning of the logs. */
  observe(observation: Logged): void {
    const { device } = observation;
    // A device whose clock is behind may have begun before.
    (observation as { atMs: number }).atMs = Math.max(0, observation.atMs - this.#epochMs);
    this.endMs = observation.atMs;
    const known = this.#known.get(device) ?? this.#meet(device);
    if (observation.kind === 'call' && observation.name === 'login') login(known, observation.args);
    this.#monitor.observe(observation);
    known.last = observation;
  }

  /** Time went on after the last observation, up to the last line. */
  endAt(epochMs: number): void {
    this.endMs = Math.max(this.endMs, epochMs - this.#epochMs);
  }

  #meet(name: string): LogDevice {
    const made: LogDevice = { name, userID: name, authentication: 'token', last: undefined };
    this.#known.set(name, made);
    this.#devices.push(made);
    return made;
  }

  // Where a deadline passed and nothing happened, the last that did happen shows where to look.
  #shownBy({ evidence, device }: Violation): readonly Logged[] {
    const last = device === undefined ? undefined : this.#known.get(device)?.last;
    return evidence.length > 0 || last === undefined ? (evidence as readonly Logged[]) : [last];
  }

  verdicts(facts: readonly DeviceFacts[]): readonly LogVerdict[] {
    // Nobody knows whether things were well when the log ended, so nothing that is still open is held against anybody.
    const verdicts = this.#monitor.finish(this.endMs, { quiet: false });
    const missing = this.#properties.map((property) => this.#missing(property, facts));
    return verdicts.map((verdict, index) => {
      const property = this.#properties[index] as Property;
      const goalOf = this.#properties.findIndex(({ id }) => id === property.goalOf);
      const reason = missing[goalOf < 0 ? index : goalOf];
      const { id, title, exercised } = verdict;
      if (reason !== undefined && verdict.verdict !== 'not observable') {
        return { id, title, verdict: 'not observable', exercised: 0, reason };
      }
      if (verdict.verdict === 'held' && exercised === 0)
        return { id, title, verdict: 'not exercised', exercised };
      if (verdict.verdict !== 'violated') return verdict;
      const silent = this.#tokenServer.includes(id)
        ? facts.find(({ tokenTroubles }) => tokenTroubles === undefined)?.device
        : undefined;
      const doubt =
        silent === undefined
          ? this.#unseen[id]
          : `${silent} has no marks of tokens, so its token server may have been away`;
      if (doubt !== undefined) {
        const said = `${doubt}: ${verdict.reason}`;
        return { id, title, verdict: 'not observable', exercised: 0, reason: said };
      }
      const evidence = this.#shown.get(property) ?? [];
      const lines = evidence.map(({ file, line }) => ({ log: this.#files[file]?.name ?? '', line }));
      return { ...verdict, evidence, lines };
    });
  }

  /** Why a property cannot be judged although its kinds of observations are there. */
  #missing({ needs, on, ofEach, timeless }: Property, facts: readonly DeviceFacts[]): string | undefined {
    const untimed = this.#files.find((file) => file.isTimeless);
    if (untimed !== undefined && timeless !== true) return `${untimed.name} has no times`;
    const isLive = ({ kinds }: DeviceFacts): boolean => kinds.has('call') || kinds.has('event');
    for (const kind of ['user', 'ui'] as const) {
      if (!needs.includes(kind) && !on.includes(kind)) continue;
      if (!facts.some(({ kinds }) => kinds.has(kind))) return `no log has a mark of kind ${kind}`;
      const bare = facts.find((one) => isLive(one) && !one.kinds.has(kind));
      if (bare !== undefined) return `the app on ${bare.device} sets no marks of kind ${kind}`;
    }
    const events = on.flatMap((topic) => (topic.startsWith('event:') ? [topic.slice('event:'.length)] : []));
    if (ofEach === true && facts.some((one) => events.some((name) => isHeard(one, name)))) return undefined;
    for (const name of events.filter((event) => CORE.has(event))) {
      const deaf = facts.find((one) => !isHeard(one, name));
      if (deaf !== undefined) return `the app on ${deaf.device} did not listen to ${name} all the time`;
    }
    const others = events.filter((event) => !CORE.has(event));
    if (others.length === 0 || facts.every((one) => others.some((name) => isHeard(one, name))))
      return undefined;
    return `no log has any of ${others.slice(0, 3).join(', ')}`;
  }
}

/** The events that a rule needs each for itself; of others, such as those of older versions, one will do. */
const CORE: ReadonlySet<string> = new Set(['connectionStateChanged', 'roomStateChanged', 'tokenWillExpire']);

function isHeard({ heard, halfHeard, events }: DeviceFacts, name: string): boolean {
  if (halfHeard.has(name)) return false;
  return heard === undefined || heard.has(name) || events.has(name);
}

function notesOf(facts: readonly DeviceFacts[], files: number): readonly string[] {
  const notes = facts.flatMap(({ device, skipped, dropped, clockSteps, heard, kinds, lines }) => [
    ...(skipped > 0
      ? [`${device}: the log starts in the middle of a session; ${skipped} of its lines could not be judged`]
      : []),
    ...(dropped > 0
      ? [
          `${device}: the last ${dropped} of its messages and calls were not judged: they are too many to keep in mind`,
        ]
      : []),
    ...(clockSteps > 0
      ? [
          `${device}: its clock was set ${clockSteps === 1 ? 'once' : `${clockSteps} times`}; the times of its tokens are not judged after that`,
        ]
      : []),
    ...(lines > 1 && heard === undefined && !kinds.has('event')
      ? [`${device}: there is no event in its log`]
      : []),
  ]);
  const salts = new Set(facts.map(({ salt }) => salt ?? ''));
  const isMixed = new Set(facts.map(({ device }) => device)).size > 1 && salts.size > 1;
  if (isMixed)
    notes.push('the devices have different salts, so nobody can tell which of them share users and rooms');
  if (files > 1) notes.push('devices are set side by side by their wall clocks');
  return notes;
}
