// Tests an app: draws runs, hands them to processes, writes down what fails as soon as it is seen, makes it small, and
// adds up what every rule came to. The command and the integration into vitest print what comes back.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { appRules } from '../../properties/app-rules/index.js';
import { appCases } from '../../properties/arbitraries/app-case.js';
import type { AppTestReport, Finding, RuleLine } from '../../reports/app-test.js';
import { count } from '../../reports/campaign.js';
import { consoleNear } from '../../reports/console-lines.js';
import { withPageSource } from '../../reports/page-source.js';
import { seedOfRun } from '../../sim/campaign/batch.js';
import { type Capsule, originalOf } from '../../sim/campaign/capsule.js';
import type { FailedRun, Tally } from '../../sim/campaign/tally.js';
import type { FaultKind } from '../../sim/faults/fault.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { RunSpec } from '../../sim/runner/summary.js';
import { type StateComparison, stateComparisons } from '../../sim/sandbox/state-comparisons.js';
import { type Conducted, conduct } from '../campaign/conduct.js';
import { writeCapsule, writeNewCapsule } from '../campaign/report-folder.js';
import { shellQuoted } from '../commands/run-options.js';
import { REPORT_FOLDER } from '../write-whole.js';
import { type AppPlan, casesOf, type Target } from './plan.js';
import { type AppPool, openAppPool } from './pool.js';
import { type Prepared, prepareApp } from './prepare.js';
import { STATES_ADVICE, STATES_RULE, STATES_TITLE } from './states-rule.js';

/** Some runs at a time: so many that a process is busy for a while, so few that progress shows. */
const BATCH = 25;
/** Runs in which a twin is looked for. */
const TWIN_RUNS = 50;

export interface AppTestOptions {
  readonly seed: number;
  readonly runs: number;
  /** Real time, ms; Infinity for no limit. */
  readonly withinMs: number;
  readonly workers: number;
  readonly only: readonly FaultKind[] | undefined;
  readonly profile: string | undefined;
  /** Only this rule. */
  readonly rule: string | undefined;
  /** Where capsules go; default `zim-sim-report`. */
  readonly folder?: string;
  /** Ends the test at once, with an error. */
  readonly signal?: AbortSignal | undefined;
  /** What reports need of each failure besides its story. */
  readonly wants?: { readonly trace: boolean; readonly page: boolean };
}

/** What somebody who waits for it wants to know meanwhile. */
export interface AppTestHooks {
  /** How far it is, as one line. */
  readonly progress: (text: string) => void;
  /** A failure is in a file. */
  readonly found: (line: string) => void;
  readonly interrupted: () => Promise<boolean>;
}

export interface AppTested {
  readonly report: AppTestReport;
  readonly tally: Tally;
  readonly history: Conducted['history'];
  readonly interrupted: boolean;
  /** The first run. */
  readonly first: RunSpec;
  /** The files that the app is made of, absolute. */
  readonly files: readonly string[];
}

/**
 * Tests an app.
 *
 * @throws UsageError one line: the app cannot be bundled or used, or it hangs
 */
export async function testApp(
  target: Target,
  options: AppTestOptions,
  hooks: AppTestHooks,
): Promise<AppTested> {
  let pool: AppPool | undefined;
  let prepared: Prepared | undefined;
  try {
    hooks.progress('bundling');
    const { seed, rule, only, profile } = options;
    const cases = { ...casesOf(target, only), ...(profile === undefined ? {} : { profile }) };
    prepared = await prepareApp(target, { seed, rule, cases });
    const plan = await withActions(prepared.plan, target, options.signal);
    pool = openAppPool(plan, options.workers, options.signal);
    const comparisons = stateComparisons(prepared.bundle);
    const tested = await runTest({ plan, comparisons, options, pool, hooks, known: knownIn(target) });
    const files = prepared.bundle.files.map((file) => resolve(target.folder, file));
    const first = appCases(plan.cases)(seedOfRun(seed, 0));
    return {
      ...tested,
      first,
      files: target.configFile === undefined ? files : [...files, target.configFile],
    };
  } finally {
    pool?.close();
    prepared?.dispose();
  }
}

interface Test {
  readonly plan: AppPlan;
  readonly comparisons: readonly StateComparison[];
  readonly options: AppTestOptions;
  readonly pool: AppPool;
  readonly hooks: AppTestHooks;
  /** Rules whose breach is known. */
  readonly known: ReadonlySet<string>;
}

/** The baseline: a list of rules in a file, `["no-login-after-special-event"]`. */
function knownIn({ config, folder }: Target): ReadonlySet<string> {
  if (config.baseline === undefined) return new Set();
  const path = resolve(folder, config.baseline);
  if (!existsSync(path)) return new Set();
  const text = readFileSync(path, 'utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every((rule) => typeof rule === 'string')) return new Set(value);
  } catch {
    // Said below.
  }
  throw new UsageError(
    `${config.baseline}: Expected a baseline, a JSON list of rules, got something else. For example: ["no-login-after-special-event"]`,
  );
}

