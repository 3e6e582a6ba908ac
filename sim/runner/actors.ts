// The numbers by which queue entries name their targets, and what the world keeps for each device.

import type { ClientState } from '../models/client/state.js';
import type { AppState } from '../models/scripted-app.js';
import type { ConnectionId } from '../network/connection.js';
import type { HostId } from '../network/paths.js';
import type { WireMessage } from '../zim/wire.js';

export const NETWORK = 0;
export const NEMESIS = 1;
/** Connections that fail on the device itself, because its operating system knows that it is offline. */
export const LOCAL = 2;
export const SERVER = 3;
export const ISSUER = 4;
const FIRST_DEVICE = 5;

export function appOf(device: number): number {
  return FIRST_DEVICE + 2 * device;
}

export function clientOf(device: number): number {
  return FIRST_DEVICE + 2 * device + 1;
}

export function deviceOf(actor: number): number {
  return (actor - FIRST_DEVICE) >> 1;
}

export function isClient(actor: number): boolean {
  return ((actor - FIRST_DEVICE) & 1) === 1;
}

/** The number of an actor's host on the network. */
export function hostOf(actor: number): HostId {
  return actor < FIRST_DEVICE ? actor - SERVER : deviceOf(actor) + (FIRST_DEVICE - SERVER);
}

/** The queue kind of timers; the payload is the timer's name. */
export const TIMER = 0;

/** The queue kind, of the target `LOCAL`, of what an overloaded backend gets round to. */
export const BACKLOG = 1;

/** The queue kind, of the target `LOCAL`, of an answer of the backend that leaves late. */
export const LATE_ANSWER = 2;

/** The queue kind, of the target `LOCAL`, of a request that one of the app's servers is slow to look at. */
export const SLOW_REQUEST = 3;

/** One device: its app, its client, and whether its operating system thinks that there is a network. */
export interface DeviceRecord {
  readonly name: string;
  readonly host: HostId;
  readonly app: AppState;
  readonly client: ClientState;
  offline: boolean;
  asleep: boolean;
  /** Whether the app's process lives. */
  running: boolean;
  /** Events whose listeners throw now. */
  throwing: readonly string[];
  /** What has come while the device slept, in order. */
  held: HeldInput[];
}

/** Something that reaches an app or a client when its device wakes up. */
export type HeldInput =
  | {
      readonly kind: 'socket';
      readonly actor: number;
      readonly socket: number;
      readonly phase: 'opened' | 'failed' | 'closed';
    }
  | {
      readonly kind: 'message';
      readonly actor: number;
      readonly socket: number;
      readonly message: WireMessage;
    }
  | { readonly kind: 'timer'; readonly actor: number; readonly timer: string }
  | { readonly kind: 'hint'; readonly actor: number; readonly hint: 'online' | 'visible' };

/** A socket of an app or a client, by the actor's own number. */
export interface SocketRecord {
  readonly actor: number;
  readonly socket: number;
  /** Undefined where the attempt failed on the device itself. */
  readonly connection: ConnectionId | undefined;
  opened: boolean;
}

/** A settlement that waits for the end of the present event, as promises do. */
export interface Microtask {
  readonly device: number;
  readonly call: number;
  readonly name: string;
  readonly ok: boolean;
  readonly value: unknown;
  readonly error: { readonly code: number; readonly message: string } | undefined;
}

export type { Timers } from './timers.js';
