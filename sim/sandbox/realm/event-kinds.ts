// The kinds of events that carry something.
import { Event, type EventInit } from './events.js';

/** An event with a value of the app's own. @public */
export class CustomEvent extends Event {
  readonly detail: unknown;

  constructor(type: string, init: EventInit & { readonly detail?: unknown } = {}) {
    super(type, init);
    this.detail = init?.detail ?? null;
  }
}

/** What may stand in an ErrorEvent's options. */
export interface ErrorEventInit extends EventInit {
  readonly message?: string;
  readonly filename?: string;
  readonly lineno?: number;
  readonly colno?: number;
  readonly error?: unknown;
}

/** An error that nothing caught; places in files are not given. */
export class ErrorEvent extends Event {
  readonly message: string;
  readonly filename: string;
  readonly lineno: number;
  readonly colno: number;
  readonly error: unknown;

  constructor(type: string, init: ErrorEventInit = {}) {
    super(type, init);
    this.message = `${init.message ?? ''}`;
    this.filename = `${init.filename ?? ''}`;
    this.lineno = init.lineno ?? 0;
    this.colno = init.colno ?? 0;
    this.error = init.error ?? null;
  }
}

/** A promise that was rejected without a handler. */
export class PromiseRejectionEvent extends Event {
  readonly promise: unknown;
  readonly reason: unknown;

  constructor(
    type: string,
    init: EventInit & { readonly promise?: unknown; readonly reason?: unknown } = {},
  ) {
    super(type, init);
    this.promise = init.promise;
    this.reason = init.reason;
  }
}

/** What may stand in a MessageEvent's options. */
export interface MessageEventInit extends EventInit {
  readonly data?: unknown;
  readonly origin?: string;
  readonly lastEventId?: string;
  readonly source?: unknown;
  readonly ports?: readonly unknown[];
}

/** Data from a socket or a port. */
export class MessageEvent extends Event {
  readonly data: unknown;
  readonly origin: string;
  readonly lastEventId: string;
  readonly source: unknown;
  readonly ports: readonly unknown[];

  constructor(type: string, init: MessageEventInit = {}) {
    super(type, init);
    this.data = init.data ?? null;
    this.origin = `${init.origin ?? ''}`;
    this.lastEventId = `${init.lastEventId ?? ''}`;
    this.source = init.source ?? null;
    this.ports = [...(init.ports ?? [])];
  }
}

/** The end of a socket. */
export class CloseEvent extends Event {
  readonly wasClean: boolean;
  readonly code: number;
  readonly reason: string;

  constructor(
    type: string,
    init: EventInit & { readonly wasClean?: boolean; readonly code?: number; readonly reason?: string } = {},
  ) {
    super(type, init);
    this.wasClean = init.wasClean === true;
    this.code = init.code ?? 0;
    this.reason = `${init.reason ?? ''}`;
  }
}

/** How far a request has come. */
export class ProgressEvent extends Event {
  readonly lengthComputable: boolean;
  readonly loaded: number;
  readonly total: number;

  constructor(
    type: string,
    init: EventInit & {
      readonly lengthComputable?: boolean;
      readonly loaded?: number;
      readonly total?: number;
    } = {},
  ) {
    super(type, init);
    this.lengthComputable = init.lengthComputable === true;
    this.loaded = init.loaded ?? 0;
    this.total = init.total ?? 0;
  }
}

/** What may stand in a StorageEvent's options. */
export interface StorageEventInit extends EventInit {
  readonly key?: string | null;
  readonly oldValue?: string | null;
  readonly newValue?: string | null;
  readonly url?: string;
  readonly storageArea?: unknown;
}

/** Another page of this origin changed its storage. */
export class StorageEvent extends Event {
  readonly key: string | null;
  readonly oldValue: string | null;
  readonly newValue: string | null;
  readonly url: string;
  readonly storageArea: unknown;

  constructor(type: string, init: StorageEventInit = {}) {
    super(type, init);
    this.key = init.key ?? null;
    this.oldValue = init.oldValue ?? null;
    this.newValue = init.newValue ?? null;
    this.url = `${init.url ?? ''}`;
    this.storageArea = init.storageArea ?? null;
  }
}
