// What a host does apart from carrying packets: how it meets new connections, what its resolver says, and what stands
// between it and the rest of the network. Plain data; the network acts on it.

import { assert } from '../kernel/assert.js';
import type { HostId } from './paths.js';

/** `silent` answers nothing at all, and a host that is down is silent as well. */
export type AcceptMode = 'accept' | 'refuse' | 'silent';

/**
 * What the resolver of a host makes of names. `ok` costs nothing. `slow` answers rightly after a while. `failing` says
 * after one round trip that there is no such name. `wrong` gives an address at which nobody answers.
 */
export type NameService =
  | { readonly kind: 'ok' }
  | { readonly kind: 'slow'; readonly delayMicros: number }
  | { readonly kind: 'failing' }
  | { readonly kind: 'wrong' };

export const NAMES_OK: NameService = { kind: 'ok' };

export interface Host {
  readonly name: string;
  mode: AcceptMode;
  /** How often it has connected. */
  connects: number;
  names: NameService;
  /** Whether a portal answers whatever it connects to. */
  captive: boolean;
  /** A NAT before it forgets a connection that was idle for longer, in microseconds; 0 is never. */
  natIdleMicros: number;
}

/** Hosts that nobody names: one that answers in a captive network, and one that nobody has ever heard of. */
const HIDDEN: readonly { readonly name: string; readonly mode: AcceptMode }[] = [
  { name: '(portal)', mode: 'accept' },
  { name: '(nowhere)', mode: 'silent' },
];

/** The table of hosts. A host's number is its place. */
export class Hosts {
  readonly portal: HostId;
  readonly nowhere: HostId;
  private readonly hosts: readonly Host[];

  private constructor(hosts: readonly Host[]) {
    this.hosts = hosts;
    this.portal = hosts.length - HIDDEN.length;
    this.nowhere = this.portal + 1;
  }

  static of(hosts: readonly { readonly name: string; readonly listens: boolean }[]): Hosts {
    const own = hosts.map(({ name, listens }) => createHost(name, listens ? 'accept' : 'refuse'));
    return new Hosts([...own, ...HIDDEN.map(({ name, mode }) => createHost(name, mode))]);
  }

  get names(): readonly string[] {
    return this.hosts.map(({ name }) => name);
  }

  at(id: HostId): Host {
    const host = this.hosts[id];
    assert(host !== undefined, `no host has the number ${id}`);
    return host;
  }

  clone(): Hosts {
    return new Hosts(this.hosts.map((host) => ({ ...host })));
  }
}

function createHost(name: string, mode: AcceptMode): Host {
  return { name, mode, connects: 0, names: NAMES_OK, captive: false, natIdleMicros: 0 };
}
