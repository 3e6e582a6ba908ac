// What the user and the app's business layer do, as data: by time and by reaction.
// `scripted-app.ts` plays it; nothing in here decides anything.

import type { DurationText as Duration } from '../kernel/duration.js';

/**
 * One thing that the app does. The actions of one list run in order, as in an `async` function: a `call` is
 * awaited, and when it rejects the rest of the list is not run (`onError` is, if it is given).
 *
 * In `args`, the strings `$user`, `$userName`, `$device`, `$token` (the newest token that the app holds) and
 * `$firstToken` stand for values of the device. `login` and `renewToken` have these as their defaults.
 */
export type Action =
  | { readonly call: string; readonly args?: readonly unknown[]; readonly onError?: readonly Action[] }
  /** Asks the app's own token server; the list goes on with the new token in `$token`. */
  | { readonly fetchToken: true; readonly onError?: readonly Action[] }
  /** A person does something: the rules for apps tell it from what the app does by itself. */
  | { readonly user: string }
  /** The app shows a reminder, takes it away, or changes to another screen. */
  | { readonly remind: string }
  | { readonly clear: string }
  | { readonly screen: string }
  | { readonly wait: Duration };

/**
 * At a time, once or several times. Times are those of the person who holds the device, whatever its clock says: what
 * falls into a sleep of the device is done once on waking, and repetitions go on from there; what falls into the time
 * between the end of the app's process and its next start is skipped.
 */
export interface TimedEntry {
  readonly at: Duration;
  readonly device: string;
  readonly do: readonly Action[];
  /** Repeats at this interval … */
  readonly every?: Duration;
  /** … so many times in all (default: to the end of the run). */
  readonly times?: number;
}

/**
 * Whenever the SDK calls a listener, or only when its data has these values. `restart` is an event of the app's own:
 * its process was started again after it had died (not at the start of a run). `times` counts on through restarts.
 */
export interface ReactionEntry {
  readonly on: string;
  readonly device: string;
  readonly when?: Readonly<Record<string, string | number | boolean>>;
  readonly do: readonly Action[];
  /** At most so many times (default: always). */
  readonly times?: number;
}

export type ScriptEntry = TimedEntry | ReactionEntry;

export type Script = readonly ScriptEntry[];
