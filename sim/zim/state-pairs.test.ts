import { describe, expect, it } from 'vitest';
import { ZIMConnectionEvent, ZIMConnectionState, ZIMRoomEvent, ZIMRoomState } from './enums.js';
import { CONNECTION_PAIRS, pairName, parsePair, ROOM_PAIRS, statePair } from './state-pairs.js';

const PAIRS = [...CONNECTION_PAIRS, ...ROOM_PAIRS];

describe('the pairs', () => {
  it('stand once each and have words', () => {
    const names = PAIRS.map(({ about, state, event }) => `${about} ${state}/${event}`);
    expect(new Set(names).size).toBe(PAIRS.length);
    for (const pair of PAIRS) {
      expect(pair.meaning).toMatch(/\.$/);
      expect(pair.advice).toMatch(/\.$/);
    }
  });

  it('use every state and event of the SDK', () => {
    const sorted = (values: number[]): number[] => [...new Set(values)].sort((a, b) => a - b);
    expect(sorted(CONNECTION_PAIRS.map((pair) => pair.state))).toEqual(Object.values(ZIMConnectionState));
    expect(sorted(CONNECTION_PAIRS.map((pair) => pair.event))).toEqual(Object.values(ZIMConnectionEvent));
    expect(sorted(ROOM_PAIRS.map((pair) => pair.state))).toEqual(Object.values(ZIMRoomState));
    expect(sorted(ROOM_PAIRS.map((pair) => pair.event))).toEqual(Object.values(ZIMRoomEvent));
  });

  it('are found by their numbers', () => {
    expect(statePair('connection', 3, 3)?.provenance).toBe('faq');
    expect(statePair('room', 0, 9)?.meaning).toContain('offline');
    expect(statePair('connection', 2, 4)).toBeUndefined();
  });
});

describe('parsePair', () => {
  it('undoes pairName for every pair', () => {
    for (const { about, state, event } of PAIRS) {
      const name = pairName({ about, state, event }).replace(' + ', '/');
      expect(parsePair(`${about} ${name}`)).toEqual({ about, state, event });
      expect(parsePair(`${about} ${state}/${event}`)).toEqual({ about, state, event });
    }
  });

  it('takes a pair for the connection unless only a room can tell it', () => {
    expect(parsePair('3/3')).toEqual({ about: 'connection', state: 3, event: 3 });
    expect(parsePair('RECONNECTING/LOGIN_INTERRUPTED')).toEqual({ about: 'connection', state: 3, event: 3 });
    expect(parsePair('room 1/1')).toEqual({ about: 'room', state: 1, event: 1 });
    expect(parsePair('CONNECTING/NETWORK_INTERRUPTED')).toEqual({ about: 'room', state: 1, event: 1 });
    expect(parsePair('connection CONNECTING/NETWORK_INTERRUPTED')).toBeUndefined();
  });

  it('reads nothing else', () => {
    for (const text of ['', '3', '3/', '/3', '3/3/3', '9/9', 'group 1/1', 'UP/DOWN', 'room 3/3']) {
      expect(parsePair(text), text).toBeUndefined();
    }
  });
});
