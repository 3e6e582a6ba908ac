// Turns a schedule's faults on and off. It is a state machine like the models: the world gives it the time, and
// carries out what it writes. Faults of one kind may overlap; what holds is worked out from all that are active.

import { unreachable } from '../kernel/assert.js';
import { parseDurationMs } from '../kernel/duration.js';
import type { IssuerCommand } from '../models/issuer.js';
import type { AdminCommand } from '../models/server/admin-command.js';
import type { NameService } from '../network/hosts.js';
import type { PathSpec } from '../network/path-spec.js';
import {
  changeOf,
  driftOf,
  holdsFor,
  issuerMode,
  type Mishaps,
  mishapsOf,
  modeOf,
  type NamedPath,
  namesOf,
  natIdleOf,
  serverDelayOf,
  signedMs,
  skewOf,
  throwingOn,
  tokenValidity,
} from './active.js';
import type { Fault, KillFault, Schedule } from './fault.js';

export type { Mishaps, NamedPath } from './active.js';

export type NemesisEffect =
  | { readonly kind: 'block' | 'unblock'; readonly path: NamedPath }
  /** On top of what the scenario says of the link; an empty change puts it back. */
  | { readonly kind: 'link'; readonly path: NamedPath; readonly change: PathSpec }
  /** What the scenario says of a device's paths is from now on what a profile says. */
  | { readonly kind: 'profile'; readonly device: string; readonly profile: string }
  | { readonly kind: 'names'; readonly host: string; readonly names: NameService }
  | { readonly kind: 'captive'; readonly host: string; readonly captive: boolean }
  /** 0 is for ever. */
  | { readonly kind: 'natIdle'; readonly host: string; readonly idleMs: number }
  /** The address of a host changes, and its connections hang. */
  | { readonly kind: 'strand'; readonly host: string }
  | { readonly kind: 'accepting'; readonly host: string; readonly mode: 'accept' | 'refuse' | 'silent' }
  | { readonly kind: 'resetAll'; readonly host: string }
  | { readonly kind: 'server'; readonly command: AdminCommand }
  | { readonly kind: 'issuer'; readonly command: IssuerCommand }
  /** The operating system's word: connections fail at once while a device is offline. */
  | { readonly kind: 'device'; readonly device: string; readonly what: 'online' | 'offline' | 'visible' }
  /** From falling asleep to waking up nothing happens on a device. */
  | { readonly kind: 'sleep' | 'wake'; readonly device: string }
  /** The app's process; a dead one may lose what it had kept. */
  | { readonly kind: 'kill'; readonly device: string; readonly keeps: KillFault['keeps'] }
  | { readonly kind: 'start'; readonly device: string }
  | { readonly kind: 'clock'; readonly host: string; readonly change: ClockChange }
  /** What reaches the backend from now on is processed so much later; 0 is at once. */
  | { readonly kind: 'serverDelay'; readonly delayMs: number }
  /** Listeners of these events throw from now on. */
  | { readonly kind: 'throwing'; readonly device: string; readonly events: readonly string[] }
  | { readonly kind: 'mishaps'; readonly mishaps: Mishaps }
  | { readonly kind: 'timer'; readonly fault: number; readonly phase: FaultPhase; readonly atMs: number }
  | { readonly kind: 'mark'; readonly phase: FaultPhase; readonly fault: Fault };

export type FaultPhase = 'begins' | 'ends';

/** `jump` is on top of all jumps before; `skew` and `rate` are what holds from now on. */
export type ClockChange =
  | { readonly kind: 'jump' | 'skew'; readonly byMs: number }
  | { readonly kind: 'rate'; readonly ppm: number };

export interface NemesisState {
  readonly schedule: Schedule;
  /** Every host of the scenario by name; needed to cut a device off from all of them. */
  readonly hosts: readonly string[];
  /**
   * Those that a device may be cut off from. Members of a group speak to servers only, and between so many there
   * would be too many paths.
   */
  readonly peers: readonly string[];
  /** How long the scenario's tokens are valid while no fault shortens them. */
  readonly tokenValidityS: number;
  /** Places in the schedule of the faults that hold now, in the order in which they began. */
  active: number[];
  /** Devices whose process has died and was not started again. */
  dead: string[];
}

