import { describe, expect, it } from 'vitest';
import { ServerDriver } from './driver.test-support.js';

class Rooms extends ServerDriver {
  readonly alice = this.login('alice');
  readonly bob = this.login('bob');

  constructor() {
    super();
    for (const user of [this.alice, this.bob]) this.enter(user, 'r');
    for (const user of [this.alice, this.bob]) this.heard(user);
  }

  serve(connection: number, name: string, ...args: readonly unknown[]): unknown {
    const result = this.result(connection, { kind: 'service', name, args });
    return typeof result === 'object' && result !== null ? (result as { value?: unknown }).value : result;
  }

  set(attributes: Record<string, string>, userIDs: readonly string[], config: object = {}): unknown {
    return this.serve(this.alice, 'setRoomMembersAttributes', attributes, userIDs, 'r', config);
  }

  list(config: object = { count: 100, nextFlag: '' }): unknown {
    return this.serve(this.bob, 'queryRoomMemberAttributesList', 'r', config);
  }
}

const info = (userID: string, attributes: Record<string, string>) => ({ userID, attributes });

describe('the attributes of members', () => {
  it('are set for all who are there, told to all of them, and queried', () => {
    const rooms = new Rooms();
    expect(rooms.set({ level: '3' }, ['bob', 'alice', 'bob', 'carol'])).toEqual({
      roomID: 'r',
      infos: [
        { attributesInfo: info('bob', { level: '3' }), errorKeys: [] },
        { attributesInfo: info('alice', { level: '3' }), errorKeys: [] },
      ],
      errorUserList: ['carol'],
    });
    const event = {
      kind: 'push',
      event: 'roomMemberAttributesUpdated',
      data: {
        roomID: 'r',
        infos: [
          { attributesInfo: info('bob', { level: '3' }) },
          { attributesInfo: info('alice', { level: '3' }) },
        ],
        operatedInfo: { userID: 'alice' },
      },
    };
    expect(rooms.heard(rooms.bob)).toEqual([event]);
    expect(rooms.heard(rooms.alice)).toEqual([event]);
    rooms.set({ mic: 'on' }, ['bob']);
    expect(rooms.serve(rooms.bob, 'queryRoomMembersAttributes', ['bob', 'carol'], 'r')).toEqual({
      roomID: 'r',
      infos: [info('bob', { level: '3', mic: 'on' })],
    });
  });

  it('change nothing for somebody who is not there, and nobody hears of it', () => {
    const rooms = new Rooms();
    expect(rooms.set({ level: '3' }, ['carol'])).toEqual({
      roomID: 'r',
      infos: [],
      errorUserList: ['carol'],
    });
    expect(rooms.heard(rooms.bob)).toEqual([]);
    expect(rooms.list()).toEqual({ roomID: 'r', infos: [], nextFlag: '' });
  });

  it('come in pages, also when somebody gets some in between', () => {
    const rooms = new Rooms();
    rooms.set({ a: '1' }, ['bob', 'alice']);
    const first = rooms.list({ count: 1, nextFlag: '' });
    expect(first).toEqual({ roomID: 'r', infos: [info('bob', { a: '1' })], nextFlag: 'bob' });
    const carol = rooms.login('carol');
    rooms.enter(carol, 'r');
    rooms.set({ a: '2' }, ['carol']);
    expect(rooms.list({ count: 2, nextFlag: 'bob' })).toEqual({
      roomID: 'r',
      infos: [info('alice', { a: '1' }), info('carol', { a: '2' })],
      nextFlag: '',
    });
  });

  it('go with a member who leaves, unless they are to stay; all go with the room', () => {
    const rooms = new Rooms();
    rooms.set({ level: '3' }, ['alice'], { isDeleteAfterOwnerLeft: false });
    rooms.set({ mic: 'on' }, ['alice']);
    rooms.set({ mic: 'on' }, ['bob']);
    rooms.result(rooms.alice, { kind: 'leaveRoom', roomID: 'r' });
    expect(rooms.list()).toMatchObject({
      infos: [info('alice', { level: '3' }), info('bob', { mic: 'on' })],
    });
    rooms.result(rooms.bob, { kind: 'leaveRoom', roomID: 'r' });
    rooms.enter(rooms.bob, 'r');
    expect(rooms.list()).toMatchObject({ infos: [] });
  });

  it('stay with a member whose connection breaks, and go when the membership runs out', () => {
    const rooms = new Rooms();
    rooms.set({ mic: 'on' }, ['bob', 'alice']);
    rooms.cut(rooms.alice);
    expect(rooms.list()).toMatchObject({ infos: [{ userID: 'bob' }, { userID: 'alice' }] });
    for (let passed = 0; passed < 200_000; passed += 10_000) {
      rooms.advance(10_000);
      rooms.beat(rooms.bob);
    }
    expect(rooms.list()).toMatchObject({ infos: [{ userID: 'bob' }] });
  });

  it.each([
    [{ keyislong: '' }, 6000352],
    [{ ключи: '' }, 6000352],
    [{ k: 'v'.repeat(65) }, 6000353],
    [{ a: 'v'.repeat(64), b: 'v'.repeat(64), c: 'v'.repeat(14) }, 6000351],
    [Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`k${i}`, ''])), 6000351],
  ])('have limits, and what is too much changes nobody (%#)', (attributes, code) => {
    const rooms = new Rooms();
    rooms.set({ level: '3' }, ['bob']);
    expect(rooms.set(attributes, ['alice', 'bob'])).toBe(code);
    expect(rooms.list()).toMatchObject({ infos: [info('bob', { level: '3' })] });
  });

  it('are for members only', () => {
    const rooms = new Rooms();
    const carol = rooms.login('carol');
    expect(rooms.serve(carol, 'setRoomMembersAttributes', { a: '' }, ['bob'], 'r', {})).toBe(6000321);
    expect(rooms.serve(carol, 'queryRoomMembersAttributes', ['bob'], 'r')).toBe(6000321);
    expect(rooms.serve(carol, 'queryRoomMemberAttributesList', 'r', { count: 1 })).toBe(6000321);
  });
});
