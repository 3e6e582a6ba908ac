import { describe, expect, it } from 'vitest';
import { ServerDriver } from './driver.test-support.js';

const create = (groupID: string, userIDs: readonly string[]) =>
  ({ kind: 'createGroup', groupID, groupName: 'Group', userIDs }) as const;

describe('a group', () => {
  it('is made of its creator and the users named', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    const bob = server.login('bob');
    expect(server.result(alice, create('g', ['bob', 'carol']))).toEqual({
      kind: 'group',
      groupID: 'g',
      groupName: 'Group',
      userIDs: ['alice', 'bob', 'carol'],
    });
    const invited = { kind: 'groupMember', groupID: 'g', state: 1, event: 5, userIDs: ['bob', 'carol'] };
    expect(server.heard(bob)).toEqual([invited]);
    expect(server.heard(alice)).toEqual([]);
  });

  it('leaves out users that are not registered', () => {
    const server = new ServerDriver({ registeredUsers: ['alice', 'bob'] });
    const answer = server.result(server.login('alice'), create('g', ['bob', 'carol']));
    expect(answer).toMatchObject({ userIDs: ['alice', 'bob'] });
  });

  it('cannot be made twice', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    server.result(alice, create('g', []));
    expect(server.result(alice, create('g', []))).toBe(6000524);
  });

  it('gets an ID of its own when it is made without one', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    const ids = [1, 2].map(() => (server.result(alice, create('', [])) as { groupID: string }).groupID);
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain('');
  });

  it('is joined and left, and its members hear it', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    const bob = server.login('bob');
    server.result(alice, create('g', []));
    expect(server.result(bob, { kind: 'joinGroup', groupID: 'g' })).toMatchObject({
      userIDs: ['alice', 'bob'],
    });
    expect(server.result(bob, { kind: 'joinGroup', groupID: 'g' })).toBe(6000522);
    expect(server.result(bob, { kind: 'leaveGroup', groupID: 'g' })).toMatchObject({ userIDs: ['alice'] });
    expect(server.result(bob, { kind: 'leaveGroup', groupID: 'g' })).toBe(6000521);
    expect(server.heard(alice)).toEqual([
      { kind: 'groupMember', groupID: 'g', state: 1, event: 1, userIDs: ['bob'] },
      { kind: 'groupMember', groupID: 'g', state: 0, event: 2, userIDs: ['bob'] },
    ]);
    expect(server.heard(bob)).toEqual([]);
  });

  it('ends with its last member', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    server.result(alice, create('g', []));
    server.result(alice, { kind: 'leaveGroup', groupID: 'g' });
    expect(server.result(alice, { kind: 'joinGroup', groupID: 'g' })).toBe(6000523);
    expect(server.result(alice, { kind: 'leaveGroup', groupID: 'g' })).toBe(6000523);
  });

  it('outlives the sessions of its members', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    server.result(alice, create('g', []));
    server.say(alice, { kind: 'logout' });
    expect(server.result(server.login('alice'), { kind: 'joinGroup', groupID: 'g' })).toBe(6000522);
  });

  it('that is dismissed tells its members that all are out', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    server.result(alice, create('g', ['bob']));
    server.admin({ kind: 'dismissGroup', groupID: 'g' });
    expect(server.heard(alice)).toEqual([
      { kind: 'groupMember', groupID: 'g', state: 0, event: 4, userIDs: ['alice', 'bob'] },
    ]);
    expect(server.result(alice, { kind: 'joinGroup', groupID: 'g' })).toBe(6000523);
  });
});
