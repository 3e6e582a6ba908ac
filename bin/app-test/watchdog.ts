// A thread beside a worker that runs apps: when the app's code does not let go, it looks where it is, says so and ends
// the process. It is the one thing that a loop without an end cannot stop.
import { writeSync } from 'node:fs';
import { type Debugger, Session } from 'node:inspector';
import { workerData } from 'node:worker_threads';
import { HANG_FD, type Hang } from './protocol.js';

/** What the worker counts up whenever code of an app has come to an end, and how long it may take. */
export interface WatchdogData {
  readonly beats: SharedArrayBuffer;
  readonly withinMs: number;
  readonly file: string;
}

const { beats, withinMs, file } = workerData as WatchdogData;
const counter = new Int32Array(beats);

// Element 0 counts; element 1 is 1 while a task is under way.
let last = -1;
let since = performance.now();

setInterval(() => {
  const now = Atomics.load(counter, 0);
  if (now !== last || Atomics.load(counter, 1) === 0) {
    last = now;
    since = performance.now();
  } else if (performance.now() - since > withinMs) {
    since = Number.POSITIVE_INFINITY;
    look();
  }
}, 100);

function look(): void {
  const session = new Session();
  session.connectToMainThread();
  session.on('Debugger.paused', ({ params }: { params: Debugger.PausedEventDataType }) => {
    const frame = params.callFrames.find(({ url }) => url === file) ?? params.callFrames[0];
    end({
      line: frame?.location.lineNumber ?? 0,
      column: frame?.location.columnNumber ?? 0,
      functionName: frame?.functionName ?? '',
    });
  });
  session.post('Debugger.enable');
  session.post('Debugger.pause');
  // Native code that does not return never pauses.
  setTimeout(() => end({ line: 0, column: 0, functionName: '' }), 2000);
}

function end(hang: Hang): void {
  writeSync(HANG_FD, `${JSON.stringify(hang)}\n`);
  process.kill(process.pid, 'SIGKILL');
}
