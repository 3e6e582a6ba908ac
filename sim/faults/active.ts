// What holds now, worked out from all faults that are active: several of a kind may overlap, and none of them may
// undo another when it ends. Pure; the nemesis keeps the list and says when something changes.

import { parseDurationMs } from '../kernel/duration.js';
import type { IssuerMode } from '../models/issuer.js';
import { NAMES_OK, type NameService } from '../network/hosts.js';
import { type PathSpec, pathSpecOf, specWith } from '../network/path-spec.js';
import type { Fault } from './fault.js';

/** One direction of a path, by host names. */
export interface NamedPath {
  readonly source: string;
  readonly target: string;
}

/** Whether a host takes new connections. */
export function modeOf(active: readonly Fault[], host: string): 'accept' | 'refuse' {
  const refused = active.some(
    (fault) =>
      (fault.kind === 'refuse' && fault.host === host) ||
      // Without `for` a restart takes no time.
      (fault.kind === 'serverRestart' && host === 'server' && fault.for !== undefined),
  );
  return refused ? 'refuse' : 'accept';
}

/**
 * What faults say of one path now: of several weak networks the one that began last says what it says, and the others
 * fill the gaps.
 */
export function changeOf(active: readonly Fault[], path: NamedPath): PathSpec {
  let change: PathSpec = {};
  for (const fault of active) {
    if (fault.kind !== 'weakNetwork') continue;
    if (!fault.between.includes(path.source) || !fault.between.includes(path.target)) continue;
    change = specWith(change, pathSpecOf(fault));
  }
  return change;
}

/** How long a name takes that is found slowly, unless the fault says so: resolvers ask again after as long. */
const SLOW_NAMES_MS = 5000;

/** What the resolver of a device makes of names: the fault that began last has its way. */
export function namesOf(active: readonly Fault[], device: string): NameService {
  let names: NameService = NAMES_OK;
  for (const fault of active) {
    if (fault.kind !== 'dns' || fault.device !== device) continue;
    const delayMs = fault.delay === undefined ? SLOW_NAMES_MS : parseDurationMs(fault.delay);
    names = fault.answer === 'slow' ? { kind: 'slow', delayMicros: delayMs * 1000 } : { kind: fault.answer };
  }
  return names;
}

/** After how long a NAT before a device forgets an idle connection, ms; of several the least counts, 0 is never. */
export function natIdleOf(active: readonly Fault[], device: string): number {
  let ms = 0;
  for (const fault of active) {
    if (fault.kind !== 'natTimeout' || fault.device !== device) continue;
    const idleMs = parseDurationMs(fault.idle);
    if (ms === 0 || idleMs < ms) ms = idleMs;
  }
  return ms;
}

/** What goes wrong at the backend without its knowing. Plain data. */
export interface Mishaps {
  /** Whether every message is delivered twice. */
  readonly duplicates: boolean;
  /** How much later answers leave, ms; logins are answered in time. */
  readonly answerDelayMs: number;
  /** The timeout of members that holds; -1 is the parameter's. */
  readonly memberTimeoutMs: number;
}

export const NO_MISHAPS: Mishaps = { duplicates: false, answerDelayMs: 0, memberTimeoutMs: -1 };

/** Of several of a kind the one that began last has its way. */
export function mishapsOf(active: readonly Fault[]): Mishaps {
  let { duplicates, answerDelayMs, memberTimeoutMs } = NO_MISHAPS;
  for (const fault of active) {
    if (fault.kind === 'duplicateDelivery') duplicates = true;
    else if (fault.kind === 'lateAnswer') answerDelayMs = parseDurationMs(fault.delay);
    else if (fault.kind === 'memberTimeoutShorten') memberTimeoutMs = parseDurationMs(fault.to);
  }
  return { duplicates, answerDelayMs, memberTimeoutMs };
}

/** The events whose listeners throw on a device. */
export function throwingOn(active: readonly Fault[], device: string): readonly string[] {
  return active.flatMap((fault) =>
    fault.kind === 'handlerThrows' && fault.device === device ? [fault.on] : [],
  );
}

export function issuerMode(active: readonly Fault[]): IssuerMode {
  let mode: IssuerMode = 'up';
  for (const fault of active) {
    if (fault.kind === 'issuerDown') mode = 'down';
    if (fault.kind === 'issuerStale') mode = 'stale';
    if (fault.kind === 'issuerSlow') mode = { slowMs: parseDurationMs(fault.delay) };
  }
  return mode;
}

/** How long new tokens are valid, in seconds. */
export function tokenValidity(active: readonly Fault[], configuredS: number): number {
  let seconds = configuredS;
  for (const fault of active) {
    if (fault.kind === 'tokenShorten') seconds = Math.floor(parseDurationMs(fault.validity) / 1000);
  }
  return seconds;
}

/** How far the wall clock of a host is off, ms; ahead is positive. Skews add up. */
export function skewOf(active: readonly Fault[], host: string): number {
  let ms = 0;
  for (const fault of active) {
    if (fault.kind === 'clockSkew' && fault.host === host) ms += signedMs(fault);
  }
  return ms;
}

/** How fast the clocks of a host run, in millionths too much: a clock has one rate, that of the latest drift. */
export function driftOf(active: readonly Fault[], host: string): number {
  let ppm = 0;
  for (const fault of active) if (fault.kind === 'clockDrift' && fault.host === host) ppm = fault.ppm;
  return ppm;
}

/** How much later the backend processes what reaches it, ms: the latest overload counts. */
export function serverDelayOf(active: readonly Fault[]): number {
  let ms = 0;
  for (const fault of active) if (fault.kind === 'serverSlow') ms = parseDurationMs(fault.delay);
  return ms;
}

/** Whether a fault of this kind holds for this device. */
export function holdsFor(
  active: readonly Fault[],
  kind: 'offline' | 'sleep' | 'kill' | 'captivePortal',
  device: string,
): boolean {
  return active.some((fault) => fault.kind === kind && fault.device === device);
}

/** By how much a fault moves a wall clock, ms; ahead is positive. */
export function signedMs(fault: {
  readonly by: string | number;
  readonly direction: 'ahead' | 'behind';
}): number {
  const ms = parseDurationMs(fault.by);
  return fault.direction === 'ahead' ? ms : -ms;
}
