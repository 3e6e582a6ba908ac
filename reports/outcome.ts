// What a run comes down to: whether it passed, its line among others, and its last lines for itself.
import { formatClock, formatDuration } from '../sim/kernel/duration.js';
import type { ExpectedGoal, RunSummary } from '../sim/runner/summary.js';
import type { Style } from './style.js';
import { padTo, visible, widthOf } from './text.js';

// Column widths; a name of 31 letters still fits into 80.
const SEED = 6;
const OUTCOME = 8;
const GOALS = 5;
const VIRTUAL = 8;

/** A run as a line of a list shows it. */
export type ShortRun = Pick<
  RunSummary,
  'scenario' | 'seed' | 'outcome' | 'traceHash' | 'virtualMs' | 'events' | 'expects'
>;

// The goals that a run missed.
function missedGoals({ expects }: Pick<RunSummary, 'expects'>): readonly ExpectedGoal[] {
  return expects.filter(({ reached }) => !reached);
}

/** Whether a run is as it should be: everything held, and every goal was reached. */
export function passed(run: Pick<RunSummary, 'outcome' | 'expects'>): boolean {
  return run.outcome === 'held' && missedGoals(run).length === 0;
}

/** How a line of a list is laid out, so that lines stand below each other. */
export interface ListLayout {
  readonly nameWidth: number;
  readonly showSeed: boolean;
}

/** The line above {@link shortLine}s. */
export function shortHead(style: Style, { nameWidth, showSeed }: ListLayout): string {
  const fields = [
    `  ${padTo('scenario', nameWidth)}`,
    ...(showSeed ? ['seed'.padStart(SEED)] : []),
    padTo('outcome', OUTCOME),
    padTo('goals', GOALS),
    'virtual'.padStart(VIRTUAL),
    'trace',
  ];
  return style.paint('dim', fields.join('  '));
}

/**
 * One line: `✓ room-deleted  held  7/7  2m  9f86d081884c7d65`.
 *
 * @example shortLine(run, style, { nameWidth: 20, showSeed: false })
 */
export function shortLine(run: ShortRun, style: Style, { nameWidth, showSeed }: ListLayout): string {
  const tone = passed(run) ? 'good' : 'bad';
  const goals = `${run.expects.length - missedGoals(run).length}/${run.expects.length}`;
  const fields = [
    `${style.paint(tone, passed(run) ? '✓' : '✗')} ${style.paint('title', padTo(run.scenario, nameWidth))}`,
    ...(showSeed ? [String(run.seed).padStart(SEED)] : []),
    style.paint(tone, padTo(outcomeWord(run), OUTCOME)),
    padTo(goals, GOALS),
    formatDuration(run.virtualMs).padStart(VIRTUAL),
    style.paint('dim', run.traceHash),
  ];
  return fields.join('  ');
}

/** The outcome, or `missed` when all held and a goal was not reached. */
export function outcomeWord(run: Pick<RunSummary, 'outcome' | 'expects'>): string {
  return run.outcome === 'held' && missedGoals(run).length > 0 ? 'missed' : run.outcome;
}

/**
 * The last lines of a run's story: goals, outcome, and how to repeat it.
 *
 * @param reproduce the command that repeats the run
 */
export function outcomeLines(run: ShortRun, style: Style, reproduce: string): string {
  const tone = passed(run) ? 'good' : 'bad';
  const sign = passed(run) ? '✓' : '✗';
  const missed = missedGoals(run).length;
  const word = missed > 0 && run.outcome === 'held' ? `${goalCount(missed)} missed` : run.outcome;
  const facts = [
    `seed ${run.seed}`,
    `trace ${run.traceHash}`,
    `${formatClock(run.virtualMs)} virtual`,
    `${run.events} events`,
  ];
  const first = `${style.paint(tone, `${sign} ${word}`)}  ${facts.join(' · ')}`;
  const isWide = widthOf(`${sign} ${word}  ${facts.join(' · ')}`) > style.width;
  const lines = isWide
    ? [
        style.paint(tone, `${sign} ${word}`),
        `  ${facts.slice(0, 2).join(' · ')}`,
        `  ${facts.slice(2).join(' · ')}`,
      ]
    : [first];
  return [
    ...goalLine(run.expects, style),
    ...lines,
    `  ${style.paint('dim', 'again:')} ${visible(reproduce)}`,
  ].join('\n');
}

// `3 goals`, `1 goal`.
function goalCount(count: number): string {
  return `${count} ${count === 1 ? 'goal' : 'goals'}`;
}

function goalLine(goals: readonly ExpectedGoal[], style: Style): readonly string[] {
  if (goals.length === 0) return [];
  const texts = goals.map(({ id, reached }) =>
    reached ? style.paint('good', `✓ ${id}`) : style.paint('bad', `✗ ${id} not reached`),
  );
  return [`${style.paint('dim', 'goals:')} ${texts.join('  ')}`];
}
