// `zim-sim diff`: where two runs part, in a sentence, and side by side as a page.

import { comparePage } from '../../reports/html/run-page.js';
import type { Style } from '../../reports/style.js';
import type { Capsule } from '../../sim/campaign/capsule.js';
import { replay } from '../../sim/campaign/replay.js';
import { formatClock } from '../../sim/kernel/duration.js';
import { firstDivergence } from '../../sim/kernel/trace.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { RunResult } from '../../sim/runner/summary.js';
import { replayDeps } from '../campaign/deps.js';
import { readCapsule } from '../campaign/report-folder.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { outputStyle } from '../terminal.js';
import { writePage } from './show.js';

export interface DiffFlags {
  readonly html?: string;
}

interface Side {
  readonly path: string;
  readonly capsule: Capsule;
  readonly run: RunResult;
  readonly deps: Awaited<ReturnType<typeof replayDeps>>;
}

/** @returns 0 when the runs are the same, 1 when they part */
export async function diffCommand(
  [a, b]: readonly [string, string],
  flags: DiffFlags,
  { io }: { readonly io: CliIo },
): Promise<ExitCode> {
  const first = await sideOf(a);
  const second = await sideOf(b);
  const style = outputStyle(io);
  for (const side of [first, second]) io.stdout(`${sideLine(side, style)}\n`);
  const found = firstDivergence(first.run.trace, second.run.trace);
  if (found === undefined) {
    io.stdout(`${style.paint('good', '✓ the same run')}  trace ${first.run.traceHash}\n`);
  } else {
    const atMicros = (found.a ?? found.b)?.atMicros ?? 0;
    io.stdout(
      `${style.paint('warn', `they part at ${formatClock(atMicros / 1000)}`)}, record ${found.index}: ${found.what}\n`,
    );
  }
  if (flags.html !== undefined) {
    writePage(flags.html, comparePage(reportOf(first), reportOf(second), [a, b]));
    io.stdout(`${style.paint('dim', 'side by side:')} ${flags.html}\n`);
  }
  return found === undefined ? EXIT.held : EXIT.failed;
}

async function sideOf(path: string): Promise<Side> {
  const capsule = readCapsule(path);
  const deps = await replayDeps(capsule.mutant);
  const { run } = replay(capsule, deps);
  if (run !== undefined) return { path, capsule, run, deps };
  throw new UsageError(
    `${path}: Expected a run that comes to its end, got one in which a model breaks: ${capsule.failure.reason}. See: zim-sim replay ${path}`,
  );
}

function sideLine({ path, run, capsule }: Side, style: Style): string {
  const { failure } = capsule;
  const isThere = run.outcome !== 'held';
  const what = isThere ? `${failure.property}, ${failure.reason}` : 'all holds';
  return `${style.paint(isThere ? 'bad' : 'good', `${isThere ? '✗' : '✓'} ${run.outcome}`)}  ${path}: ${what}`;
}

function reportOf({ path, capsule, run, deps }: Side): Parameters<typeof comparePage>[0] {
  return {
    spec: capsule.spec,
    run,
    properties: deps.properties,
    wrap: deps.wrap,
    reproduce: `zim-sim replay ${path}`,
    property: capsule.failure.property,
  };
}
