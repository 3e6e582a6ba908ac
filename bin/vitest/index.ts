// Tests of an app inside vitest: `simTest` is a test like any other, and two matchers for its result.
import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { type AppTestReport, appTestReport } from '../../reports/app-test.js';
import { styleFor } from '../../reports/style.js';
import type { FaultKind } from '../../sim/faults/fault.js';
import { parseDurationMs } from '../../sim/kernel/duration.js';
import { findTarget } from '../app-test/plan.js';
import { testApp } from '../app-test/test-app.js';

/** What a test of an app is told. */
export interface SimTestOptions {
  /** The app's entry, a `zim-sim.config.ts`, or a folder with one; relative to the working directory. */
  readonly app: string;
  /** Default 200. */
  readonly runs?: number;
  /** Ends after this much real time, however many runs there are: `30s`. */
  readonly time?: string;
  /** Default 1. */
  readonly seed?: number;
  /** Kinds of faults. Default: all, or those of the configuration. */
  readonly faults?: readonly FaultKind[];
  readonly profile?: string;
  /** Only this rule. */
  readonly rule?: string;
  /** Processes. Default: all cores. */
  readonly workers?: number;
  /** Real time, ms, after which vitest ends the test. Default 5 minutes. */
  readonly timeout?: number;
}

/** What a test of an app came to. */
export interface SimResult {
  readonly report: AppTestReport;
  /** Coverage: how many runs reached each behaviour, `connection 3/3`, `room 0/9` … */
  readonly seen: Readonly<Record<string, number>>;
  /** The report as the command line prints it. */
  readonly text: string;
}

/**
 * Tests an app.
 *
 * @param signal ends it at once, with an error: the `signal` of a test's context
 * @example const result = await simulate({ app: './src/chat.ts', runs: 100 }); expect(result).toHold();
 */
export async function simulate(options: SimTestOptions, signal?: AbortSignal): Promise<SimResult> {
  const target = await findTarget(options.app);
  const { report, tally } = await testApp(
    target,
    {
      seed: options.seed ?? 1,
      runs: options.runs ?? (options.time === undefined ? 200 : 1_000_000),
      withinMs: options.time === undefined ? Number.POSITIVE_INFINITY : parseDurationMs(options.time),
      workers: options.workers ?? availableParallelism(),
      only: options.faults,
      profile: options.profile,
      rule: options.rule,
      signal,
    },
    { progress: () => {}, found: () => {}, interrupted: async () => false },
  );
  return { report, seen: tally.seen, text: appTestReport(report, styleFor({ columns: 100, color: false })) };
}

type Check = (result: SimResult) => unknown;

const TIMEOUT_MS = 300_000;

/** Shrinking what was found comes after the time of the runs. */
const AFTERWARDS_MS = 120_000;

type SimTestForm = (name: string, options: SimTestOptions, check?: Check) => void;

interface SimTest extends SimTestForm {
  readonly only: SimTestForm;
  readonly skip: SimTestForm;
  /** At the same time as other concurrent tests of the file. */
  readonly concurrent: SimTestForm;
  /** A test that is still to be written. */
  readonly todo: (name: string) => void;
}

/** The part of vitest's context that is read here; before version 3.2 there is no signal. */
interface Context {
  readonly signal?: AbortSignal;
}

/** The body of a test: without a check of its own, the app has to hold. */
function body(options: SimTestOptions, check: Check | undefined): (context: Context) => Promise<void> {
  return async ({ signal }) => {
    const result = await simulate(options, signal);
    if (check === undefined) expect(result).toHold();
    else await check(result);
  };
}

/** The time that a test has; runs that are limited by time have to fit into it. */
function timeoutOf({ timeout, time }: SimTestOptions): number {
  if (timeout !== undefined) return timeout;
  return time === undefined ? TIMEOUT_MS : Math.max(TIMEOUT_MS, parseDurationMs(time) + AFTERWARDS_MS);
}

type Register = (
  name: string,
  options: { readonly timeout: number },
  run: (context: Context) => Promise<void>,
) => void;

function formOf(register: Register): SimTestForm {
  return (name, options, check) => register(name, { timeout: timeoutOf(options) }, body(options, check));
}

/**
 * A test of an app. It fails with the findings as the command line tells them; capsules are in `zim-sim-report/`.
 *
 * @example
 * simTest('survives a bad day', { app: './src/chat.ts', runs: 200 });
 * simTest('gets to reconnect', { app: './src/chat.ts' }, (result) => {
 *   expect(result).toHold();
 *   expect(result).toHaveReachedState('connection 3/3');
 * });
 */
export const simTest: SimTest = Object.assign(formOf(test), {
  only: formOf(test.only),
  skip: formOf(test.skip),
  concurrent: formOf(test.concurrent),
  todo: (name: string): void => test.todo(name),
});

interface SimMatchers<R = unknown> {
  /** No rule was broken, but those of the baseline. */
  toHold(): R;
  /** Some run got there: `connection 3/3`, `room 0/9`, `property reconnecting-is-shown` … */
  toHaveReachedState(behaviour: string): R;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the declaration that it is merged with has it
  interface Assertion<T = any> extends SimMatchers<T> {}
  interface AsymmetricMatchersContaining extends SimMatchers {}
}

expect.extend({
  toHold(result: SimResult) {
    const pass = result.report.findings.every(({ known }) => known);
    return { pass, message: () => (pass ? `expected a rule to be broken:\n${result.text}` : result.text) };
  },
  toHaveReachedState(result: SimResult, behaviour: string) {
    const pass = (result.seen[behaviour] ?? 0) > 0;
    const reached = Object.keys(result.seen)
      .filter((name) => name.split(' ')[0] === behaviour.split(' ')[0])
      .sort();
    return {
      pass,
      message: () =>
        `expected ${behaviour} ${pass ? 'not ' : ''}to be reached; reached were: ${reached.join(', ')}`,
    };
  },
});