/** Looks at the app for a moment, to learn what its user can do. */
async function withActions(plan: AppPlan, target: Target, signal: AbortSignal | undefined): Promise<AppPlan> {
  const pool = openAppPool(plan, 1, signal);
  try {
    const probed = await pool.ask<'probe'>({ kind: 'probe' });
    const { launch, errors, calls } = probed;
    const starts = calls > 0 || ((launch === 'by itself' || launch === 'waiting') && errors.length === 0);
    if (probed.actions.length === 0 && !starts && target.config.user === undefined) {
      throw new UsageError(nothingToDo(target, probed));
    }
    const page = plan.html === undefined ? {} : { page: true as const };
    return { ...plan, cases: { ...plan.cases, actions: probed.actions, ...page } };
  } finally {
    pool.close();
  }
}

function nothingToDo(
  { given }: Target,
  { launch, errors }: { readonly launch: string; readonly errors: readonly string[] },
): string {
  const what =
    errors.length > 0
      ? `an app that throws when it starts: ${errors[0]}`
      : launch === 'called'
        ? 'a function that returns nothing that a user could do, and calls nothing of the SDK'
        : 'exports that are neither';
  return `${given}: Expected a default export or \`main\` that returns functions such as login, joinRoom and send, or an app that starts by itself, got ${what}. Say how it is used: zim-sim init`;
}

async function runTest(test: Test): Promise<Omit<AppTested, 'files' | 'first'>> {
  const { plan, options, pool, hooks } = test;
  const began = performance.now();
  const captured = new Captured(test);
  const { tally, interrupted, history } = await conduct({
    range: { from: 0, to: options.runs },
    goesOn: true,
    withinMs: options.withinMs,
    batch: BATCH,
    pool,
    interrupted: hooks.interrupted,
    onProgress: (so) => {
      captured.see(so);
      hooks.progress(progressText(so, (performance.now() - began) / 1000));
    },
  });
  const seconds = (performance.now() - began) / 1000;
  await captured.settled();
  if (!interrupted) await captured.lookForTwin(tally);
  const findings = await captured.findings(tally, !interrupted);
  const report: AppTestReport = {
    name: plan.cases.name,
    seed: plan.seed,
    runs: tally.runs,
    faults: tally.faults,
    digest: tally.digest ?? '',
    seconds,
    findings,
    rules: ruleLines(test, tally, findings),
    notModelled: [...pool.notModelled].sort(),
    suspected: findings.some(({ rule }) => rule === STATES_RULE)
      ? []
      : test.comparisons.map(({ where, literal }) => `${where} ${JSON.stringify(literal)}`),
  };
  return { report, tally, history, interrupted };
}

function progressText({ runs, faults, failed }: Tally, seconds: number): string {
  const rules = new Set(failed.map(({ failure }) => failure.property));
  return `${count(runs)} runs · ${count(runs / seconds)} runs/s · ${count(faults)} faults · ${rules.size} rules broken`;
}

function ruleLines(test: Test, tally: Tally, findings: readonly Finding[]): readonly RuleLine[] {
  const { plan } = test;
  const isAsked = (rule: string): boolean => plan.property === undefined || plan.property === rule;
  const lines = appRules
    .filter(({ id, goalOf }) => goalOf === undefined && isAsked(id))
    .map(({ id, title, needs }): RuleLine => {
      const own = tally.properties[id];
      const exercised = own?.exercised ?? 0;
      const isBroken =
        findings.some(({ rule }) => rule === id) || (own?.violated ?? 0) + (own?.pending ?? 0) > 0;
      const verdict = plan.off.includes(id)
        ? 'off'
        : isBroken
          ? 'violated'
          : needs.includes('ui') && !plan.seesUi
            ? 'not observable'
            : exercised > 0
              ? 'held'
              : 'not exercised';
      return { rule: id, title, verdict, exercised };
    });
  if (!isAsked(STATES_RULE)) return lines;
  const states = findings.some(({ rule }) => rule === STATES_RULE);
  const found = test.comparisons.length > 0;
  return [
    ...lines,
    {
      rule: STATES_RULE,
      title: STATES_TITLE,
      verdict: plan.off.includes(STATES_RULE)
        ? 'off'
        : states
          ? 'violated'
          : found
            ? 'not exercised'
            : 'held',
      exercised: states || !found ? tally.runs : 0,
    },
  ];
}

interface Entry {
  readonly run: FailedRun;
  capsule: Capsule;
  readonly path: string;
}

