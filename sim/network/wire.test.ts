import { describe, expect, it } from 'vitest';
import { Simulator } from '../kernel/simulator.js';
import { createConnection, synTimeoutMicros } from './handshake.js';
import { Paths } from './paths.js';
import { NETWORK_TRACE } from './trace-kinds.js';
import { retransmitMicros, Wire } from './wire.js';

function createWire(names: readonly string[]): Wire {
  const simulator = new Simulator({ seed: 1, vocabulary: NETWORK_TRACE });
  const hosts = names.map((name) => ({ name, mode: 'accept' as const, connects: 0 }));
  return new Wire(simulator, 0, hosts, new Paths(names, { delayMicros: 0, jitterMicros: 0, loss: 0 }));
}

describe('wire', () => {
  it('a connection is forgotten with its last end', () => {
    const wire = createWire(['alice', 'server']);
    const connection = createConnection(wire, { source: 0, target: 1 });
    connection.ends[1] = 'open';
    wire.forget(connection, 0);
    expect(wire.connections.size).toBe(1);
    wire.forget(connection, 1);
    expect(wire.connections.size).toBe(0);
  });

  it('every direction of every connection has an identity of its own', () => {
    const wire = createWire(['alice', 'server', 'bob']);
    const keys = new Set<number>();
    for (let i = 0; i < 90; i++) {
      const { directions } = createConnection(wire, { source: i % 3, target: Math.floor(i / 3) % 3 });
      for (const { key } of directions) keys.add(key);
    }
    expect(keys.size).toBe(180);
    for (const key of keys) expect(Number.isSafeInteger(key)).toBe(true);
  });

  it('an identity does not depend on which other hosts there are', () => {
    const few = createConnection(createWire(['alice', 'server']), { source: 0, target: 1 });
    const many = createConnection(createWire(['bob', 'server', 'alice']), { source: 2, target: 1 });
    expect(few.directions.map(({ key }) => key)).toEqual(many.directions.map(({ key }) => key));
  });
});

describe('timers', () => {
  it('a retransmission waits twice as long each time, at most 120 s', () => {
    const series = Array.from({ length: 12 }, (_, i) => retransmitMicros(60_000, i + 1) / 1000);
    expect(series.slice(0, 4)).toEqual([260, 520, 1040, 2080]);
    expect(series.slice(8)).toEqual([66_560, 120_000, 120_000, 120_000]);
  });

  it('SYNs go out every second at first, then twice as far apart each time', () => {
    const series = Array.from({ length: 11 }, (_, i) => synTimeoutMicros(i + 1) / 1_000_000);
    expect(series).toEqual([1, 1, 1, 1, 1, 2, 4, 8, 16, 32, 64]);
  });
});
