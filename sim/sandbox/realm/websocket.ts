// WebSocket: the app's end over the host's sockets, and the end of a server, which a handler gets. What goes over the
// network, and when, is the host's business.
import { Blob, blobBytes } from './blob.js';
import { binaryOf, bytesOf, utf8, viewOf } from './bytes.js';
import { DOMException } from './dom-exception.js';
import { CloseEvent, MessageEvent } from './event-kinds.js';
import { defineHandlers, Event, EventTarget, fireAt } from './events.js';
import type { SocketCallbacks } from './host.js';
import { guarded, nextId } from './port.js';
import { URL } from './url.js';

/** What a socket does to the other side. */
export interface SocketPort {
  readonly send: (data: string, binary: boolean) => void;
  /** 1005 for a close without a code. */
  readonly close: (code: number, reason: string) => void;
  /** Bytes that have not reached the other side yet. */
  readonly buffered: () => number;
}

/** In the place of an address: makes the end of a server, which is open from the start. */
export class ServerEnd {
  readonly url: string;
  readonly protocol: string;
  readonly port: SocketPort;
  /** Given by the socket that is made from it: what happens to it. */
  callbacks: SocketCallbacks | undefined;

  constructor(url: string, protocol: string, port: SocketPort) {
    this.url = url;
    this.protocol = protocol;
    this.port = port;
  }
}

type BinaryType = 'blob' | 'arraybuffer';

/** A name of a protocol is a token of HTTP. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
const MOST_REASON_BYTES = 123;

/** A socket of the app's own. */
export class WebSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;
  readonly url: string;
  readonly extensions = '';
  readonly #port: SocketPort;
  #binaryType: BinaryType = 'blob';
  #state = 0;
  #protocol = '';
  /** Bytes that were sent after the end: they stay in the buffer for good. */
  #unsent = 0;

  constructor(url: unknown, protocols: string | readonly string[] = []) {
    super();
    const callbacks: SocketCallbacks = {
      opened: (protocol) => this.#opened(`${protocol}`),
      message: (data, binary) => this.#received(`${data}`, binary === true),
      closed: (code, reason, wasClean) => this.#closed(Number(code), `${reason}`, wasClean === true),
    };
    if (url instanceof ServerEnd) {
      this.url = url.url;
      this.#port = url.port;
      this.#protocol = url.protocol;
      this.#state = 1;
      url.callbacks = callbacks;
      return;
    }
    this.url = addressOf(url);
    const list = typeof protocols === 'string' ? [protocols] : [...protocols].map(String);
    if (list.some((name, at) => !TOKEN.test(name) || list.indexOf(name) !== at)) {
      throw new DOMException(`The protocols ${list.join()} are not names that differ.`, 'SyntaxError');
    }
    const id = nextId();
    this.#port = {
      send: (data, binary) => guarded((host) => host.socketSend(id, data, binary)),
      close: (code, reason) => guarded((host) => host.socketClose(id, code, reason)),
      buffered: () => guarded((host) => Number(host.socketBuffered(id))),
    };
    guarded((host) => host.socketOpen(id, { url: this.url, protocols: list }, callbacks));
  }

  get readyState(): number {
    return this.#state;
  }

  get protocol(): string {
    return this.#protocol;
  }

  get bufferedAmount(): number {
    return (this.#state === 3 ? 0 : this.#port.buffered()) + this.#unsent;
  }

  get binaryType(): BinaryType {
    return this.#binaryType;
  }

  /** What is no kind of binary data changes nothing, as for any enumeration of the platform. */
  set binaryType(type: unknown) {
    if (type === 'blob' || type === 'arraybuffer') this.#binaryType = type;
  }

  send(data: unknown): void {
    if (this.#state === 0) throw new DOMException('The socket is still connecting.', 'InvalidStateError');
    // The page of a DOM library has a class of its own, whose bytes are not to be had at once.
    if (!(data instanceof Blob) && Object.prototype.toString.call(data) === '[object Blob]') {
      throw new DOMException('Send the arrayBuffer() of this Blob.', 'NotSupportedError');
    }
    const view = data instanceof Blob ? blobBytes(data) : viewOf(data);
    const text = view === undefined ? `${data}` : '';
    if (this.#state === 1) this.#port.send(view === undefined ? text : binaryOf(view), view !== undefined);
    else this.#unsent += view === undefined ? utf8(text).length : view.length;
  }

  close(code?: number, reason = ''): void {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
      throw new DOMException(
        `The close code ${code} is neither 1000 nor 3000 to 4999.`,
        'InvalidAccessError',
      );
    }
    if (utf8(`${reason}`).length > MOST_REASON_BYTES)
      throw new DOMException('The reason is longer than 123 bytes.', 'SyntaxError');
    if (this.#state >= 2) return;
    this.#state = 2;
    this.#port.close(code ?? 1005, code === undefined ? '' : `${reason}`);
  }

  #opened(protocol: string): void {
    if (this.#state !== 0) return;
    this.#state = 1;
    this.#protocol = protocol;
    fireAt(this, new Event('open'));
  }

  /** After `close` nothing more is heard, although it may still arrive. */
  #received(text: string, binary: boolean): void {
    if (this.#state !== 1) return;
    const bytes = (): Uint8Array<ArrayBuffer> => bytesOf(text);
    const whole = (): unknown => (this.#binaryType === 'blob' ? new Blob([bytes()]) : bytes().buffer);
    const data = binary ? whole() : text;
    fireAt(this, new MessageEvent('message', { data, origin: new URL(this.url).origin }));
  }

  #closed(code: number, reason: string, wasClean: boolean): void {
    if (this.#state === 3) return;
    this.#state = 3;
    if (!wasClean) fireAt(this, new Event('error'));
    fireAt(this, new CloseEvent('close', { code, reason, wasClean }));
  }
}

defineHandlers(WebSocket.prototype, ['open', 'message', 'error', 'close']);

function addressOf(url: unknown): string {
  let address: URL;
  try {
    address = new URL(
      url instanceof URL ? url.href : url,
      guarded((host) => `${host.options.href}`),
    );
  } catch {
    throw new DOMException(`The URL '${url}' is invalid.`, 'SyntaxError');
  }
  const href = address.href.replace(/^http/, 'ws');
  if (/^wss?:/.test(href) && !href.includes('#')) return href;
  throw new DOMException(`The URL '${url}' is not one of a WebSocket.`, 'SyntaxError');
}
