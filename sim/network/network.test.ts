// The packet-level network through its public face. A small world hears everything and keeps a log with times; its
// commands are queue events, so that it can be forked.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Simulator, type TieOrder } from '../kernel/simulator.js';
import type { ConnectionId, Side } from './connection.js';
import type { NameService } from './hosts.js';
import { type LinkSettings, PERFECT_LINK } from './link/link.js';
import type { NetworkListener } from './listener.js';
import { Network } from './network.js';
import { linkWith, type PathSpec } from './path-spec.js';
import { NETWORK_TRACE } from './trace-kinds.js';

const WORLD = 0;
const NETWORK = 1;
const MS = 1000;
const SECOND = 1_000_000;
const HOUR = 3600 * SECOND;
const ALICE = 0;
const SERVER = 1;
const BOB = 2;
const TO_SERVER = { source: ALICE, target: SERVER };
const TO_ALICE = { source: SERVER, target: ALICE };
const CALM: LinkSettings = linkWith(PERFECT_LINK, { delay: '50ms' });

type Act = (world: World) => void;
type Heard = readonly [atMs: number, what: string, connection: ConnectionId, ...rest: unknown[]];

class World implements NetworkListener {
  readonly simulator: Simulator;
  readonly network: Network;
  heard: Heard[] = [];
  react: (heard: Heard) => void = () => {};
  private readonly open = new Set<string>();

  constructor(simulator: Simulator, network: Network) {
    this.simulator = simulator;
    this.network = network;
    network.listener = this;
    simulator.onEvent = (target, kind, payload) => {
      if (target === NETWORK) network.handle(kind, payload);
      else (payload as Act)(this);
    };
  }

  at(atMicros: number, act: Act): void {
    this.simulator.scheduleAt(atMicros, WORLD, 0, act);
  }

  run(untilMicros: number): this {
    this.simulator.runUntil(untilMicros);
    return this;
  }

  fork(): World {
    const simulator = this.simulator.fork();
    const copy = new World(simulator, this.network.clone(simulator));
    copy.heard = [...this.heard];
    for (const end of this.open) copy.open.add(end);
    return copy;
  }

  /** What was heard, without times: where timers have a say, those are the kernel's business. */
  get news(): unknown[] {
    return this.heard.map((entry) => entry.slice(1));
  }

  only(what: string): Heard[] {
    return this.heard.filter((entry) => entry[1] === what);
  }

  texts(connection: ConnectionId, side: Side): unknown[] {
    return this.only('message')
      .filter((entry) => entry[2] === connection && entry[3] === side)
      .map((entry) => entry[4]);
  }

  isOpen(connection: ConnectionId, side: Side): boolean {
    return this.open.has(`${connection}/${side}`);
  }

  /** Sends, if this end is open as far as its application knows. */
  say(connection: ConnectionId, side: Side, text: string, bytes = 100): void {
    if (!this.isOpen(connection, side)) return;
    this.note('sent', connection, side, text);
    this.network.send(connection, side, text, bytes);
  }

  end(how: 'close' | 'abort', connection: ConnectionId, side: Side): void {
    if (!this.open.delete(`${connection}/${side}`)) return;
    this.note(how, connection, side);
    if (how === 'close') this.network.close(connection, side, 4000);
    else this.network.abort(connection, side);
  }

  accepted(connection: ConnectionId, host: number): void {
    this.open.add(`${connection}/1`);
    this.note('accepted', connection, host);
  }

  opened(connection: ConnectionId): void {
    this.open.add(`${connection}/0`);
    this.note('opened', connection);
  }

  failed(connection: ConnectionId, reason: string): void {
    this.note('failed', connection, reason);
  }

  message(connection: ConnectionId, side: Side, payload: unknown): void {
    this.note('message', connection, side, payload);
  }

  closed(connection: ConnectionId, side: Side, how: { code: number; reason: string }): void {
    this.open.delete(`${connection}/${side}`);
    this.note('closed', connection, side, how.code, how.reason);
  }

  private note(what: string, connection: ConnectionId, ...rest: unknown[]): void {
    const heard: Heard = [Math.floor(this.simulator.now / MS), what, connection, ...rest];
    this.heard.push(heard);
    this.react(heard);
  }
}

