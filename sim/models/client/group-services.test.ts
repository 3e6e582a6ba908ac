import { describe, expect, it } from 'vitest';
import { ClientDriver } from './driver.test-support.js';
import { expectService } from './service.test-support.js';

function loggedIn(): ClientDriver {
  const client = new ClientDriver();
  client.logIn();
  return client;
}

const CALLS: readonly (readonly [string, readonly unknown[]])[] = [
  ['queryGroupInfo', ['g']],
  ['queryGroupMemberList', ['g', { nextFlag: 0, count: 10 }]],
  ['inviteUsersIntoGroup', [['bob'], 'g']],
  ['dismissGroup', ['g']],
];

describe('questions about groups', () => {
  it.each(CALLS)('%s(%j) asks the backend, resolves with its answer, and needs the network', (name, args) => {
    expectService(loggedIn(), { name, args, value: { groupID: 'g' } });
  });

  it('asks for all groups, and without a network answers from what is known', () => {
    const client = loggedIn();
    client.call('queryGroupList');
    expect(client.sent()).toMatchObject([{ kind: 'service', name: 'queryGroupList', args: [] }]);
    client.close();
    expect(client.result('queryGroupList')).toEqual({ ok: true, value: { groupList: [] } });
  });

  it.each([
    ['queryGroupList', [0], 'count'],
    ['queryGroupInfo', [''], 'groupID'],
    ['queryGroupMemberList', ['g', {}], 'config.count'],
    ['queryGroupMemberList', [1, { count: 1 }], 'groupID'],
    ['inviteUsersIntoGroup', [[], 'g'], 'userIDs'],
    ['inviteUsersIntoGroup', [['bob'], ''], 'groupID'],
    ['dismissGroup', [], 'groupID'],
  ] as const)('%s(%j) is refused with 6000001, which names %s', (name, args, param) => {
    expect(loggedIn().result(name, ...args)).toMatchObject({
      code: 6000001,
      message: expect.stringContaining(param.split('.').at(-1) ?? ''),
    });
  });
});
