// A schedule as a picture has it: when each fault begins and ends, what it is, and whom it is about.

import { stringify } from 'yaml';
import type { Fault } from '../../sim/faults/fault.js';
import { namesIn } from '../../sim/faults/fault-names.js';
import { parseDurationMs } from '../../sim/kernel/duration.js';
import type { RunSpec } from '../../sim/runner/summary.js';
import { describeFault, isSpan } from '../words.js';
import type { PageFault, PageSchedule } from './page-document.js';

/** The faults that a run had: its own, or its scenario's. */
export function faultsOf({ schedule, scenario }: RunSpec): readonly Fault[] {
  return schedule ?? scenario.faults ?? [];
}

/** @param original the run as it was drawn, where it was made smaller */
export function scheduleOf(spec: RunSpec, original?: RunSpec): PageSchedule {
  const own = { endMs: endOf(spec), faults: pageFaults(spec) };
  if (original === undefined) return own;
  return { ...own, original: { endMs: endOf(original), faults: pageFaults(original) } };
}

/** Faults as YAML that `--schedule` reads. */
export function scheduleYaml(faults: readonly Fault[]): string {
  if (faults.length === 0) return '[]';
  return faults.map((fault) => `- ${oneLine(fault)}`).join('\n');
}

/** By time, as people read it. */
function pageFaults(spec: RunSpec): readonly PageFault[] {
  const endMs = endOf(spec);
  return faultsOf(spec)
    .map((fault) => pageFault(fault, endMs))
    .sort((left, right) => left.fromMs - right.fromMs);
}

function pageFault(fault: Fault, endMs: number): PageFault {
  const fromMs = parseDurationMs(fault.at);
  const lasts = 'for' in fault && fault.for !== undefined ? parseDurationMs(fault.for) : undefined;
  return {
    kind: fault.kind,
    text: describeFault(fault),
    fromMs,
    ...(isSpan(fault) ? { toMs: lasts === undefined ? endMs : Math.min(endMs, fromMs + lasts) } : {}),
    about: concerned(fault),
    yaml: oneLine(fault),
  };
}

/** The names of the hosts and users that a fault is about; the backend where it names nobody. */
function concerned(fault: Fault): readonly string[] {
  const names = namesIn(fault);
  if (names.length > 0) return names;
  return [fault.kind.startsWith('issuer') || fault.kind === 'tokenShorten' ? 'issuer' : 'server'];
}

function endOf({ untilMs, scenario }: RunSpec): number {
  return untilMs ?? parseDurationMs(scenario.until);
}

function oneLine(fault: Fault): string {
  return stringify(fault, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}
