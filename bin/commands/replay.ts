// `zim-sim replay`: a capsule again, bit for bit, or where it has become another run.
import { scheduleLines } from '../../reports/campaign.js';
import { withPageSource } from '../../reports/page-source.js';
import { REPORT_FORMAT, type ReplayReport, runReport } from '../../reports/run-report.js';
import { story } from '../../reports/story.js';
import type { Style } from '../../reports/style.js';
import { traceLines } from '../../reports/trace-listing.js';
import type { BatchDeps } from '../../sim/campaign/batch.js';
import { type Capsule, type MutantRef, originalOf } from '../../sim/campaign/capsule.js';
import { type Replayed, replay } from '../../sim/campaign/replay.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { mutantRef, replayDeps } from '../campaign/deps.js';
import { mutantNotes, nameOfMutant } from '../campaign/page-notes.js';
import { readCapsule } from '../campaign/report-folder.js';
import type { Engine } from '../engine.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { chooseReporters } from '../reporters/choose.js';
import { ReportSink } from '../reporters/report-sink.js';
import { readSdkCapsule } from '../sdk/sdk-capsule.js';
import { outputStyle } from '../terminal.js';
import { baseOf, describe, type ReplayFlags, untilOf } from './replay-words.js';
import { shellQuoted } from './run-options.js';

/** @returns 1 when the failure is there again, 0 when it is gone, 3 when two replays differ */
export async function replayCommand(
  path: string,
  flags: ReplayFlags,
  { engine, io }: { readonly engine: Engine; readonly io: CliIo },
): Promise<ExitCode> {
  const ofSdk = readSdkCapsule(path);
  if (ofSdk !== undefined) {
    const { replaySdkCommand } = await import('./replay-sdk.js');
    return await replaySdkCommand(ofSdk, path, flags, io);
  }
  const capsule = readCapsule(path);
  if (capsule.app !== undefined) {
    const { replayAppCommand } = await import('./replay-app.js');
    return await replayAppCommand({ ...capsule, app: capsule.app }, path, flags, { engine, io });
  }
  if (flags.record !== undefined) {
    throw new UsageError(
      `Expected --record with the failure of an app, got ${path}, a failure of a scenario. For a scenario: zim-sim run <file> --record log.jsonl`,
    );
  }
  const chosen = await chooseReporters(flags, io);
  const sink = new ReportSink(chosen, io);
  const mutant = flags.mutant === undefined ? capsule.mutant : await mutantRef(flags.mutant);
  if (capsule.mutant !== undefined && 'file' in capsule.mutant && flags.mutant === undefined) {
    const now = await mutantRef(capsule.mutant.file);
    if (JSON.stringify(now) !== JSON.stringify(capsule.mutant)) {
      throw new UsageError(
        `${path}: Expected the mutant ${capsule.mutant.file} as it was, got another text. Say that you mean it: --mutant ${capsule.mutant.file}`,
      );
    }
  }
  const deps = await replayDeps(mutant);
  const untilMs = flags.until === undefined ? undefined : untilOf(flags.until);
  const first = replay(capsule, deps, untilMs);
  const isSame =
    flags.verify !== true || replay(capsule, deps, untilMs).run?.traceHash === first.run?.traceHash;
  const reproduce = `zim-sim replay ${shellQuoted(path)}`;
  const withTrace = flags.trace === true;
  const document = (alsoTrace: boolean): ReplayReport =>
    documentOf(first, {
      path,
      capsule,
      reproduce,
      zimSim: engine.version,
      withTrace: alsoTrace,
      deps,
      mutant,
    });
  if (chosen.output === 'json') {
    io.stdout(`${JSON.stringify(document(withTrace), undefined, 2)}\n`);
  } else if (chosen.output === 'text') {
    print(capsule, first, { path, reproduce, flags, engine, io });
  }
  if (!sink.isIdle) sink.replay(document(withTrace || sink.needsTrace), { base: baseOf(path), withTrace });
  sink.end();
  if (!isSame) {
    io.stderr('The same replay gave two different traces.\n');
    return EXIT.nondeterministic;
  }
  return first.reproduced ? EXIT.failed : EXIT.held;
}

/** The document of a replay. */
function documentOf(
  replayed: Replayed,
  {
    path,
    capsule,
    reproduce,
    zimSim,
    withTrace,
    deps,
    mutant,
  }: {
    readonly path: string;
    readonly capsule: Capsule;
    readonly reproduce: string;
    readonly zimSim: string;
    readonly withTrace: boolean;
    readonly deps: Pick<BatchDeps, 'properties' | 'wrap'>;
    readonly mutant: MutantRef | undefined;
  },
): ReplayReport {
  const { run, reproduced, identical, failure } = replayed;
  const parting = partingText(replayed);
  const { title } = capsule.spec.scenario;
  return {
    kind: 'replay',
    format: REPORT_FORMAT,
    zimSim,
    capsule: path,
    reproduced,
    identical,
    ...(failure === undefined ? {} : { failure }),
    ...(parting === undefined ? {} : { parting }),
    ...(run === undefined
      ? {}
      : {
          run: withPageSource(runReport(run, { zimSim, title, reproduce, withTrace }), {
            ...deps,
            spec: capsule.spec,
            property: capsule.failure.property,
            neighbour: capsule.neighbour,
            notes: mutantNotes(nameOfMutant(mutant)),
            original: originalOf(capsule),
          }),
        }),
  };
}

function print(
  capsule: Capsule,
  replayed: Replayed,
  more: {
    readonly path: string;
    readonly reproduce: string;
    readonly flags: ReplayFlags;
    readonly engine: Engine;
    readonly io: CliIo;
  },
): void {
  const { flags, io, engine, reproduce } = more;
  const style = outputStyle(io);
  const title = `${capsule.failure.property}: ${capsule.failure.title}`;
  const { run } = replayed;
  if (run !== undefined) {
    io.stdout(`${story(run, style, { title, reproduce, verbose: false })}\n\n`);
    if (flags.trace === true) for (const line of traceLines(run, style)) io.stdout(`${line}\n`);
    if (flags.trace === true) io.stdout('\n');
  }
  const faults = capsule.spec.schedule ?? [];
  io.stdout(`${style.paint('title', 'faults')}\n`);
  for (const line of faults.length === 0 ? ['none'] : scheduleLines(faults)) io.stdout(`  ${line}\n`);
  io.stdout(`\n${verdict(capsule, replayed, { flags, engine, style })}\n`);
}

function verdict(
  capsule: Capsule,
  replayed: Replayed,
  { flags, engine, style }: { readonly flags: ReplayFlags; readonly engine: Engine; readonly style: Style },
): string {
  const { failure } = capsule;
  const lines = replayed.reproduced
    ? [style.paint('bad', `✗ reproduced: ${failure.property}, ${replayed.failure?.reason ?? ''}`)]
    : [
        style.paint(
          'good',
          `✓ it no longer fails: ${failure.property} was ${failure.verdict}, ${failure.reason}`,
        ),
      ];
  if (flags.until !== undefined) lines.push('  ended early, so nobody says whether it is the same run');
  else if (replayed.identical) lines.push(`  the same run, bit for bit: trace ${capsule.traceHash}`);
  else {
    lines.push(
      `  another run than the one that was recorded (zim-sim ${capsule.zimSim}, here ${engine.version}): trace ${replayed.run?.traceHash ?? 'none'}, was ${capsule.traceHash}`,
      `  ${partingText(replayed) ?? ''}`,
    );
  }
  return lines.join('\n');
}

function partingText({ parting }: Replayed): string | undefined {
  return parting === undefined ? undefined : describe(parting);
}
