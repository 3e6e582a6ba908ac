// Checks of link settings: one line that says which field, what was expected and what came.

/** Fails for a number outside a range, with the field's path. */
export function checkNumber(
  path: string,
  value: unknown,
  { min, max, example }: { min: number; max: number; example: number },
): void {
  if (typeof value === 'number' && value >= min && value <= max) return;
  const upTo = max === Number.POSITIVE_INFINITY ? `from ${min}` : `from ${min} to ${max}`;
  throw new RangeError(
    `Expected ${path} to be a number ${upTo}, got ${show(value)}. For example: ${example}`,
  );
}

/** Fails for anything but a whole number in a range, with the field's path. */
export function checkWhole(
  path: string,
  value: unknown,
  { min, max = Number.MAX_SAFE_INTEGER, example }: { min: number; max?: number; example: number },
): void {
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max) return;
  const upTo = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
  throw new RangeError(
    `Expected ${path} to be a whole number ${upTo}, got ${show(value)}. For example: ${example}`,
  );
}

/** Fails for a probability that is none. */
export function checkProbability(path: string, value: unknown): void {
  checkNumber(path, value, { min: 0, max: 1, example: 0.05 });
}

/** Fails for a kind that nobody knows. */
export function unknownKind(path: string, value: unknown, kinds: readonly string[]): RangeError {
  return new RangeError(`Expected ${path}.kind to be one of ${kinds.join(', ')}, got ${show(value)}`);
}

function show(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}
