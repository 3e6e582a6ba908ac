import { describe, expect, it } from 'vitest';
import { ServerDriver } from './driver.test-support.js';

class Users extends ServerDriver {
  serve(connection: number, name: string, ...args: readonly unknown[]): unknown {
    return (this.result(connection, { kind: 'service', name, args }) as { value?: unknown }).value;
  }
}

const infoOf = (userID: string, userName: string, userAvatarUrl: string, extendedData: string) => ({
  baseInfo: { userID, userName, userAvatarUrl, userExtendedData: extendedData },
  userAvatarUrl,
  extendedData,
});

describe('users', () => {
  it('are known once they have logged in', () => {
    const users = new Users();
    const alice = users.login('alice');
    users.cut(users.login('bob'));
    users.chat(alice, { conversationID: 'carol' });
    expect(users.serve(alice, 'queryUsersInfo', ['bob', 'carol'], {})).toEqual({
      userList: [infoOf('bob', 'BOB', '', '')],
      errorUserList: [{ userID: 'carol', reason: 6000011 }],
    });
  });

  it('change what is known of them, and their other devices hear it', () => {
    const users = new Users({}, { maxDevicesPerUser: 2 });
    const phone = users.login('alice');
    const desk = users.login('alice', { deviceID: 'alice-2' });
    const bob = users.login('bob');
    expect(users.serve(phone, 'updateUserName', 'Alice')).toEqual({ userName: 'Alice' });
    expect(users.serve(phone, 'updateUserAvatarUrl', 'a.png')).toEqual({ userAvatarUrl: 'a.png' });
    expect(users.serve(phone, 'updateUserExtendedData', '{}')).toEqual({ extendedData: '{}' });
    const info = infoOf('alice', 'Alice', 'a.png', '{}');
    expect(users.heard(desk).at(-1)).toEqual({ kind: 'push', event: 'userInfoUpdated', data: { info } });
    expect([users.heard(phone), users.heard(bob)]).toEqual([[], []]);
    expect(users.serve(bob, 'queryUsersInfo', ['alice'], {})).toMatchObject({ userList: [info] });
    expect(users.serve(desk, 'querySelfUserInfo')).toMatchObject({ selfUserInfo: { userFullInfo: info } });
  });

  it('keep their name when they log in without one', () => {
    const users = new Users();
    users.serve(users.login('alice'), 'updateUserName', 'Alice');
    const again = users.login('alice', { userName: '' });
    expect(users.serve(again, 'queryUsersInfo', ['alice'], {})).toMatchObject({
      userList: [{ baseInfo: { userName: 'Alice' } }],
    });
  });
});