function createWorld(link: PathSpec = {}, seed = 1, order: TieOrder = 'fifo'): World {
  const simulator = new Simulator({ seed, order, vocabulary: NETWORK_TRACE });
  const hosts = [
    { name: 'alice', listens: false },
    { name: 'server', listens: true },
    { name: 'bob', listens: false },
  ];
  const options = { target: NETWORK, hosts, link: linkWith(CALM, link), connectRoundTrips: 4 };
  return new World(simulator, new Network(simulator, options));
}

/** Alice is connected to the server, as connection 0, at 500 ms; the log is empty. */
function connectedWorld(): World {
  const world = createWorld();
  world.network.connect(ALICE, SERVER);
  world.run(500 * MS);
  world.heard = [];
  return world;
}

describe('connecting', () => {
  it('takes the round trips of TCP, TLS and the upgrade', () => {
    const world = createWorld();
    const connection = world.network.connect(ALICE, SERVER);
    expect(world.run(SECOND).heard).toEqual([
      [350, 'accepted', connection, SERVER],
      [400, 'opened', connection],
    ]);
  });

  it('a refusal comes back after one round trip', () => {
    const world = createWorld();
    world.network.setAccepting(SERVER, 'refuse');
    world.network.connect(ALICE, SERVER);
    world.network.connect(ALICE, BOB);
    expect(world.run(HOUR).heard).toEqual([
      [100, 'failed', 0, 'refused'],
      [100, 'failed', 1, 'refused'],
    ]);
  });

  it('a black hole answers nothing, and eleven SYNs later the host gives up', () => {
    const world = createWorld();
    world.network.setAccepting(SERVER, 'silent');
    world.network.connect(ALICE, SERVER);
    expect(world.run(HOUR).news).toEqual([['failed', 0, 'timeout']]);
    expect(world.heard[0]?.[0]).toBeGreaterThanOrEqual(131_000);
    expect(world.heard[0]?.[0]).toBeLessThan(140_000);
    expect(world.network.stats(TO_SERVER)).toMatchObject({ sent: 11, retransmitted: 10 });
  });

  it('closing a connection that is not open yet is silent, whenever it happens', () => {
    for (let closeMs = 5; closeMs < 350; closeMs += 10) {
      const world = createWorld();
      world.network.connect(ALICE, SERVER);
      world.run(closeMs * MS);
      world.network.close(0, 0, 1000);
      world.run(HOUR);
      // Once the upgrade request is on its way the server accepts, and then gets the reset.
      expect(world.news).toEqual(
        closeMs < 300
          ? []
          : [
              ['accepted', 0, SERVER],
              ['closed', 0, 1, 1006, 'reset'],
            ],
      );
    }
  });

  it('what the acceptor sends at once arrives after the connection is open', () => {
    const world = createWorld({ jitter: '40ms' });
    world.react = ([, what]) => {
      if (what === 'accepted') world.network.send(0, 1, 'welcome', 10);
    };
    world.network.connect(ALICE, SERVER);
    expect(world.run(HOUR).heard.map((entry) => entry[1])).toEqual(['accepted', 'opened', 'message']);
  });

  it('a host that crashes in the middle of the handshake resets it: the connection failed', () => {
    const world = createWorld();
    world.network.connect(ALICE, SERVER);
    world.run(220 * MS);
    world.network.crash(SERVER, { silent: false });
    expect(world.run(HOUR).heard).toEqual([[270, 'failed', 0, 'refused']]);
  });

  it('sending before the connection is open is a bug', () => {
    const world = createWorld();
    world.network.connect(ALICE, SERVER);
    world.run(200 * MS);
    expect(() => world.network.send(0, 0, 'early', 1)).toThrow('not open yet');
  });
});

