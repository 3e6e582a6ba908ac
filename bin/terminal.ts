// Whether there are colours, and how wide a line may be.
import { type Style, styleFor } from '../reports/style.js';
import type { CliIo } from './io.js';

const DEFAULT_COLUMNS = 80;

/** The style of standard output: colours only on a terminal, and never with NO_COLOR. */
export function outputStyle(io: CliIo): Style {
  return styleFor({ columns: io.columns ?? DEFAULT_COLUMNS, color: io.stdoutIsTerminal && mayHaveColor(io) });
}

/** The style of standard error. */
export function errorStyle(io: CliIo): Style {
  return styleFor({ columns: io.columns ?? DEFAULT_COLUMNS, color: io.stderrIsTerminal && mayHaveColor(io) });
}

// no-color.org: any value counts, but an empty one does not.
function mayHaveColor({ env }: CliIo): boolean {
  return (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
}
