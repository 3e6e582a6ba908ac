import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Observation } from '../sim/check/observation.js';
import { outageTables } from './outage-table.js';
import { roomOutages } from './room-outages.js';
import { styleFor } from './style.js';

const connection = (atMs: number, state: number, event: number, device = 'alice'): Observation => ({
  kind: 'event',
  atMs,
  device,
  name: 'connectionStateChanged',
  data: { state, event, extendedData: '' },
});

const room = (atMs: number, roomID: string, pair: [number, number], device = 'alice'): Observation => ({
  kind: 'event',
  atMs,
  device,
  name: 'roomStateChanged',
  data: { roomID, state: pair[0], event: pair[1], extendedData: '' },
});

const ENTERED = [connection(1000, 2, 0), room(2000, 'lobby', [1, 6]), room(2050, 'lobby', [2, 0])];
const LOST = [connection(20_000, 3, 3), room(20_000, 'lobby', [1, 1])];

const plain = styleFor({ columns: 80, color: false });

describe('roomOutages', () => {
  it('an outage has a T0, a T1 and a T2', () => {
    const seen = [...ENTERED, ...LOST, connection(45_120, 2, 0), room(45_200, 'lobby', [0, 3])];
    expect(roomOutages(seen)).toEqual([
      {
        device: 'alice',
        roomID: 'lobby',
        t0: { atMs: 20_000, connectionState: 3, roomState: 1, roomEvent: 1 },
        t1: { atMs: 45_120, connectionState: 2, roomState: 1, roomEvent: 1 },
        t2: { atMs: 45_200, connectionState: 2, roomState: 0, roomEvent: 3 },
        end: 'answered',
      },
    ]);
  });

  it('entering a room is no outage', () => {
    expect(roomOutages(ENTERED)).toEqual([]);
  });

  it('what is told again after each failed attempt belongs to the same outage', () => {
    const again = [connection(21_000, 3, 3), room(21_000, 'lobby', [1, 1])];
    const found = roomOutages([
      ...ENTERED,
      ...LOST,
      ...again,
      connection(45_120, 2, 0),
      room(45_200, 'lobby', [2, 0]),
    ]);
    expect(found.map(({ t0, t2 }) => [t0.atMs, t2?.atMs])).toEqual([[20_000, 45_200]]);
  });

  it('two rooms of one outage have each their own answer', () => {
    const seen = [
      ...ENTERED,
      room(2100, 'quiz', [2, 0]),
      ...LOST,
      room(20_000, 'quiz', [1, 1]),
      connection(45_120, 2, 0),
      room(45_200, 'quiz', [0, 9]),
      room(45_210, 'lobby', [2, 0]),
    ];
    expect(roomOutages(seen).map(({ roomID, t2 }) => [roomID, t2?.roomState, t2?.roomEvent])).toEqual([
      ['quiz', 0, 9],
      ['lobby', 2, 0],
    ]);
  });

  it('two devices in one room have an outage each', () => {
    const bob = [connection(30_000, 3, 3, 'bob'), room(30_000, 'lobby', [1, 1], 'bob')];
    const found = roomOutages([...ENTERED, ...LOST, ...bob, connection(31_000, 2, 0, 'bob')]);
    expect(found.map(({ device, t1 }) => [device, t1?.atMs])).toEqual([
      ['alice', undefined],
      ['bob', 31_000],
    ]);
  });

  it('a connection that is lost again before T2 begins a second outage', () => {
    const seen = [
      ...ENTERED,
      ...LOST,
      connection(45_000, 2, 0),
      connection(45_010, 3, 3),
      room(45_010, 'lobby', [1, 1]),
      connection(50_000, 2, 0),
      room(50_080, 'lobby', [2, 0]),
    ];
    const found = roomOutages(seen);
    expect(found.map(({ end }) => end)).toEqual(['interrupted', 'answered']);
    expect(found[0]).toMatchObject({ endedAtMs: 45_010, t1: { atMs: 45_000 } });
    expect(found[0]?.t2).toBeUndefined();
    expect(found[1]).toMatchObject({ t0: { atMs: 45_010, connectionState: 3 }, t1: { atMs: 50_000 } });
  });

  it('an outage that never ends stays open', () => {
    const [outage] = roomOutages([...ENTERED, ...LOST]);
    expect(outage).toMatchObject({ end: 'open' });
    expect(outage).not.toHaveProperty('t1');
    expect(outage).not.toHaveProperty('endedAtMs');
  });

  it('an outage ends with the session', () => {
    const [outage] = roomOutages([
      ...ENTERED,
      ...LOST,
      connection(40_000, 0, 5),
      room(40_000, 'lobby', [0, 0]),
    ]);
    expect(outage).toMatchObject({ end: 'sessionEnded', endedAtMs: 40_000 });
  });

  it('T0 shows the connection as it is at the end of the instant, whoever spoke first', () => {
    const [outage] = roomOutages([...ENTERED, ...[...LOST].reverse()]);
    expect(outage?.t0.connectionState).toBe(3);
  });

  it('for any sequence, outages of a room do not overlap and T0, T1, T2 are in order', () => {
    const step = fc.oneof(
      fc.constantFrom<[number, number]>([2, 0], [3, 3], [0, 4]).map((pair) => ({ room: '', pair })),
      fc.record({
        room: fc.constantFrom('lobby', 'quiz'),
        pair: fc.constantFrom<[number, number]>([1, 1], [2, 0], [0, 3], [0, 9]),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const seen = steps.map(({ room: roomID, pair }, index) =>
          roomID === '' ? connection(index, pair[0], pair[1]) : room(index, roomID, pair),
        );
        for (const roomID of ['lobby', 'quiz']) {
          const times = roomOutages(seen)
            .filter((outage) => outage.roomID === roomID)
            .flatMap(({ t0, t1, t2, endedAtMs }) => [t0.atMs, t1?.atMs, t2?.atMs, endedAtMs])
            .filter((atMs) => atMs !== undefined);
          expect(times).toEqual([...times].sort((left, right) => left - right));
        }
      }),
    );
  });
});

describe('outageTables', () => {
  it("prints the FAQ's numbers", () => {
    const seen = [...ENTERED, ...LOST, connection(45_120, 2, 0), room(45_200, 'lobby', [0, 3])];
    expect(outageTables(roomOutages(seen), plain)).toBe(
      [
        'room lobby on alice    connection.state  room.state      room.event',
        'T0  0:20.000   3/1/1   3 RECONNECTING    1 CONNECTING    1 NETWORK_INTERRUPTED',
        'T1  0:45.120   2/1/1   2 CONNECTED       1 CONNECTING    1 NETWORK_INTERRUPTED',
        'T2  0:45.200   2/0/3   2 CONNECTED       0 DISCONNECTED  3 ROOM_NOT_EXIST',
      ].join('\n'),
    );
  });

  it('says why there is no T1 and no T2', () => {
    expect(outageTables(roomOutages([...ENTERED, ...LOST]), plain)).toContain(
      'T1  —  the connection did not come back\nT2  —  not before the end of the run',
    );
  });

  it('counts the outages of a long day by how they ended', () => {
    const seen = Array.from({ length: 30 }, (_, index) => [
      connection(index * 100, 3, 3),
      room(index * 100, 'lobby', [1, 1]),
      connection(index * 100 + 50, 2, 0),
      room(index * 100 + 60, 'lobby', [2, 0]),
    ]).flat();
    expect(outageTables(roomOutages([...ENTERED, ...seen]), plain)).toMatch(
      /… 26 more outages: 26 × T2 2\/2\/0$/,
    );
  });
});