describe('messages', () => {
  it('arrive after the delay, in order', () => {
    const world = connectedWorld();
    for (const text of ['a', 'b', 'c']) world.network.send(0, 0, text, 1);
    world.network.send(0, 1, 'd', 0);
    world.run(HOUR);
    expect(world.texts(0, 1)).toEqual(['a', 'b', 'c']);
    expect(world.texts(0, 0)).toEqual(['d']);
    expect(world.heard.map(([atMs]) => atMs)).toEqual([550, 550, 550, 550]);
  });

  it('a healed link delivers again', () => {
    const world = connectedWorld();
    world.network.block(TO_SERVER);
    world.at(1500 * MS, () => world.network.unblock(TO_SERVER));
    world.network.send(0, 0, 'a', 1);
    world.network.send(0, 0, 'b', 1);
    world.run(HOUR);
    expect(world.texts(0, 1)).toEqual(['a', 'b']);
    expect(world.heard[0]?.[0]).toBeGreaterThan(1550);
    expect(world.heard[1]?.[0]).toBeLessThan(5000);
    expect(world.network.stats(TO_SERVER).retransmitted).toBeGreaterThan(0);
  });

  it('nobody answers for a quarter of an hour: the sender hears a timeout', () => {
    const world = connectedWorld();
    world.network.block(TO_SERVER);
    world.network.send(0, 0, 'lost', 1);
    expect(world.run(HOUR).news).toEqual([['closed', 0, 0, 1006, 'timeout']]);
    expect(world.heard[0]?.[0]).toBeGreaterThan(900_000);
    expect(world.heard[0]?.[0]).toBeLessThan(1_100_000);
  });

  it('a one-way partition stops one way, and what is in flight still arrives', () => {
    const world = connectedWorld();
    world.network.send(0, 1, 'in flight', 1);
    world.network.block(TO_ALICE);
    world.network.send(0, 0, 'forth', 1);
    world.network.send(0, 1, 'back', 1);
    world.run(60 * SECOND);
    expect(world.texts(0, 1)).toEqual(['forth']);
    expect(world.texts(0, 0)).toEqual(['in flight']);
  });

  it('overlapping partitions heal one by one', () => {
    const world = connectedWorld();
    world.network.block(TO_SERVER);
    world.network.block(TO_SERVER);
    world.network.send(0, 0, 'a', 1);
    world.at(10 * SECOND, () => world.network.unblock(TO_SERVER));
    expect(world.run(60 * SECOND).texts(0, 1)).toEqual([]);
    world.network.unblock(TO_SERVER);
    expect(world.run(HOUR).texts(0, 1)).toEqual(['a']);
  });

  it('jitter stays within its bounds and never reorders', () => {
    const world = createWorld({ jitter: '40ms' });
    world.network.connect(ALICE, SERVER);
    // Few enough at a time for the first window, or messages would wait for acknowledgements as well.
    for (let i = 0; i < 200; i++) world.at(SECOND + i * 20 * MS, () => world.say(0, 0, `${i}`));
    world.run(HOUR);
    const sentAt = world.only('sent').map(([atMs]) => atMs);
    const crossed = world.only('message').map(([atMs], i) => atMs - (sentAt[i] ?? Number.NaN));
    expect(world.texts(0, 1)).toEqual(Array.from({ length: 200 }, (_, i) => `${i}`));
    expect(Math.min(...crossed)).toBeGreaterThanOrEqual(50);
    expect(Math.max(...crossed)).toBeLessThan(92);
    expect(new Set(crossed).size).toBeGreaterThan(10);
  });

  it('a change of the link applies to what is sent afterwards', () => {
    const world = connectedWorld();
    world.network.send(0, 0, 'before', 1);
    world.network.setLink(TO_SERVER, linkWith(CALM, { delay: '200ms' }));
    world.network.send(0, 0, 'after', 1);
    expect(world.run(HOUR).heard.map(([atMs]) => atMs)).toEqual([550, 700]);
    const impossible = linkWith(CALM, { loss: 2 });
    expect(() => world.network.setLink(TO_SERVER, impossible)).toThrow('from 0 to 1, got 2');
  });

  it('a way back that turns lossy makes the sender repeat what has arrived', () => {
    const world = connectedWorld();
    world.network.send(0, 0, 'once', 1);
    world.at(520 * MS, ({ network }) => network.setLink(TO_ALICE, linkWith(CALM, { loss: 1 })));
    world.at(3 * SECOND, ({ network }) => network.setLink(TO_ALICE, CALM));
    expect(world.run(HOUR).heard).toEqual([[550, 'message', 0, 1, 'once']]);
    expect(world.network.stats(TO_SERVER).retransmitted).toBeGreaterThan(0);
  });

  it('the counters of a link are those of this instant, acknowledgements included', () => {
    const world = connectedWorld();
    const before = world.network.stats(TO_ALICE).sent;
    world.network.send(0, 0, 'a', 1);
    world.run(540 * MS);
    expect(world.network.stats(TO_ALICE).sent).toBe(before);
    world.run(SECOND);
    expect(world.network.stats(TO_ALICE).sent).toBe(before + 1);
  });

  it('a message that needs many packets arrives whole', () => {
    const world = connectedWorld();
    world.network.send(0, 0, 'long', 100_000);
    expect(world.run(HOUR).news).toEqual([['message', 0, 1, 'long']]);
    expect(world.heard[0]?.[0]).toBeGreaterThan(650); // more than the first window holds
    expect(world.network.stats(TO_SERVER).bytes).toBeGreaterThan(100_000);
  });
});

