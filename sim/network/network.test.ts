// The network through its public face. A small world stands in for the real one: it hears everything, keeps a
// log with times, and its commands are queue events, so that it can be forked.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Simulator, type TieOrder } from '../kernel/simulator.js';
import type { ConnectionId, LinkSettings, NetworkListener, Side } from './network.js';
import { Network } from './network.js';
import { NETWORK_TRACE } from './trace-kinds.js';

const WORLD = 0;
const NETWORK = 1;
const MS = 1000;
const SECOND = 1_000_000;
const ALICE = 0;
const SERVER = 1;
const BOB = 2;
const TO_SERVER = { source: ALICE, target: SERVER };
const TO_ALICE = { source: SERVER, target: ALICE };
const CALM: LinkSettings = { delayMicros: 50 * MS, jitterMicros: 0, loss: 0 };
const HOUR = 3600 * SECOND;

type Command =
  | { kind: 'connect'; from: number }
  | { kind: 'send'; connection: ConnectionId; side: Side; text: string }
  | { kind: 'close'; connection: ConnectionId; side: Side }
  | { kind: 'abort'; connection: ConnectionId; side: Side }
  | { kind: 'block' | 'unblock'; source: number; target: number }
  | { kind: 'crash'; host: number; silent: boolean }
  | { kind: 'accepting'; host: number; mode: 'accept' | 'refuse' | 'silent' };
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
      else this.obey(payload as Command);
    };
  }

  get now(): number {
    return this.simulator.now / MS;
  }

  at(atMicros: number, command: Command): void {
    this.simulator.scheduleAt(atMicros, WORLD, 0, command);
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

  only(what: string): Heard[] {
    return this.heard.filter((entry) => entry[1] === what);
  }

  texts(connection: ConnectionId, side: Side): unknown[] {
    return this.heard
      .filter((entry) => entry[1] === 'message' && entry[2] === connection && entry[3] === side)
      .map((entry) => entry[4]);
  }

  isOpen(connection: ConnectionId, side: Side): boolean {
    return this.open.has(`${connection}/${side}`);
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

  obey(command: Command): void {
    const { network } = this;
    switch (command.kind) {
      case 'connect':
        network.connect(command.from, SERVER);
        break;
      case 'send':
        if (!this.isOpen(command.connection, command.side)) break;
        this.note('sent', command.connection, command.side, command.text);
        network.send(command.connection, command.side, command.text, 100);
        break;
      case 'close':
      case 'abort':
        if (!this.open.delete(`${command.connection}/${command.side}`)) break;
        this.note(command.kind, command.connection, command.side);
        if (command.kind === 'close') network.close(command.connection, command.side, 4000);
        else network.abort(command.connection, command.side);
        break;
      case 'block':
        network.block(command);
        break;
      case 'unblock':
        network.unblock(command);
        break;
      case 'crash':
        network.crash(command.host, command);
        break;
      case 'accepting':
        network.setAccepting(command.host, command.mode);
        break;
    }
  }

  private note(what: string, connection: ConnectionId, ...rest: unknown[]): void {
    const heard: Heard = [this.now, what, connection, ...rest];
    this.heard.push(heard);
    this.react(heard);
  }
}

function createWorld(link: Partial<LinkSettings> = {}, seed = 1, order: TieOrder = 'fifo'): World {
  const simulator = new Simulator({ seed, order, vocabulary: NETWORK_TRACE });
  const hosts = [
    { name: 'alice', listens: false },
    { name: 'server', listens: true },
    { name: 'bob', listens: false },
  ];
  const options = { target: NETWORK, hosts, link: { ...CALM, ...link }, connectRoundTrips: 4 };
  return new World(simulator, new Network(simulator, options));
}

/** Alice is connected to the server, as connection 0, at 400 ms; the log is empty. */
function connectedWorld(): World {
  const world = createWorld();
  world.network.connect(ALICE, SERVER);
  world.run(400 * MS);
  world.heard = [];
  return world;
}

describe('connecting', () => {
  it('takes the round trips of TCP, TLS and the upgrade', () => {
    const world = createWorld();
    const connection = world.network.connect(ALICE, SERVER);
    world.run(SECOND);
    expect(world.heard).toEqual([
      [350, 'accepted', connection, SERVER],
      [400, 'opened', connection],
    ]);
  });

  it('a refusal comes back after one round trip', () => {
    const world = createWorld();
    world.network.setAccepting(SERVER, 'refuse');
    const connection = world.network.connect(ALICE, SERVER);
    world.run(HOUR);
    expect(world.heard).toEqual([[100, 'failed', connection, 'refused']]);
  });

  it('a host that does not listen refuses', () => {
    const world = createWorld();
    const connection = world.network.connect(ALICE, BOB);
    world.run(HOUR);
    expect(world.heard).toEqual([[100, 'failed', connection, 'refused']]);
  });

  it('a black hole answers nothing for 131 s', () => {
    const world = createWorld();
    world.network.setAccepting(SERVER, 'silent');
    const connection = world.network.connect(ALICE, SERVER);
    world.run(HOUR);
    expect(world.heard).toEqual([[131_000, 'failed', connection, 'timeout']]);
    expect(world.network.stats(TO_SERVER).sent).toBe(11);
  });

  it('repeats a lost SYN at 1, 2, 3, 4, 5, 7, 11, 19, 35 and 67 s', () => {
    const opened = [500, 1500, 2500, 3500, 4500, 6000, 10_000, 18_000, 34_000, 66_000].map((healMs) => {
      const world = createWorld();
      world.network.block(TO_SERVER);
      world.at(healMs * MS, { kind: 'unblock', ...TO_SERVER });
      world.network.connect(ALICE, SERVER);
      return (world.run(HOUR).only('opened')[0]?.[0] ?? Number.NaN) - 400;
    });
    expect(opened).toEqual([1000, 2000, 3000, 4000, 5000, 7000, 11_000, 19_000, 35_000, 67_000]);
  });

  it('a lost answer to the SYN costs another SYN', () => {
    const world = createWorld();
    world.network.block(TO_ALICE);
    world.at(500 * MS, { kind: 'unblock', ...TO_ALICE });
    world.network.connect(ALICE, SERVER);
    expect(world.run(HOUR).only('opened')[0]?.[0]).toBe(1400);
  });

  it('gives up when no answer ever comes back, and the acceptor never hears of it', () => {
    const world = createWorld();
    world.network.block(TO_ALICE);
    const connection = world.network.connect(ALICE, SERVER);
    expect(world.run(HOUR).heard).toEqual([[131_000, 'failed', connection, 'timeout']]);
  });

  it('a lost upgrade request is repeated after the round trip and 200 ms', () => {
    const world = createWorld();
    world.network.connect(ALICE, SERVER);
    world.at(290 * MS, { kind: 'block', ...TO_SERVER });
    world.at(310 * MS, { kind: 'unblock', ...TO_SERVER });
    expect(world.run(HOUR).only('opened')[0]?.[0]).toBe(700);
  });

  it('closing a connection that is not open yet is silent, whenever it happens', () => {
    for (let closeMs = 0; closeMs < 350; closeMs += 10) {
      const world = createWorld();
      const connection = world.network.connect(ALICE, SERVER);
      world.run(closeMs * MS);
      world.network.close(connection, 0, 1000);
      world.run(HOUR);
      // Once the upgrade request is on its way the server accepts, and then gets the reset.
      const heard = world.heard.map(([, what, , side]) => [what, side]);
      expect(heard).toEqual(
        closeMs < 300
          ? []
          : [
              ['accepted', SERVER],
              ['closed', 1],
            ],
      );
    }
  });

  it('a connection that was given up sends no more SYNs, even if one is in flight and unanswered', () => {
    const world = createWorld();
    world.network.block(TO_ALICE);
    const connection = world.network.connect(ALICE, SERVER);
    world.run(1010 * MS);
    world.network.close(connection, 0, 1000);
    expect(world.run(HOUR).heard).toEqual([]);
    // Two SYNs and the reset.
    expect(world.network.stats(TO_SERVER).sent).toBe(3);
  });

  it('what the acceptor sends at once arrives after the connection is open', () => {
    const world = createWorld({ jitterMicros: 40 * MS });
    world.react = ([, what, connection]) => {
      if (what === 'accepted') world.network.send(connection, 1, 'welcome', 10);
    };
    world.network.connect(ALICE, SERVER);
    expect(world.run(HOUR).heard.map((entry) => entry[1])).toEqual(['accepted', 'opened', 'message']);
  });
});

describe('messages', () => {
  it('arrive after the delay, in order', () => {
    const world = connectedWorld();
    for (const text of ['a', 'b', 'c']) world.network.send(0, 0, text, 1);
    world.network.send(0, 1, 'd', 1);
    world.run(HOUR);
    expect(world.texts(0, 1)).toEqual(['a', 'b', 'c']);
    expect(world.texts(0, 0)).toEqual(['d']);
    // A microsecond apart, so that shuffling the events of one instant cannot reorder a stream.
    expect(world.heard.map(([atMs]) => atMs)).toEqual([450, 450, 450.001, 450.002]);
  });

  it('are repeated after 0.3, 0.6, 1.2 … s and at most 120 s, 15 times; then the sender hears a timeout', () => {
    const world = connectedWorld();
    world.network.block(TO_SERVER);
    world.network.send(0, 0, 'lost', 1);
    world.run(HOUR);
    // 0.3 s × (1 + 2 + … + 256) = 153.3 s, then 7 × 120 s.
    expect(world.heard).toEqual([[400 + 153_300 + 840_000, 'closed', 0, 0, 1006, 'timeout']]);
    expect(world.network.stats(TO_SERVER)).toMatchObject({ lost: 16, retransmitted: 15 });
  });

  it('a healed link delivers again, with the next repetition', () => {
    const world = connectedWorld();
    world.network.block(TO_SERVER);
    world.at(1000 * MS, { kind: 'unblock', ...TO_SERVER });
    world.network.send(0, 0, 'a', 1);
    world.network.send(0, 0, 'b', 1);
    world.run(HOUR);
    expect(world.heard.map(([atMs, , , , text]) => [Math.floor(atMs), text])).toEqual([
      [400 + 300 + 600 + 50, 'a'],
      [400 + 300 + 600 + 50, 'b'],
    ]);
  });

  it('what is in flight when a partition starts still arrives', () => {
    const world = connectedWorld();
    world.network.send(0, 0, 'a', 1);
    world.network.block(TO_SERVER);
    expect(world.run(SECOND).texts(0, 1)).toEqual(['a']);
  });

  it('a one-way partition stops one way', () => {
    const world = connectedWorld();
    world.network.block(TO_ALICE);
    world.network.send(0, 0, 'forth', 1);
    world.network.send(0, 1, 'back', 1);
    world.run(60 * SECOND);
    expect(world.texts(0, 1)).toEqual(['forth']);
    expect(world.texts(0, 0)).toEqual([]);
  });

  it('overlapping partitions heal one by one', () => {
    const world = connectedWorld();
    world.network.block(TO_SERVER);
    world.network.block(TO_SERVER);
    world.network.send(0, 0, 'a', 1);
    world.at(10 * SECOND, { kind: 'unblock', ...TO_SERVER });
    expect(world.run(60 * SECOND).texts(0, 1)).toEqual([]);
    world.network.unblock(TO_SERVER);
    expect(world.run(HOUR).texts(0, 1)).toEqual(['a']);
  });

  it('jitter stays within its bounds and never reorders', () => {
    const world = createWorld({ jitterMicros: 40 * MS });
    world.network.connect(ALICE, SERVER);
    for (let i = 0; i < 200; i++) {
      world.at(SECOND + i * 5 * MS, { kind: 'send', connection: 0, side: 0, text: `${i}` });
    }
    world.run(HOUR);
    const sentAt = world.only('sent').map(([atMs]) => atMs);
    const crossed = world.only('message').map(([atMs], i) => atMs - (sentAt[i] ?? Number.NaN));
    expect(world.texts(0, 1)).toEqual(Array.from({ length: 200 }, (_, i) => `${i}`));
    expect(Math.min(...crossed)).toBeGreaterThanOrEqual(50);
    expect(Math.max(...crossed)).toBeLessThan(91);
    expect(new Set(crossed.map((ms) => Math.floor(ms))).size).toBeGreaterThan(10);
  });

  it('a change of the link applies to what is sent afterwards', () => {
    const world = connectedWorld();
    world.network.send(0, 0, 'before', 1);
    expect(world.network.setLink(TO_SERVER, { delayMicros: 200 * MS })).toEqual(CALM);
    world.network.send(0, 0, 'after', 1);
    expect(world.run(HOUR).heard.map(([atMs]) => atMs)).toEqual([450, 600]);
  });
});

describe('endings', () => {
  it('a close arrives behind what was sent before, with its code', () => {
    const world = connectedWorld();
    world.network.block(TO_SERVER);
    world.network.send(0, 0, 'last words', 1);
    world.network.close(0, 0, 4001);
    world.network.unblock(TO_SERVER);
    world.run(HOUR);
    expect(world.heard.map((entry) => entry.slice(1))).toEqual([
      ['message', 0, 1, 'last words'],
      ['closed', 0, 1, 4001, 'closed'],
    ]);
  });

  it('a side that closed hears nothing more, and what the peer still sent does no harm', () => {
    const world = connectedWorld();
    world.network.close(0, 0, 1000);
    world.network.send(0, 1, 'too late', 1);
    expect(world.run(HOUR).heard).toEqual([[450, 'closed', 0, 1, 1000, 'closed']]);
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
    world.run(HOUR);
    expect(world.heard).toEqual([]);
    world.network.unblock(TO_SERVER);
    world.network.send(0, 1, 'anybody there?', 1);
    world.run(2 * HOUR);
    expect(world.heard).toEqual([[HOUR / MS + 100, 'closed', 0, 1, 1006, 'reset']]);
  });

  it('an abort arrives as a reset and drops what waited', () => {
    const world = connectedWorld();
    world.network.block(TO_SERVER);
    world.network.send(0, 0, 'never', 1);
    world.network.unblock(TO_SERVER);
    world.network.abort(0, 0);
    expect(world.run(HOUR).heard).toEqual([[450, 'closed', 0, 1, 1006, 'reset']]);
  });

  it('a lost reset leaves the peer half-open; what it sends is answered by a reset', () => {
    const world = connectedWorld();
    world.network.block(TO_SERVER);
    world.network.abort(0, 0);
    world.network.unblock(TO_SERVER);
    world.run(10 * SECOND);
    expect(world.heard).toEqual([]);
    world.network.send(0, 1, 'hello?', 1);
    expect(world.run(HOUR).heard).toEqual([[10_100, 'closed', 0, 1, 1006, 'reset']]);
  });

  it('an end that is gone sends nothing', () => {
    const world = connectedWorld();
    world.network.abort(0, 0);
    world.network.send(0, 0, 'ghost', 1);
    world.network.close(0, 0, 1000);
    world.network.abort(0, 0);
    expect(world.run(HOUR).heard).toEqual([[450, 'closed', 0, 1, 1006, 'reset']]);
  });

  it('resetAll is heard here at once and there when it arrives, and spares other hosts', () => {
    const world = createWorld();
    world.network.connect(ALICE, SERVER);
    world.network.connect(BOB, SERVER);
    world.run(400 * MS);
    world.network.connect(ALICE, SERVER);
    world.heard = [];
    world.network.resetAll(ALICE);
    expect(world.heard).toEqual([
      [400, 'closed', 0, 0, 1006, 'reset'],
      [400, 'failed', 2, 'refused'],
    ]);
    world.run(HOUR);
    expect(world.heard.slice(2)).toEqual([[450, 'closed', 0, 1, 1006, 'reset']]);
    world.network.send(1, 0, 'bob is fine', 1);
    expect(world.run(2 * HOUR).texts(1, 1)).toEqual(['bob is fine']);
  });

  it('a listener may connect again from inside a reset, and that connection lives', () => {
    const world = connectedWorld();
    world.react = ([, what]) => {
      if (what === 'closed') world.react = () => {};
      if (what === 'closed') world.network.connect(ALICE, SERVER);
    };
    world.network.resetAll(ALICE);
    expect(world.run(HOUR).only('opened')).toEqual([[800, 'opened', 1]]);
  });
});

describe('crashes', () => {
  it('a loud crash is heard by the peers and by nobody on the host', () => {
    const world = connectedWorld();
    world.network.crash(SERVER, { silent: false });
    expect(world.run(HOUR).heard).toEqual([[450, 'closed', 0, 0, 1006, 'reset']]);
  });

  it('a silent crash is noticed by sending, once the host is up', () => {
    const world = connectedWorld();
    world.network.crash(SERVER, { silent: true });
    world.run(60 * SECOND);
    expect(world.heard).toEqual([]);
    world.network.send(0, 0, 'ping', 1);
    expect(world.run(HOUR).heard).toEqual([[60_100, 'closed', 0, 0, 1006, 'reset']]);
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
    expect(world.run(HOUR).heard).toEqual([[400 + 153_300 + 840_000, 'closed', 0, 0, 1006, 'timeout']]);
  });

  it('a host that comes up again resets what is repeated to it', () => {
    const world = connectedWorld();
    for (const text of ['in flight', 'too']) world.network.send(0, 0, text, 1);
    world.network.crash(SERVER, { silent: true });
    world.network.setAccepting(SERVER, 'silent');
    world.at(SECOND, { kind: 'accepting', host: SERVER, mode: 'accept' });
    expect(world.run(HOUR).heard.map((entry) => entry.slice(1))).toEqual([['closed', 0, 0, 1006, 'reset']]);
    expect(world.now).toBeLessThan(HOUR);
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

// Laws, over workloads of two connections: sends, endings, one-way partitions and crashes at any time.
const side = fc.constantFrom<Side>(0, 1);
const connection = fc.constantFrom<number>(0, 1);
const time = fc.integer({ min: 0, max: 60_000 }).map((ms) => ms * MS);
const path = fc.constantFrom(TO_SERVER, TO_ALICE);
const sends = fc.array(fc.tuple(time, connection, side), { minLength: 1, maxLength: 30 });
const partitions = fc.array(fc.tuple(time, time, path), { maxLength: 4 });
const endings = fc.array(
  fc.tuple(time, fc.constantFrom<'close' | 'abort'>('close', 'abort'), connection, side),
  {
    maxLength: 2,
  },
);
const crashes = fc.array(fc.tuple(time, fc.constantFrom(ALICE, SERVER), fc.boolean()), { maxLength: 1 });
const link = fc.record({
  delayMicros: fc.integer({ min: 0, max: 300 * MS }),
  jitterMicros: fc.constantFrom(0, 1, 200 * MS),
  loss: fc.constantFrom<number>(0, 0.1, 0.5, 0.8),
});
const order = fc.constantFrom<TieOrder>('fifo', 'shuffled');
const workload = fc.record({
  seed: fc.nat(),
  order,
  second: time,
  link,
  sends,
  partitions,
  endings,
  crashes,
});
type Workload = typeof workload extends fc.Arbitrary<infer T> ? T : never;

function play(given: Workload): World {
  const world = createWorld(given.link, given.seed, given.order);
  world.at(0, { kind: 'connect', from: ALICE });
  world.at(given.second, { kind: 'connect', from: ALICE });
  given.sends.forEach(([at, id, from], i) => {
    world.at(at, { kind: 'send', connection: id, side: from, text: `${i}` });
  });
  for (const [at, duration, blocked] of given.partitions) {
    world.at(at, { kind: 'block', ...blocked });
    world.at(at + duration + 1, { kind: 'unblock', ...blocked });
  }
  for (const [at, kind, id, from] of given.endings) world.at(at, { kind, connection: id, side: from });
  for (const [at, host, silent] of given.crashes) world.at(at, { kind: 'crash', host, silent });
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
        for (const id of [0, 1]) {
          for (const from of [0, 1] as const) {
            const to: Side = from === 0 ? 1 : 0;
            const sent = entries(world, 'sent', id, from).map((entry) => entry[4]);
            const received = world.texts(id, to);
            expect(received).toEqual(sent.slice(0, received.length));
            const bothLive = world.isOpen(id, 0) && world.isOpen(id, 1) && given.crashes.length === 0;
            if (bothLive) expect(received).toEqual(sent);
            // A close frame says that nothing is missing.
            if (entries(world, 'closed', id, to).some((entry) => entry[4] === 4000)) {
              expect(received).toEqual(sent);
            }
          }
        }
      }),
      { numRuns: 1000 },
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
      { numRuns: 300 },
    );
  });

  it('a fork leaves the original alone', () => {
    const world = connectedWorld();
    world.network.block(TO_SERVER);
    world.network.send(0, 0, 'a', 1);
    const fork = world.fork();
    fork.network.abort(0, 0);
    fork.network.setLink(TO_SERVER, { delayMicros: 1 });
    fork.network.unblock(TO_SERVER);
    fork.run(HOUR);
    world.run(800 * MS);
    world.network.unblock(TO_SERVER);
    expect(world.run(HOUR).heard).toEqual([[400 + 300 + 600 + 50, 'message', 0, 1, 'a']]);
  });

  it('leaving one message out changes no draw of another direction or connection', () => {
    const options = { seed: fc.nat(), sends, left: fc.nat() };
    fc.assert(
      fc.property(fc.record(options), ({ seed, sends: all, left }) => {
        const rest = {
          order: 'fifo' as const,
          second: 1,
          link: { ...CALM, jitterMicros: 30 * MS, loss: 0.4 },
          partitions: [],
          endings: [],
          crashes: [],
        };
        // The texts are numbered by place, so the one left out is moved beyond the end of the run.
        const place = left % all.length;
        const without = all.map(([at, id, from], i) => [i === place ? 9 * HOUR : at, id, from] as const);
        const one = play({ ...rest, seed, sends: all }).run(3 * HOUR);
        const other = play({ ...rest, seed, sends: without as typeof all }).run(3 * HOUR);
        const [, leftId, leftSide] = all[place] as (typeof all)[number];
        for (const id of [0, 1]) {
          for (const from of [0, 1] as const) {
            const to: Side = from === 0 ? 1 : 0;
            if (id === leftId && from === leftSide) continue;
            expect(entries(other, 'message', id, to)).toEqual(entries(one, 'message', id, to));
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('a partition changes no draw of what is sent outside of it', () => {
    const calm = {
      seed: 7,
      order: 'fifo' as const,
      second: 1,
      link: { ...CALM, loss: 0.3 },
      endings: [],
      crashes: [],
      partitions: [],
    };
    const sends: [number, number, Side][] = Array.from({ length: 40 }, (_, i) => [
      (20 + i * 30) * SECOND,
      0,
      0,
    ]);
    const cut: [number, number, typeof TO_SERVER][] = [[21 * SECOND, 5 * SECOND, TO_SERVER]];
    const one = play({ ...calm, sends }).run(HOUR);
    const other = play({ ...calm, sends, partitions: cut }).run(HOUR);
    // The first message is late in one of them; the others are sent from 50 s on.
    const later = (world: World): Heard[] => world.heard.filter(([atMs]) => atMs > 45_000);
    expect(other.heard).not.toEqual(one.heard);
    expect(later(other)).toEqual(later(one));
    expect(one.network.stats(TO_SERVER).retransmitted).toBeGreaterThan(5);
  });

  it('the share of lost transmissions is the one that was asked for', () => {
    const world = createWorld({ loss: 0.2 }, 42);
    world.network.connect(ALICE, SERVER);
    for (let i = 0; i < 5000; i++) {
      world.at((10 + i) * SECOND, { kind: 'send', connection: 0, side: 0, text: `${i}` });
    }
    world.run(5 * HOUR);
    const { sent, lost } = world.network.stats(TO_SERVER);
    expect(lost / sent).toBeGreaterThan(0.18);
    expect(lost / sent).toBeLessThan(0.22);
    expect(world.texts(0, 1)).toHaveLength(5000);
  });
});

describe('mistakes of the caller', () => {
  it('are told what was expected', () => {
    expect(() => createWorld({ loss: 2 })).toThrow('Expected loss to be a probability from 0 to 1, got 2');
    const world = createWorld();
    expect(() => world.network.setLink(TO_SERVER, { delayMicros: 0.5 })).toThrow(
      'whole number of microseconds',
    );
    expect(
      () => new Network(world.simulator, { target: 1, hosts: [], link: CALM, connectRoundTrips: 1 }),
    ).toThrow('connectRoundTrips');
  });

  it('sending before the connection is open is a bug', () => {
    const world = createWorld();
    const connection = world.network.connect(ALICE, SERVER);
    expect(() => world.network.send(connection, 0, 'early', 1)).toThrow('not open yet');
  });
});
