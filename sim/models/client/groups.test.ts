import { describe, expect, it } from 'vitest';
import { ClientDriver } from './driver.test-support.js';

function loggedIn(): ClientDriver {
  const client = new ClientDriver();
  client.logIn();
  return client;
}

const GROUP = { kind: 'group', groupID: 'g', groupName: 'G', userIDs: ['alice', 'bob'] } as const;
const BASE_INFO = { groupID: 'g', groupName: 'G', groupAvatarUrl: '' };

describe('groups', () => {
  it.each([
    ['createGroup', [{ groupID: 'g', groupName: 'G' }, ['bob']], 1, 1],
    ['joinGroup', ['g'], 1, 3],
    ['leaveGroup', ['g'], 0, 5],
  ] as const)('%s asks the backend, tells the group’s state, and resolves', (name, args, state, event) => {
    const client = loggedIn();
    const call = client.call(name, ...args);
    expect(client.sent()).toMatchObject([{ kind: name, groupID: 'g' }]);
    expect(client.told()).toEqual([]);
    client.answer(name, GROUP);
    const [line = ''] = client.told();
    expect(JSON.parse(line.slice('groupStateChanged '.length))).toMatchObject({
      state,
      event,
      groupInfo: { baseInfo: BASE_INFO },
    });
    expect(client.settled.get(call)).toMatchObject({ ok: true });
  });

  it('that the backend refuses give its error and no event', () => {
    const client = loggedIn();
    const call = client.call('joinGroup', 'g');
    client.refuse('joinGroup', 6000502);
    expect(client.settled.get(call)).toMatchObject({ ok: false, code: 6000502 });
    expect(client.told()).toEqual([]);
  });

  it('may be created without an ID, which the backend then gives', () => {
    const client = loggedIn();
    client.call('createGroup', { groupID: '', groupName: 'G' }, []);
    client.answer('createGroup', { ...GROUP, groupID: '#1' });
    expect(client.told()[0]).toContain('"groupID":"#1"');
  });

  it.each([
    ['joinGroup', [''], 'groupID'],
    ['joinGroup', [7], 'groupID'],
    ['leaveGroup', [], 'groupID'],
    ['createGroup', [null], 'groupID'],
    ['createGroup', [{ groupID: 'g' }, 5], 'userIDs'],
    ['createGroup', [{ groupID: 'g' }, 'bob'], 'userIDs'],
  ])('%s(%j) is refused with 6000001, which names %s', (name, args, param) => {
    expect(loggedIn().result(name, ...args)).toMatchObject({
      code: 6000001,
      message: expect.stringContaining(param),
    });
  });

  it('need the network', () => {
    const client = loggedIn();
    client.close();
    for (const [name, ...args] of [
      ['joinGroup', 'g'],
      ['leaveGroup', 'g'],
      ['createGroup', { groupID: 'g' }, []],
    ]) {
      expect(client.result(name as string, ...args)).toMatchObject({ code: 6000104 });
    }
  });

  it('fail with the connection, and with 6000105 when nobody answers', () => {
    const client = loggedIn();
    const lost = client.call('joinGroup', 'g');
    client.close();
    expect(client.settled.get(lost)).toMatchObject({ code: 6000104 });
    const other = new ClientDriver({ params: { heartbeatIntervalMs: 60_000 } });
    other.logIn();
    const late = other.call('joinGroup', 'g');
    other.advance(10_000);
    expect(other.settled.get(late)).toMatchObject({ code: 6000105 });
  });

  it('tell who comes and goes', () => {
    const client = loggedIn();
    client.hear({ kind: 'groupMember', groupID: 'g', state: 1, event: 1, userIDs: ['bob'] });
    expect(client.told()).toEqual([
      `groupMemberStateChanged ${JSON.stringify({ groupID: 'g', state: 1, event: 1, userList: [{ userID: 'bob' }] })}`,
    ]);
  });
});