describe('endings', () => {
  it('a close arrives behind what was sent before, with its code', () => {
    const world = connectedWorld();
    world.network.block(TO_SERVER);
    world.network.send(0, 0, 'last words', 1);
    world.network.close(0, 0, 4001);
    world.network.unblock(TO_SERVER);
    expect(world.run(HOUR).news).toEqual([
      ['message', 0, 1, 'last words'],
      ['closed', 0, 1, 4001, 'closed'],
    ]);
  });

  it('a side that closed hears nothing more, and what the peer still sent does no harm', () => {
    const world = connectedWorld();
    world.network.close(0, 0, 1000);
    world.network.send(0, 1, 'too late', 1);
    expect(world.run(HOUR).heard).toEqual([[550, 'closed', 0, 1, 1000, 'closed']]);
  });

  it('both sides may close at once', () => {
    const world = connectedWorld();
    world.network.close(0, 0, 1000);
    world.network.close(0, 1, 1000);
    expect(world.run(HOUR).heard).toEqual([]);
  });

  it('a close that never gets through leaves the peer half-open, until it sends', () => {
    const world = connectedWorld();
    world.network.block(TO_SERVER);
    world.network.close(0, 0, 1000);
    expect(world.run(HOUR).heard).toEqual([]);
    world.network.unblock(TO_SERVER);
    world.network.send(0, 1, 'anybody there?', 1);
    expect(world.run(2 * HOUR).heard).toEqual([[HOUR / MS + 100, 'closed', 0, 1, 1006, 'reset']]);
  });

  it('a lost reset leaves the peer half-open; what it sends is answered by a reset', () => {
    const world = connectedWorld();
    world.network.block(TO_SERVER);
    world.network.abort(0, 0);
    world.network.unblock(TO_SERVER);
    expect(world.run(10 * SECOND).heard).toEqual([]);
    world.network.send(0, 1, 'hello?', 1);
    expect(world.run(HOUR).heard).toEqual([[10_100, 'closed', 0, 1, 1006, 'reset']]);
  });

  it('an abort arrives as a reset, and an end that is gone sends nothing', () => {
    const world = connectedWorld();
    world.network.abort(0, 0);
    world.network.send(0, 0, 'ghost', 1);
    world.network.close(0, 0, 1000);
    world.network.abort(0, 0);
    expect(world.run(HOUR).heard).toEqual([[550, 'closed', 0, 1, 1006, 'reset']]);
  });

  it('resetAll is heard here at once and there when it arrives, and spares other hosts', () => {
    const world = createWorld();
    world.network.connect(ALICE, SERVER);
    world.network.connect(BOB, SERVER);
    world.run(500 * MS);
    world.network.connect(ALICE, SERVER);
    world.heard = [];
    world.network.resetAll(ALICE);
    expect(world.heard).toEqual([
      [500, 'closed', 0, 0, 1006, 'reset'],
      [500, 'failed', 2, 'refused'],
    ]);
    world.run(HOUR);
    expect(world.heard.slice(2)).toEqual([[550, 'closed', 0, 1, 1006, 'reset']]);
    world.network.send(1, 0, 'bob is fine', 1);
    expect(world.run(2 * HOUR).texts(1, 1)).toEqual(['bob is fine']);
  });

  it('a listener may connect again from inside a reset, and that connection lives', () => {
    const world = connectedWorld();
    world.react = ([, what]) => {
      world.react = () => {};
      if (what === 'closed') world.network.connect(ALICE, SERVER);
    };
    world.network.resetAll(ALICE);
    expect(world.run(HOUR).only('opened')).toEqual([[900, 'opened', 1]]);
  });
});

