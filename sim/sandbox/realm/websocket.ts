// WebSocket over the host's sockets.
import { binaryOf, bytesOf, utf8, viewOf } from './bytes.js';
import { DOMException } from './dom-exception.js';
import { CloseEvent, MessageEvent } from './event-kinds.js';
import { defineHandlers, Event, EventTarget, fireAt } from './events.js';
import { guarded, nextId } from './port.js';
import { URL } from './url.js';

/** A socket to one of the app's own servers. Its binary messages are ArrayBuffers. */
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
  readonly bufferedAmount = 0;
  binaryType = 'arraybuffer';
  readonly #id: number = nextId();
  #state = 0;
  #protocol = '';

  constructor(url: unknown, protocols: string | readonly string[] = []) {
    super();
    const address =
      url instanceof URL
        ? url
        : new URL(
            url,
            guarded((host) => `${host.options.href}`),
          );
    this.url = address.href.replace(/^http/, 'ws');
    if (!/^wss?:/.test(this.url) || address.hash !== '') {
      throw new DOMException(`The URL '${url}' is not one of a WebSocket.`, 'SyntaxError');
    }
    const list = typeof protocols === 'string' ? [protocols] : [...protocols].map(String);
    guarded((host) =>
      host.socketOpen(
        this.#id,
        { url: this.url, protocols: list },
        {
          opened: (protocol) => this.#opened(`${protocol}`),
          message: (data, binary) => this.#received(`${data}`, binary === true),
          closed: (code, reason, wasClean) => this.#closed(Number(code), `${reason}`, wasClean === true),
        },
      ),
    );
  }

  get readyState(): number {
    return this.#state;
  }

  get protocol(): string {
    return this.#protocol;
  }

  send(data: unknown): void {
    if (this.#state === 0) throw new DOMException('The socket is still connecting.', 'InvalidStateError');
    if (this.#state !== 1) return;
    const view = viewOf(data);
    guarded((host) =>
      host.socketSend(this.#id, view === undefined ? `${data}` : binaryOf(view), view !== undefined),
    );
  }

  close(code?: number, reason = ''): void {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
      throw new DOMException(
        `The close code ${code} is neither 1000 nor 3000 to 4999.`,
        'InvalidAccessError',
      );
    }
    if (utf8(`${reason}`).length > 123)
      throw new DOMException('The reason is longer than 123 bytes.', 'SyntaxError');
    if (this.#state >= 2) return;
    this.#state = 2;
    guarded((host) => host.socketClose(this.#id, code ?? 1005, `${reason}`));
  }

  #opened(protocol: string): void {
    if (this.#state !== 0) return;
    this.#state = 1;
    this.#protocol = protocol;
    fireAt(this, new Event('open'));
  }

  #received(text: string, binary: boolean): void {
    if (this.#state !== 1) return;
    const data = binary ? bytesOf(text).buffer : text;
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
