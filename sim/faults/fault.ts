// Everything that can go wrong, as data: one union, one doc comment and one example each.
// The nemesis turns faults on and off; it decides nothing. Hosts are devices by name, `server` and `issuer`; the
// name of a group of devices stands for each of them.

import type { DurationText as Duration } from '../kernel/duration.js';
import type { PathSpec } from '../network/path-spec.js';

/** When a fault begins, counted from the start of the run. */
interface Instant {
  readonly at: Duration;
}

/** When a fault begins and how long it lasts; without `for` it lasts to the end of the run. */
interface Span extends Instant {
  readonly for?: Duration;
}

/**
 * Packets between two hosts vanish; connections stay open and hang. `direction` limits it to one way:
 * `there` = from the first to the second.
 * @example { kind: 'partition', at: '12s', for: '40s', between: ['alice', 'server'] }
 */
export interface PartitionFault extends Span {
  readonly kind: 'partition';
  readonly between: readonly [string, string];
  readonly direction?: 'both' | 'there' | 'back';
}

/**
 * Flight mode: nothing leaves or reaches the device, and the operating system says so
 * (the SDK gets its `online` hint when it ends).
 * @example { kind: 'offline', at: '20s', for: '15s', device: 'alice' }
 */
export interface OfflineFault extends Span {
  readonly kind: 'offline';
  readonly device: string;
}

/**
 * Nobody answers at this host: packets to it vanish, and no refusal comes back.
 * @example { kind: 'blackHole', at: '5s', for: '1m', host: 'server' }
 */
export interface BlackHoleFault extends Span {
  readonly kind: 'blackHole';
  readonly host: string;
}

/**
 * The host refuses new connections at once; open ones go on.
 * @example { kind: 'refuse', at: '5s', for: '1m', host: 'server' }
 */
export interface RefuseFault extends Span {
  readonly kind: 'refuse';
  readonly host: string;
}

/**
 * The path between two hosts gets worse, both ways: what it says of delay, jitter, loss, bursts, rate, queue,
 * duplicates, damage and order holds for what is sent while it lasts.
 * @example { kind: 'weakNetwork', at: '10s', for: '2m', between: ['alice', 'server'], loss: 0.3, delay: '400ms' }
 */
export interface WeakNetworkFault extends Span, PathSpec {
  readonly kind: 'weakNetwork';
  readonly between: readonly [string, string];
}

/**
 * The resolver of a device fails: names are not found (`failing`), found after `delay` (`slow`, 5 s unless given), or
 * found at an address where nobody answers (`wrong`). Connections that stand go on.
 * @example { kind: 'dns', at: '20s', for: '1m', device: 'alice', answer: 'failing' }
 */
export interface DnsFault extends Span {
  readonly kind: 'dns';
  readonly device: string;
  readonly answer: 'failing' | 'slow' | 'wrong';
  readonly delay?: Duration;
}

/**
 * The device is in a network that wants a login on a web page first, as in hotels: what it had open hangs for good,
 * and whatever it connects to, a portal accepts and answers something else.
 * @example { kind: 'captivePortal', at: '20s', for: '1m', device: 'alice' }
 */
export interface CaptivePortalFault extends Span {
  readonly kind: 'captivePortal';
  readonly device: string;
}

/**
 * A NAT between the device and everybody else forgets connections that were idle for longer than `idle`. Nobody is
 * told: both ends look open, and nothing gets through any more.
 * @example { kind: 'natTimeout', at: '0s', device: 'alice', idle: '5s' }
 */
export interface NatTimeoutFault extends Span {
  readonly kind: 'natTimeout';
  readonly device: string;
  readonly idle: Duration;
}

/**
 * The device changes from one network to another: its address changes, and its connections hang at both ends. For
 * `for` (nothing unless given) it has neither; `profile` is the new network. The system says nothing: put an `online`
 * fault beside it where it does.
 * @example { kind: 'handover', at: '1m', for: '2s', device: 'alice', profile: 'lte' }
 */
export interface HandoverFault extends Span {
  readonly kind: 'handover';
  readonly device: string;
  readonly profile?: string;
}

/**
 * Every connection of the host is reset (both ends are told).
 * @example { kind: 'reset', at: '30s', host: 'alice' }
 */
export interface ResetFault extends Instant {
  readonly kind: 'reset';
  readonly host: string;
}

/**
 * An administrator ends the user's sessions; `device` limits it to one.
 * @example { kind: 'kick', at: '30s', user: 'alice' }
 */
export interface KickFault extends Instant {
  readonly kind: 'kick';
  readonly user: string;
  readonly device?: string;
}

/**
 * Another device, which the simulation does not have, logs the user in and stays for `for` (it logs out at once unless
 * given): with as many devices as are allowed, the earliest login is kicked.
 * @example { kind: 'kickByDevice', at: '30s', user: 'alice' }
 */
