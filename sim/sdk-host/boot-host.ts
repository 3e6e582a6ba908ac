// What passes between the realm that the SDK lives in and the world outside.
import type { RealmHost } from '../sandbox/realm/host.js';
import type { ClockControls } from '../sandbox/realm-clock.js';
import type { DatabaseKind, Listening, SdkArgument } from './sdk-case.js';

/** How a call came out. Values are JSON. */
export interface CallResult {
  readonly ok: boolean;
  readonly json: string;
}

export interface SdkBootHost {
  readonly epochMs: number;
  readonly platform: RealmHost;
  readonly database: DatabaseKind;
  /** A call returned, threw, or its promise settled. */
  settled(id: number, result: CallResult): void;
  /** A listener is called; `isStale` when another had taken its place. */
  heard(event: string, json: string, isStale: boolean): void;
  /** A listener makes a call; the number that it gets. */
  calls(name: string, json: string): number;
  /** Where the drop-in is asked for: the model behind it. */
  model?: ModelHost | undefined;
}

export interface ModelHost {
  readonly surface: string;
  call(name: string, args: readonly unknown[], settle: (ok: boolean, json: string) => void): void;
  timer(name: string): void;
  /** There is a new instance. */
  created(): void;
}

/** A package as Node wraps it. */
export type PackageScript = (
  module: { exports: unknown },
  exports: unknown,
  require: (name: string) => unknown,
) => void;

export interface SdkControls extends ClockControls {
  readonly promises: object;
  /** Runs the package, or puts the drop-in there; the names that it exports. */
  load(run: PackageScript | undefined): string;
  /** Whether there is an instance, and it has a method of this name. */
  has(name: string): boolean;
  hasStatic(name: string): boolean;
  create(id: number, args: readonly SdkArgument[]): void;
  call(id: number, name: string, args: readonly SdkArgument[]): void;
  callStatic(id: number, name: string, args: readonly SdkArgument[]): void;
  listen(event: string, listening: Listening | undefined): void;
  unlisten(event: string): void;
  setOnline(online: boolean): void;
  setVisible(visible: boolean): void;
  rejected(reason: unknown, promise: unknown): void;
  unload(): void;
  emit(event: string, json: string): void;
  setTimer(name: string, afterMs: number): void;
  clearTimer(name: string): void;
}
