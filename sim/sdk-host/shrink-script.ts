// Makes the script of a finding small: fewer steps, then plainer ones, as long as the same thing goes wrong.
import { minimal } from '../campaign/ddmin.js';
import type { SdkAction, SdkArgument, SdkCase, SdkStep } from './sdk-case.js';

/** The last resort against scripts that hardly get smaller. */
const MOST_RUNS = 400;

const PLAIN_AIR = { kind: 'refused', ms: 20 } as const;
const WAITS_MS = [0, 1, 100, 1000, 10_000] as const;
const LIFETIMES = [86_400, 60] as const;
const TAILS_MS = [1000, 10_000, 35_000, 70_000, 125_000] as const;

export interface Shrunk {
  readonly given: SdkCase;
  readonly runs: number;
}

/**
 * The smallest script found in which the same goes wrong.
 *
 * @param breaks whether a script still shows it; the first one does
 */
export function shrinkScript(first: SdkCase, breaks: (candidate: SdkCase) => boolean): Shrunk {
  let best = first;
  let runs = 0;
  const tried = new Set<string>();
  const accept = (candidate: SdkCase): boolean => {
    const text = JSON.stringify(candidate);
    if (runs >= MOST_RUNS || tried.has(text)) return false;
    tried.add(text);
    runs += 1;
    if (!breaks(candidate)) return false;
    best = candidate;
    return true;
  };
  for (let before = ''; before !== JSON.stringify(best) && runs < MOST_RUNS; ) {
    before = JSON.stringify(best);
    minimal(best.steps, (steps) => accept({ ...best, steps: [...steps] }) || steps === best.steps);
    dropKeepingTime(() => best, accept);
    plainer(() => best, accept);
  }
  return { given: best, runs };
}

type Accept = (candidate: SdkCase) => boolean;

/** A step goes, and the next one takes over its wait. */
function dropKeepingTime(best: () => SdkCase, accept: Accept): void {
  for (let at = best().steps.length - 1; at >= 0; at--) {
    const { steps } = best();
    const [gone, next] = [steps[at], steps[at + 1]];
    if (gone === undefined) continue;
    const rest = next === undefined ? [] : [{ ...next, afterMs: next.afterMs + gone.afterMs }];
    const tailMs = best().tailMs + (next === undefined ? gone.afterMs : 0);
    accept({ ...best(), steps: [...steps.slice(0, at), ...rest, ...steps.slice(at + 2)], tailMs });
  }
}

function plainer(best: () => SdkCase, accept: Accept): void {
  if (best().database !== 'works') accept({ ...best(), database: 'works' });
  if (JSON.stringify(best().air) !== JSON.stringify(PLAIN_AIR)) accept({ ...best(), air: PLAIN_AIR });
  for (let at = 0; at < best().steps.length; at++) {
    const put = (change: (step: SdkStep) => SdkStep | undefined): void => {
      const step = best().steps[at];
      const next = step && change(step);
      if (next === undefined || JSON.stringify(next) === JSON.stringify(step)) return;
      accept({ ...best(), steps: best().steps.map((one, index) => (index === at ? next : one)) });
    };
    for (const afterMs of WAITS_MS)
      put((step) => (afterMs < step.afterMs ? { ...step, afterMs } : undefined));
    for (const change of CHANGES) put((step) => ({ afterMs: step.afterMs, ...change(step) }));
  }
  for (const tailMs of TAILS_MS) if (tailMs < best().tailMs && accept({ ...best(), tailMs })) break;
}

const CHANGES: readonly ((step: SdkStep) => SdkAction)[] = [
  (step) => (step.do === 'on' ? { ...step, listening: { how: 'hear' } } : step),
  (step) => (step.do === 'air' ? { ...step, cut: false } : step),
  (step) => (step.do === 'reload' ? { do: 'reload' } : step),
  (step) => (step.do === 'air' ? { ...step, air: PLAIN_AIR } : step),
  ...LIFETIMES.map(
    (seconds) =>
      (step: SdkStep): SdkAction =>
        'args' in step ? { ...step, args: step.args.map((arg) => withLifetime(arg, seconds)) } : step,
  ),
  (step) => ('args' in step ? { ...step, args: step.args.map(withPlainTexts) } : step),
];

function withLifetime(arg: SdkArgument, seconds: number): SdkArgument {
  return mapped(arg, (one) =>
    typeof one === 'object' && one !== null && '$token' in one ? { $token: seconds } : undefined,
  );
}

function withPlainTexts(arg: SdkArgument): SdkArgument {
  return mapped(arg, (one) => {
    if (typeof one !== 'string') return undefined;
    return one.length > 40 || /[^\x20-\x7e]/.test(one) || one.trim() === '' ? 'x' : undefined;
  });
}

function mapped(arg: SdkArgument, change: (arg: SdkArgument) => SdkArgument | undefined): SdkArgument {
  const changed = change(arg);
  if (changed !== undefined) return changed;
  if (Array.isArray(arg)) return arg.map((one: SdkArgument) => mapped(one, change));
  if (typeof arg !== 'object' || arg === null) return arg;
  return Object.fromEntries(
    Object.entries(arg).map(([key, value]) => [key, mapped(value as SdkArgument, change)]),
  );
}