export interface KickByDeviceFault extends Span {
  readonly kind: 'kickByDevice';
  readonly user: string;
}

/**
 * The tokens that the user has had so far are worth nothing any more: sessions end as with an expired token (assumed),
 * and only a token that is minted in a later second works again.
 * @example { kind: 'tokenRevoke', at: '1m', user: 'alice' }
 */
export interface TokenRevokeFault extends Instant {
  readonly kind: 'tokenRevoke';
  readonly user: string;
}

/**
 * The app's listener of an event of the SDK throws while it lasts: what the app would have done about it is not done.
 * @example { kind: 'handlerThrows', at: '1m', for: '30s', device: 'alice', on: 'connectionStateChanged' }
 */
export interface HandlerThrowsFault extends Span {
  readonly kind: 'handlerThrows';
  readonly device: string;
  readonly on: string;
}

/**
 * The backend delivers every message twice, as one does that was not told in time that it had arrived.
 * @example { kind: 'duplicateDelivery', at: '1m', for: '30s' }
 */
export interface DuplicateDeliveryFault extends Span {
  readonly kind: 'duplicateDelivery';
}

/**
 * The backend answers requests so much later, while heartbeats, logins and messages are in time. An answer may come
 * after the SDK has given up waiting for it.
 * @example { kind: 'lateAnswer', at: '1m', for: '30s', delay: '12s' }
 */
export interface LateAnswerFault extends Span {
  readonly kind: 'lateAnswer';
  readonly delay: Duration;
}

/**
 * Members who are offline, or silent, run out of time sooner: the parameter `roomMemberTimeoutMs` of the backend is
 * `to` for those timeouts that begin while it lasts.
 * @example { kind: 'memberTimeoutShorten', at: '1m', for: '1m', to: '5s' }
 */
export interface MemberTimeoutShortenFault extends Span {
  readonly kind: 'memberTimeoutShorten';
  readonly to: Duration;
}

/**
 * The user no longer exists for the backend.
 * @example { kind: 'unregister', at: '30s', user: 'alice' }
 */
export interface UnregisterFault extends Instant {
  readonly kind: 'unregister';
  readonly user: string;
}

/**
 * An administrator deletes the room with everybody in it.
 * @example { kind: 'roomDelete', at: '40s', room: 'lobby' }
 */
export interface RoomDeleteFault extends Instant {
  readonly kind: 'roomDelete';
  readonly room: string;
}

/**
 * An administrator removes one member from a room.
 * @example { kind: 'memberRemove', at: '40s', room: 'lobby', user: 'alice' }
 */
export interface MemberRemoveFault extends Instant {
  readonly kind: 'memberRemove';
  readonly room: string;
  readonly user: string;
}

/**
 * The backend times a member out now, whatever its clock says.
 * @example { kind: 'memberTimeout', at: '40s', room: 'lobby', user: 'alice' }
 */
export interface MemberTimeoutFault extends Instant {
  readonly kind: 'memberTimeout';
  readonly room: string;
  readonly user: string;
}

/**
 * While it lasts the backend answers "is this user still in the room?" so; the member is removed with it.
 * @example { kind: 'resumeAnswer', at: '0s', for: '2m', room: 'lobby', outcome: 'other' }
 */
export interface ResumeAnswerFault extends Span {
  readonly kind: 'resumeAnswer';
  readonly room?: string;
  readonly outcome: 'timeout' | 'notExist' | 'other';
}

/**
 * The app's token server answers that it is unavailable.
 * @example { kind: 'issuerDown', at: '1m', for: '2m' }
 */
export interface IssuerDownFault extends Span {
  readonly kind: 'issuerDown';
}

/**
 * The app's token server takes `delay` for each answer.
 * @example { kind: 'issuerSlow', at: '1m', for: '2m', delay: '20s' }
 */
export interface IssuerSlowFault extends Span {
  readonly kind: 'issuerSlow';
  readonly delay: Duration;
}

/**
 * The app's token server hands out the token that it gave before (a cache that nobody thought of).
 * @example { kind: 'issuerStale', at: '1m', for: '2m' }
 */
export interface IssuerStaleFault extends Span {
  readonly kind: 'issuerStale';
}

/**
 * Tokens minted while it lasts are valid for so long only.
 * @example { kind: 'tokenShorten', at: '0s', validity: '90s' }
 */
export interface TokenShortenFault extends Span {
  readonly kind: 'tokenShorten';
  readonly validity: Duration;
}

/**
 * The backend restarts: its connections are reset, it refuses new ones for `for`, and comes back with or
 * without what it knew of sessions and rooms: a crash is one without.
 * @example { kind: 'serverRestart', at: '1m', for: '5s', keepMemory: true }
 * @example { kind: 'serverRestart', at: '1m', for: '20s', keepMemory: false }
 */
export interface ServerRestartFault extends Span {
  readonly kind: 'serverRestart';
  readonly keepMemory?: boolean;
}

