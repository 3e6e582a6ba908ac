// The processes that run the SDK: started with a fixed time zone and locale, and ended when a run never comes back.
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { FromSdkWorker, RunResult, SdkAnswers, SdkTask } from './protocol.js';

/** Code that runs longer than this without a pause, real time, never ends. */
const WITHIN_MS = 15_000;
const LOOK_MS = 1000;
const INTERRUPT_MS = 100;

/** A task that was not done to its end, with the runs that were. */
class Unfinished extends Error {
  readonly made: readonly RunResult[];

  constructor(message: string, made: readonly RunResult[]) {
    super(message);
    this.made = made;
  }
}

/** A run that never came back. */
export class Hangs extends Unfinished {
  readonly index: number;

  constructor(index: number, made: readonly RunResult[]) {
    super(`run ${index} does not come back`, made);
    this.index = index;
  }
}

/** Somebody pressed Ctrl-C. */
export class Stopped extends Unfinished {}

export interface SdkPool {
  ask<K extends SdkTask['kind']>(task: Extract<SdkTask, { readonly kind: K }>): Promise<SdkAnswers[K]>;
  close(): void;
}

interface Waiting {
  readonly task: SdkTask;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * They start when there is something to do.
 *
 * @param interrupted whether somebody pressed Ctrl-C: whatever is asked, and will be, ends with `Stopped` then
 */
export function openSdkPool(workers: number, interrupted?: () => Promise<boolean>): SdkPool {
  const queue: Waiting[] = [];
  const members = Array.from({ length: workers }, () => new Member(queue));
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    for (const { reject } of queue.splice(0)) reject(new Stopped('stopped', []));
    for (const member of members) member.stop();
  };
  // A run may take long, or for ever.
  const watching =
    interrupted === undefined
      ? undefined
      : setInterval(() => void interrupted().then((is) => (is ? stop() : undefined)), INTERRUPT_MS);
  return {
    ask: (task) =>
      new Promise((resolve, reject) => {
        if (isStopped) {
          reject(new Stopped('stopped', []));
          return;
        }
        queue.push({ task, resolve: resolve as Waiting['resolve'], reject });
        for (const member of members) member.next();
      }),
    close: () => {
      clearInterval(watching);
      for (const member of members) member.end();
    },
  };
}

class Member {
  private readonly queue: Waiting[];
  private child: ChildProcess | undefined;
  private doing: Waiting | undefined;
  private index = 0;
  private made: RunResult[] = [];
  private errors = '';
  private beatAt = 0;
  private look: NodeJS.Timeout | undefined;

  constructor(queue: Waiting[]) {
    this.queue = queue;
  }

  next(): void {
    if (this.doing !== undefined) return;
    const next = this.queue.shift();
    if (next === undefined) return;
    this.child ??= this.start();
    this.doing = next;
    this.made = [];
    this.beat('from' in next.task ? next.task.from : 0);
    this.child.send(next.task);
  }

  end(): void {
    const { child } = this;
    clearInterval(this.look);
    this.child = undefined;
    child?.removeAllListeners();
    child?.kill('SIGKILL');
  }

  stop(): void {
    const { doing, made } = this;
    this.end();
    this.doing = undefined;
    doing?.reject(new Stopped('stopped', made));
  }

  private start(): ChildProcess {
    this.errors = '';
    const child = fork(workerFile(), [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
      env: { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C', NODE_OPTIONS: '' },
    });
    child.stderr?.on('data', (text: Buffer) => {
      this.errors = `${this.errors}${text.toString()}`.slice(-4000);
    });
    child.on('message', (message: FromSdkWorker) => this.hear(message));
    child.on('close', (code, signal) => this.died(`${signal ?? `code ${code}`}`));
    this.look = setInterval(() => this.watch(), LOOK_MS);
    return child;
  }

  private beat(index: number): void {
    this.index = index;
    this.beatAt = performance.now();
  }

  private watch(): void {
    if (this.doing === undefined || performance.now() - this.beatAt < WITHIN_MS) return;
    const { doing } = this;
    this.end();
    this.doing = undefined;
    doing.reject(new Hangs(this.index, this.made));
    this.next();
  }

  private hear(message: FromSdkWorker): void {
    const { doing } = this;
    if (doing === undefined) return;
    if (message.kind === 'beat') {
      this.beat(message.next);
      if (message.made !== undefined) this.made.push(message.made);
      return;
    }
    this.doing = undefined;
    if (message.kind === 'done') doing.resolve(message.answer as never);
    else if (message.kind === 'usage') doing.reject(new UsageError(message.message));
    else {
      const error = new Error(message.stack.split('\n')[0]);
      error.stack = message.stack;
      doing.reject(error);
    }
    this.next();
  }

  private died(how: string): void {
    const { doing } = this;
    clearInterval(this.look);
    this.child = undefined;
    this.doing = undefined;
    const said = this.errors.trim().split('\n').slice(-3).join(' ').slice(0, 300);
    doing?.reject(
      new UsageError(
        `Expected the process with the SDK to live, it ended with ${how}. What it said last: ${said === '' ? 'nothing' : said}`,
      ),
    );
    this.next();
  }
}

function workerFile(): string {
  const beside = fileURLToPath(new URL('./worker.js', import.meta.url));
  return existsSync(beside)
    ? beside
    : fileURLToPath(new URL('../../dist/bin/sdk/worker.js', import.meta.url));
}
