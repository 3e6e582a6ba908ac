// A wrong call is refused and leaves no trace: the same script without it, and the other calls come out the same.
import { ZIMErrorCode } from '../zim/error-codes.js';
import type { Broken } from './judge-run.js';
import type { SdkRun } from './run-sdk.js';
import type { SdkCase, SdkStep } from './sdk-case.js';

export const WRONG_CALLS = 'wrong-calls-are-harmless';

const WRONG: ReadonlySet<number> = new Set([
  ZIMErrorCode.CommonModuleParamsInvalid,
  ZIMErrorCode.NetworkModuleTokenInvalid,
  ZIMErrorCode.NetworkModuleTokenVersionError,
]);

/** How the call of each step came out: `ok`, the code of its error, or `open`. */
function outcomes({ stepCalls, observations }: SdkRun): readonly (string | undefined)[] {
  const settled = new Map<number, string>();
  for (const one of observations) {
    if (one.kind === 'settle') settled.set(one.id, one.ok ? 'ok' : String(one.error?.code));
  }
  return stepCalls.map((id) => (id === undefined ? undefined : (settled.get(id) ?? 'open')));
}

/**
 * Whether later calls suffer from a wrong one.
 *
 * @param run runs a script; all that is drawn must be the same in every run, or two scripts cannot be compared
 */
export function wrongCallEffect(given: SdkCase, run: (given: SdkCase) => SdkRun): Broken | undefined {
  const withAll = run(given);
  const all = outcomes(withAll);
  const wrong = given.steps.map(
    (step, at) => step.do === 'call' && WRONG.has(Number(all[at])) && step.name !== 'login',
  );
  if (!wrong.includes(true)) return undefined;
  const rest = run({ ...given, steps: without(given.steps, wrong) });
  const kept = given.steps.flatMap((_, at) => (wrong[at] === true ? [] : [at]));
  const outcomesWithout = outcomes(rest);
  for (const [place, at] of kept.entries()) {
    const [now, then] = [all[at], outcomesWithout[place]];
    const step = given.steps[at];
    if (now === then || step === undefined || !('name' in step)) continue;
    const culprit = given.steps.findIndex((_, index) => wrong[index] === true && index < at);
    const before = given.steps[culprit];
    if (before === undefined || !('name' in before)) continue;
    return {
      property: WRONG_CALLS,
      reason: `${step.name} came out as ${now} after ${before.name} had been refused with ${all[culprit]}, and as ${then} without that call`,
      atMs: withAll.endMs,
    };
  }
  return undefined;
}

/** The steps that are left keep their times. */
function without(steps: readonly SdkStep[], gone: readonly boolean[]): readonly SdkStep[] {
  const left: SdkStep[] = [];
  let waitMs = 0;
  for (const [at, step] of steps.entries()) {
    waitMs += step.afterMs;
    if (gone[at] === true) continue;
    left.push({ ...step, afterMs: waitMs });
    waitMs = 0;
  }
  return left;
}
