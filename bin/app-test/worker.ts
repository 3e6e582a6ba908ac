// A process that runs apps: batches of a test, and one run after another to make a failure small. It does one task at a
// time, each from an immediate of its own, since promises must be free to run in the middle of a run.
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { calmCase } from '../../properties/arbitraries/app-case.js';
import { runPage } from '../../reports/html/run-page.js';
import { runReport } from '../../reports/run-report.js';
import { type BatchDeps, CampaignCrash, runBatch } from '../../sim/campaign/batch.js';
import { type Capsule, originalOf } from '../../sim/campaign/capsule.js';
import { capsuleOf, shrunkCapsule } from '../../sim/campaign/found.js';
import { type Replayed, replay } from '../../sim/campaign/replay.js';
import { deriveSeed } from '../../sim/kernel/random.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { execute } from '../../sim/runner/execute.js';
import type { ConsoleLine } from '../../sim/runner/external-app.js';
import type { RunSpec } from '../../sim/runner/summary.js';
import { APP_FILE, type AppBundle } from '../../sim/sandbox/app-code.js';
import { domFactory } from '../../sim/sandbox/dom.js';
import { createSandbox, type Sandbox } from '../../sim/sandbox/sandbox.js';
import { checkTestConfig, type TestConfig } from '../../sim/sandbox/test-config.js';
import { replayNotes } from '../campaign/page-notes.js';
import { loadExports } from '../load-module.js';
import { fromImmediate } from './from-immediate.js';
import { type AppPlan, appRefOf, depsOf, settingsOf } from './plan.js';
import type {
  AppAnswers,
  AppReplayed,
  AppTask,
  FromWorker,
  Probed,
  ReplayOfApp,
  ToWorker,
} from './protocol.js';
import { LOG_PREFIX } from './record-logs.js';
import { STATES_RULE } from './states-rule.js';
import { findTwin, replayTwin, shrinkTwin } from './twin.js';
import type { WatchdogData } from './watchdog.js';

/** Code of an app that runs longer than this, real time, hangs. */
const WITHIN_MS = 5000;

interface Setting {
  readonly plan: AppPlan;
  readonly deps: BatchDeps;
  readonly sandbox: Sandbox;
  readonly settings: ReturnType<typeof settingsOf>;
}

let setting: Promise<Setting> | undefined;
const beats = new SharedArrayBuffer(8);
const counter = new Int32Array(beats);

process.on('message', (message: ToWorker) => {
  if (message.kind === 'plan') {
    setting = prepare(message.plan);
    // A task will tell of it.
    setting.catch(() => {});
    return;
  }
  void work(message.id, message.task);
});
// A terminal interrupts all processes of a command; the first of them says when these end.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());

async function prepare(plan: AppPlan): Promise<Setting> {
  const config = await configOf(plan);
  const dom =
    plan.html === undefined
      ? undefined
      : await domFactory(dirname(plan.configFile ?? plan.bundleFile), plan.html);
  const read = (file: string): AppBundle => JSON.parse(readFileSync(file, 'utf8')) as AppBundle;
  const services = plan.servicesFile === undefined ? undefined : read(plan.servicesFile);
  const sandbox = createSandbox(read(plan.bundleFile), { dom, services });
  sandbox.onProgress = () => void Atomics.add(counter, 0, 1);
  watch();
  return { plan, deps: depsOf(plan, config, sandbox), sandbox, settings: settingsOf(config) };
}

async function configOf({ configFile }: AppPlan): Promise<TestConfig | undefined> {
  if (configFile === undefined) return undefined;
  return checkTestConfig((await loadExports(configFile)).default, configFile);
}

function watch(): void {
  const built = fileURLToPath(new URL('./watchdog.js', import.meta.url));
  const path = existsSync(built)
    ? built
    : fileURLToPath(new URL('../../dist/bin/app-test/watchdog.js', import.meta.url));
  const data: WatchdogData = { beats, withinMs: WITHIN_MS, file: APP_FILE };
  const thread = new Worker(path, { workerData: data });
  thread.unref();
}

