// The ways in which `run` shows results: one run as a story, many as a list, as JSON, or not at all.
// A printer gets runs as they finish and keeps of each only what it still needs.

import { outcomeWord, shortHead, shortLine } from '../../reports/outcome.js';
import type { RunReport } from '../../reports/run-report.js';
import { failureDetails, story } from '../../reports/story.js';
import type { Style } from '../../reports/style.js';
import { widthOf } from '../../reports/text.js';
import { traceLines } from '../../reports/trace-listing.js';
import { type CliIo, EXIT } from '../io.js';
import { errorStyle, outputStyle } from '../terminal.js';
import type { FinishedRun } from './finished-run.js';

/** Takes runs one by one. */
export interface RunPrinter {
  readonly finished: (run: FinishedRun) => void;
  /** Nothing comes any more; `interrupted` says that it should have. */
  readonly end: (interrupted: boolean) => void;
}

/** For when standard output is not asked for. */
export const silentPrinter: RunPrinter = { finished: () => {}, end: () => {} };

/** One run in full. */
export function storyPrinter(
  io: CliIo,
  options: { readonly withTrace: boolean; readonly verbose: boolean },
): RunPrinter {
  const style = outputStyle(io);
  return {
    finished: (finished) => {
      printStory(io, style, finished, options.verbose);
      if (!options.withTrace) return;
      io.stdout(`\n${style.paint('title', `trace, ${finished.run.trace.length} records`)}\n`);
      for (const line of traceLines(finished.run, style)) io.stdout(`${line}\n`);
    },
    end: () => {},
  };
}

/** JSON: one document, or an array of them that is whole even when it ends early. */
export function jsonPrinter(
  io: CliIo,
  options: { readonly isArray: boolean; readonly documentOf: (run: FinishedRun) => RunReport },
): RunPrinter {
  let count = 0;
  return {
    finished: (finished) => {
      const separator = options.isArray ? (count === 0 ? '[\n' : ',\n') : '';
      count += 1;
      const document = options.documentOf(finished);
      io.stdout(separator + JSON.stringify(document, undefined, options.isArray ? undefined : 2));
    },
    end: () => io.stdout(options.isArray ? (count === 0 ? '[]\n' : '\n]\n') : '\n'),
  };
}

/** A line a run, or with many seeds a line a failure, and a summary. */
export function listPrinter(
  io: CliIo,
  options: {
    readonly total: number;
    readonly names: readonly string[];
    readonly isOverSeeds: boolean;
    readonly verbose: boolean;
  },
): RunPrinter {
  const style = outputStyle(io);
  const nameWidth = Math.max(...options.names.map(widthOf));
  const layout = { nameWidth, showSeed: options.isOverSeeds };
  const tally = { done: 0, good: 0, verified: 0, outcomes: new Map<string, number>() };
  let hasHead = false;
  const failures: FinishedRun[] = [];
  const progress = progressLine(io, options.total);
  return {
    finished: (finished) => {
      const { run } = finished;
      tally.done += 1;
      const word = outcomeWord(run);
      tally.outcomes.set(word, (tally.outcomes.get(word) ?? 0) + 1);
      const isGood = finished.code === EXIT.held;
      if (finished.isVerified) tally.verified += 1;
      if (isGood) tally.good += 1;
      // Of the others a line is enough, and a thousand runs would not fit into memory.
      else if (failures.length < (options.isOverSeeds ? 1 : SHOWN_FAILURES)) failures.push(finished);
      if (!options.isOverSeeds || !isGood || options.verbose) {
        progress.clear();
        if (!hasHead) io.stdout(`${shortHead(style, layout)}\n`);
        hasHead = true;
        io.stdout(`${shortLine(run, style, layout)}\n`);
      }
      progress.show(tally.done, tally.done - tally.good);
    },
    end: (interrupted) => {
      progress.clear();
      printFailures(io, style, failures, options);
      const left = interrupted
        ? ` (ended early: ${options.total - tally.done} of ${options.total} not run)`
        : '';
      io.stdout(`${hasHead ? '\n' : ''}${summary(tally, style)}${left}\n`);
    },
  };
}

const SHOWN_FAILURES = 20;

function printFailures(
  io: CliIo,
  style: Style,
  failures: readonly FinishedRun[],
  options: { readonly isOverSeeds: boolean; readonly verbose: boolean },
): void {
  const [first, ...rest] = failures;
  if (first === undefined) return;
  if (options.isOverSeeds) {
    io.stdout(`\n${style.paint('title', 'The first failure:')}\n\n`);
    printStory(io, style, first, options.verbose);
    return;
  }
  for (const { run, reproduce, divergence } of [first, ...rest]) {
    io.stdout(`\n${failureDetails(run, style, reproduce)}\n`);
    if (divergence !== undefined) io.stdout(`  ${divergence}\n`);
  }
}

function printStory(io: CliIo, style: Style, finished: FinishedRun, verbose: boolean): void {
  const { run, title, reproduce, divergence, isVerified } = finished;
  io.stdout(`${story(run, style, { title, reproduce, verbose })}\n`);
  if (divergence !== undefined)
    io.stdout(`${style.paint('bad', '✗ the second run differed')} ${divergence}\n`);
  if (isVerified) io.stdout(`${style.paint('good', '✓ verified')}  the second run had the same trace\n`);
}

function summary(
  tally: { done: number; good: number; verified: number; outcomes: ReadonlyMap<string, number> },
  style: Style,
): string {
  const runs = `${tally.done} ${tally.done === 1 ? 'run' : 'runs'}`;
  const twice = tally.verified === tally.done ? 'each' : `${tally.verified} of them`;
  const verified = tally.verified === 0 ? '' : `, ${twice} verified by a second run`;
  if (tally.good === tally.done) return style.paint('good', `✓ ${runs}, all held${verified}`);
  const words = [...tally.outcomes].map(
    ([word, count]) => `${count} ${word === 'missed' ? 'missed a goal' : word}`,
  );
  return `${style.paint('bad', '✗')} ${runs}: ${words.join(', ')}${verified}`;
}

// Only on a terminal: in a file it would be noise.
function progressLine(
  io: CliIo,
  total: number,
): { show: (done: number, failed: number) => void; clear: () => void } {
  // A dumb terminal cannot go back in a line.
  if (!io.stderrIsTerminal || io.env.TERM === 'dumb') return { show: () => {}, clear: () => {} };
  const style = errorStyle(io);
  return {
    show: (done, failed) => {
      const text = `${done} of ${total} runs${failed === 0 ? '' : `, ${failed} failed`}`;
      io.stderr(`\r\u001b[K${style.paint('dim', text)}`);
    },
    clear: () => io.stderr('\r\u001b[K'),
  };
}
