import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  atLeast,
  behaviourOf,
  differencesOf,
  LATEST_SDK_VERSION,
  parseSdkVersion,
  SDK_VERSIONS,
} from './versions.js';

describe('the versions', () => {
  it('are 26, and stand in order', () => {
    expect(SDK_VERSIONS).toHaveLength(26);
    for (const [index, version] of SDK_VERSIONS.entries()) {
      for (const [otherIndex, other] of SDK_VERSIONS.entries()) {
        expect(atLeast(version, other), `${version} ${other}`).toBe(index >= otherIndex);
      }
    }
    expect(SDK_VERSIONS.at(-1)).toBe(LATEST_SDK_VERSION);
  });

  it('compare by number, not by text', () => {
    expect(atLeast('2.10.0', '2.9.0')).toBe(true);
    expect(atLeast('2.9.0', '2.10.0')).toBe(false);
    expect(atLeast('2.18.0', '2.18.1')).toBe(false);
  });
});

describe('parseSdkVersion', () => {
  it('reads every version', () => {
    for (const version of SDK_VERSIONS) expect(parseSdkVersion(version)).toBe(version);
  });

  it('names the neighbours of a version that is not on npm', () => {
    expect(() => parseSdkVersion('2.23.0')).toThrow(/got "2.23.0". The nearest are 2.22.0, 2.24.0.$/);
    expect(() => parseSdkVersion('2.4')).toThrow(/nearest are 2.4.0, 2.4.2.$/);
    expect(() => parseSdkVersion('1.0.0')).toThrow(/nearest are 2.4.0.$/);
    expect(() => parseSdkVersion('3.0.0')).toThrow(/nearest are 2.29.0.$/);
    expect(() => parseSdkVersion('v2.29.0')).toThrow(/nearest are 2.29.0, /);
  });

  it('refuses any other text in one line', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]*$/), (text) => {
        fc.pre(!SDK_VERSIONS.some((version) => version === text));
        expect(() => parseSdkVersion(text)).toThrow(/^Expected a version .* The nearest are [^\n]+\.$/);
      }),
    );
  });
});

describe('behaviourOf', () => {
  it('changes at the versions that are known, and nowhere else', () => {
    const changes = new Map<string, string[]>();
    for (const [index, version] of SDK_VERSIONS.entries()) {
      const before = behaviourOf(SDK_VERSIONS[Math.max(0, index - 1)]!);
      for (const [key, value] of Object.entries(behaviourOf(version))) {
        if (key === 'version' || value === before[key as keyof typeof before]) continue;
        changes.set(version, [...(changes.get(version) ?? []), key]);
      }
    }
    expect(Object.fromEntries(changes)).toEqual({
      '2.5.0': ['roomConnectTimeoutEvent'],
      '2.9.0': ['keepsReconnectingAfterSession'],
      '2.10.0': ['kickedByOtherDeviceEvent'],
      '2.13.0': ['roomDeletedEvent'],
      '2.14.0': ['unregisteredEvent', 'emitsUnregistered'],
      '2.18.0': ['hasSwitchRoom', 'emitsMessageReceived'],
      '2.18.1': ['tokenExpiryEvent', 'emitsTokenExpired'],
      '2.20.0': ['givesUpBeforeFirstSession'],
      '2.21.0': ['kickByOtherDeviceOptional', 'emitsConversationSync'],
    });
  });

  it('is that of the contract in the latest version', () => {
    expect(behaviourOf('2.29.0')).toEqual({
      version: '2.29.0',
      givesUpBeforeFirstSession: false,
      keepsReconnectingAfterSession: true,
      tokenExpiryEvent: 5,
      emitsTokenExpired: true,
      unregisteredEvent: 6,
      emitsUnregistered: true,
      roomConnectTimeoutEvent: 9,
      roomDeletedEvent: 3,
      kickedByOtherDeviceEvent: 10,
      kickByOtherDeviceOptional: true,
      hasSwitchRoom: true,
      emitsConversationSync: true,
      emitsMessageReceived: true,
    });
  });
});

describe('differencesOf', () => {
  it('has nothing to say of versions that behave like the latest', () => {
    for (const version of ['2.21.0', '2.26.0', '2.29.0'] as const) expect(differencesOf(version)).toEqual([]);
  });

  it('loses sentences from version to version', () => {
    const counts = SDK_VERSIONS.map((version) => differencesOf(version).length);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(counts[0]).toBe(10);
  });

  it('says of two devices in one room either that both stay or that one must go', () => {
    for (const version of SDK_VERSIONS) {
      const said = differencesOf(version).filter((sentence) => /second device|Two devices/.test(sentence));
      const expected = !atLeast(version, '2.10.0') ? [/second/] : atLeast(version, '2.21.0') ? [] : [/Two/];
      expect(said, version).toEqual(expected.map((text) => expect.stringMatching(text)));
    }
  });

  it('says the same of two versions exactly where they behave the same', () => {
    for (const left of SDK_VERSIONS) {
      for (const right of SDK_VERSIONS) {
        const alike =
          JSON.stringify({ ...behaviourOf(left), version: '' }) ===
          JSON.stringify({ ...behaviourOf(right), version: '' });
        expect(differencesOf(left).join() === differencesOf(right).join(), `${left} ${right}`).toBe(alike);
      }
    }
  });
});
