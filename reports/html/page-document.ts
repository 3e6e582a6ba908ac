// What a page is made from, as JSON: types only, shared by those who write it and by the page that reads it.
// Times are virtual milliseconds with fractions; a moment is a place in `moments`.

/** Anything that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type PageTone = 'plain' | 'good' | 'warn' | 'bad' | 'dim' | 'title' | 'who' | 'who2' | 'who3';

/** The data of a page. */
export type PageDocument = RunsPage | CampaignPage;

/** One run, or two to compare. */
export interface RunsPage {
  readonly kind: 'runs';
  readonly zimSim: string;
  readonly run: PageRun;
  readonly other?: PageOther;
}

/** Another run beside the first, and where they part. */
export interface PageOther {
  readonly run: PageRun;
  /** `neighbour`: the same run less one fault, which passes; it waits behind a tab. */
  readonly role: 'neighbour' | 'compared';
  readonly names: readonly [string, string];
  /** Undefined when the runs are the same. */
  readonly parting?: PageParting;
}

export interface PageParting {
  readonly atMs: number;
  readonly moments: readonly [number, number];
}

export interface PageRun {
  readonly scenario: string;
  readonly title: string;
  readonly story: string;
  readonly seed: number;
  readonly sdk: string;
  readonly outcome: string;
  readonly traceHash: string;
  readonly virtualMs: number;
  readonly events: number;
  readonly reproduce: string;
  readonly scheduleYaml: string;
  readonly markdown: string;
  /** What was broken, or undefined when all held. */
  readonly broken?: PageBroken;
  readonly properties: readonly PageProperty[];
  readonly missed: readonly string[];
  readonly schedule: PageSchedule;
  readonly lanes: readonly PageLane[];
  readonly moments: PageMoments;
  readonly observations: readonly PageObservation[];
  readonly messages: readonly PageMessage[];
  readonly participants: readonly PageParticipant[];
  /** What is not in the page and why; empty when nothing is missing. */
  readonly leftOut: readonly string[];
}

export interface PageBroken {
  readonly id: string;
  readonly title: string;
  readonly verdict: 'violated' | 'pending';
  readonly reason: string;
  readonly atMs: number;
  readonly moment: number;
  readonly device?: string;
  readonly advice?: string;
  /** Where it was thrown in the app's sources, topmost first. */
  readonly stack?: string;
  /** Places in `observations`. */
  readonly evidence: readonly number[];
}

export interface PageProperty {
  readonly id: string;
  readonly title: string;
  readonly verdict: string;
  readonly exercised: number;
  readonly atMs?: number;
  readonly device?: string;
  readonly reason?: string;
  /** When its premise was reached. */
  readonly exercisedAt: readonly number[];
  /** While it waited for something: from, to, why. */
  readonly waits: readonly (readonly [number, number, string])[];
}

export interface PageFault {
  readonly kind: string;
  readonly text: string;
  readonly fromMs: number;
  /** Undefined for what only happens. */
  readonly toMs?: number;
  /** Names of the lanes that it is about. */
  readonly about: readonly string[];
  readonly yaml: string;
}

export interface PageSchedule {
  readonly endMs: number;
  readonly faults: readonly PageFault[];
  /** As it was drawn, where it was made smaller. */
  readonly original?: { readonly endMs: number; readonly faults: readonly PageFault[] };
}

/** A participant's place in the picture, with its rows from top to bottom. */
export interface PageLane {
  readonly name: string;
  readonly kind: 'device' | 'server' | 'issuer';
  readonly rows: readonly PageRow[];
}

export interface PageRow {
  readonly kind:
    | 'sees'
    | 'calls'
    | 'console'
    | 'connection'
    | 'room'
    | 'socket'
    | 'sessions'
    | 'members'
    | 'tokens';
  readonly label: string;
  readonly bands: readonly PageBand[];
  readonly marks: readonly PageMark[];
}

