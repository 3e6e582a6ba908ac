// XMLHttpRequest, asynchronous only.
import { Blob } from './blob.js';
import { bytesOf, textOf } from './bytes.js';
import { DOMException, refusal } from './dom-exception.js';
import { ProgressEvent } from './event-kinds.js';
import { defineHandlers, Event, EventTarget, fireAt } from './events.js';
import { bodyOf, Headers, send } from './fetch.js';
import type { HostResponse } from './host.js';
import { guarded } from './port.js';
import { cancel, later } from './time.js';
import { URL } from './url.js';

/** A request as pages made them before fetch. */
export class XMLHttpRequest extends EventTarget {
  static readonly UNSENT = 0;
  static readonly OPENED = 1;
  static readonly HEADERS_RECEIVED = 2;
  static readonly LOADING = 3;
  static readonly DONE = 4;
  responseType = '';
  timeout = 0;
  withCredentials = false;
  readonly upload: EventTarget = new EventTarget();
  #state = 0;
  #request = { method: 'GET', url: '', headers: new Headers() };
  #answer: HostResponse | undefined;
  #stop: () => void = () => {};
  #timer = 0;
  #sent = false;

  open(method: string, url: unknown, async = true): void {
    if (!async) throw refusal('A synchronous XMLHttpRequest', 'virtual time stands still while the app runs');
    this.#end();
    const href = new URL(
      url,
      guarded((host) => `${host.options.href}`),
    ).href;
    this.#request = { method: `${method}`.toUpperCase(), url: href, headers: new Headers() };
    this.#answer = undefined;
    this.#become(1);
  }

  setRequestHeader(name: string, value: string): void {
    this.#needOpen();
    this.#request.headers.append(name, value);
  }

  send(body: unknown = null): void {
    this.#needOpen();
    const { method, url, headers } = this.#request;
    const given = bodyOf(method === 'GET' || method === 'HEAD' ? null : body);
    if (given.type !== undefined && !headers.has('content-type')) headers.set('content-type', given.type);
    this.#sent = true;
    this.#fire('loadstart');
    if (this.timeout > 0) this.#timer = later(() => this.#give('timeout'), this.timeout);
    this.#stop = send({ method, url, headers: [...headers], body: given.binary }, (answer) => {
      if (answer === undefined) this.#give('error');
      else this.#finish(answer);
    });
  }

  abort(): void {
    if (this.#sent) this.#give('abort');
    this.#state = 0;
  }

  get readyState(): number {
    return this.#state;
  }

  get status(): number {
    return this.#answer?.status ?? 0;
  }

  get statusText(): string {
    return this.#answer?.statusText ?? '';
  }

  get responseURL(): string {
    return this.#answer === undefined ? '' : this.#request.url;
  }

  get responseText(): string {
    if (this.responseType !== '' && this.responseType !== 'text') {
      throw new DOMException("responseText needs responseType '' or 'text'.", 'InvalidStateError');
    }
    return textOf(bytesOf(this.#answer?.body ?? ''));
  }

  get response(): unknown {
    if (this.responseType === '' || this.responseType === 'text') return this.responseText;
    if (this.#answer === undefined) return null;
    const bytes = bytesOf(this.#answer.body);
    if (this.responseType === 'arraybuffer') return bytes.buffer;
    if (this.responseType === 'blob') return new Blob([bytes]);
    try {
      return JSON.parse(textOf(bytes)) as unknown;
    } catch {
      return null;
    }
  }

  getResponseHeader(name: string): string | null {
    return new Headers(this.#answer?.headers).get(name);
  }

  getAllResponseHeaders(): string {
    return [...new Headers(this.#answer?.headers)].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  }

  overrideMimeType(): void {}

  #finish(answer: HostResponse): void {
    this.#end();
    this.#answer = answer;
    for (const state of [2, 3, 4]) this.#become(state);
    this.#fire('load');
    this.#fire('loadend');
  }

  #give(type: string): void {
    this.#end();
    this.#answer = undefined;
    this.#become(4);
    this.#fire(type);
    this.#fire('loadend');
  }

  #end(): void {
    this.#stop();
    cancel(this.#timer);
    this.#stop = () => {};
    this.#sent = false;
  }

  #needOpen(): void {
    if (this.#state !== 1 || this.#sent)
      throw new DOMException('The request is not open.', 'InvalidStateError');
  }

  #become(state: number): void {
    this.#state = state;
    fireAt(this, new Event('readystatechange'));
  }

  #fire(type: string): void {
    const loaded = this.#answer?.body.length ?? 0;
    fireAt(this, new ProgressEvent(type, { loaded, total: loaded, lengthComputable: loaded > 0 }));
  }
}

defineHandlers(
  XMLHttpRequest.prototype,
  'readystatechange loadstart progress load error abort timeout loadend'.split(' '),
);
