// What is done to the SDK in one run: a script of calls, and what becomes of its network and its device meanwhile. Plain
// data, so that it can be drawn, made smaller, kept in a file and printed as a program.

/**
 * What answers when the SDK looks for its servers. None of it is a server of the SDK's.
 * - `dns`: the name does not resolve. `refused`: somebody refuses the connection.
 * - `blackhole`: nothing comes back, and the platform ends the attempt. `slow`: it opens after a while, then is silent.
 * - `silent`: a socket opens and nothing ever comes. `closes`: it opens and is closed again.
 * - `portal`: a captive portal answers requests with its own page and opens no sockets.
 */
export type AirKind = 'dns' | 'refused' | 'blackhole' | 'silent' | 'closes' | 'slow' | 'portal';

export interface Air {
  readonly kind: AirKind;
  /** How long it takes: to fail, to open, or from open to closed. */
  readonly ms: number;
}

/** What a listener does besides being heard. `again` calls the SDK from inside. */
export type Listening =
  | { readonly how: 'hear' | 'throw' | 'reject' }
  | { readonly how: 'again'; readonly name: string; readonly args: readonly SdkArgument[] };

/** In arguments: a token that lasts so many seconds from now, in the place of a text. */
export interface TokenFor {
  readonly $token: number;
}

export type SdkArgument =
  | string
  | number
  | boolean
  | null
  | TokenFor
  | readonly SdkArgument[]
  | { readonly [key: string]: SdkArgument };

/** One step, and the time since the one before it. */
export type SdkStep = { readonly afterMs: number } & SdkAction;

export type SdkAction =
  /** `ZIM.create(…)`; what it gives is called from then on, unless it gives nothing. */
  | { readonly do: 'create'; readonly args: readonly SdkArgument[] }
  | { readonly do: 'call' | 'static'; readonly name: string; readonly args: readonly SdkArgument[] }
  | { readonly do: 'on'; readonly event: string; readonly listening: Listening }
  /** Something that is no listener. */
  | { readonly do: 'on null'; readonly event: string }
  | { readonly do: 'off'; readonly event: string }
  /** The network becomes another; `cut` ends what is open. */
  | { readonly do: 'air'; readonly air: Air; readonly cut: boolean }
  | { readonly do: 'online' | 'offline' | 'visible' | 'hidden' }
  /** The page is loaded anew. Its local storage and its databases stay, unless the user clears the site's data. */
  | { readonly do: 'reload'; readonly keeps?: 'nothing' }
  /** The device sleeps: its timers stand still, its wall clock goes on. */
  | { readonly do: 'sleep'; readonly ms: number }
  /** The wall clock is set. */
  | { readonly do: 'clock'; readonly ms: number };

/** How the browser's database is. `errors`: every `open` fails. `throws`: even asking does. `hangs`: no answer ever. */
export type DatabaseKind = 'works' | 'errors' | 'throws' | 'hangs' | 'missing';

export interface SdkCase {
  readonly seed: number;
  readonly air: Air;
  readonly database: DatabaseKind;
  readonly steps: readonly SdkStep[];
  /** How long it goes on after the last step. */
  readonly tailMs: number;
}

/** When the last step is made. */
export function lengthOf({ steps }: SdkCase): number {
  return steps.reduce((sum, { afterMs }) => sum + afterMs, 0);
}
