// A process that runs the SDK: one task at a time, each run from an immediate of its own, since promises must be free to
// run in the middle of a run.
import { createHash } from 'node:crypto';
import { sdkCaseOf } from '../../properties/arbitraries/sdk-case.js';
import { judgedOnSdk } from '../../properties/sdk-rules/index.js';
import { deriveSeed } from '../../sim/kernel/random.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { compareCase } from '../../sim/sdk-host/compare.js';
import { type InspectOptions, inspectFor, inspectScript } from '../../sim/sdk-host/inspect.js';
import { realmScripts } from '../../sim/sdk-host/realm-scripts.js';
import { runSdk, type SdkRun } from '../../sim/sdk-host/run-sdk.js';
import type { SdkCase } from '../../sim/sdk-host/sdk-case.js';
import { type CompiledPackage, compilePackage, type SdkPackage } from '../../sim/sdk-host/sdk-package.js';
import type { RealmScripts } from '../../sim/sdk-host/sdk-realm.js';
import { shrinkScript } from '../../sim/sdk-host/shrink-script.js';
import { fromImmediate } from '../app-test/from-immediate.js';
import type { FromSdkWorker, RunResult, RunsTask, SdkAnswers, SdkTask } from './protocol.js';

/** One run in so many is made again without its wrong calls. */
const TWIN_EVERY = 8;
/** How often it is said that a run goes on. */
const BEAT_MS = 1000;

const compiled = new Map<string, CompiledPackage>();

process.on('message', (task: SdkTask) => void work(task));
process.on('disconnect', () => process.exit());
// A terminal interrupts all processes of a command; the first of them says when these end.
process.on('SIGINT', () => {});

async function work(task: SdkTask): Promise<void> {
  try {
    const scripts = await realmScripts();
    say({ kind: 'done', answer: await answerTo(task, scripts) });
  } catch (error) {
    if (error instanceof UsageError) say({ kind: 'usage', message: error.message });
    else
      say({ kind: 'crash', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

async function answerTo(task: SdkTask, scripts: RealmScripts): Promise<SdkAnswers[SdkTask['kind']]> {
  const options: InspectOptions = { scripts, sdk: packageOf(task.sdk), properties: judgedOnSdk, onProgress };
  switch (task.kind) {
    case 'runs':
      return await runsOf(task, (index) => oneRun(task, index, options));
    case 'compare':
      return await runsOf(task, (index) => oneComparison(task, index, options));
    case 'load':
      return await fromImmediate(() => created(options));
    case 'show':
      return await fromImmediate(() => inspectFor(task.given, task.signature, options).found ?? null);
    case 'replay':
      return await fromImmediate(() => again(task, options));
    default:
      return await fromImmediate(() => shrunk(task, options));
  }
}

/** What an instance needs no network for. */
const CREATE: SdkCase = {
  seed: 1,
  air: { kind: 'dns', ms: 1 },
  database: 'works',
  steps: [{ afterMs: 0, do: 'create', args: [{ appID: 1 }] }],
  tailMs: 1,
};

function created(options: InspectOptions): boolean {
  const { observations } = runSdk(CREATE, options);
  const settled = observations.find((one) => one.kind === 'settle');
  return settled?.kind === 'settle' && settled.ok && (settled.value ?? null) !== null;
}

function packageOf(sdk: SdkPackage): CompiledPackage {
  const known = compiled.get(sdk.file) ?? compilePackage(sdk);
  compiled.set(sdk.file, known);
  return known;
}

async function runsOf(task: RunsTask, run: (index: number) => RunResult): Promise<readonly RunResult[]> {
  const results: RunResult[] = [];
  for (let index = task.from; index < task.to; index++) {
    beat(index, results.at(-1));
    results.push(await fromImmediate(() => run(index)));
  }
  return results;
}

function oneRun(task: RunsTask, index: number, options: InspectOptions): RunResult {
  const given = sdkCaseOf(deriveSeed(task.seed, index));
  const { run, found } = inspectScript(given, options, index % TWIN_EVERY === 0);
  return { index, found, digest: digestOf(run), virtualMs: run.endMs };
}

function oneComparison(task: RunsTask, index: number, options: InspectOptions): RunResult {
  const given = sdkCaseOf(deriveSeed(task.seed, index));
  const { real, ...compared } = compareCase(given, options);
  return {
    index,
    found: [],
    digest: digestOf(real),
    virtualMs: real.endMs,
    compared,
  };
}

function shrunk(
  { given, signature }: Extract<SdkTask, { kind: 'shrink' }>,
  options: InspectOptions,
): SdkAnswers['shrink'] {
  const result = shrinkScript(given, (candidate) => {
    beat(0);
    return inspectFor(candidate, signature, options).found !== undefined;
  });
  const { run, found } = inspectFor(result.given, signature, options);
  if (found === undefined) throw new Error(`a script does not show ${signature} again`);
  return { ...result, found, digest: digestOf(run), randoms: run.randoms };
}

function again(
  { given, signature }: Extract<SdkTask, { kind: 'replay' }>,
  options: InspectOptions,
): SdkAnswers['replay'] {
  const { run, found } = inspectFor(given, signature, options);
  return { found: found ?? null, observations: run.observations, digest: digestOf(run) };
}

let current = 0;
let beatMs = 0;

function beat(index: number, made?: RunResult): void {
  current = index;
  beatMs = performance.now();
  say({ kind: 'beat', next: index, made });
}

/** A run that is slow is none that never comes back. */
function onProgress(): void {
  if (performance.now() - beatMs > BEAT_MS) beat(current);
}

function digestOf({ observations, contacts, storm }: SdkRun): string {
  const text = JSON.stringify([observations, contacts, storm]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function say(message: FromSdkWorker): void {
  process.send?.(message);
}
