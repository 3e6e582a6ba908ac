// What the realm asks of the host, and what the host may tell the realm. Only primitives cross this border, and
// arrays and flat records that the other side copies; it leaves what they mean to the files of both sides.

/** What a device is like. All of it is fixed for the life of one context. */
export interface RealmOptions {
  /** Address of the page, `https://app.example/`. */
  readonly href: string;
  readonly userAgent: string;
  readonly platform: string;
  /** Languages by preference; the first one is the default locale of `Intl`. */
  readonly languages: readonly string[];
  /** IANA name, `Europe/Berlin`. */
  readonly timeZone: string;
  readonly hardwareConcurrency: number;
  /** Whether the device is online, and whether its page is visible, when the context starts. */
  readonly online: boolean;
  readonly visible: boolean;
  /** UTF-16 units, keys and values together, that one storage area may hold. */
  readonly storageQuota: number;
}

/** One request, with a body in Latin-1: a character for each byte. */
export interface HostRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** One answer, with a body in Latin-1. */
export interface HostResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** The host calls one of these, once, from an event of its own and never from inside `request`. */
export interface RequestCallbacks {
  readonly answered: (response: HostResponse) => void;
  /** The name did not resolve, or the connection failed; `reason` is for the log. */
  readonly failed: (reason: string) => void;
}

/** What a WebSocket is opened with. */
export interface SocketAddress {
  readonly url: string;
  readonly protocols: readonly string[];
}

/** The host calls these, never from inside `socketOpen`, `socketSend` or `socketClose`. */
export interface SocketCallbacks {
  readonly opened: (protocol: string) => void;
  /** Text as it is, or binary data in Latin-1. */
  readonly message: (data: string, binary: boolean) => void;
  readonly closed: (code: number, reason: string, wasClean: boolean) => void;
}

/** The two areas of web storage. */
export type StorageArea = 'local' | 'session';

/** How bad a line of the console is. */
export type ConsoleLevel = 'log' | 'info' | 'warn' | 'error' | 'debug';

/**
 * What the host does for a realm. None of it is reachable from the app: the realm keeps it in closures.
 * Identifiers are unique within a realm.
 */
export interface RealmHost {
  readonly options: RealmOptions;
  /** A number in [0, 1), for `Math.random`. */
  readonly random: () => number;
  /** That many bytes of chance in Latin-1, for `crypto`. */
  readonly drawBytes: (count: number) => string;
  /**
   * Parses an address as the WHATWG URL standard does.
   * @returns the JSON of href, origin, protocol, username, password, host, hostname, port, pathname, search and
   * hash, in this order, or undefined where it is no address
   */
  readonly parseUrl: (input: string, base: string | undefined) => string | undefined;
  /** Sets one part of an address and returns what `parseUrl` returns. */
  readonly setUrlPart: (href: string, part: string, value: string) => string;
  readonly request: (id: number, request: HostRequest, callbacks: RequestCallbacks) => void;
  readonly abortRequest: (id: number) => void;
  readonly socketOpen: (id: number, socket: SocketAddress, callbacks: SocketCallbacks) => void;
  readonly socketSend: (id: number, data: string, binary: boolean) => void;
  readonly socketClose: (id: number, code: number, reason: string) => void;
  /** Bytes of a socket that have not reached the other side yet. */
  readonly socketBuffered: (id: number) => number;
  readonly storageGet: (area: StorageArea, key: string) => string | undefined;
  readonly storageSet: (area: StorageArea, key: string, value: string) => void;
  readonly storageRemove: (area: StorageArea, key: string) => void;
  /** The keys in the order in which they were first set. */
  readonly storageKeys: (area: StorageArea) => readonly string[];
  readonly console: (level: ConsoleLevel, text: string) => void;
  /** An error that nothing in the app caught; `where` says what ran. The host reads no more of `error` than its stack. */
  readonly uncaught: (text: string, where: string, error: unknown) => void;
  /** The app asked for another page: `assign`, `replace`, `reload`, `back`, `forward` or `go`. */
  readonly navigate: (kind: string, url: string) => void;
  /** Records `alert`, `confirm` or `prompt`; the text is the answer to a prompt, true or false that to a confirm. */
  readonly dialog: (kind: 'alert' | 'confirm' | 'prompt', text: string) => string | boolean | undefined;
  /** Evaluates one of the scripts that are bundled apart, in this realm, and returns its value. */
  readonly loadScript: (name: 'indexed-db') => unknown;
}

/** What the host may do to a realm. */
export interface RealmHandle {
  /**
   * Takes over the clock that was installed on the global, and hides the clock's own objects behind functions of
   * the realm. Call it once, after the clock is installed and before any code of the app runs.
   */
  readonly seal: () => void;
  /** Changes `navigator.onLine` and fires `online` or `offline`, if it is a change. */
  readonly setOnline: (online: boolean) => void;
  /** Changes `document.visibilityState` and fires `visibilitychange`, if it is a change. */
  readonly setVisible: (visible: boolean) => void;
  /** Fires `storage`: another page of this origin changed local storage; null stands for an absent value. */
  readonly storageChanged: (key: string | null, oldValue: string | null, newValue: string | null) => void;
  /** Fires `unhandledrejection`; an event that nobody cancels goes to `uncaught`. */
  readonly rejected: (reason: unknown, promise: unknown) => void;
  /** Fires `pagehide`, `beforeunload` and `unload`: the page goes away in good order. */
  readonly unload: () => void;
}