describe('crashes', () => {
  it('a loud crash is heard by the peers and by nobody on the host', () => {
    const world = connectedWorld();
    world.network.crash(SERVER, { silent: false });
    expect(world.run(HOUR).heard).toEqual([[550, 'closed', 0, 0, 1006, 'reset']]);
  });

  it('a silent crash is noticed by sending, once the host is up', () => {
    const world = connectedWorld();
    world.network.crash(SERVER, { silent: true });
    expect(world.run(60 * SECOND).heard).toEqual([]);
    world.network.send(0, 0, 'ping', 1);
    expect(world.run(HOUR).heard).toEqual([[60_100, 'closed', 0, 0, 1006, 'reset']]);
  });

  it('a loud crash resets two connections over one link, one of which has just been used', () => {
    const world = createWorld({ delay: 0 });
    for (let i = 0; i < 2; i++) world.network.connect(ALICE, SERVER);
    world.run(45 * MS);
    world.heard = [];
    world.network.send(1, 0, 'a', 1);
    world.run(253 * MS);
    world.network.crash(SERVER, { silent: false });
    expect(world.run(HOUR).news).toEqual([
      ['message', 1, 1, 'a'],
      ['closed', 0, 0, 1006, 'reset'],
      ['closed', 1, 0, 1006, 'reset'],
    ]);
  });

  it('a host has nothing to reset where it forgot its end', () => {
    const world = connectedWorld();
    world.network.crash(SERVER, { silent: true });
    world.network.resetAll(SERVER);
    expect(world.run(HOUR).heard).toEqual([]);
  });

  it('a host that stays down answers nothing: the peer times out', () => {
    const world = connectedWorld();
    world.network.send(0, 0, 'in flight', 1);
    world.network.crash(SERVER, { silent: true });
    world.network.setAccepting(SERVER, 'silent');
    expect(world.run(HOUR).news).toEqual([['closed', 0, 0, 1006, 'timeout']]);
    expect(world.heard[0]?.[0]).toBeGreaterThan(900_000);
  });

  it('a host that comes up again resets what is repeated to it', () => {
    const world = connectedWorld();
    for (const text of ['in flight', 'too']) world.network.send(0, 0, text, 1);
    world.network.crash(SERVER, { silent: true });
    world.network.setAccepting(SERVER, 'silent');
    world.at(2 * SECOND, () => world.network.setAccepting(SERVER, 'accept'));
    expect(world.run(HOUR).news).toEqual([['closed', 0, 0, 1006, 'reset']]);
    expect(world.heard[0]?.[0]).toBeLessThan(5000);
  });

  it('a host that only refuses new connections keeps the old ones', () => {
    for (const mode of ['refuse', 'silent'] as const) {
      const world = connectedWorld();
      world.network.setAccepting(SERVER, mode);
      world.network.send(0, 0, 'still here', 1);
      expect(world.run(HOUR).texts(0, 1)).toEqual(['still here']);
    }
  });
});

