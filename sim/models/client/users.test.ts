import { describe, expect, it } from 'vitest';
import { ClientDriver } from './driver.test-support.js';

function loggedIn(): ClientDriver {
  const client = new ClientDriver();
  client.logIn();
  return client;
}

describe('users', () => {
  it.each([
    ['queryUsersInfo', [['bob'], { isQueryFromServer: true }], { userList: [], errorUserList: [] }],
    ['updateUserName', ['Alice'], { userName: 'Alice' }],
    ['updateUserAvatarUrl', ['https://example.org/a.png'], { userAvatarUrl: 'https://example.org/a.png' }],
    ['updateUserExtendedData', ['{}'], { extendedData: '{}' }],
    ['querySelfUserInfo', [], { selfUserInfo: {} }],
  ] as const)('%s asks the backend and resolves with what it says', (name, args, value) => {
    const client = loggedIn();
    const call = client.call(name, ...args);
    expect(client.sent()).toMatchObject([{ kind: 'service', name, args }]);
    client.answer('service', { kind: 'service', value });
    expect(client.settled.get(call)).toEqual({ ok: true, value });
  });

  it('that are asked for need the network; oneself does not', () => {
    const client = loggedIn();
    client.call('updateUserName', 'Alice');
    client.answer('service', { kind: 'service', value: { userName: 'Alice' } });
    client.close();
    const refusal = { ok: false, code: 6000104, message: 'Network error.' };
    expect(client.result('queryUsersInfo', ['bob'], {})).toEqual(refusal);
    expect(client.result('updateUserName', 'x')).toMatchObject({ code: 6000104 });
    expect(client.result('querySelfUserInfo')).toMatchObject({
      ok: true,
      value: { selfUserInfo: { userFullInfo: { baseInfo: { userID: 'alice', userName: 'Alice' } } } },
    });
  });

  it('keep a new name in later logins', () => {
    const client = loggedIn();
    client.call('updateUserName', 'Alice');
    client.answer('service', { kind: 'service', value: { userName: 'Alice' } });
    client.close();
    client.advance(2000);
    client.open();
    expect(client.sent().at(-1)).toMatchObject({ kind: 'login', userName: 'Alice' });
  });

  it.each([
    ['queryUsersInfo', [[]], 'userIDs'],
    ['queryUsersInfo', ['bob'], 'userIDs'],
    ['updateUserName', [''], 'userName'],
    ['updateUserAvatarUrl', [1], 'userAvatarUrl'],
    ['updateUserExtendedData', [], 'extendedData'],
  ] as const)('%s(%j) is refused with 6000001, which names %s', (name, args, param) => {
    expect(loggedIn().result(name, ...args)).toMatchObject({
      code: 6000001,
      message: expect.stringContaining(param.split('.').at(-1) ?? ''),
    });
  });

  it('that the backend refuses to tell of give its error', () => {
    const client = loggedIn();
    const call = client.call('queryUsersInfo', ['bob'], {});
    client.refuse('service', 6000012);
    expect(client.settled.get(call)).toMatchObject({ ok: false, code: 6000012 });
  });
});
