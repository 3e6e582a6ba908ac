import { describe, expect, it } from 'vitest';
import { EPOCH_MS } from '../model.js';
import { ServerDriver } from './driver.test-support.js';

class Groups extends ServerDriver {
  readonly alice = this.login('alice');
  readonly bob = this.login('bob');

  constructor(registeredUsers?: readonly string[]) {
    super(registeredUsers === undefined ? {} : { registeredUsers });
    this.result(this.alice, { kind: 'createGroup', groupID: 'g', groupName: 'Group', userIDs: ['bob'] });
    this.heard(this.bob);
  }

  serve(connection: number, name: string, ...args: readonly unknown[]): unknown {
    const result = this.result(connection, { kind: 'service', name, args });
    return typeof result === 'object' && result !== null ? (result as { value?: unknown }).value : result;
  }
}

const BASE_INFO = { groupID: 'g', groupName: 'Group', groupAvatarUrl: '' };

describe('groups', () => {
  it('are listed for their members, all or by pages', () => {
    const groups = new Groups();
    groups.result(groups.alice, { kind: 'createGroup', groupID: 'h', groupName: 'H', userIDs: [] });
    expect(groups.serve(groups.bob, 'queryGroupList')).toEqual({
      groupList: [{ baseInfo: BASE_INFO, groupAlias: '', notificationStatus: 1 }],
      nextFlag: 0,
    });
    expect(groups.serve(groups.alice, 'queryGroupList', 1, { nextFlag: 0 })).toMatchObject({
      groupList: [{ baseInfo: { groupID: 'g' } }],
      nextFlag: 1,
    });
    expect(groups.serve(groups.alice, 'queryGroupList', 1, { nextFlag: 1 })).toMatchObject({
      groupList: [{ baseInfo: { groupID: 'h' } }],
      nextFlag: 0,
    });
  });

  it('are described', () => {
    const groups = new Groups();
    expect(groups.serve(groups.bob, 'queryGroupInfo', 'g')).toMatchObject({
      groupInfo: { baseInfo: BASE_INFO, createTime: EPOCH_MS, groupAttributes: {}, mutedInfo: { mode: 0 } },
    });
    expect(groups.serve(groups.bob, 'queryGroupInfo', 'none')).toBe(6000523);
  });

  it('list their members, with roles and how they came in', () => {
    const groups = new Groups();
    expect(groups.serve(groups.bob, 'queryGroupMemberList', 'g', { nextFlag: 0, count: 10 })).toMatchObject({
      groupID: 'g',
      userList: [
        { userID: 'alice', userName: 'ALICE', memberRole: 1, groupEnterInfo: { enterType: 1 } },
        { userID: 'bob', userName: 'BOB', memberRole: 3, groupEnterInfo: { enterType: 4 } },
      ],
      nextFlag: 0,
    });
    const carol = groups.login('carol');
    expect(groups.serve(carol, 'queryGroupMemberList', 'g', { count: 1 })).toBe(6000521);
  });

  it('take in whom a member invites', () => {
    const groups = new Groups(['alice', 'bob', 'carol']);
    const carol = groups.login('carol');
    expect(groups.serve(groups.bob, 'inviteUsersIntoGroup', ['carol', 'alice', 'dave'], 'g')).toMatchObject({
      groupID: 'g',
      userList: [{ userID: 'carol', groupEnterInfo: { enterType: 4 } }],
      errorUserList: [
        { userID: 'alice', reason: 6000522 },
        { userID: 'dave', reason: 6000011 },
      ],
    });
    expect(groups.heard(carol)).toMatchObject([
      {
        kind: 'push',
        event: 'groupStateChanged',
        data: { state: 1, event: 4, operatedInfo: { userID: 'bob' }, groupInfo: { baseInfo: BASE_INFO } },
      },
      { kind: 'groupMember', state: 1, event: 5, userIDs: ['carol'] },
    ]);
    expect(groups.heard(groups.alice)).toMatchObject([{ kind: 'groupMember', userIDs: ['carol'] }]);
    expect(groups.chat(carol, { conversationID: 'g', conversationType: 2 })).toMatchObject({
      kind: 'accepted',
    });
  });

  it('are dismissed by their owner', () => {
    const groups = new Groups();
    expect(groups.serve(groups.bob, 'dismissGroup', 'g')).toBe(6000541);
    expect(groups.serve(groups.alice, 'dismissGroup', 'g')).toEqual({ groupID: 'g' });
    const dismissed = { kind: 'push', event: 'groupStateChanged', data: { state: 0, event: 2 } };
    expect(groups.heard(groups.alice)).toMatchObject([dismissed]);
    expect(groups.heard(groups.bob)).toMatchObject([dismissed]);
    expect(groups.serve(groups.alice, 'dismissGroup', 'g')).toBe(6000523);
  });

  it('are owned by the next member when the owner leaves', () => {
    const groups = new Groups();
    groups.result(groups.alice, { kind: 'leaveGroup', groupID: 'g' });
    expect(groups.serve(groups.alice, 'dismissGroup', 'g')).toBe(6000521);
    expect(groups.serve(groups.bob, 'dismissGroup', 'g')).toEqual({ groupID: 'g' });
  });
});
