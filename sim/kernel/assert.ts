// Checks of our own assumptions. A caller's mistake is not checked here: it throws an error of its own
// that says what was expected. A failed assertion is a bug of zim-sim and is never caught inside.

/** A bug of zim-sim itself. The command line reports it with exit code 4; nothing inside catches it. */
export class InternalError extends Error {
  override readonly name: string = 'InternalError';
}

/**
 * Fails with an {@link InternalError} when something that must be true is not.
 *
 * @example assert(link !== undefined, 'packet on an unknown link');
 */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InternalError(message);
}

/**
 * The end of a `switch` over a union: the compiler refuses the call when a case is missing.
 *
 * @example default: return unreachable(fault);
 */
export function unreachable(value: never): never {
  throw new InternalError(`unreachable case: ${describe(value)}`);
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'kind' in value) return `kind ${String(value.kind)}`;
  return String(value);
}
