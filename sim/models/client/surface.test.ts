// The calls of whole apps, as one table: each works with a network, and says what it must without one and without a
// session.
import { describe, expect, it } from 'vitest';
import { SDK_METHOD_NAMES } from '../../zim/sdk-surface.js';
import { ClientDriver } from './driver.test-support.js';
import { MODELLED_CALLS } from './step.js';

/** Answered from the device. */
const LOCAL: readonly (readonly [string, ...unknown[]])[] = [
  ['queryConversationList', { count: 10 }],
  ['queryConversation', 'bob', 0],
  ['queryConversationPinnedList', { count: 10 }],
  ['queryConversationTotalUnreadMessageCount', {}],
  ['updateConversationPinnedState', true, 'bob', 0],
  ['setConversationDraft', 'dear bob', 'bob', 0],
  ['clearConversationUnreadMessageCount', 'bob', 0],
  ['clearConversationTotalUnreadMessageCount'],
  ['queryHistoryMessage', 'bob', 0, { count: 10, reverse: true }],
  ['queryMessages', [1], 'bob', 0],
  ['insertMessageToLocalDB', { type: 1, message: 'x' }, 'bob', 0, 'bob'],
  ['deleteMessages', [{ messageID: 'x' }], 'bob', 0, {}],
  ['deleteAllMessage', 'bob', 0, {}],
  ['deleteAllConversationMessages', {}],
  ['deleteConversation', 'bob', 0, {}],
  ['deleteAllConversations', {}],
];

/** Asked of the backend. */
const REMOTE: readonly (readonly [string, ...unknown[]])[] = [
  ['queryUsersInfo', ['bob'], {}],
  ['updateUserName', 'Alice'],
  ['updateUserAvatarUrl', ''],
  ['updateUserExtendedData', ''],
  ['queryGroupInfo', 'g'],
  ['queryGroupMemberList', 'g', { count: 10 }],
  ['inviteUsersIntoGroup', ['bob'], 'g'],
  ['dismissGroup', 'g'],
  ['callInvite', ['bob'], {}],
  ['callCancel', ['bob'], 'c', {}],
  ['callAccept', 'c', {}],
  ['callReject', 'c', {}],
  ['callingInvite', ['bob'], 'c', {}],
  ['callJoin', 'c', {}],
  ['callQuit', 'c', {}],
  ['callEnd', 'c', {}],
];

/** Asked of the backend about a room. */
const OF_A_ROOM: readonly (readonly [string, ...unknown[]])[] = [
  ['setRoomAttributes', { a: 'x' }, 'r', {}],
  ['deleteRoomAttributes', ['a'], 'r', {}],
  ['queryRoomAllAttributes', 'r'],
  ['setRoomMembersAttributes', { a: 'x' }, ['bob'], 'r', {}],
  ['queryRoomMembersAttributes', ['bob'], 'r'],
  ['queryRoomMemberAttributesList', 'r', { count: 10, nextFlag: '' }],
];

function loggedIn(store: boolean): ClientDriver {
  const client = new ClientDriver({ config: { store } });
  client.logIn();
  return client;
}

describe('the calls of whole apps', () => {
  it('are calls of the SDK, and can be made by scripts', () => {
    for (const [name] of [...LOCAL, ...REMOTE, ...OF_A_ROOM]) {
      expect(SDK_METHOD_NAMES).toContain(name);
      expect(MODELLED_CALLS).toContain(name);
    }
  });

  it.each([true, false])('answer from the device, with and without a network (store: %s)', (store) => {
    const client = loggedIn(store);
    client.call('setConversationDraft', '', 'bob', 0);
    for (const [name, ...args] of LOCAL)
      expect(client.result(name, ...args), name).toMatchObject({ ok: true });
    expect(client.sent()).toEqual([]);
    client.close();
    client.call('setConversationDraft', '', 'bob', 0);
    for (const [name, ...args] of LOCAL.filter(([name]) => name !== 'updateConversationPinnedState'))
      expect(client.result(name, ...args), name).toMatchObject({ ok: true });
    expect(client.result('updateConversationPinnedState', true, 'bob', 0)).toMatchObject({ code: 6000104 });
  });

  it('ask the backend, and need a network for it', () => {
    const client = loggedIn(false);
    client.enter('r');
    for (const [name, ...args] of [...REMOTE, ...OF_A_ROOM]) {
      const call = client.call(name, ...args);
      client.answer('service', { kind: 'service', value: { name } });
      expect(client.settled.get(call), name).toEqual({ ok: true, value: { name } });
    }
    client.close();
    for (const [name, ...args] of REMOTE) {
      expect(client.result(name, ...args), name).toMatchObject({ ok: false, code: 6000104 });
    }
    for (const [name, ...args] of OF_A_ROOM) {
      expect(client.result(name, ...args), name).toMatchObject({ ok: false, code: 6000326 });
    }
  });

  it('say 6000104 in a session that never had a network, and 6000321 about rooms', () => {
    const client = new ClientDriver();
    client.logInOffline();
    for (const [name, ...args] of REMOTE) {
      expect(client.result(name, ...args), name).toMatchObject({
        code: 6000104,
        message: expect.stringMatching(/^(\/?\w+(\/\w+)?: )?Network error\.$/),
      });
    }
    for (const [name, ...args] of OF_A_ROOM) {
      expect(client.result(name, ...args), name).toMatchObject({ code: 6000321 });
    }
  });

  it('say 6000121 without a session', () => {
    const client = new ClientDriver();
    for (const [name, ...args] of [...LOCAL, ...REMOTE, ...OF_A_ROOM]) {
      expect(client.result(name, ...args), name).toMatchObject({ code: 6000121 });
    }
  });

  it('fail with the session, and with 6000105 when nobody answers', () => {
    const client = loggedIn(false);
    const over = client.call('queryGroupList');
    client.call('logout');
    expect(client.settled.get(over)).toMatchObject({ code: 6000121 });
    const other = new ClientDriver({ params: { heartbeatIntervalMs: 60_000 } });
    other.logIn();
    const late = other.call('queryGroupList');
    other.advance(10_000);
    expect(other.settled.get(late)).toMatchObject({ code: 6000105 });
  });
});