export function createNemesis(setup: Omit<NemesisState, 'active' | 'dead'>): NemesisState {
  const { schedule, hosts, peers, tokenValidityS } = setup;
  return { schedule, hosts, peers, tokenValidityS, active: [], dead: [] };
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

/** The hosts that a profile has paths to. */
const SERVERS: readonly string[] = ['server', 'issuer'];

const ENDLESS = Number.POSITIVE_INFINITY;

/** How long a dead process stays dead unless the fault says so: about what a phone takes to start an app. */
const RESTART_MS = 1000;

/** How long a fault lasts, ms; infinite where it does not say. */
export function lengthOf(fault: Fault): number {
  if ('for' in fault && fault.for !== undefined) return parseDurationMs(fault.for);
  if (fault.kind === 'handover' || fault.kind === 'kickByDevice') return 0;
  return fault.kind === 'kill' ? RESTART_MS : ENDLESS;
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
      out.push({ kind: 'accepting', host: fault.host, mode: modeOf(activeFaults(state), fault.host) });
      return;
    case 'weakNetwork':
      for (const path of bothWays(fault.between)) {
        out.push({ kind: 'link', path, change: changeOf(activeFaults(state), path) });
      }
      return;
    case 'dns':
      out.push({ kind: 'names', host: fault.device, names: namesOf(activeFaults(state), fault.device) });
      return;
    case 'captivePortal':
      if (begins) out.push({ kind: 'strand', host: fault.device });
      out.push({
        kind: 'captive',
        host: fault.device,
        captive: holdsFor(activeFaults(state), 'captivePortal', fault.device),
      });
      return;
    case 'natTimeout':
      out.push({ kind: 'natIdle', host: fault.device, idleMs: natIdleOf(activeFaults(state), fault.device) });
      return;
    case 'handover':
      block(state, fault.device, begins, out);
      if (begins) changeNetwork(state, fault, out);
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
    case 'kickByDevice':
      out.push({
        kind: 'server',
        command: { kind: begins ? 'loginElsewhere' : 'logoutElsewhere', userID: fault.user },
      });
      return;
    case 'tokenRevoke':
      out.push({ kind: 'server', command: { kind: 'revokeToken', userID: fault.user } });
      return;
    case 'handlerThrows':
      out.push({
        kind: 'throwing',
        device: fault.device,
        events: throwingOn(activeFaults(state), fault.device),
      });
      return;
    case 'duplicateDelivery':
    case 'lateAnswer':
    case 'memberTimeoutShorten':
      out.push({ kind: 'mishaps', mishaps: mishapsOf(activeFaults(state)) });
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
      out.push({ kind: 'issuer', command: { kind: 'setMode', mode: issuerMode(activeFaults(state)) } });
      return;
    case 'tokenShorten':
      out.push({
        kind: 'issuer',
        command: { kind: 'setValidity', seconds: tokenValidity(activeFaults(state), state.tokenValidityS) },
      });
      return;
    case 'serverRestart':
      if (begins) {
        out.push({ kind: 'resetAll', host: 'server' });
        out.push({ kind: 'server', command: { kind: 'restart', keepMemory: fault.keepMemory ?? true } });
        // A backend that has lost its memory has lost these rules as well.
        if (fault.keepMemory === false) answerResume(state, out);
      }
      out.push({ kind: 'accepting', host: 'server', mode: modeOf(activeFaults(state), 'server') });
      return;
    case 'visible':
      out.push({ kind: 'device', device: fault.device, what: 'visible' });
      return;
    case 'online':
      out.push({ kind: 'device', device: fault.device, what: 'online' });
      return;
    case 'clockJump':
      out.push({ kind: 'clock', host: fault.host, change: { kind: 'jump', byMs: signedMs(fault) } });
      return;
    case 'clockSkew': {
      const byMs = skewOf(activeFaults(state), fault.host);
      out.push({ kind: 'clock', host: fault.host, change: { kind: 'skew', byMs } });
      return;
    }
    case 'clockDrift': {
      const ppm = driftOf(activeFaults(state), fault.host);
      out.push({ kind: 'clock', host: fault.host, change: { kind: 'rate', ppm } });
      return;
    }
    case 'sleep':
      if (begins) fallAsleep(state, fault.device, out);
      else wakeUp(state, fault.device, out);
      return;
    case 'kill':
      if (begins) kill(state, fault, out);
      else startAgain(state, fault.device, out);
      return;
    case 'serverSlow':
      out.push({ kind: 'serverDelay', delayMs: serverDelayOf(activeFaults(state)) });
      return;
    case 'serverDeploy':
      if (begins) {
        out.push({ kind: 'server', command: { kind: 'deploy', overMs: parseDurationMs(fault.for) } });
      }
      return;
    default:
      unreachable(fault);
  }
}

/** The old address is gone at once; what the new network is like is known from here on. */
function changeNetwork(
  state: NemesisState,
  { device, profile }: Extract<Fault, { kind: 'handover' }>,
  out: NemesisEffect[],
): void {
  out.push({ kind: 'strand', host: device });
  if (profile === undefined) return;
  out.push({ kind: 'profile', device, profile });
  for (const server of SERVERS) {
    for (const path of bothWays([device, server])) {
      out.push({ kind: 'link', path, change: changeOf(activeFaults(state), path) });
    }
  }
}

/** The sockets of a device die with its network; the far end learns nothing. */
function cutOff(state: NemesisState, device: string, begins: boolean, out: NemesisEffect[]): void {
  block(state, device, begins, out);
  if (begins) {
    out.push({ kind: 'device', device, what: 'offline' });
    out.push({ kind: 'resetAll', host: device });
  } else if (!holdsFor(activeFaults(state), 'offline', device)) {
    out.push({ kind: 'device', device, what: 'online' });
  }
}

/** The sockets of a sleeping device stay open, and nothing gets through to them. */
function fallAsleep(state: NemesisState, device: string, out: NemesisEffect[]): void {
  block(state, device, true, out);
  out.push({ kind: 'sleep', device });
}

function wakeUp(state: NemesisState, device: string, out: NemesisEffect[]): void {
  block(state, device, false, out);
  if (holdsFor(activeFaults(state), 'sleep', device)) return;
  out.push({ kind: 'wake', device });
  startAgain(state, device, out);
}

function kill(state: NemesisState, { device, keeps }: KillFault, out: NemesisEffect[]): void {
  if (!state.dead.includes(device)) state.dead.push(device);
  out.push({ kind: 'kill', device, keeps });
}

/** Nobody starts an app on a phone that sleeps; it is started when the phone wakes up. */
function startAgain(state: NemesisState, device: string, out: NemesisEffect[]): void {
  const active = activeFaults(state);
  if (!state.dead.includes(device)) return;
  if (holdsFor(active, 'kill', device) || holdsFor(active, 'sleep', device)) return;
  state.dead = state.dead.filter((other) => other !== device);
  out.push({ kind: 'start', device });
}

function block(state: NemesisState, device: string, begins: boolean, out: NemesisEffect[]): void {
  for (const host of state.peers) {
    if (host === device) continue;
    for (const path of bothWays([device, host])) out.push({ kind: begins ? 'block' : 'unblock', path });
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