describe('names', () => {
  const connectWith = (names: NameService): World => {
    const world = createWorld();
    world.network.setNames(ALICE, names);
    world.network.connect(ALICE, SERVER);
    return world.run(HOUR);
  };

  it('that are not found fail the connection after one round trip, and no packet is sent', () => {
    const world = connectWith({ kind: 'failing' });
    expect(world.heard).toEqual([[100, 'failed', 0, 'dns']]);
    expect(world.network.stats(TO_SERVER).sent).toBe(0);
  });

  it('that are found slowly delay it', () => {
    const opened = connectWith({ kind: 'slow', delayMicros: 3 * SECOND }).only('opened');
    expect(opened).toEqual([[3400, 'opened', 0]]);
  });

  it('at a wrong address find nobody who answers', () => {
    const world = connectWith({ kind: 'wrong' });
    expect(world.news).toEqual([['failed', 0, 'timeout']]);
    expect(world.network.stats(TO_SERVER).sent).toBe(0);
  });

  it('that are found again while a look-up is under way are found', () => {
    const world = createWorld();
    world.network.setNames(ALICE, { kind: 'failing' });
    world.network.connect(ALICE, SERVER);
    world.network.setNames(ALICE, { kind: 'ok' });
    expect(world.run(HOUR).news).toContainEqual(['opened', 0]);
  });

  it('a look-up ends with its connection: given up, reset, or its host down', () => {
    const newsAfter = (end: (network: Network) => void): unknown[] => {
      const world = createWorld();
      world.network.setNames(ALICE, { kind: 'slow', delayMicros: SECOND });
      world.network.connect(ALICE, SERVER);
      end(world.network);
      return world.run(HOUR).news;
    };
    expect(newsAfter((network) => network.close(0, 0, 1000))).toEqual([]);
    expect(newsAfter((network) => network.abort(0, 0))).toEqual([]);
    expect(newsAfter((network) => network.crash(ALICE, { silent: true }))).toEqual([]);
    expect(newsAfter((network) => network.resetAll(ALICE))).toEqual([['failed', 0, 'refused']]);
  });
});

describe('a captive portal', () => {
  it('accepts the connection and is not who was meant: it fails after two round trips', () => {
    const world = createWorld();
    world.network.setCaptive(ALICE, true);
    world.network.connect(ALICE, SERVER);
    expect(world.run(HOUR).heard).toEqual([[200, 'failed', 0, 'portal']]);
  });

  it('is there for its own host only, and gone when somebody has logged in', () => {
    const world = createWorld();
    world.network.setCaptive(ALICE, true);
    world.network.connect(BOB, SERVER);
    world.run(SECOND);
    world.network.setCaptive(ALICE, false);
    world.network.connect(ALICE, SERVER);
    expect(
      world
        .run(HOUR)
        .only('opened')
        .map(([, , id]) => id),
    ).toEqual([0, 1]);
  });

  it('does not care whether the server is there', () => {
    const world = createWorld();
    world.network.setCaptive(ALICE, true);
    world.network.setAccepting(SERVER, 'refuse');
    world.network.block(TO_SERVER);
    world.network.connect(ALICE, SERVER);
    expect(world.run(HOUR).news).toEqual([['failed', 0, 'portal']]);
  });
});

describe('a NAT', () => {
  const chat = (gapMs: number): World => {
    const world = connectedWorld();
    world.network.setNatIdle(ALICE, 5 * SECOND);
    world.say(0, 0, 'first');
    world.at(600 * MS + gapMs * MS, () => world.say(0, 1, 'second'));
    return world;
  };

  it('forgets a connection that was idle for too long, and both ends look open', () => {
    const world = chat(6000).run(30 * SECOND);
    expect(world.texts(0, 0)).toEqual([]);
    expect([world.isOpen(0, 0), world.isOpen(0, 1)]).toEqual([true, true]);
    world.say(0, 0, 'hello?');
    world.run(HOUR);
    expect(world.texts(0, 1)).toEqual(['first']);
    expect(world.only('closed').map((entry) => entry.slice(3))).toContainEqual([1, 1006, 'timeout']);
  });

  it('remembers one that is used', () => {
    const world = chat(4000).run(HOUR);
    expect(world.texts(0, 0)).toEqual(['second']);
  });

  it('does not forget while something is repeated', () => {
    const world = chat(0);
    world.at(590 * MS, ({ network }) => network.block(TO_ALICE));
    world.at(60 * SECOND, ({ network }) => network.unblock(TO_ALICE));
    world.run(HOUR);
    expect(world.texts(0, 0)).toEqual(['second']);
  });
});

describe('a handover', () => {
  it('leaves both ends hanging, and what is in flight is lost; new connections are not affected', () => {
    const world = connectedWorld();
    world.say(0, 0, 'in flight');
    world.network.strand(ALICE);
    world.network.connect(ALICE, SERVER);
    world.run(30 * SECOND);
    expect(world.texts(0, 1)).toEqual([]);
    expect([world.isOpen(0, 0), world.isOpen(0, 1), world.isOpen(1, 0)]).toEqual([true, true, true]);
    world.say(1, 0, 'on the new one');
    world.run(HOUR);
    expect(world.texts(1, 1)).toEqual(['on the new one']);
    // Who has sent something gives up in the end; the other side never hears of it.
    expect(world.only('closed').map((entry) => entry.slice(2))).toEqual([[0, 0, 1006, 'timeout']]);
  });

  it('leaves the connections of others alone', () => {
    const world = connectedWorld();
    world.network.strand(BOB);
    world.say(0, 0, 'a');
    expect(world.run(HOUR).texts(0, 1)).toEqual(['a']);
  });
});

