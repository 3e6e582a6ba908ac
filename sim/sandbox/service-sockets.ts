// The WebSockets that the app's own servers hold: by connection, each with the end that a handler in their realm has.

import type { ServicePort } from '../runner/external-app.js';
import type { SocketMessage } from '../zim/wire.js';
import type { ServerSocketPort } from './boot-host.js';
import type { SocketAddress, SocketCallbacks } from './realm/host.js';

/** Hands a socket to the handler of its host, inside the realm. */
export type ServeSocket = (address: SocketAddress, port: ServerSocketPort) => SocketCallbacks;

interface Held {
  readonly callbacks: SocketCallbacks;
  /** The server has closed it and waits for the answer. */
  closing: boolean;
}

const LOST = 1006;

export class ServiceSockets {
  private readonly port: ServicePort;
  private readonly serve: ServeSocket;
  private readonly sockets: Map<number, Held> = new Map();

  constructor(port: ServicePort, serve: ServeSocket) {
    this.port = port;
    this.serve = serve;
  }

  message(connection: number, message: SocketMessage): void {
    if (message.kind === 'socketOpen') {
      const { url, protocols } = message;
      const callbacks = this.serve({ url, protocols }, this.portOf(connection));
      this.sockets.set(connection, { callbacks, closing: false });
      return;
    }
    const held = this.sockets.get(connection);
    if (held === undefined) return;
    if (message.kind === 'socketData') {
      held.callbacks.message(message.data, message.binary);
      return;
    }
    if (message.kind !== 'socketClose') return;
    if (!held.closing) this.port.send(connection, message);
    this.sockets.delete(connection);
    held.callbacks.closed(message.code, message.reason, true);
  }

  /** A connection is gone, without a word. */
  closed(connection: number): void {
    const held = this.sockets.get(connection);
    this.sockets.delete(connection);
    held?.callbacks.closed(LOST, '', false);
  }

  /** The servers go down, and all their connections with them. */
  dropAll(): void {
    for (const connection of [...this.sockets.keys()]) {
      this.port.close(connection, LOST);
      this.closed(connection);
    }
  }

  private portOf(connection: number): ServerSocketPort {
    const say = (message: SocketMessage): void => this.port.send(connection, message);
    return {
      accept: (protocol) => say({ kind: 'socketAccepted', protocol: `${protocol}` }),
      refuse: (status) => {
        say({ kind: 'socketRefused', status: Number(status) });
        this.closed(connection);
      },
      send: (data, binary) => say({ kind: 'socketData', data: `${data}`, binary: binary === true }),
      close: (code, reason) => {
        const held = this.sockets.get(connection);
        if (held !== undefined) held.closing = true;
        say({ kind: 'socketClose', code: Number(code), reason: `${reason}` });
      },
      buffered: () => this.port.buffered(connection),
    };
  }
}
