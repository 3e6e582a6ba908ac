// What went wrong in a run, in a form by which two runs can be told to have failed in the same way.

import type { RunSpec, RunSummary } from '../runner/summary.js';

/** The first thing that went wrong in a run. Plain data. */
export interface Failure {
  /** The id of the property. */
  readonly property: string;
  readonly title: string;
  readonly verdict: 'violated' | 'pending';
  /** Virtual ms; the end of the run for what is pending. */
  readonly atMs: number;
  readonly device?: string;
  readonly reason: string;
  /** The reason without what may differ from run to run. */
  readonly kind: string;
}

/**
 * The failure of a run: the first violation, else the first property that still waits.
 *
 * @param spec what was run: names that stand in it are no part of the kind of a reason
 * @param property only this one counts
 */
export function failureOf(
  spec: RunSpec,
  run: Pick<RunSummary, 'properties' | 'virtualMs'>,
  property?: string,
): Failure | undefined {
  let first: Failure | undefined;
  for (const verdict of run.properties) {
    if (verdict.verdict !== 'violated' && verdict.verdict !== 'pending') continue;
    if (property !== undefined && verdict.id !== property) continue;
    const isViolated = verdict.verdict === 'violated';
    const atMs = isViolated ? (verdict.atMs ?? run.virtualMs) : run.virtualMs;
    // What is violated comes before what is pending, and the table decides between those of one instant.
    const isFirst =
      first === undefined ||
      (isViolated && first.verdict === 'pending') ||
      (isViolated === (first.verdict === 'violated') && atMs < first.atMs);
    if (!isFirst) continue;
    const reason = verdict.reason ?? '';
    first = {
      property: verdict.id,
      title: verdict.title,
      verdict: verdict.verdict,
      atMs,
      ...(verdict.device === undefined ? {} : { device: verdict.device }),
      reason,
      kind: kindOfReason(reason, namesIn(spec)),
    };
  }
  return first;
}

/** Whether two failures are one and the same mistake: the same property, for the same kind of reason. */
export function isSameFailure(a: Failure, b: Failure | undefined): boolean {
  return b !== undefined && a.property === b.property && a.verdict === b.verdict && a.kind === b.kind;
}

/**
 * A reason without numbers, names and what stands in quotes.
 *
 * @example kindOfReason('alice is reconnecting, attempt 7 at 94 s', ['alice']) // '… is reconnecting, attempt # at # s'
 */
export function kindOfReason(reason: string, names: readonly string[]): string {
  let kind = reason.replace(/"[^"]*"|'[^']*'/g, '…');
  // Longer names first: one may begin with another.
  for (const name of [...names].sort((a, b) => b.length - a.length)) kind = kind.replaceAll(name, '…');
  return kind.replace(/-?\d+(\.\d+)?/g, '#');
}

function namesIn({ scenario }: RunSpec): readonly string[] {
  const names = new Set(scenario.devices.flatMap(({ name, user = name }) => [name, user]));
  JSON.stringify(scenario.script, (key, value: unknown) => {
    if (typeof value === 'string' && (key === 'roomID' || key === 'groupID')) names.add(value);
    return value;
  });
  // A name of one or two letters is part of many words.
  return [...names].filter((name) => name.length > 2);
}
