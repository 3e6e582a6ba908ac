// The processes that run apps: started with a fixed time zone and locale, watched, and replaced after so many runs or
// when they have grown too large.
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { Tally } from '../../sim/campaign/tally.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { AppBundle } from '../../sim/sandbox/app-code.js';
import type { BatchPool } from '../campaign/pool.js';
import { tallyOf } from '../campaign/worker.js';
import type { AppPlan } from './plan.js';
import {
  type AppAnswers,
  type AppTask,
  type FromWorker,
  HANG_FD,
  type Hang,
  type ToWorker,
} from './protocol.js';

/** A process is replaced after so many runs: contexts that were used leave something behind in V8. */
const RUNS_EACH = 5000;

export interface AppPool extends BatchPool {
  ask<K extends AppTask['kind']>(
    task: Extract<AppTask, { readonly kind: K }>,
    onProgress?: (faults: number, runs: number) => void,
  ): Promise<AppAnswers[K]>;
  /** Calls that zim-sim does not model, as their messages. */
  readonly notModelled: ReadonlySet<string>;
  close(): void;
}

interface Waiting {
  readonly task: AppTask;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((faults: number, runs: number) => void) | undefined;
}

/**
 * Starts processes for a test. They start when there is something to do.
 *
 * @param signal ends all of them at once: what was asked is rejected
 */
export function openAppPool(plan: AppPlan, workers: number, signal?: AbortSignal): AppPool {
  const notModelled = new Set<string>();
  const queue: Waiting[] = [];
  const members = Array.from({ length: workers }, () => new Member(plan, queue, notModelled));
  const ask: AppPool['ask'] = (task, onProgress) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(new GivenUp());
        return;
      }
      queue.push({ task, resolve: resolve as (answer: unknown) => void, reject, onProgress });
      for (const member of members) member.next();
    });
  const close = (): void => {
    signal?.removeEventListener('abort', close);
    for (const waiting of queue.splice(0)) waiting.reject(new GivenUp());
    for (const member of members) member.end();
  };
  signal?.addEventListener('abort', close);
  return {
    places: workers * 2,
    ask,
    run: async (batch): Promise<Tally> => tallyOf(await ask({ kind: 'batch', ...batch })),
    notModelled,
    close,
  };
}

/** Nobody waits for the answer any more. */
class GivenUp extends Error {
  constructor() {
    super('the test of the app was given up');
  }
}

class Member {
  private readonly plan: AppPlan;
  private readonly queue: Waiting[];
  private readonly notModelled: Set<string>;
  private child: ChildProcess | undefined;
  private doing: Waiting | undefined;
  private runs = 0;
  private hang = '';
  private errors = '';

  constructor(plan: AppPlan, queue: Waiting[], notModelled: Set<string>) {
    this.plan = plan;
    this.queue = queue;
    this.notModelled = notModelled;
  }

  next(): void {
    if (this.doing !== undefined) return;
    const next = this.queue.shift();
    if (next === undefined) return;
    if (this.runs >= RUNS_EACH) this.end();
    this.child ??= this.start();
    this.doing = next;
    if (next.task.kind === 'batch') this.runs += next.task.range.to - next.task.range.from;
    this.say({ kind: 'task', id: 0, task: next.task });
  }

  end(): void {
    const { child } = this;
    this.child = undefined;
    child?.removeAllListeners();
    child?.kill('SIGKILL');
    this.runs = 0;
    this.doing?.reject(new GivenUp());
    this.doing = undefined;
  }

  private start(): ChildProcess {
    this.hang = '';
    this.errors = '';
    const child = fork(workerFile(), [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'],
      execArgv: [],
      env: { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C', NODE_OPTIONS: '' },
    });
    child.stderr?.on('data', (text: Buffer) => {
      this.errors = `${this.errors}${text.toString()}`.slice(-4000);
    });
    (child.stdio[HANG_FD] as Readable).on('data', (text: Buffer) => {
      this.hang += text.toString();
    });
    child.on('message', (message: FromWorker) => this.hear(message));
    child.on('close', (code, signal) => this.died(code, signal));
    child.send({ kind: 'plan', plan: this.plan } satisfies ToWorker);
    return child;
  }

  private say(message: ToWorker): void {
    this.child?.send(message);
  }

  private hear(message: FromWorker): void {
    const { doing } = this;
    if (doing === undefined) return;
    if (message.kind === 'progress') {
      doing.onProgress?.(message.faults, message.runs);
      return;
    }
    this.doing = undefined;
    if (message.kind === 'done') {
      for (const text of message.notModelled) this.notModelled.add(text);
      doing.resolve(message.answer);
    } else if (message.kind === 'usage') doing.reject(new UsageError(message.message));
    else {
      const error = new Error(message.stack.split('\n')[0]);
      error.stack = message.stack;
      doing.reject(error);
    }
    this.next();
  }

  private died(code: number | null, signal: string | null): void {
    const { doing } = this;
    this.child = undefined;
    this.doing = undefined;
    this.runs = 0;
    if (doing === undefined) return;
    const line = this.hang.split('\n')[0] ?? '';
    doing.reject(
      line === ''
        ? new UsageError(
            `Expected the app's process to live, it ended with ${signal ?? `code ${code}`}. What it said last: ${this.errors.trim().split('\n').slice(-3).join(' ') || 'nothing'}`,
          )
        : hangError(JSON.parse(line) as Hang, this.plan),
    );
    this.next();
  }
}

function hangError({ line, column, functionName }: Hang, { bundleFile }: AppPlan): UsageError {
  const { map } = JSON.parse(readFileSync(bundleFile, 'utf8')) as AppBundle;
  const place = originalPositionFor(new TraceMap(map), { line: line + 1, column });
  const where =
    place.source === null
      ? 'code that is not of the app'
      : `${place.source}:${place.line}:${place.column + 1}`;
  const name = functionName === '' ? '' : `, in ${functionName}`;
  return new UsageError(
    `${where}: Expected the app to let go of the processor, got code that runs for more than 5 s${name}. Look for a loop, or a chain of promises, that never ends.`,
  );
}

function workerFile(): string {
  const beside = fileURLToPath(new URL('./worker.js', import.meta.url));
  return existsSync(beside)
    ? beside
    : fileURLToPath(new URL('../../dist/bin/app-test/worker.js', import.meta.url));
}
