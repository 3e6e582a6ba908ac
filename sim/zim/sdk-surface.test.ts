import { describe, expect, it } from 'vitest';
import {
  declares,
  notLoggedInMessage,
  SDK_EVENT_NAMES,
  SDK_METHOD_NAMES,
  withoutSession,
} from './sdk-surface.js';
import { behaviourOf, LATEST_SDK_VERSION, SDK_VERSIONS } from './versions.js';

describe('a call without a session', () => {
  it('is named by the request that it would have sent', () => {
    for (const method of ['createRoom', 'joinRoom', 'enterRoom', 'switchRoom'] as const) {
      expect(notLoggedInMessage(method)).toBe('API.enterRoom: Not logged with call.');
    }
    expect(notLoggedInMessage('queryRoomMembers')).toBe('API.queryRoomMemberList: Not logged with call.');
    expect(notLoggedInMessage('updateUserName')).toBe('API.updateUser: Not logged with call.');
    expect(notLoggedInMessage('querySelfUserInfo')).toBe('API.querySelfUserRule: Not logged with call.');
    expect(notLoggedInMessage('callExperimentalAPI')).toBe('API.experimental: Not logged with call.');
    expect(notLoggedInMessage('leaveRoom')).toBe('API.leaveRoom: Not logged with call.');
  });

  it('has another wording for uploadLog', () => {
    expect(notLoggedInMessage('uploadLog')).toBe('API.uploadLog: Not logged.');
  });

  it('rejects, but for two that return undefined and five that need no session', () => {
    const others = SDK_METHOD_NAMES.filter((method) => withoutSession(method) !== 'rejects');
    expect(Object.fromEntries(others.map((method) => [method, withoutSession(method)]))).toEqual({
      setLogConfig: 'needsNone',
      destroy: 'needsNone',
      on: 'needsNone',
      off: 'needsNone',
      login: 'needsNone',
      logout: 'returnsUndefined',
      beginRoomAttributesBatchOperation: 'returnsUndefined',
    });
  });
});

describe('declares', () => {
  it('says yes for everything in the latest version', () => {
    for (const name of [...SDK_METHOD_NAMES, ...SDK_EVENT_NAMES]) {
      expect(declares(LATEST_SDK_VERSION, name), name).toBe('yes');
    }
  });

  it('never takes a name back once it is there', () => {
    const rank = { no: 0, unknown: 1, yes: 2 };
    for (const name of [...SDK_METHOD_NAMES, ...SDK_EVENT_NAMES]) {
      const ranks = SDK_VERSIONS.map((version) => rank[declares(version, name)]);
      expect(ranks, name).toEqual([...ranks].sort());
    }
  });

  it('leaves the versions open whose declarations were not read', () => {
    expect(declares('2.13.0', 'muteGroup')).toBe('no');
    expect(declares('2.14.0', 'muteGroup')).toBe('yes');
    expect(declares('2.14.0', 'leaveAllRoom')).toBe('no');
    expect(declares('2.15.0', 'leaveAllRoom')).toBe('unknown');
    expect(declares('2.16.0', 'leaveAllRoom')).toBe('yes');
  });

  it('agrees with the behaviour of each version', () => {
    for (const version of SDK_VERSIONS) {
      const { hasSwitchRoom, emitsConversationSync } = behaviourOf(version);
      expect(declares(version, 'switchRoom')).toBe(hasSwitchRoom ? 'yes' : 'no');
      expect(declares(version, 'conversationSyncStateChanged')).toBe(emitsConversationSync ? 'yes' : 'no');
    }
  });
});
