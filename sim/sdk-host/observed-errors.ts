// What is observed of errors: those that calls fail with, and those that nobody caught.

/** An error that a call failed with: NaN for one that has no code. */
export function errorOf(value: unknown): { readonly code: number; readonly message: string } {
  const { code, message } = (value ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  return {
    code: typeof code === 'number' ? code : Number.NaN,
    message: String(message ?? JSON.stringify(value)),
  };
}

/** An error that nobody caught, in words. */
export function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { message, name, code } = error as Readonly<Record<string, unknown>>;
  if (typeof code === 'number' && typeof name !== 'string')
    return `{ code: ${code}, message: ${JSON.stringify(message)} }`;
  return `${String(name ?? 'Error')}: ${String(message).slice(0, 200)}`;
}