describe('what is on its way', () => {
  it('is counted until the other side has acknowledged it', () => {
    const world = connectedWorld();
    world.network.send(0, 0, 'a', 1000);
    expect(world.network.buffered(0, 0)).toBeGreaterThanOrEqual(1000);
    world.run(2 * SECOND);
    expect(world.network.buffered(0, 0)).toBe(0);
  });

  it('waits in a slow uplink with a deep queue: bufferbloat', () => {
    const world = createWorld();
    world.network.connect(ALICE, SERVER);
    world.run(SECOND);
    const slow = linkWith(CALM, { rateBitsPerSecond: 100_000, queueBytes: 200_000 });
    world.network.setLink(TO_SERVER, slow);
    world.heard = [];
    world.say(0, 0, 'a picture', 50_000);
    world.at(2 * SECOND, () => world.say(0, 0, 'hello'));
    world.run(HOUR);
    const [picture, hello] = world.only('message').map(([atMs]) => atMs);
    // 50 kB at 100 kbit/s take 4 s, and what is said meanwhile waits behind them.
    expect(picture).toBeGreaterThan(5000);
    expect(hello).toBeGreaterThanOrEqual(picture as number);
    expect((hello as number) - 2000).toBeGreaterThan(3000);
  });
});

// Laws, over workloads of two connections: sends, endings, one-way partitions and crashes at any time.
const side = fc.constantFrom<Side>(0, 1);
const connection = fc.constantFrom<number>(0, 1);
const time = fc.integer({ min: 0, max: 60_000 }).map((ms) => ms * MS);
const workload = fc.record({
  seed: fc.nat(),
  order: fc.constantFrom<TieOrder>('fifo', 'shuffled'),
  second: time,
  link: fc.record({
    delay: fc.integer({ min: 0, max: 300 }),
    jitter: fc.constantFrom(0, 1, 200),
    loss: fc.constantFrom<number>(0, 0.1, 0.5),
    rateBitsPerSecond: fc.constantFrom<number>(64_000, 1_000_000),
    duplicate: fc.constantFrom<number>(0, 0.1),
    reorder: fc.boolean(),
  }),
  sends: fc.array(fc.tuple(time, connection, side, fc.constantFrom(0, 100, 5000)), {
    minLength: 1,
    maxLength: 30,
  }),
  partitions: fc.array(fc.tuple(time, time, fc.constantFrom(TO_SERVER, TO_ALICE)), { maxLength: 4 }),
  endings: fc.array(fc.tuple(time, fc.constantFrom<'close' | 'abort'>('close', 'abort'), connection, side), {
    maxLength: 2,
  }),
  crashes: fc.array(fc.tuple(time, fc.constantFrom(ALICE, SERVER), fc.boolean()), { maxLength: 1 }),
});
type Workload = typeof workload extends fc.Arbitrary<infer T> ? T : never;

function play(given: Workload): World {
  const world = createWorld(given.link, given.seed, given.order);
  const connect: Act = ({ network }) => network.connect(ALICE, SERVER);
  world.at(0, connect);
  world.at(given.second, connect);
  given.sends.forEach(([at, id, from, bytes], i) => {
    world.at(at, (there) => there.say(id, from, `${i}`, bytes));
  });
  for (const [at, duration, path] of given.partitions) {
    world.at(at, ({ network }) => network.block(path));
    world.at(at + duration + 1, ({ network }) => network.unblock(path));
  }
  for (const [at, how, id, from] of given.endings) world.at(at, (there) => there.end(how, id, from));
  for (const [at, host, silent] of given.crashes)
    world.at(at, ({ network }) => network.crash(host, { silent }));
  return world;
}

