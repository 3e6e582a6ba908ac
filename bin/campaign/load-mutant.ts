// A client or a backend of somebody's own that is wrong: a module that exports wrappers of their steps.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { Wrap } from '../../sim/runner/execute.js';

const EXAMPLE =
  'export default { client: (step) => (state, input, context, out) => step(state, input, context, out) }';

/**
 * The wrappers that a module exports, by default or as `wrap`.
 *
 * @throws UsageError one line when there are none
 */
export async function loadMutant(file: string): Promise<Wrap> {
  // Only who brings a mutant waits for the compiler to load.
  const { loadExports } = await import('../load-module.js');
  const exported = await loadExports(file);
  const wrap = exported.default ?? exported.wrap;
  if (isWrap(wrap)) return wrap;
  throw new UsageError(
    `${file}: Expected a mutant as the default export or as "wrap", got ${wrap === undefined ? 'none' : 'something else'}. For example: ${EXAMPLE}`,
  );
}

/** A hash of the file's text: another text is another mutant. */
export async function textHash(file: string): Promise<string> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
      .slice(0, 16);
  } catch {
    throw new UsageError(`${file}: Expected a mutant's file that can be read, got none.`);
  }
}

function isWrap(value: unknown): value is Wrap {
  if (typeof value !== 'object' || value === null) return false;
  const { client, server } = value as Record<string, unknown>;
  const fits = (part: unknown): boolean => part === undefined || typeof part === 'function';
  return (client !== undefined || server !== undefined) && fits(client) && fits(server);
}