/**
 * The page becomes visible again: the SDK takes it as a hint to try at once.
 * @example { kind: 'visible', at: '45s', device: 'alice' }
 */
export interface VisibleFault extends Instant {
  readonly kind: 'visible';
  readonly device: string;
}

/**
 * The operating system says that the network is there, whether or not it is.
 * @example { kind: 'online', at: '45s', device: 'alice' }
 */
export interface OnlineFault extends Instant {
  readonly kind: 'online';
  readonly device: string;
}

/**
 * The wall clock of a host jumps and stays where it is: somebody sets it, or the system corrects it. Timers do not
 * care. `server` and `issuer` have clocks as well.
 * @example { kind: 'clockJump', at: '5m', host: 'alice', by: '1h', direction: 'ahead' }
 */
export interface ClockJumpFault extends Instant {
  readonly kind: 'clockJump';
  readonly host: string;
  readonly by: Duration;
  readonly direction: 'ahead' | 'behind';
}

/**
 * The wall clock of a host is off while it lasts; put at 0s it is off from the start. Tokens are minted by the
 * clock of `issuer`, checked by that of `server` and timed by that of the device. Several add up.
 * @example { kind: 'clockSkew', at: '0s', host: 'alice', by: '3m', direction: 'behind' }
 */
export interface ClockSkewFault extends Span {
  readonly kind: 'clockSkew';
  readonly host: string;
  readonly by: Duration;
  readonly direction: 'ahead' | 'behind';
}

/**
 * Both clocks of a host run too fast (or too slow where `ppm` is negative) by so many millionths, and its timers
 * with them. Of several the one that began last has its way.
 * @example { kind: 'clockDrift', at: '0s', host: 'alice', ppm: -20000 }
 */
export interface ClockDriftFault extends Span {
  readonly kind: 'clockDrift';
  readonly host: string;
  /** A whole number from -100000 to 100000. */
  readonly ppm: number;
}

/**
 * The phone sleeps: its timers stand still and go on when it wakes, nothing is processed, and packets to and from it
 * vanish. Its wall clock goes on. On waking the SDK gets its `visible` hint. What the script has a person do
 * meanwhile is done on waking.
 * @example { kind: 'sleep', at: '1m', for: '5m', device: 'alice' }
 */
export interface SleepFault extends Span {
  readonly kind: 'sleep';
  readonly device: string;
  readonly for: Duration;
}

/**
 * The app's process dies and is started again after `for` (1 s unless given). The system closes its sockets; client,
 * timers and what the app was doing are gone. With `token` the app has kept its token and the SDK its local store,
 * with `nothing` neither. The script can react with `on: 'restart'`; what falls into the time in between is skipped.
 * @example { kind: 'kill', at: '1m', device: 'alice', keeps: 'token' }
 */
export interface KillFault extends Span {
  readonly kind: 'kill';
  readonly device: string;
  readonly keeps: 'token' | 'nothing';
}

/**
 * The backend is overloaded: whatever reaches it is processed so much later, in order. What has piled up is worked
 * off before anything newer, also after the end.
 * @example { kind: 'serverSlow', at: '1m', for: '30s', delay: '3s' }
 */
export interface ServerSlowFault extends Span {
  readonly kind: 'serverSlow';
  readonly for: Duration;
  readonly delay: Duration;
}

/**
 * A rolling deployment: the connections that stand when it begins are closed with 1001 one after the other, in the
 * order in which they were accepted and evenly over `for`. Sessions and rooms are kept; new connections are welcome.
 * @example { kind: 'serverDeploy', at: '1m', for: '2m' }
 */
export interface ServerDeployFault extends Span {
  readonly kind: 'serverDeploy';
  readonly for: Duration;
}

export type Fault =
  | PartitionFault
  | OfflineFault
  | BlackHoleFault
  | RefuseFault
  | WeakNetworkFault
  | DnsFault
  | CaptivePortalFault
  | NatTimeoutFault
  | HandoverFault
  | ResetFault
  | KickFault
  | KickByDeviceFault
  | TokenRevokeFault
  | HandlerThrowsFault
  | DuplicateDeliveryFault
  | LateAnswerFault
  | MemberTimeoutShortenFault
  | UnregisterFault
  | RoomDeleteFault
  | MemberRemoveFault
  | MemberTimeoutFault
  | ResumeAnswerFault
  | IssuerDownFault
  | IssuerSlowFault
  | IssuerStaleFault
  | TokenShortenFault
  | ServerRestartFault
  | VisibleFault
  | OnlineFault
  | ClockJumpFault
  | ClockSkewFault
  | ClockDriftFault
  | SleepFault
  | KillFault
  | ServerSlowFault
  | ServerDeployFault;

export type FaultKind = Fault['kind'];

/** What goes wrong and when. Order does not matter; faults of one instant begin in the order of the list. */
export type Schedule = readonly Fault[];