/** Each rule that is broken, in a file as soon as it is seen. */
class Captured {
  private readonly test: Test;
  private readonly entries: Map<string, Entry> = new Map();
  private readonly asked: Set<string> = new Set();
  private readonly pending: Promise<void>[] = [];

  constructor(test: Test) {
    this.test = test;
  }

  see({ failed }: Tally): void {
    for (const run of failed) {
      const rule = run.failure.property;
      if (this.asked.has(rule)) continue;
      this.asked.add(rule);
      const captured = this.capture(run, rule);
      // Looked at when all runs are done, unless the test has come to another end by then.
      captured.catch(() => {});
      this.pending.push(captured);
    }
  }

  async settled(): Promise<void> {
    await Promise.all(this.pending);
  }

  private async capture(run: FailedRun, rule: string): Promise<void> {
    const { pool } = this.test;
    const capsule = await pool.ask<'capture'>({
      kind: 'capture',
      seed: run.seed,
      index: run.index,
      property: rule,
    });
    if (capsule === undefined) throw new Error(`run ${run.index} failed in a batch and does not alone`);
    this.keep(run, capsule);
  }

  private keep(run: FailedRun, capsule: Capsule): void {
    const path = writeNewCapsule(capsule, this.test.options.folder ?? REPORT_FOLDER);
    this.entries.set(capsule.failure.property, { run, capsule, path });
    this.test.hooks.found(`run ${run.index}: ${capsule.failure.property} is broken, ${path}`);
  }

  /** A comparison in the source counts when it changes what the app does. */
  async lookForTwin({ runs }: Tally): Promise<void> {
    const { comparisons, pool, plan } = this.test;
    const isOff =
      plan.off.includes(STATES_RULE) || (plan.property !== undefined && plan.property !== STATES_RULE);
    if (comparisons.length === 0 || isOff) return;
    const capsule = await pool.ask<'twin'>({ kind: 'twin', comparisons, runs: Math.min(runs, TWIN_RUNS) });
    if (capsule === undefined) return;
    const index = capsule.found?.index ?? 0;
    this.keep({ index, seed: seedOfRun(plan.seed, index), failure: capsule.failure }, capsule);
  }

  async findings(tally: Tally, small: boolean): Promise<readonly Finding[]> {
    const entries = [...this.entries.values()].sort((a, b) => a.run.index - b.run.index);
    const findings: Finding[] = [];
    for (const entry of entries) {
      if (small) await this.shrink(entry);
      findings.push(await this.finding(entry, tally));
    }
    return findings;
  }

  private async shrink(entry: Entry): Promise<void> {
    const { pool, hooks } = this.test;
    entry.capsule = await pool.ask<'shrink'>({ kind: 'shrink', capsule: entry.capsule }, (faults, runs) =>
      hooks.progress(
        `making ${entry.capsule.failure.property} small: ${faults} faults left, ${count(runs)} runs`,
      ),
    );
    writeCapsule(entry.capsule, entry.path);
  }

  private async finding({ run, capsule, path }: Entry, { failed }: Tally): Promise<Finding> {
    const { pool } = this.test;
    const { failure, spec, found } = capsule;
    const { wants } = this.test.options;
    const reproduce = `zim-sim replay ${shellQuoted(path)}`;
    const { run: again } = await pool.ask<'replay'>({
      kind: 'replay',
      capsule,
      reproduce,
      withTrace: wants?.trace === true,
    });
    const page =
      wants?.page === true ? await pool.ask<'page'>({ kind: 'page', capsule, reproduce }) : undefined;
    const rule = appRules.find(({ id }) => id === failure.property);
    const advice = failure.property === STATES_RULE ? STATES_ADVICE : rule?.advice;
    const observations = again?.observations ?? [];
    const thrown = observations.find(
      (one) => one.kind === 'error' && one.atMs === failure.atMs && one.device === failure.device,
    );
    const stack =
      thrown?.kind === 'error' && rule?.needs.includes('error') === true ? thrown.stack : undefined;
    return {
      rule: failure.property,
      title: failure.title,
      reason: failure.reason,
      ...(advice === undefined ? {} : { advice }),
      ...(failure.device === undefined ? {} : { device: failure.device }),
      atMs: failure.atMs,
      index: run.index,
      runs: failed.filter((other) => other.failure.property === failure.property).length || 1,
      faults: spec.schedule ?? [],
      spec,
      originalFaults: found?.spec.schedule?.length ?? spec.schedule?.length ?? 0,
      capsule: path,
      known: this.test.known.has(failure.property),
      ...(stack === undefined ? {} : { stack }),
      observations,
      marks: again?.faults ?? [],
      console: consoleNear(again?.console ?? [], failure),
      callPlaces: again?.callPlaces ?? [],
      ...(again === undefined
        ? {}
        : {
            document:
              page === undefined
                ? again
                : withPageSource(again, { text: page, original: originalOf(capsule) }),
          }),
    };
  }
}
