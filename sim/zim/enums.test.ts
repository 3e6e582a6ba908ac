import { describe, expect, it } from 'vitest';
import {
  enumValueOf,
  faqName,
  nameOf,
  ZIMConnectionEvent,
  ZIMConnectionState,
  ZIMConversationType,
  ZIMRoomEvent,
} from './enums.js';

describe('nameOf', () => {
  it("gives the SDK's name of a number", () => {
    expect(nameOf(ZIMConnectionState, 3)).toBe('Reconnecting');
    expect(nameOf(ZIMConversationType, -1)).toBe('Unknown');
    expect(nameOf(ZIMConnectionState, 4)).toBeUndefined();
  });
});

describe('faqName', () => {
  it("gives the FAQ's spelling", () => {
    expect(faqName('connectionState', 3)).toBe('RECONNECTING');
    expect(faqName('connectionEvent', 3)).toBe('LOGIN_INTERRUPTED');
    expect(faqName('roomEvent', 1)).toBe('NETWORK_INTERRUPTED');
    expect(faqName('roomEvent', 9)).toBe('CONNECT_TIMEOUT');
    expect(faqName('roomEvent', 10)).toBe('KICKED_OUT_BY_OTHER_DEVICE');
    expect(faqName('roomState', 0)).toBe('DISCONNECTED');
  });

  it('prints a number that is not declared', () => {
    expect(faqName('connectionEvent', 99)).toBe('UNKNOWN(99)');
  });
});

describe('enumValueOf', () => {
  it('reads either spelling and the number, and undoes faqName', () => {
    for (const value of Object.values(ZIMConnectionEvent)) {
      expect(enumValueOf('connectionEvent', faqName('connectionEvent', value))).toBe(value);
    }
    for (const [name, value] of Object.entries(ZIMRoomEvent)) {
      expect(enumValueOf('roomEvent', faqName('roomEvent', value))).toBe(value);
      expect(enumValueOf('roomEvent', name)).toBe(value);
      expect(enumValueOf('roomEvent', ` ${value} `)).toBe(value);
    }
  });

  it('knows no other text', () => {
    expect(enumValueOf('connectionState', 'reconecting')).toBeUndefined();
    expect(enumValueOf('connectionState', '4')).toBeUndefined();
    expect(enumValueOf('connectionState', '')).toBeUndefined();
  });
});
