// Turns a schedule's faults on and off. It is a state machine like the models: the world gives it the time, and
// carries out what it writes. Faults of one kind may overlap; what holds is worked out from all that are active.

import { unreachable } from '../kernel/assert.js';
import { parseDurationMs } from '../kernel/duration.js';
import type { IssuerCommand, IssuerMode } from '../models/issuer.js';
import type { AdminCommand } from '../models/server/admin-command.js';
import type { Fault, Schedule } from './fault.js';

/** One direction of a path, by host names. */
export interface NamedPath {
  readonly source: string;
  readonly target: string;
}

/** How a link differs from what the scenario says; times in ms. */
export interface LinkChange {
  readonly loss?: number;
  readonly delayMs?: number;
  readonly jitterMs?: number;
}

export type NemesisEffect =
  | { readonly kind: 'block' | 'unblock'; readonly path: NamedPath }
  /** Undefined puts the link back as the scenario has it. */
  | { readonly kind: 'link'; readonly path: NamedPath; readonly change: LinkChange | undefined }
  | { readonly kind: 'accepting'; readonly host: string; readonly mode: 'accept' | 'refuse' | 'silent' }
  | { readonly kind: 'resetAll'; readonly host: string }
  | { readonly kind: 'server'; readonly command: AdminCommand }
  | { readonly kind: 'issuer'; readonly command: IssuerCommand }
  /** The operating system's word: connections fail at once while a device is offline. */
  | { readonly kind: 'device'; readonly device: string; readonly what: 'online' | 'offline' | 'visible' }
  | { readonly kind: 'timer'; readonly fault: number; readonly phase: FaultPhase; readonly atMs: number }
  | { readonly kind: 'mark'; readonly phase: FaultPhase; readonly fault: Fault };

export type FaultPhase = 'begins' | 'ends';

export interface NemesisState {
  readonly schedule: Schedule;
  /** Every host of the scenario by name; needed to cut a device off from all of them. */
  readonly hosts: readonly string[];
  /** How long the scenario's tokens are valid while no fault shortens them. */
  readonly tokenValidityS: number;
  /** Places in the schedule of the faults that hold now, in the order in which they began. */
  active: number[];
}

export function createNemesis(setup: Omit<NemesisState, 'active'>): NemesisState {
  return { ...setup, active: [] };
}

/** Sets a timer for each fault's beginning, and for its end where it has one. */
export function startNemesis(state: NemesisState, out: NemesisEffect[]): void {
  state.schedule.forEach((fault, index) => {
    const atMs = parseDurationMs(fault.at);
    const forMs = lengthOf(fault);
    out.push({ kind: 'timer', fault: index, phase: 'begins', atMs });
    // Two timers of one instant may be shuffled, so a fault without length gets one only.
    if (forMs > 0 && forMs < ENDLESS) {
      out.push({ kind: 'timer', fault: index, phase: 'ends', atMs: atMs + forMs });
    }
  });
}

/** A fault begins or ends. */
export function stepNemesis(
  state: NemesisState,
  input: { readonly fault: number; readonly phase: FaultPhase },
  out: NemesisEffect[],
): void {
  const fault = state.schedule[input.fault] as Fault;
  out.push({ kind: 'mark', phase: input.phase, fault });
  if (input.phase === 'begins') state.active.push(input.fault);
  else state.active = state.active.filter((index) => index !== input.fault);
  apply(state, fault, input.phase, out);
  if (input.phase === 'begins' && lengthOf(fault) === 0) {
    stepNemesis(state, { fault: input.fault, phase: 'ends' }, out);
  }
}

const ENDLESS = Number.POSITIVE_INFINITY;

function lengthOf(fault: Fault): number {
  return 'for' in fault && fault.for !== undefined ? parseDurationMs(fault.for) : ENDLESS;
}