export interface PageBand {
  readonly fromMs: number;
  readonly toMs: number;
  readonly text: string;
  readonly short: string;
  readonly tone: PageTone;
}

export interface PageMark {
  readonly atMs: number;
  readonly shape: 'user' | 'error' | 'message' | 'outage' | 'admin' | 'token' | 'line';
  readonly text: string;
  readonly tone: PageTone;
}

/** Columns, one entry a moment. */
export interface PageMoments {
  /** Differences of whole microseconds. */
  readonly stepMicros: readonly number[];
  /** Places in `texts`: what the moment was. */
  readonly what: readonly number[];
  readonly texts: readonly string[];
  /** 1 for what only keeps a connection alive. */
  readonly quiet: readonly number[];
}

export interface PageObservation {
  readonly moment: number;
  readonly atMs: number;
  /** A lane's name, or `network` for faults. */
  readonly lane: string;
  /** That of an observation, or `fault`, or `console`. */
  readonly kind: string;
  readonly text: string;
  readonly tone: PageTone;
  readonly data?: Json;
  /** File, line and column in the app's sources, where code of an app did it. */
  readonly where?: string;
  /** Where it was thrown, topmost first. */
  readonly stack?: string;
}

/** A message on its way, with every try. */
export interface PageMessage {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly sentMs: number;
  readonly arrivedMs?: number;
  /** When a try of it was lost. */
  readonly lostMs: readonly number[];
  /** When it went out again. */
  readonly againMs: readonly number[];
  readonly kind: 'message' | 'heartbeat' | 'connect' | 'token' | 'close';
  readonly connection: number;
  readonly data?: Json;
}

/** What somebody knew, from moment to moment. */
export interface PageParticipant {
  readonly name: string;
  /** In order: a whole copy now and then, else what changed. */
  readonly steps: readonly PageStep[];
  readonly paths: readonly (readonly string[])[];
}

/** A path's number and its new value; without a value the entry is gone. */
export type PagePatch = readonly [number, Json] | readonly [number];

/** The moment's distance from the one before; then what changed, or a whole copy and what changed. */
export type PageStep =
  | readonly [number, readonly PagePatch[]]
  | readonly [number, 'whole', Json, readonly PagePatch[]];

/** What a campaign came to. */
export interface CampaignPage {
  readonly kind: 'campaign';
  readonly zimSim: string;
  readonly name: string;
  readonly seed: number;
  readonly runs: number;
  readonly ranges: string;
  readonly events: number;
  readonly faults: number;
  readonly virtualMs: number;
  readonly seconds?: number;
  readonly outcomes: readonly (readonly [string, number])[];
  readonly behaviours: number;
  readonly seenOnce: number;
  readonly seenTwice: number;
  readonly chanceOfNews: number;
  readonly failures: readonly CampaignFailure[];
  readonly heat: {
    readonly states: readonly string[];
    readonly rows: readonly { readonly fault: string; readonly counts: readonly number[] }[];
  };
  readonly pairs: readonly CampaignPair[];
  readonly properties: readonly CampaignProperty[];
  readonly history: readonly CampaignSample[];
}

export interface CampaignFailure {
  readonly property: string;
  readonly title: string;
  readonly verdict: string;
  readonly reason: string;
  readonly runs: number;
  readonly index: number;
  readonly scenario: string;
  readonly originalFaults: number;
  readonly schedule: PageSchedule;
  readonly reproduce: string;
  /** Where its own page is, beside this one. */
  readonly page?: string;
}

export interface CampaignPair {
  readonly about: 'connection' | 'room';
  readonly pair: string;
  readonly text: string;
  readonly runs: number;
}

export interface CampaignProperty {
  readonly id: string;
  readonly title: string;
  readonly exercised: number;
  readonly violated: number;
  readonly pending: number;
}

/** How far a campaign was after so many runs. */
export interface CampaignSample {
  readonly runs: number;
  readonly behaviours: number;
  readonly failures: number;
  readonly seconds: number;
}
