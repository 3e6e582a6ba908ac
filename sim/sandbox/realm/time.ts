// The virtual time as the rest of the realm reads it. It leaves taking the clock over to clock.ts.

/** The functions of the clock that the host installed. */
export interface InstalledClock {
  readonly setTimeout: (callback: () => void, delay?: number) => number;
  readonly clearTimeout: (id: unknown) => void;
  readonly setInterval: (callback: () => void, delay?: number) => number;
  readonly clearInterval: (id: unknown) => void;
  readonly setImmediate: (callback: () => void) => number;
  readonly clearImmediate: (id: unknown) => void;
  readonly now: () => number;
  readonly elapsed: () => number;
}

/** The realm's own Date, which reads the wall clock and is therefore kept from the app. */
export const NativeDate: DateConstructor = Date;

let installed: InstalledClock | undefined;

/** Sets the clock; once. */
export function setClock(found: InstalledClock): void {
  installed = found;
}

function clock(): InstalledClock {
  if (installed === undefined) throw new Error('the realm has no clock yet: install one, then call seal()');
  return installed;
}

/** Milliseconds since 1970 on the device's clock. */
export function now(): number {
  return clock().now();
}

/** Milliseconds since the page started, which never step back. */
export function elapsed(): number {
  return installed === undefined ? 0 : installed.elapsed();
}

/** Calls back after that many virtual milliseconds. */
export function later(callback: () => void, delay = 0): number {
  return clock().setTimeout(callback, delay);
}

/** Forgets a call made with `later`. */
export function cancel(id: number): void {
  clock().clearTimeout(id);
}
