// Whether a value can be written down as JSON, which is what a scenario, its capsule and the message to a worker need.
// A scenario from a module could hold anything. What the values mean is check-scenario.ts's business.
import type { Problem } from './shape-problems.js';

/** Nobody nests a scenario as deep as this; what is deeper came out of a machine, or out of a circle. */
const DEEPEST = 100;

type Path = readonly (string | number)[];

/**
 * What in a value is no plain data: functions, dates, instances, circles. The first one only.
 *
 * @example plainProblems({ args: [() => 1] })[0]?.path // ['args', 0]
 */
export function plainProblems(value: unknown): readonly Problem[] {
  const problem = problemIn(value, [], new Set());
  return problem === undefined ? [] : [problem];
}

function problemIn(value: unknown, path: Path, above: Set<unknown>): Problem | undefined {
  if (typeof value !== 'object' || value === null) return scalarProblem(value, path);
  if (above.has(value)) {
    return refusal(path, 'a value that contains itself', 'Write out what is meant.');
  }
  if (path.length > DEEPEST) {
    return refusal(path.slice(0, 3), `something nested more than ${DEEPEST} deep`, 'Make it flatter.');
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  const isRecord = prototype === null || Object.getPrototypeOf(prototype) === null;
  if (!isRecord && !Array.isArray(value)) {
    return refusal(path, `a ${nameOf(value)}`, 'Write it as texts and numbers.');
  }
  above.add(value);
  for (const [key, inner] of Object.entries(value)) {
    const found = problemIn(inner, [...path, Array.isArray(value) ? Number(key) : key], above);
    if (found !== undefined) return found;
  }
  above.delete(value);
  return undefined;
}

function scalarProblem(value: unknown, path: Path): Problem | undefined {
  switch (typeof value) {
    case 'function':
      return refusal(path, 'a function', 'A scenario is data.');
    case 'bigint':
      return refusal(path, 'a BigInt', 'Write it as a number or a text.');
    case 'symbol':
      return refusal(path, 'a symbol', 'Write it as a text.');
    case 'number':
      // Elsewhere the shape says which number is expected.
      return Number.isFinite(value) || !path.includes('args')
        ? undefined
        : refusal(path, String(value), 'Write a number that JSON has.');
    case 'undefined':
      return path.includes('args') && typeof path.at(-1) === 'number'
        ? refusal(path, 'undefined', 'Write null, or leave it out.')
        : undefined;
    default:
      return undefined;
  }
}

function refusal(path: Path, what: string, hint: string): Problem {
  return { path, message: `Expected plain data as JSON has it, got ${what}. ${hint}` };
}

function nameOf(value: object): string {
  const { name } = (value as { constructor?: { name?: unknown } }).constructor ?? {};
  return typeof name === 'string' && name !== '' ? name : 'value';
}
