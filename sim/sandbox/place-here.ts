// Where in the app's sources code is running now. A stack is taken at once, which is cheap, and read only when somebody
// asks, which is not.

import type { AppStacks } from './app-stack.js';

/**
 * Takes the present stack. It is an object of the host, so that the app's own `Error` has no say in it.
 *
 * @param below the host's function that asks; its frames and those above it are left out
 * @returns file, line and column of the app's topmost frame; undefined where no code of the app runs
 */
export function placeHere(stacks: AppStacks, below: (...args: never[]) => unknown): () => string | undefined {
  const trace: { stack?: string } = {};
  Error.captureStackTrace(trace, below);
  return () => stacks.placeIn(trace.stack ?? '');
}
