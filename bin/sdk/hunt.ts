// A check of the SDK: batches of runs on all processes, then for each kind of finding the smallest script, the versions
// that show it, and a program of its own.
import { createHash } from 'node:crypto';
import { join, relative } from 'node:path';
import { sdkCaseOf } from '../../properties/arbitraries/sdk-case.js';
import type { SdkFinding, SdkReport, SdkVersionRuns } from '../../reports/sdk-report.js';
import { deriveSeed } from '../../sim/kernel/random.js';
import { LETS_GO } from '../../sim/sdk-host/judge-run.js';
import { reproduction } from '../../sim/sdk-host/reproduction.js';
import { lengthOf } from '../../sim/sdk-host/sdk-case.js';
import type { SdkPackage } from '../../sim/sdk-host/sdk-package.js';
import { writeWhole } from '../write-whole.js';
import { inBatches } from './batches.js';
import { Hangs, openSdkPool, type SdkPool, Stopped } from './pool.js';
import type { RunResult } from './protocol.js';
import { sdkCapsuleText } from './sdk-capsule.js';
import { SDK_RULES } from './sdk-rules.js';
import { seenToLoad } from './seen-to-load.js';

export interface HuntOptions {
  readonly main: SdkPackage;
  readonly all: readonly SdkPackage[];
  readonly seed: number;
  readonly runs: number;
  /** For how long runs may begin, ms; then `runs` is only the most. */
  readonly timeMs: number | undefined;
  readonly workers: number;
  readonly folder: string;
}

export interface HuntIo {
  progress(text: string): void;
  found(line: string): void;
  interrupted(): Promise<boolean>;
}

/** The first run that showed it, how many did, and of which versions. */
interface Group {
  readonly signature: string;
  readonly first: {
    readonly sdk: SdkPackage;
    readonly index: number;
    readonly reason: string;
    readonly property: string;
    readonly digest: string;
  };
  runs: number;
  readonly versions: Set<string>;
}

/** Runs scripts against the package, or against all of the versions, and makes findings of what they break. */
export async function huntSdk(options: HuntOptions, io: HuntIo): Promise<SdkReport> {
  const began = performance.now();
  const pool = openSdkPool(options.workers, io.interrupted);
  try {
    for (const sdk of options.all) await seenToLoad(pool, sdk);
    const groups = new Map<string, Group>();
    const told = new Set<string>();
    const versions: SdkVersionRuns[] = [];
    let interrupted = false;
    // The newest first: what it shows is what matters most.
    for (const sdk of [...options.all].reverse()) {
      if (interrupted) break;
      const startedAt = performance.now();
      const made = await inBatches({
        runs: options.runs,
        workers: options.workers,
        untilMs: began + (options.timeMs ?? Number.POSITIVE_INFINITY),
        run: (from, to) => batch(pool, sdk, { seed: options.seed, from, to }),
        onProgress: (done, latest) => {
          tell(told, sdk, latest, io);
          io.progress(`${sdk.name}@${sdk.version} · ${done} of ${options.runs} runs`);
        },
        interrupted: io.interrupted,
      });
      interrupted = made.interrupted || (await io.interrupted());
      for (const result of made.results) collect(groups, sdk, result);
      const digest = createHash('sha256');
      for (const result of made.results) digest.update(result.digest);
      versions.push({
        version: sdk.version,
        runs: made.results.length,
        runsWithFindings: made.results.filter(({ found }) => found.length > 0).length,
        virtualMs: made.results.reduce((sum, { virtualMs }) => sum + virtualMs, 0),
        seconds: (performance.now() - startedAt) / 1000,
        digest: digest.digest('hex').slice(0, 16),
      });
    }
    const ordered = [...groups.values()].sort(
      (x, y) => y.runs - x.runs || (x.signature < y.signature ? -1 : 1),
    );
    let done = 0;
    const findings = await Promise.all(
      ordered.map(async (group, at) => {
        const number = ordered.slice(0, at + 1).filter((one) => isSameProperty(one, group)).length;
        const made = await findingOf(group, number, { options, pool, small: !interrupted });
        interrupted ||= await io.interrupted();
        done += 1;
        io.progress(`making findings small: ${done} of ${ordered.length}`);
        return made;
      }),
    );
    return {
      name: options.main.name,
      version: options.main.version,
      seed: options.seed,
      seconds: (performance.now() - began) / 1000,
      interrupted,
      versions: versions.reverse(),
      findings: merged(findings),
    };
  } finally {
    pool.close();
  }
}

function isSameProperty(one: Group, other: Group): boolean {
  return one.first.property === other.first.property;
}

interface Setting {
  readonly options: HuntOptions;
  readonly pool: SdkPool;
}