function entries(world: World, what: string, id: ConnectionId, of: Side): readonly Heard[] {
  return world.only(what).filter((entry) => entry[2] === id && entry[3] === of);
}

describe('laws', () => {
  it('each direction delivers in order, exactly once, or the connection dies', () => {
    fc.assert(
      fc.property(workload, (given) => {
        const world = play(given).run(3 * HOUR);
        for (const [id, from] of [0, 1].flatMap((each) => [[each, 0] as const, [each, 1] as const])) {
          const to: Side = from === 0 ? 1 : 0;
          const sent = entries(world, 'sent', id, from).map((entry) => entry[4]);
          const received = world.texts(id, to);
          expect(received).toEqual(sent.slice(0, received.length));
          const bothLive = world.isOpen(id, 0) && world.isOpen(id, 1) && given.crashes.length === 0;
          // A close frame says that nothing is missing.
          const wasClosed = entries(world, 'closed', id, to).some((entry) => entry[4] === 4000);
          if (bothLive || wasClosed) expect(received).toEqual(sent);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('an end hears of its end once, and of nothing afterwards', () => {
    fc.assert(
      fc.property(workload, (given) => {
        const world = play(given).run(3 * HOUR);
        const ended = new Set<string>();
        for (const [, what, id, ofSide] of world.heard) {
          if (!['message', 'closed', 'close', 'abort'].includes(what)) continue;
          expect(ended).not.toContain(`${id}/${ofSide}`);
          if (what !== 'message') ended.add(`${id}/${ofSide}`);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a fork goes on exactly as the original does', () => {
    fc.assert(
      fc.property(workload, time, (given, forkAt) => {
        const world = play(given).run(forkAt);
        const fork = world.fork();
        world.run(3 * HOUR);
        fork.run(3 * HOUR);
        expect(fork.heard).toEqual(world.heard);
        expect(fork.simulator.trace.hash).toEqual(world.simulator.trace.hash);
        expect(fork.network.stats(TO_SERVER)).toEqual(world.network.stats(TO_SERVER));
      }),
      { numRuns: 200 },
    );
  });

  it('a fork leaves the original alone', () => {
    const world = connectedWorld();
    const alone = connectedWorld();
    for (const { network } of [world, alone]) {
      network.block(TO_SERVER);
      network.send(0, 0, 'a', 1);
    }
    const fork = world.fork();
    fork.network.setLink(TO_SERVER, linkWith(CALM, { delay: 0 }));
    fork.network.unblock(TO_SERVER);
    fork.network.abort(0, 0);
    fork.run(HOUR);
    for (const each of [world, alone]) {
      each.run(800 * MS);
      each.network.unblock(TO_SERVER);
      each.run(HOUR);
    }
    expect(alone.news).toEqual([['message', 0, 1, 'a']]);
    expect(world.heard).toEqual(alone.heard);
  });

  it('what happens on other paths changes nothing on this one', () => {
    fc.assert(
      fc.property(workload, (given) => {
        const alone = play(given);
        const busy = play(given);
        busy.at(0, ({ network }) => network.connect(BOB, SERVER));
        busy.at(SECOND, (there) => there.say(there.heard.length % 2, 0, 'noise'));
        const own = (world: World): unknown[] =>
          [...entries(world.run(3 * HOUR), 'message', 0, 1)].filter((entry) => entry[4] !== 'noise');
        // Ties of one instant are shuffled by the order of creation, which a third connection changes.
        if (given.order === 'fifo') expect(own(busy).length).toBe(own(alone).length);
      }),
      { numRuns: 50 },
    );
  });

  it('the share of lost transmissions is the one that was asked for', () => {
    const world = createWorld({ loss: 0.2 }, 42);
    world.network.connect(ALICE, SERVER);
    const texts = Array.from({ length: 2000 }, (_, i) => `${i}`);
    texts.forEach((text, i) => {
      world.at((20 + i) * SECOND, (there) => there.say(0, 0, text));
    });
    world.run(HOUR);
    const { sent, lost } = world.network.stats(TO_SERVER);
    expect(lost / sent).toBeGreaterThan(0.18);
    expect(lost / sent).toBeLessThan(0.22);
    expect(world.texts(0, 1)).toEqual(texts);
  });
});