async function work(id: number, task: AppTask): Promise<void> {
  try {
    const ready = await (setting as Promise<Setting>);
    const answer = await fromImmediate(() => watched(() => answerTo(task, ready, id)));
    say({ kind: 'done', id, answer, notModelled: [...ready.sandbox.notModelled] });
  } catch (error) {
    if (error instanceof UsageError) say({ kind: 'usage', id, message: error.message });
    else
      say({
        kind: 'crash',
        id,
        stack: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
  }
}

/** The watchdog looks only while code of an app may run. */
function watched<T>(make: () => T): T {
  Atomics.store(counter, 1, 1);
  try {
    return make();
  } finally {
    Atomics.store(counter, 1, 0);
  }
}

function say(message: FromWorker): void {
  process.send?.(message);
}

function answerTo(task: AppTask, ready: Setting, id: number): AppAnswers[AppTask['kind']] {
  const { plan, deps } = ready;
  const info = { node: process.version, app: appRefOf(plan) };
  switch (task.kind) {
    case 'probe':
      return probe(ready);
    case 'batch':
      return batch(task, ready);
    case 'capture': {
      const found = { campaignSeed: plan.seed, index: task.index };
      return capsuleOf(deps.specOf(task.seed), { ...deps, property: task.property }, { ...info, found });
    }
    case 'shrink': {
      const onProgress = (spec: { readonly schedule?: readonly unknown[] }, runs: number): void =>
        say({ kind: 'progress', id, faults: spec.schedule?.length ?? 0, runs });
      return isTwin(task.capsule)
        ? shrinkTwin(task.capsule, ready, onProgress)
        : shrunkCapsule(task.capsule, deps, info, onProgress);
    }
    case 'replay':
      return again(task, ready);
    case 'record':
      return recorded(task.spec, ready);
    case 'page':
      return pageFor(task, ready);
    default:
      return findTwin(task.comparisons, task.runs, ready, info);
  }
}

function isTwin({ failure }: Capsule): boolean {
  return failure.property === STATES_RULE;
}

function batch(
  { range, stopAtFirst }: Extract<AppTask, { kind: 'batch' }>,
  { plan, deps }: Setting,
): AppAnswers['batch'] {
  try {
    return { kind: 'tally', tally: runBatch(plan.seed, range, deps, stopAtFirst) };
  } catch (error) {
    if (error instanceof CampaignCrash) {
      const { index, seed, cause } = error;
      return {
        kind: 'crash',
        index,
        seed,
        stack: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
      };
    }
    throw error;
  }
}

function probe({ plan, sandbox, settings }: Setting): Probed {
  const apps = sandbox.appsFor({ ...settings, roomID: plan.cases.roomID });
  const spec = calmCase(plan.cases, deriveSeed(plan.seed, 0));
  const run = execute(spec, { properties: [], apps: () => apps });
  const seen = apps.seen(plan.cases.devices[0]?.name ?? '');
  return {
    launch: seen?.launch ?? 'nothing',
    actions: seen?.actions ?? [],
    errors: run.observations.flatMap((one) =>
      one.kind === 'error' ? [`${one.message}${one.where === undefined ? '' : ` (${one.where})`}`] : [],
    ),
    calls: run.observations.filter(({ kind }) => kind === 'call').length,
  };
}

function again(task: ReplayOfApp, ready: Setting): AppReplayed {
  const { run, ...replayed } = playedAgain(task, ready);
  const { capsule, reproduce, withTrace } = task;
  const { title } = capsule.spec.scenario;
  return { ...replayed, run: run && runReport(run, { title, reproduce, withTrace: withTrace === true }) };
}

// The realm says every second that it is alive; the last of it is where the recording ends.
function recorded(spec: RunSpec, { plan, sandbox, settings }: Setting): AppAnswers['record'] {
  const logs = new Map(plan.cases.devices.map(({ name }) => [name, [] as string[]]));
  const ends = new Map<string, string>();
  const hears = ({ device, text }: ConsoleLine): void => {
    if (!text.startsWith(LOG_PREFIX)) return;
    const said = JSON.parse(text.slice(LOG_PREFIX.length)) as { readonly what?: unknown };
    const line = JSON.stringify({ ...said, device });
    if (said.what === 'end') ends.set(device, line);
    else {
      logs.get(device)?.push(line);
      ends.delete(device);
    }
  };
  const apps = sandbox.appsFor({ ...settings, roomID: plan.cases.roomID, seed: spec.seed, hears });
  execute(spec, { properties: [], apps: () => apps });
  return [...logs].map(([device, lines]) => ({
    device,
    lines: lines.length === 0 ? [] : [...lines, ...[ends.get(device) ?? []].flat()],
  }));
}

function pageFor(task: ReplayOfApp, ready: Setting): string {
  const { capsule, reproduce, untilMs } = task;
  const replayed = playedAgain(task, ready);
  const { run } = replayed;
  if (run === undefined) throw new Error('a run of an app did not come to its end');
  const { properties, apps, unseen } = ready.deps;
  return runPage({
    spec: untilMs === undefined ? capsule.spec : { ...capsule.spec, untilMs },
    run,
    properties,
    apps,
    unseen,
    neighbour: capsule.neighbour,
    property: capsule.failure.property,
    original: originalOf(capsule),
    reproduce,
    notes: untilMs === undefined ? replayNotes(capsule, replayed) : [],
  });
}

function playedAgain({ capsule, untilMs }: ReplayOfApp, ready: Setting): Replayed {
  return isTwin(capsule) ? replayTwin(capsule, ready) : replay(capsule, ready.deps, untilMs);
}