/** A run that never comes back is a finding, and the batch goes on behind it. */
async function batch(
  pool: SdkPool,
  sdk: SdkPackage,
  { seed, from, to }: { readonly seed: number; readonly from: number; readonly to: number },
): Promise<readonly RunResult[]> {
  if (from >= to) return [];
  try {
    return await pool.ask({ kind: 'runs', sdk, seed, from, to });
  } catch (error) {
    if (error instanceof Stopped) return error.made;
    if (!(error instanceof Hangs)) throw error;
    const { index, made } = error;
    const reason = 'code that runs for more than 15 s without a pause';
    const found = [{ property: LETS_GO, reason, atMs: 0, signature: `${LETS_GO}: it never comes back` }];
    return [
      ...made,
      { index, found, digest: 'hangs', virtualMs: 0 },
      ...(await batch(pool, sdk, { seed, from: index + 1, to })),
    ];
  }
}

/** Says what is new at once; which run is the first of its kind is only known when all are over. */
function tell(told: Set<string>, sdk: SdkPackage, latest: readonly RunResult[], io: HuntIo): void {
  for (const { index, found } of latest) {
    for (const { signature, property, reason } of found) {
      if (told.has(signature)) continue;
      told.add(signature);
      io.found(`${sdk.version} run ${index}: ${property}, ${reason}`);
    }
  }
}

function collect(groups: Map<string, Group>, sdk: SdkPackage, result: RunResult): void {
  for (const { signature, property, reason } of result.found) {
    const known = groups.get(signature);
    if (known !== undefined) {
      known.runs += 1;
      known.versions.add(sdk.version);
      continue;
    }
    const first = { sdk, index: result.index, reason, property, digest: result.digest };
    groups.set(signature, { signature, runs: 1, versions: new Set([sdk.version]), first });
  }
}

async function findingOf(
  { signature, runs, versions, first }: Group,
  number: number,
  { options, pool, small }: Setting & { readonly small: boolean },
): Promise<SdkFinding> {
  const { sdk, index, property } = first;
  const original = sdkCaseOf(deriveSeed(options.seed, index));
  const shrunk = small ? await shrunkOf(pool, sdk, { given: original, signature }) : undefined;
  const given = shrunk?.given ?? original;
  const reason = shrunk?.found.reason ?? first.reason;
  // A small script may need what another version does otherwise, and that version shows it in another way.
  const shows = small ? await versionsOf(pool, options.all, { given, signature }) : versions;
  const shownBy = options.all
    .map(({ version }) => version)
    .filter((version) => shows.has(version) || versions.has(version));
  const base = join(options.folder, `sdk-${property}-${number}`);
  const { title, advice } = SDK_RULES.get(property) ?? { title: property };
  const common = { property, signature, title, reason, version: sdk.version, shownBy, index, given };
  const digest = shrunk?.digest ?? first.digest;
  writeWhole(`${base}.json`, sdkCapsuleText({ ...common, name: sdk.name, folder: sdk.folder, digest }));
  const program = `${base}.mjs`;
  const shown = `${shownBy.join(', ')} (of ${options.all.length} tried)`;
  writeWhole(
    program,
    reproduction(given, { title, reason, version: sdk.version, shownBy: shown, randoms: shrunk?.randoms }),
  );
  return {
    ...common,
    advice,
    runs,
    tried: options.all.map(({ version }) => version),
    shrinkRuns: shrunk?.runs ?? 0,
    originalSteps: original.steps.length,
    lengthMs: lengthOf(given) + given.tailMs,
    capsule: relative(process.cwd(), `${base}.json`),
    program: relative(process.cwd(), program),
  };
}

type ToShow = { readonly given: SdkFinding['given']; readonly signature: string };

async function shrunkOf(
  pool: SdkPool,
  sdk: SdkPackage,
  show: ToShow,
): Promise<Awaited<ReturnType<typeof pool.ask<'shrink'>>> | undefined> {
  try {
    return await pool.ask({ kind: 'shrink', sdk, ...show });
  } catch (error) {
    // A run that never comes back cannot be made small from inside.
    if (error instanceof Hangs || error instanceof Stopped) return undefined;
    throw error;
  }
}

/** The versions that show a script's finding; one that never comes back shows it. */
export async function versionsOf(
  pool: SdkPool,
  all: readonly SdkPackage[],
  show: ToShow,
): Promise<ReadonlySet<string>> {
  const shows = await Promise.all(
    all.map(async (sdk) => {
      try {
        return (await pool.ask({ kind: 'show', sdk, ...show })) !== null;
      } catch (error) {
        if (error instanceof Hangs) return true;
        if (error instanceof Stopped) return false;
        throw error;
      }
    }),
  );
  return new Set(all.filter((_, at) => shows[at]).map(({ version }) => version));
}

/** Different reasons whose smallest script is the same are one finding: the first of them stands for all. */
function merged(findings: readonly SdkFinding[]): readonly SdkFinding[] {
  const kept: SdkFinding[] = [];
  for (const finding of findings) {
    const steps = JSON.stringify([finding.given.air.kind, finding.given.database, finding.given.steps]);
    const same = kept.find(
      (one) => JSON.stringify([one.given.air.kind, one.given.database, one.given.steps]) === steps,
    );
    if (same === undefined) kept.push({ ...finding, also: [] });
    else
      (same.also as unknown[]).push({
        property: finding.property,
        reason: finding.reason,
        signature: finding.signature,
      });
  }
  return kept;
}
