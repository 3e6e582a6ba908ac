// How a report looks: how wide it may be and whether it has colours. Reports stay readable without colour:
// what a colour says is also said by a word or a sign.
import { Chalk, type ChalkInstance } from 'chalk';
import { visible } from './text.js';

/** What a text means, for its colour. */
export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'dim' | 'title' | WhoTone;

/** A participant: neighbours have different ones. None of them means good or bad. */
export type WhoTone = 'who' | 'who2' | 'who3';

const WHO: readonly WhoTone[] = ['who', 'who2', 'who3'];

/** The tone of the participant at a place. */
export function whoTone(place: number): WhoTone {
  return WHO[place % WHO.length] ?? 'who';
}

/** How a report looks. */
export interface Style {
  /** Columns that a line may take. */
  readonly width: number;
  readonly paint: (tone: Tone, text: string) => string;
}

const NARROWEST = 40;
// Wider lines are hard to follow by eye, so a very wide terminal stays half empty.
const WIDEST = 160;

/**
 * A style for a terminal, a file or a pipe.
 *
 * @param options.columns the width of the terminal; 80 where nobody knows
 * @example const style = styleFor({ columns: 80, color: false });
 */
export function styleFor(options: { readonly columns: number; readonly color: boolean }): Style {
  const chalk = new Chalk({ level: options.color ? 1 : 0 });
  const width = Math.min(WIDEST, Math.max(NARROWEST, options.columns));
  return { width, paint: (tone, text) => brush(chalk, tone)(visibleLines(text)) };
}

// Nothing is painted that could paint itself.
function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

function brush(chalk: ChalkInstance, tone: Tone): (text: string) => string {
  switch (tone) {
    case 'good':
      return chalk.green;
    case 'warn':
      return chalk.yellow;
    case 'bad':
      return chalk.red;
    case 'dim':
      return chalk.dim;
    case 'title':
      return chalk.bold;
    case 'who':
      return chalk.cyan;
    case 'who2':
      return chalk.magenta;
    case 'who3':
      return chalk.blue;
    case 'plain':
      return (text) => text;
  }
}
