// `zim-sim test`: unmodified app code under the simulator. What the app does wrong is written down at once, made small,
// and told as a story.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { appRules } from '../../properties/app-rules/index.js';
import { appTestReport, type Finding, type RuleLine } from '../../reports/app-test.js';
import { count } from '../../reports/campaign.js';
import { seedOfRun } from '../../sim/campaign/batch.js';
import type { Capsule } from '../../sim/campaign/capsule.js';
import type { FailedRun, Tally } from '../../sim/campaign/tally.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { findProfile } from '../../sim/network/profiles.js';
import { bundleApp } from '../../sim/sandbox/bundle.js';
import { type StateComparison, stateComparisons } from '../../sim/sandbox/state-comparisons.js';
import {
  type AppPlan,
  bundleOptionsOf,
  casesOf,
  findTarget,
  rulesOff,
  STATES_RULE,
  type Target,
} from '../app-test/plan.js';
import { type AppPool, openAppPool } from '../app-test/pool.js';
import { conduct } from '../campaign/conduct.js';
import { faultKinds, timeLimit, wholeNumber } from '../campaign/options.js';
import { type Progress, progressOn } from '../campaign/progress.js';
import { writeCapsule } from '../campaign/report-folder.js';
import type { Engine } from '../engine.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { outputStyle } from '../terminal.js';

export interface TestFlags {
  readonly runs?: string;
  readonly time?: string;
  readonly seed?: string;
  readonly only?: string;
  readonly profile?: string;
  readonly workers?: string;
  readonly rule?: string;
  readonly json?: boolean;
}

const DEFAULT_RUNS = 200;
const MOST_RUNS = 100_000_000;
const BATCH = 25;
/** Runs in which a twin is looked for. */
const TWIN_RUNS = 50;

