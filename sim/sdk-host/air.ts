// The network between the SDK and nobody: what becomes of the sockets and requests that it opens.
import { unreachable } from '../kernel/assert.js';
import type { HostRequest, RequestCallbacks, SocketCallbacks } from '../sandbox/realm/host.js';
import type { Air } from './sdk-case.js';

/** How long the platform waits for a socket to open, and for a request to connect. */
const SOCKET_TIMEOUT_MS = 30_000;
const REQUEST_TIMEOUT_MS = 131_000;
const HANDSHAKE_MS = 60;

/** What is seen of the SDK from outside. Never what it sends. */
export interface Contact {
  readonly kind: 'socket' | 'request';
  readonly phase: 'connecting' | 'opened' | 'failed' | 'closed' | 'answered';
  readonly number: number;
  /** The SDK itself closed it. */
  readonly own?: true;
}

interface AirHost {
  after(ms: number, run: () => void): void;
  seen(contact: Contact): void;
}

interface Open {
  readonly number: number;
  readonly close: () => void;
}

const PORTAL = '<!doctype html><title>Welcome</title><p>Accept the terms to use this network.</p>';

export class AirBetween {
  private readonly host: AirHost;
  private air: Air;
  private online = true;
  private numbers = 0;
  private readonly sockets: Map<number, Open> = new Map();
  private readonly requests: Map<number, Open> = new Map();
  /** Goes up when the page is left: what is under way belongs to nobody. */
  private page = 0;

  constructor(air: Air, host: AirHost) {
    this.air = air;
    this.host = host;
  }

  become(air: Air, cut: boolean): void {
    this.air = air;
    if (cut) this.cut();
  }

  /** The device has no network at all: attempts fail at once, and what was open is lost. */
  setOnline(online: boolean): void {
    this.online = online;
    if (!online) this.cut();
  }

  /** The page goes away. */
  leavePage(): void {
    this.page += 1;
    this.sockets.clear();
    this.requests.clear();
  }

  openSocket(id: number, callbacks: SocketCallbacks): void {
    const { page } = this;
    const number = this.meet('socket');
    const see = (phase: Contact['phase']): void => this.host.seen({ kind: 'socket', phase, number });
    const isThere = (): boolean => this.page === page && this.sockets.get(id)?.number === number;
    const end = (phase: 'failed' | 'closed'): void => {
      if (!isThere()) return;
      this.sockets.delete(id);
      see(phase);
      callbacks.closed(1006, '', false);
    };
    let isOpen = false;
    this.sockets.set(id, { number, close: () => end(isOpen ? 'closed' : 'failed') });
    const plan = this.online ? planOf(this.air) : { fails: 1 };
    if (plan.fails !== undefined) {
      this.host.after(Math.min(plan.fails, SOCKET_TIMEOUT_MS), () => end('failed'));
      return;
    }
    this.host.after(Math.min(plan.opens ?? 0, SOCKET_TIMEOUT_MS), () => {
      if (!isThere()) return;
      isOpen = true;
      see('opened');
      callbacks.opened('');
      if (plan.closes !== undefined) this.host.after(plan.closes, () => end('closed'));
    });
  }

  closeSocket(id: number, callbacks: SocketCallbacks | undefined): void {
    const open = this.sockets.get(id);
    if (open === undefined) return;
    this.sockets.delete(id);
    this.host.seen({ kind: 'socket', phase: 'closed', number: open.number, own: true });
    const { page } = this;
    // Nobody answers the closing handshake, so the browser gives it up after a while.
    this.host.after(1, () => {
      if (this.page === page) callbacks?.closed(1006, '', false);
    });
  }

  request(id: number, { method }: HostRequest, callbacks: RequestCallbacks): void {
    const { page } = this;
    const number = this.meet('request');
    const see = (phase: Contact['phase']): void => this.host.seen({ kind: 'request', phase, number });
    const end = (run: () => void): void => {
      if (this.page !== page || this.requests.get(id)?.number !== number) return;
      this.requests.delete(id);
      run();
    };
    const fail = (): void =>
      end(() => {
        see('failed');
        callbacks.failed('the network failed');
      });
    this.requests.set(id, { number, close: fail });
    const plan = this.online ? planOf(this.air) : { fails: 1 };
    if (this.online && this.air.kind === 'portal') {
      this.host.after(this.air.ms, () =>
        end(() => {
          see('answered');
          const body = method === 'HEAD' ? '' : PORTAL;
          const headers = [['content-type', 'text/html']] as const;
          callbacks.answered({ status: 200, statusText: 'OK', headers, body });
        }),
      );
    } else if (plan.fails !== undefined) {
      this.host.after(this.online && this.air.kind === 'blackhole' ? REQUEST_TIMEOUT_MS : plan.fails, fail);
    } else if (plan.closes !== undefined) this.host.after((plan.opens ?? 0) + plan.closes, fail);
  }

  abort(id: number): void {
    this.requests.delete(id);
  }

  private meet(kind: Contact['kind']): number {
    this.numbers += 1;
    this.host.seen({ kind, phase: 'connecting', number: this.numbers });
    return this.numbers;
  }

  private cut(): void {
    for (const { close } of [...this.sockets.values(), ...this.requests.values()]) {
      this.host.after(1, close);
    }
  }
}

/** What becomes of a socket, ms after what came before; undefined for what never happens. */
export interface Plan {
  readonly fails?: number;
  readonly opens?: number;
  readonly closes?: number;
}

/** What becomes of a socket in a network. */
export function planOf({ kind, ms }: Air): Plan {
  switch (kind) {
    case 'dns':
    case 'refused':
    case 'portal':
      return { fails: ms };
    case 'blackhole':
      return { fails: SOCKET_TIMEOUT_MS };
    case 'silent':
      return { opens: HANDSHAKE_MS };
    case 'closes':
      return { opens: HANDSHAKE_MS, closes: ms };
    case 'slow':
      return ms > SOCKET_TIMEOUT_MS ? { fails: SOCKET_TIMEOUT_MS } : { opens: ms };
    default:
      return unreachable(kind);
  }
}
