// One line on a terminal that says how far something is, and is gone when it is over.
import type { CliIo } from '../io.js';

/** How often the line changes at most, ms. */
const EVERY_MS = 100;

export interface Progress {
  /** Shows a line, unless the last one is too fresh. */
  show(text: string): void;
  /** Takes the line away, for what is printed next. */
  clear(): void;
}

/** A progress line on standard error; where that is no terminal, nothing. */
export function progressOn(io: CliIo): Progress {
  if (!io.stderrIsTerminal) return { show: () => {}, clear: () => {} };
  let shownAt = Number.NEGATIVE_INFINITY;
  let isShown = false;
  const width = (io.columns ?? 80) - 1;
  return {
    show(text) {
      const now = performance.now();
      if (now - shownAt < EVERY_MS) return;
      shownAt = now;
      isShown = true;
      io.stderr(`\r\u001b[2K${text.slice(0, width)}`);
    },
    clear() {
      if (isShown) io.stderr('\r\u001b[2K');
      isShown = false;
    },
  };
}
