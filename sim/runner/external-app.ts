// An app that is no script but real code: what the world tells it, and what it may do. The person who holds the device
// stays a script, whose `user` actions reach the code as taps and words.
// Such an app keeps its state where the world cannot see it, so a world with one is repeated and never forked.

import type { ErrorObservation } from '../check/observation.js';
import type { AppEffect, AppInput } from '../models/scripted-app.js';
import type { HttpAnswerMessage, HttpRequestMessage, SocketMessage } from '../zim/wire.js';

/** What happens to the code, beyond what happens to a scripted app. */
export type ExternalInput =
  | Exclude<AppInput, { readonly kind: 'settled' }>
  /** The promise of a call settles. */
  | {
      readonly kind: 'settled';
      readonly call: number;
      readonly ok: boolean;
      readonly value: unknown;
      readonly error: { readonly code: number; readonly message: string } | undefined;
    }
  /** The person does something. */
  | { readonly kind: 'user'; readonly action: string }
  /** The platform's own events; `wake` comes before what had waited for it. */
  | { readonly kind: 'device'; readonly what: 'online' | 'offline' | 'visible' | 'hidden' | 'wake' };

/** What code on a device may do. */
export interface AppPort {
  readonly device: string;
  readonly userID: string;
  /** The token in the app's hand at the start. */
  readonly token: string | undefined;
  readonly seed: number;
  /** What the clocks of the device show, ms. */
  clock(): { readonly nowMs: number; readonly wallMs: number };
  /** The time of the run, ms, whatever the device's clock says. */
  runMs(): number;
  /** Is done before this returns, with everything that follows from it at once; only promises settle later. */
  apply(effect: AppEffect): void;
  /** Bytes sent on a socket that have not been acknowledged. */
  buffered(socket: number): number;
  /** How many observations there have been; undefined where nobody keeps them, and so nobody will read of this run. */
  observed(): number | undefined;
  /** Something in the app threw. */
  failed(error: Pick<ErrorObservation, 'message' | 'source' | 'where' | 'stack'>): void;
}

/** A line on the console of an app. It is no observation: rules do not see it, and the trace does not have it. */
export interface ConsoleLine {
  readonly atMs: number;
  /** The device, or `services` for the app's own servers. */
  readonly device: string;
  readonly level: string;
  readonly text: string;
  /** How many observations there were before it: where it stands in their order. */
  readonly after: number;
  /** File, line and column in the app's sources. */
  readonly where?: string | undefined;
}

/** Lines of a console, and places of calls, beyond this are not kept. */
export const MOST_LINES = 5000;

/** Where in the app's sources a call was made: the `id` is that of the call's observation. */
export interface CallPlace {
  readonly device: string;
  readonly id: number;
  readonly where: string | undefined;
}

export interface ExternalApp {
  step(input: ExternalInput): void;
  /** The run is over. */
  end(): void;
}

/** What the app's own servers may do. */
export interface ServicePort {
  clock(): { readonly nowMs: number; readonly wallMs: number };
  /** Mints a token as the app's token server would. */
  token(userID: string): string;
  setTimer(afterMs: number): void;
  /** On the connection of a WebSocket. */
  send(connection: number, message: SocketMessage): void;
  close(connection: number, code: number): void;
  buffered(connection: number): number;
}

/** The app's own servers, on the host of its token server. */
export interface ExternalService {
  start(port: ServicePort): void;
  request(message: HttpRequestMessage, answer: (message: HttpAnswerMessage) => void): void;
  timer(): void;
  /** What came on the connection of a WebSocket. */
  socket(connection: number, message: SocketMessage): void;
  /** A connection has ended; it may be none of its own. */
  closed(connection: number): void;
  /** The servers go down: nobody is told, and all sockets break. */
  dropSockets(): void;
}

/** The apps of a run. */
export interface ExternalApps {
  readonly service?: ExternalService | undefined;
  /** What they wrote to their consoles so far, up to a limit, in order. */
  readonly console: readonly ConsoleLine[];
  /** Where they called the SDK, up to a limit, in order. */
  readonly callPlaces: readonly CallPlace[];
  /** Undefined for a device whose app is a script. */
  appFor(port: AppPort): ExternalApp | undefined;
  /** Runs what promises have waiting, in all apps: called when an event is done, and after each settlement. */
  drain(): void;
}