/** @returns 0 when the app survived, 1 when it broke a rule, 130 after Ctrl-C */
export async function testCommand(
  given: string,
  flags: TestFlags,
  { io }: { readonly engine: Engine; readonly io: CliIo },
): Promise<ExitCode> {
  const options = optionsOf(flags);
  const target = await findTarget(given);
  const progress = progressOn(io);
  const folder = mkdtempSync(join(tmpdir(), 'zim-sim-'));
  let pool: AppPool | undefined;
  const watch = io.watchInterrupts();
  try {
    progress.show('bundling');
    const { plan, comparisons } = await planFor(target, options, folder);
    pool = openAppPool(plan, options.workers);
    const test: Test = {
      target,
      plan,
      comparisons,
      options,
      pool,
      progress,
      io,
      interrupted: watch.interrupted,
    };
    return await runTest(test, flags);
  } finally {
    progress.clear();
    watch.stop();
    pool?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Options {
  readonly seed: number;
  readonly runs: number;
  readonly withinMs: number;
  readonly workers: number;
  readonly only: ReturnType<typeof faultKinds>;
  readonly profile: string | undefined;
  readonly rule: string | undefined;
}

function optionsOf(flags: TestFlags): Options {
  const withinMs = timeLimit(flags.time);
  if (flags.profile !== undefined) findProfile(flags.profile);
  return {
    seed: wholeNumber('--seed', flags.seed, { min: 0, max: Number.MAX_SAFE_INTEGER, value: 1, example: 42 }),
    runs: wholeNumber('--runs', flags.runs, {
      min: 1,
      max: MOST_RUNS,
      value: withinMs === undefined ? DEFAULT_RUNS : MOST_RUNS,
      example: 200,
    }),
    withinMs: withinMs ?? Number.POSITIVE_INFINITY,
    workers: wholeNumber('--workers', flags.workers, {
      min: 1,
      max: 256,
      value: availableParallelism(),
      example: 2,
    }),
    only: faultKinds(flags.only),
    profile: flags.profile,
    rule: ruleOf(flags.rule),
  };
}

function ruleOf(rule: string | undefined): string | undefined {
  if (rule === undefined || rule === STATES_RULE || appRules.some(({ id }) => id === rule)) return rule;
  throw new UsageError(`Unknown rule ${JSON.stringify(rule)}. All of them: zim-sim list rules`);
}

interface Test {
  readonly target: Target;
  readonly plan: AppPlan;
  readonly comparisons: readonly StateComparison[];
  readonly options: Options;
  readonly pool: AppPool;
  readonly progress: Progress;
  readonly io: CliIo;
  readonly interrupted: () => Promise<boolean>;
}

/** Bundles the app and looks at it for a moment, to learn what its user can do. */
async function planFor(
  target: Target,
  { seed, only, profile, rule }: Options,
  folder: string,
): Promise<{ readonly plan: AppPlan; readonly comparisons: readonly StateComparison[] }> {
  const bundle = await bundleApp(bundleOptionsOf(target));
  const bundleFile = join(folder, 'app.json');
  writeFileSync(bundleFile, JSON.stringify(bundle));
  const cases = { ...casesOf(target, only), ...(profile === undefined ? {} : { profile }) };
  const first: AppPlan = {
    given: target.given,
    ...(target.configFile === undefined ? {} : { configFile: target.configFile }),
    seed,
    bundleFile,
    hash: bundle.hash,
    cases,
    off: rulesOff(target.config, new Date().toISOString().slice(0, 10)),
    ...(rule === undefined ? {} : { property: rule }),
    seesUi: target.config.shown !== undefined || /\.(remind|screen)\s*\(/.test(bundle.code),
  };
  const pool = openAppPool(first, 1);
  try {
    const probed = await pool.ask<'probe'>({ kind: 'probe' });
    const starts = probed.launch === 'by itself' || probed.launch === 'waiting' || probed.calls > 0;
    if (probed.actions.length === 0 && !starts && target.config.user === undefined) {
      throw new UsageError(nothingToDo(target, probed));
    }
    const plan = { ...first, cases: { ...cases, actions: probed.actions } };
    return { plan, comparisons: stateComparisons(bundle) };
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

async function runTest(test: Test, flags: TestFlags): Promise<ExitCode> {
  const { plan, options, pool, progress, io } = test;
  const began = performance.now();
  const captured = new Captured(test);
  const { tally, interrupted } = await conduct({
    range: { from: 0, to: options.runs },
    goesOn: true,
    withinMs: options.withinMs,
    batch: BATCH,
    pool,
    interrupted: test.interrupted,
    onProgress: (so) => {
      captured.see(so);
      progress.show(progressText(so, (performance.now() - began) / 1000));
    },
  });
  const seconds = (performance.now() - began) / 1000;
  await captured.settled();
  if (!interrupted) await captured.lookForTwin(tally);
  const findings = await captured.findings(tally, !interrupted);
  progress.clear();
  const report = {
    name: plan.cases.name,
    seed: plan.seed,
    runs: tally.runs,
    faults: tally.faults,
    seconds,
    findings,
    rules: ruleLines(test, tally, findings),
    notModelled: [...pool.notModelled].sort(),
    suspected: findings.some(({ rule }) => rule === STATES_RULE)
      ? []
      : test.comparisons.map(({ where, literal }) => `${where} ${JSON.stringify(literal)}`),
  };
  if (flags.json === true) {
    const short = findings.map(({ observations: _, marks: __, ...finding }) => finding);
    io.stdout(`${JSON.stringify({ ...report, findings: short }, undefined, 2)}\n`);
  } else io.stdout(`${appTestReport(report, outputStyle(io))}\n`);
  if (interrupted) return EXIT.interrupted;
  return findings.some(({ known }) => !known) ? EXIT.failed : EXIT.held;
}

function progressText({ runs, faults, failed }: Tally, seconds: number): string {
  const rules = new Set(failed.map(({ failure }) => failure.property));
  return `${count(runs)} runs · ${count(runs / seconds)} runs/s · ${count(faults)} faults · ${rules.size} rules broken`;
}

function ruleLines(test: Test, tally: Tally, findings: readonly Finding[]): readonly RuleLine[] {
  const { plan } = test;
  const lines = appRules
    .filter(({ goalOf }) => goalOf === undefined)
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
  const states = findings.some(({ rule }) => rule === STATES_RULE);
  const found = test.comparisons.length > 0;
  return [
    ...lines,
    {
      rule: STATES_RULE,
      title: 'States are compared with what they can be.',
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
      this.pending.push(this.capture(run, rule));
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
    const { progress, io } = this.test;
    const path = writeCapsule(capsule);
    this.entries.set(capsule.failure.property, { run, capsule, path });
    progress.clear();
    io.stderr(`run ${run.index}: ${capsule.failure.property} is broken, ${path}\n`);
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
    const { pool, progress } = this.test;
    entry.capsule = await pool.ask<'shrink'>({ kind: 'shrink', capsule: entry.capsule }, (faults, runs) =>
      progress.show(
        `making ${entry.capsule.failure.property} small: ${faults} faults left, ${count(runs)} runs`,
      ),
    );
    writeCapsule(entry.capsule, entry.path);
  }

  private async finding({ run, capsule, path }: Entry, { failed }: Tally): Promise<Finding> {
    const { pool } = this.test;
    const { failure, spec, found } = capsule;
    const { picture } = await pool.ask<'replay'>({ kind: 'replay', capsule });
    const rule = appRules.find(({ id }) => id === failure.property);
    const observations = picture?.observations ?? [];
    const thrown = observations.find(
      (one) => one.kind === 'error' && one.atMs === failure.atMs && one.device === failure.device,
    );
    const stack =
      thrown?.kind === 'error' && rule?.needs.includes('error') === true ? thrown.stack : undefined;
    return {
      rule: failure.property,
      title: failure.title,
      reason: failure.reason,
      ...(rule?.advice === undefined ? {} : { advice: rule.advice }),
      ...(failure.device === undefined ? {} : { device: failure.device }),
      atMs: failure.atMs,
      index: run.index,
      runs: failed.filter((other) => other.failure.property === failure.property).length || 1,
      faults: spec.schedule ?? [],
      originalFaults: found?.spec.schedule?.length ?? spec.schedule?.length ?? 0,
      capsule: path,
      known: false,
      ...(stack === undefined ? {} : { stack }),
      observations,
      marks: picture?.faults ?? [],
    };
  }
}
