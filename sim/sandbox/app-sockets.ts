// The WebSockets that the code of a device opens: each is a connection to the host of the app's own servers. What the
// realm hears of them follows from what arrives; how long a browser waits for the other side is here too.

import type { AppPort } from '../runner/external-app.js';
import { isSocketMessage, type SocketMessage, type WireMessage } from '../zim/wire.js';
import type { PlatformSockets } from './platform.js';
import type { SocketAddress, SocketCallbacks } from './realm/host.js';
import { hostOf } from './service-host.js';

/** What the sockets need of their device. */
export interface SocketHands {
  readonly port: AppPort;
  /** A number that no other connection of this device has. */
  nextSocket(): number;
  /** Whether somebody answers for a host. */
  knows(host: string): boolean;
  /** Says that nobody does. */
  warn(text: string): void;
  /** Lets something happen in the realm. */
  inside(happen: () => void): void;
  /** Does something when the code that runs has come to an end. */
  later(run: () => void): void;
}

interface Open {
  readonly id: number;
  readonly address: SocketAddress;
  readonly callbacks: SocketCallbacks;
  phase: 'connecting' | 'open' | 'closing';
}

/** How long Chromium waits for an answer to the handshake, and for one to a close. Source: net/websockets. */
const HANDSHAKE_MS = 240_000;
const CLOSE_MS = 60_000;

const TIMER = 'socket ';
const LOST = 1006;

export class AppSockets implements PlatformSockets {
  private readonly hands: SocketHands;
  /** By connection. */
  private readonly sockets: Map<number, Open> = new Map();

  constructor(hands: SocketHands) {
    this.hands = hands;
  }

  open(id: number, given: SocketAddress, callbacks: SocketCallbacks): void {
    const address: SocketAddress = { url: `${given.url}`, protocols: [...given.protocols].map(String) };
    if (!this.hands.knows(hostOf(address.url))) {
      this.hands.warn(`WebSocket ${address.url}: nobody answers for this address`);
      this.hands.later(() => callbacks.closed(LOST, '', false));
      return;
    }
    const socket = this.hands.nextSocket();
    this.sockets.set(socket, { id, address, callbacks, phase: 'connecting' });
    this.wait(socket, HANDSHAKE_MS);
    this.hands.port.apply({ kind: 'connect', socket, host: 'issuer' });
  }

  send(id: number, data: string, binary: boolean): void {
    const socket = this.numberOf(id);
    if (socket !== undefined) this.say(socket, { kind: 'socketData', data, binary });
  }

  close(id: number, code: number, reason: string): void {
    const socket = this.numberOf(id);
    const open = socket === undefined ? undefined : this.sockets.get(socket);
    if (socket === undefined || open === undefined) return;
    if (open.phase === 'connecting') {
      // Given up before it began: the page hears of a failure.
      this.forget(socket);
      this.hands.later(() => open.callbacks.closed(LOST, '', false));
      return;
    }
    open.phase = 'closing';
    this.say(socket, { kind: 'socketClose', code, reason });
    this.wait(socket, CLOSE_MS);
  }

  buffered(id: number): number {
    const socket = this.numberOf(id);
    return socket === undefined ? 0 : this.hands.port.buffered(socket);
  }

  /** A connection is there. Returns whether it is one of these. */
  opened(socket: number): boolean {
    const open = this.sockets.get(socket);
    if (open !== undefined) this.say(socket, { kind: 'socketOpen', ...open.address });
    return open !== undefined;
  }

  /** Returns whether the message came to one of these, or to one that was. */
  message(socket: number, message: WireMessage): boolean {
    if (!isSocketMessage(message)) return false;
    const open = this.sockets.get(socket);
    if (open !== undefined) this.hear(socket, open, message);
    return true;
  }

  /** A connection could not be made, or is gone. */
  ended(socket: number): void {
    const open = this.sockets.get(socket);
    if (open === undefined) return;
    this.forget(socket);
    this.hands.inside(() => open.callbacks.closed(LOST, '', false));
  }

  /** Returns whether a timer is one of these. */
  timer(timer: string): boolean {
    if (!timer.startsWith(TIMER)) return false;
    // The other side has not answered for too long.
    this.ended(Number(timer.slice(TIMER.length)));
    return true;
  }

  /** The realm is gone. */
  clear(): void {
    this.sockets.clear();
  }

  private hear(socket: number, open: Open, message: SocketMessage): void {
    const { callbacks } = open;
    switch (message.kind) {
      case 'socketAccepted':
        open.phase = 'open';
        this.hands.port.apply({ kind: 'clearTimer', timer: TIMER + socket });
        this.hands.inside(() => callbacks.opened(message.protocol));
        return;
      case 'socketData':
        this.hands.inside(() => callbacks.message(message.data, message.binary));
        return;
      case 'socketClose':
        if (open.phase === 'open') this.say(socket, message);
        this.forget(socket);
        this.hands.inside(() => callbacks.closed(message.code, message.reason, true));
        return;
      default:
        this.ended(socket);
    }
  }

  private wait(socket: number, afterMs: number): void {
    this.hands.port.apply({ kind: 'setTimer', timer: TIMER + socket, afterMs });
  }

  private say(socket: number, message: SocketMessage): void {
    this.hands.port.apply({ kind: 'send', socket, message });
  }

  private forget(socket: number): void {
    this.sockets.delete(socket);
    this.hands.port.apply({ kind: 'clearTimer', timer: TIMER + socket });
    this.hands.port.apply({ kind: 'close', socket, code: 1000 });
  }

  private numberOf(id: number): number | undefined {
    for (const [socket, open] of this.sockets) if (open.id === id) return socket;
    return undefined;
  }
}
