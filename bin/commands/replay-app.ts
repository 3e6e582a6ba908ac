// `zim-sim replay` for a failure of an app: its code is bundled again, as it is now, and run as it was recorded.
import { storyLines } from '../../reports/app-story.js';
import { scheduleLines } from '../../reports/campaign.js';
import { withPageSource } from '../../reports/page-source.js';
import { REPORT_FORMAT, type ReplayReport } from '../../reports/run-report.js';
import { findTarget } from '../app-test/plan.js';
import type { AppReplayed } from '../app-test/protocol.js';
import { recordLogs } from '../app-test/record-logs.js';
import { type AppCapsule, withCapsuleApp } from '../app-test/with-capsule.js';
import type { Engine } from '../engine.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { chooseReporters } from '../reporters/choose.js';
import { ReportSink } from '../reporters/report-sink.js';
import { outputStyle } from '../terminal.js';
import { baseOf, describe, type ReplayFlags, untilOf } from './replay-words.js';
import { shellQuoted } from './run-options.js';

/** @returns 1 when the failure is there again, 0 when it is gone, 3 when two replays differ */
export async function replayAppCommand(
  capsule: AppCapsule,
  path: string,
  flags: ReplayFlags,
  { engine, io }: { readonly engine: Engine; readonly io: CliIo },
): Promise<ExitCode> {
  if (flags.record !== undefined) await recordApp(capsule, flags.record, { path, io });
  const chosen = await chooseReporters(flags, io);
  const sink = new ReportSink(chosen, io);
  const reproduce = `zim-sim replay ${shellQuoted(path)}`;
  const withTrace = flags.trace === true;
  const task = {
    kind: 'replay',
    capsule,
    reproduce,
    untilMs: flags.until === undefined ? undefined : untilOf(flags.until),
    withTrace: withTrace || sink.needsTrace,
  } as const;
  return await withCapsuleApp(capsule, async (pool, changed) => {
    const first = await pool.ask<'replay'>(task);
    const second = flags.verify === true ? await pool.ask<'replay'>(task) : first;
    const document = documentOf(first, path, engine);
    if (chosen.output === 'json') {
      const { run, ...rest } = document;
      const shown = run === undefined || withTrace ? run : { ...run, trace: undefined };
      io.stdout(`${JSON.stringify({ ...rest, run: shown, changed }, undefined, 2)}\n`);
    } else if (chosen.output === 'text') {
      print({ capsule, path, replayed: first, changed }, flags, { engine, io });
    }
    if (!sink.isIdle) {
      const { run } = document;
      const isDrawn = run !== undefined && sink.needsPage;
      const page = isDrawn ? await pool.ask<'page'>({ ...task, kind: 'page' }) : '';
      const drawn = isDrawn ? { ...document, run: withPageSource(run, { text: page }) } : document;
      sink.replay(drawn, { base: baseOf(path), withTrace });
      sink.end();
    }
    if (first.run?.traceHash !== second.run?.traceHash) {
      io.stderr('The same replay gave two different traces.\n');
      return EXIT.nondeterministic;
    }
    return first.reproduced ? EXIT.failed : EXIT.held;
  });
}

/** The document of a replay, as that of a scenario's is. */
function documentOf(
  { reproduced, identical, failure, parting, run }: AppReplayed,
  path: string,
  { version }: Engine,
): ReplayReport {
  return {
    kind: 'replay',
    format: REPORT_FORMAT,
    zimSim: version,
    capsule: path,
    reproduced,
    identical,
    ...(failure === undefined ? {} : { failure }),
    ...(parting === undefined ? {} : { parting: describe(parting) }),
    ...(run === undefined ? {} : { run }),
  };
}

async function recordApp(
  { app, spec }: AppCapsule,
  folder: string,
  { path, io }: { readonly path: string; readonly io: CliIo },
): Promise<void> {
  const target = await findTarget(app.entry);
  for (const log of await recordLogs(target, [{ spec, base: baseOf(path) }], folder)) {
    io.stderr(`wrote ${log}\n`);
  }
}

interface Printed {
  readonly capsule: AppCapsule;
  readonly path: string;
  readonly replayed: AppReplayed;
  readonly changed: boolean;
}

function print(
  { capsule, path, replayed, changed }: Printed,
  flags: ReplayFlags,
  { engine, io }: { readonly engine: Engine; readonly io: CliIo },
): void {
  const style = outputStyle(io);
  const { failure, app } = capsule;
  const { run, reproduced, identical, parting } = replayed;
  const lines = [style.paint('title', `${failure.property}: ${failure.title}`), ''];
  if (run !== undefined) {
    const now = replayed.failure ?? failure;
    lines.push(
      ...storyLines(
        {
          atMs: now.atMs,
          ...run,
          marks: run.faults,
          ...(now.device === undefined ? {} : { device: now.device }),
        },
        style,
      ),
      '',
    );
  }
  lines.push(...scheduleLines(capsule.spec.schedule ?? []).map((line) => `  ${line}`), '');
  lines.push(
    reproduced
      ? style.paint('bad', `✗ reproduced: ${failure.property}, ${replayed.failure?.reason ?? ''}`)
      : style.paint('good', `✓ it no longer fails: ${failure.property} was broken, ${failure.reason}`),
  );
  if (flags.until !== undefined) lines.push('  ended early, so nobody says whether it is the same run');
  else if (identical) lines.push(`  the same run, bit for bit: trace ${capsule.traceHash}`);
  else {
    lines.push(
      `  another run than the one that was recorded (zim-sim ${capsule.zimSim}, here ${engine.version}): trace ${run?.traceHash ?? 'none'}, was ${capsule.traceHash}`,
    );
    if (parting !== undefined) lines.push(`  ${describe(parting)}`);
  }
  if (changed) lines.push(`  the code of ${app.entry} has changed since ${path} was written`);
  io.stdout(`${lines.join('\n')}\n`);
}
