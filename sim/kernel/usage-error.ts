// A mistake of the caller: a name that nobody has, a number out of its range. It leaves bugs of our own to assert.ts.

/**
 * What a caller did wrong, in one line: what was expected, what came and what to do. The command line prints the
 * message alone and exits with 2.
 *
 * @example throw new UsageError('Expected --seed to be a whole number from 0 to 9007199254740991, got "abc". For example: --seed 42');
 */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}