function apply(state: NemesisState, fault: Fault, phase: FaultPhase, out: NemesisEffect[]): void {
  const begins = phase === 'begins';
  switch (fault.kind) {
    case 'partition':
      for (const path of partitionPaths(fault)) out.push({ kind: begins ? 'block' : 'unblock', path });
      return;
    case 'offline':
      cutOff(state, fault.device, begins, out);
      return;
    case 'blackHole':
      for (const source of state.hosts) {
        if (source === fault.host) continue;
        out.push({ kind: begins ? 'block' : 'unblock', path: { source, target: fault.host } });
      }
      return;
    case 'refuse':
      out.push({ kind: 'accepting', host: fault.host, mode: modeOf(state, fault.host) });
      return;
    case 'weakNetwork':
      for (const path of bothWays(fault.between)) {
        out.push({ kind: 'link', path, change: changeOf(state, path) });
      }
      return;
    case 'reset':
      out.push({ kind: 'resetAll', host: fault.host });
      return;
    case 'kick':
      out.push({
        kind: 'server',
        command: {
          kind: 'kickUser',
          userID: fault.user,
          ...(fault.device === undefined ? {} : { deviceID: fault.device }),
        },
      });
      return;
    case 'unregister':
      out.push({ kind: 'server', command: { kind: 'unregister', userID: fault.user } });
      return;
    case 'roomDelete':
      out.push({ kind: 'server', command: { kind: 'deleteRoom', roomID: fault.room } });
      return;
    case 'memberRemove':
      out.push({ kind: 'server', command: { kind: 'kickMember', roomID: fault.room, userID: fault.user } });
      return;
    case 'memberTimeout':
      out.push({
        kind: 'server',
        command: { kind: 'timeOutMember', roomID: fault.room, userID: fault.user },
      });
      return;
    case 'resumeAnswer':
      answerResume(state, out);
      return;
    case 'issuerDown':
    case 'issuerSlow':
    case 'issuerStale':
      out.push({ kind: 'issuer', command: { kind: 'setMode', mode: issuerMode(state) } });
      return;
    case 'tokenShorten':
      out.push({ kind: 'issuer', command: { kind: 'setValidity', seconds: tokenValidity(state) } });
      return;
    case 'serverRestart':
      if (begins) {
        out.push({ kind: 'resetAll', host: 'server' });
        out.push({ kind: 'server', command: { kind: 'restart', keepMemory: fault.keepMemory ?? true } });
        // A backend that has lost its memory has lost these rules as well.
        if (fault.keepMemory === false) answerResume(state, out);
      }
      out.push({ kind: 'accepting', host: 'server', mode: modeOf(state, 'server') });
      return;
    case 'visible':
      out.push({ kind: 'device', device: fault.device, what: 'visible' });
      return;
    case 'online':
      out.push({ kind: 'device', device: fault.device, what: 'online' });
      return;
    default:
      unreachable(fault);
  }
}

/** The sockets of a device die with its network; the far end learns nothing. */
function cutOff(state: NemesisState, device: string, begins: boolean, out: NemesisEffect[]): void {
  for (const host of state.hosts) {
    if (host === device) continue;
    for (const path of bothWays([device, host])) out.push({ kind: begins ? 'block' : 'unblock', path });
  }
  if (begins) {
    out.push({ kind: 'device', device, what: 'offline' });
    out.push({ kind: 'resetAll', host: device });
  } else if (!activeFaults(state).some((other) => other.kind === 'offline' && other.device === device)) {
    out.push({ kind: 'device', device, what: 'online' });
  }
}

function partitionPaths(fault: Extract<Fault, { kind: 'partition' }>): NamedPath[] {
  const [there, back] = bothWays(fault.between);
  if (there === undefined || back === undefined) return [];
  if (fault.direction === 'there') return [there];
  return fault.direction === 'back' ? [back] : [there, back];
}

function bothWays([first, second]: readonly [string, string]): NamedPath[] {
  return [
    { source: first, target: second },
    { source: second, target: first },
  ];
}

function activeFaults(state: NemesisState): Fault[] {
  return state.active.map((index) => state.schedule[index] as Fault);
}

function modeOf(state: NemesisState, host: string): 'accept' | 'refuse' {
  const refused = activeFaults(state).some(
    (fault) =>
      (fault.kind === 'refuse' && fault.host === host) ||
      // Without `for` a restart takes no time.
      (fault.kind === 'serverRestart' && host === 'server' && fault.for !== undefined),
  );
  return refused ? 'refuse' : 'accept';
}

/** Of several weak networks on one path the one that began last says what it says; the others fill the gaps. */
function changeOf(state: NemesisState, path: NamedPath): LinkChange | undefined {
  let change: LinkChange | undefined;
  for (const fault of activeFaults(state)) {
    if (fault.kind !== 'weakNetwork') continue;
    if (!fault.between.includes(path.source) || !fault.between.includes(path.target)) continue;
    change = {
      ...change,
      ...(fault.loss === undefined ? {} : { loss: fault.loss }),
      ...(fault.delay === undefined ? {} : { delayMs: parseDurationMs(fault.delay) }),
      ...(fault.jitter === undefined ? {} : { jitterMs: parseDurationMs(fault.jitter) }),
    };
  }
  return change;
}

/**
 * Rules are dropped and made anew, so that the end of one does not end another. The backend obeys the first that
 * fits, and here as elsewhere the fault that began last has its way.
 */
function answerResume(state: NemesisState, out: NemesisEffect[]): void {
  out.push({ kind: 'server', command: { kind: 'answerResume', outcome: 'actual' } });
  for (const fault of activeFaults(state).reverse()) {
    if (fault.kind !== 'resumeAnswer') continue;
    const about = fault.room === undefined ? {} : { roomID: fault.room };
    out.push({ kind: 'server', command: { kind: 'answerResume', outcome: fault.outcome, ...about } });
  }
}

function issuerMode(state: NemesisState): IssuerMode {
  let mode: IssuerMode = 'up';
  for (const fault of activeFaults(state)) {
    if (fault.kind === 'issuerDown') mode = 'down';
    if (fault.kind === 'issuerStale') mode = 'stale';
    if (fault.kind === 'issuerSlow') mode = { slowMs: parseDurationMs(fault.delay) };
  }
  return mode;
}

function tokenValidity(state: NemesisState): number {
  let seconds = state.tokenValidityS;
  for (const fault of activeFaults(state)) {
    if (fault.kind === 'tokenShorten') seconds = Math.floor(parseDurationMs(fault.validity) / 1000);
  }
  return seconds;
}
