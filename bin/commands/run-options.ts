// Reads what was typed after `zim-sim run`, and writes the command that repeats one run of it.
import { DurationError, parseDurationMs } from '../../sim/kernel/duration.js';
import { nearestNames, quotedList } from '../../sim/kernel/nearest.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { findProfile, type Profile } from '../../sim/network/profiles.js';
import { DEFAULT_SEED, withLatestEnd } from '../../sim/runner/run.js';
import type { Scenario } from '../../sim/runner/scenario.js';
import { parseFactId, parseParam } from '../../sim/zim/facts.js';
import { parseSdkVersion } from '../../sim/zim/versions.js';
import { mutantRef, wrapOf } from '../campaign/deps.js';
import { wholeNumber } from '../campaign/options.js';
import type { Engine, RunRequest } from '../engine.js';
import { isFileName, loadScenarios, loadSchedule } from '../load-scenario.js';
import type { ReportFlags } from '../reporters/choose.js';

const MAX_SEED = Number.MAX_SAFE_INTEGER;
const MAX_RUNS = 1_000_000_000;

/** The options of `run` as commander reads them. */
export interface RunFlags extends ReportFlags {
  readonly all?: boolean;
  readonly seed?: string;
  readonly runs?: string;
  readonly param?: readonly string[];
  readonly sdk?: string;
  readonly profile?: string;
  readonly until?: string;
  readonly schedule?: string;
  readonly mutant?: string;
  readonly record?: string;
  readonly trace?: boolean;
  readonly verify?: boolean;
  readonly verbose?: boolean;
}

/** A scenario to run, and the word by which it was named. */
export interface Chosen {
  readonly word: string;
  readonly scenario: Scenario;
}

/** Everything that is to be run. */
export interface RunPlan {
  /** As it was named. */
  readonly mutant: string | undefined;
  readonly chosen: readonly Chosen[];
  readonly firstSeed: number;
  readonly runs: number;
  readonly request: Omit<RunRequest, 'seed'>;
  /** The options that every repetition needs, as they were typed. */
  readonly repeated: readonly string[];
}

/**
 * Checks everything that was typed, before anything runs or is printed.
 *
 * @throws UsageError for the first mistake.
 */
export async function planRuns(words: readonly string[], flags: RunFlags, engine: Engine): Promise<RunPlan> {
  const firstSeed = wholeNumber('--seed', flags.seed, {
    min: 0,
    max: MAX_SEED,
    value: DEFAULT_SEED,
    example: 42,
  });
  const runs = wholeNumber('--runs', flags.runs, { min: 1, max: MAX_RUNS, value: 1, example: 100 });
  if (runs - 1 > MAX_SEED - firstSeed) {
    throw new UsageError(
      `Expected --seed and --runs to end at ${MAX_SEED} or before, got ${firstSeed} and ${runs}.`,
    );
  }
  const params = paramsOf(flags.param ?? []);
  const sdk = flags.sdk === undefined ? undefined : sdkOf(flags.sdk);
  if (flags.profile !== undefined) profileOf(flags.profile);
  const untilMs = flags.until === undefined ? undefined : untilOf(flags.until);
  const chosen = await choose(words, flags.all === true, engine);
  const schedule =
    flags.schedule === undefined
      ? undefined
      : await loadSchedule(
          flags.schedule,
          chosen.map(({ scenario }) => withLatestEnd(scenario, untilMs)),
        );
  const wrap = flags.mutant === undefined ? undefined : await wrapOf(await mutantRef(flags.mutant));
  return {
    mutant: flags.mutant,
    chosen,
    firstSeed,
    runs,
    request: {
      keepTrace: flags.trace === true || flags.verify === true,
      ...(Object.keys(params).length === 0 ? {} : { params }),
      ...(sdk === undefined ? {} : { sdk }),
      ...(flags.profile === undefined ? {} : { profile: flags.profile }),
      ...(untilMs === undefined ? {} : { untilMs }),
      ...(schedule === undefined ? {} : { schedule }),
      ...(wrap === undefined ? {} : { wrap }),
    },
    repeated: [
      ...(flags.param ?? []).flatMap((param) => ['--param', param]),
      ...(flags.sdk === undefined ? [] : ['--sdk', flags.sdk]),
      ...(flags.profile === undefined ? [] : ['--profile', flags.profile]),
      ...(flags.until === undefined ? [] : ['--until', flags.until]),
      ...(flags.schedule === undefined ? [] : ['--schedule', flags.schedule]),
      ...(flags.mutant === undefined ? [] : ['--mutant', flags.mutant]),
    ],
  };
}

/** The command that repeats one run of a plan. */
export function reproduceCommand(plan: RunPlan, word: string, seed: number): string {
  return ['zim-sim', 'run', word, '--seed', String(seed), ...plan.repeated].map(shellQuoted).join(' ');
}

async function choose(words: readonly string[], all: boolean, engine: Engine): Promise<readonly Chosen[]> {
  if (all && words.length > 0) {
    throw new UsageError(
      `Expected either scenarios or --all, got --all and ${quotedList(words)}. For example: zim-sim run --all`,
    );
  }
  if (all) return engine.scenarios.map((scenario) => ({ word: scenario.name, scenario }));
  if (words.length === 0) {
    const name = engine.scenarios[0]?.name ?? 'lift.yaml';
    throw new UsageError(
      `Expected a scenario, a file or --all, got nothing. For example: zim-sim run ${name} (zim-sim list scenarios shows all)`,
    );
  }
  const chosen: Chosen[] = [];
  for (const word of words) chosen.push(...(await chooseOne(word, engine)));
  return chosen;
}

/** The scenarios that a word names: one of the package's, or those in a file. */
export async function chooseOne(word: string, engine: Engine): Promise<readonly Chosen[]> {
  const known = engine.scenarios.find(({ name }) => name === word);
  if (known !== undefined) return [{ word, scenario: known }];
  if (isFileName(word)) {
    const loaded = await loadScenarios(
      word,
      engine.properties.map(({ id }) => id),
    );
    return loaded.map((scenario) => ({ word, scenario }));
  }
  const nearest = nearestNames(
    word,
    engine.scenarios.map(({ name }) => name),
  );
  const hint = nearest.length === 0 ? '' : ` The nearest are ${quotedList(nearest)}.`;
  throw new UsageError(
    `Unknown scenario ${JSON.stringify(word)}.${hint} All of them: zim-sim list scenarios`,
  );
}

function paramsOf(texts: readonly string[]): Readonly<Record<string, string>> {
  const params: Record<string, string> = {};
  for (const text of texts) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      throw new UsageError(
        `Expected --param to be name=value, got ${JSON.stringify(text)}. For example: --param heartbeatTimeoutMs=40s`,
      );
    }
    usage('--param', () => parseParam(parseFactId(name), value));
    params[name] = value;
  }
  return params;
}

function sdkOf(text: string): string {
  return usage('--sdk', () => parseSdkVersion(text));
}

function profileOf(text: string): Profile {
  return usage('--profile', () => findProfile(text));
}

function untilOf(text: string): number {
  const untilMs = usage('--until', () => parseDurationMs(text));
  if (untilMs > 0) return untilMs;
  throw new UsageError(
    `--until: Expected a duration longer than 0, got ${JSON.stringify(text)}. For example: --until 90s`,
  );
}

// The readers of single values say what they expected; here they only get the option's name.
function usage<T>(option: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError || error instanceof DurationError || error instanceof UsageError) {
      throw new UsageError(`${option}: ${error.message}`);
    }
    throw error;
  }
}

/** A word as a shell takes it. */
export function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
