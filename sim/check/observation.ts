// What properties see: what an app, or someone who watches its device, could see. Times are whole milliseconds.
// The one exception is `backend`, for the few properties that look inside the server and say so.

import type { BackendReport } from '../models/server/report.js';

/** The app calls the SDK. `id` pairs a call with its settlement on one device. */
export interface CallObservation {
  readonly kind: 'call';
  readonly atMs: number;
  readonly device: string;
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** A call's promise settles, or the call returns. */
export interface SettleObservation {
  readonly kind: 'settle';
  readonly atMs: number;
  readonly device: string;
  readonly id: number;
  readonly name: string;
  readonly ok: boolean;
  readonly value?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** The SDK calls a listener of the app: `name` is the SDK's event name, `data` what the listener gets. */
export interface EventObservation {
  readonly kind: 'event';
  readonly atMs: number;
  readonly device: string;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A person does something: taps, types, or whatever the script calls it. */
export interface UserObservation {
  readonly kind: 'user';
  readonly atMs: number;
  readonly device: string;
  readonly action: string;
}

/** The app shows something, or takes it away. */
export interface UiObservation {
  readonly kind: 'ui';
  readonly atMs: number;
  readonly device: string;
  readonly action: 'remind' | 'clear' | 'screen';
  readonly what: string;
}

/** Something in the app threw. */
export interface ErrorObservation {
  readonly kind: 'error';
  readonly atMs: number;
  readonly device: string;
  readonly message: string;
  /** Where it came from; undefined for what a fault made a listener throw. */
  readonly source?: 'listener' | 'uncaught' | 'rejection';
  /** The app's source line, as `file:line`. */
  readonly where?: string;
  readonly stack?: string;
}

/** A socket of the SDK: an attempt starts, opens, fails or closes. Never its contents. */
export interface SocketObservation {
  readonly kind: 'socket';
  readonly atMs: number;
  readonly device: string;
  readonly socket: number;
  readonly phase: 'connecting' | 'opened' | 'failed' | 'closed';
}

/**
 * The device itself: `online`/`offline`, `visible`/`hidden`, `sleep`/`wake`, `clock` (one of its clocks is no longer what
 * it was; of `server` and `issuer` too), `kill`/`start` (the app's process).
 */
export interface DeviceObservation {
  readonly kind: 'device';
  readonly atMs: number;
  readonly device: string;
  readonly what: 'online' | 'offline' | 'visible' | 'hidden' | 'sleep' | 'wake' | 'clock' | 'kill' | 'start';
}

/** Whitebox: what the backend did or decided. `device` is the device that it is about, if any. */
export interface BackendObservation {
  readonly kind: 'backend';
  readonly atMs: number;
  readonly device: string;
  readonly what: BackendFact;
}

/** What the backend reports of itself. */
export type BackendFact = BackendReport;

export type Observation =
  | CallObservation
  | SettleObservation
  | EventObservation
  | UserObservation
  | UiObservation
  | ErrorObservation
  | SocketObservation
  | DeviceObservation
  | BackendObservation;

export type ObservationKind = Observation['kind'];

/** Every kind of observation. */
export const OBSERVATION_KINDS: readonly ObservationKind[] = [
  'call',
  'settle',
  'event',
  'user',
  'ui',
  'error',
  'socket',
  'device',
  'backend',
];
