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

  set(connection: number, attributes: Record<string, string>, config: Record<string, boolean> = {}): unknown {
    return this.serve(connection, 'setRoomAttributes', attributes, 'r', config);
  }

  get all(): unknown {
    const value = this.serve(this.bob, 'queryRoomAllAttributes', 'r');
    return (value as { roomAttributes?: unknown }).roomAttributes ?? value;
  }
}

const updated = (action: number, roomAttributes: Record<string, string>) => ({
  kind: 'push',
  event: 'roomAttributesUpdated',
  data: { roomID: 'r', infos: [{ action, roomAttributes }] },
});

describe('the attributes of a room', () => {
  it('are set, told to the members, and queried', () => {
    const rooms = new Rooms();
    expect(rooms.set(rooms.alice, { seat: 'alice' })).toEqual({ roomID: 'r', errorKeys: [] });
    expect(rooms.heard(rooms.bob)).toEqual([updated(0, { seat: 'alice' })]);
    expect(rooms.heard(rooms.alice)).toEqual([updated(0, { seat: 'alice' })]);
    expect(rooms.all).toEqual({ seat: 'alice' });
  });

  it('belong to who set them: others need force, and may become the owner', () => {
    const rooms = new Rooms();
    rooms.set(rooms.alice, { seat: 'alice' });
    expect(rooms.set(rooms.bob, { seat: 'bob' })).toBe(6000331);
    expect(rooms.set(rooms.bob, { seat: 'bob', hand: 'up' })).toEqual({ roomID: 'r', errorKeys: ['seat'] });
    expect(rooms.set(rooms.bob, { seat: 'bob' }, { isForce: true })).toMatchObject({ errorKeys: [] });
    expect(rooms.set(rooms.bob, { seat: 'bob' })).toBe(6000331);
    rooms.set(rooms.bob, { seat: 'bob' }, { isForce: true, isUpdateOwner: true });
    expect(rooms.set(rooms.bob, { seat: 'again' })).toMatchObject({ errorKeys: [] });
  });

  it('are deleted by their owner, or by force', () => {
    const rooms = new Rooms();
    rooms.set(rooms.alice, { seat: 'alice', topic: 'x' });
    rooms.heard(rooms.bob);
    expect(rooms.serve(rooms.bob, 'deleteRoomAttributes', ['seat'], 'r', {})).toBe(6000331);
    expect(rooms.serve(rooms.alice, 'deleteRoomAttributes', ['seat', 'none'], 'r', {})).toEqual({
      roomID: 'r',
      errorKeys: ['none'],
    });
    expect(rooms.heard(rooms.bob)).toEqual([updated(1, { seat: 'alice' })]);
    rooms.serve(rooms.bob, 'deleteRoomAttributes', ['topic'], 'r', { isForce: true });
    expect(rooms.all).toEqual({});
  });

  it('go with an owner who leaves, if they were set so', () => {
    const rooms = new Rooms();
    rooms.set(rooms.alice, { seat: 'alice' }, { isDeleteAfterOwnerLeft: true });
    rooms.set(rooms.alice, { topic: 'x' });
    rooms.heard(rooms.bob);
    rooms.result(rooms.alice, { kind: 'leaveRoom', roomID: 'r' });
    expect(rooms.heard(rooms.bob)).toMatchObject([{ kind: 'roomMemberLeft' }, updated(1, { seat: 'alice' })]);
    expect(rooms.all).toEqual({ topic: 'x' });
  });

  it('stay while their owner is only away, and go when the membership runs out', () => {
    const rooms = new Rooms();
    rooms.set(rooms.alice, { seat: 'alice' }, { isDeleteAfterOwnerLeft: true });
    rooms.cut(rooms.alice);
    expect(rooms.all).toEqual({ seat: 'alice' });
    for (let i = 0; i < 4; i++) {
      rooms.advance(10_000);
      rooms.beat(rooms.bob);
    }
    expect(rooms.all).toEqual({});
  });

  it('vanish with the room', () => {
    const rooms = new Rooms();
    rooms.set(rooms.alice, { topic: 'x' });
    for (const user of [rooms.alice, rooms.bob]) rooms.result(user, { kind: 'leaveRoom', roomID: 'r' });
    expect(rooms.state.roomAttributes.size).toBe(0);
    rooms.enter(rooms.bob, 'r');
    expect(rooms.all).toEqual({});
    rooms.set(rooms.bob, { topic: 'y' });
    rooms.admin({ kind: 'deleteRoom', roomID: 'r' });
    expect(rooms.state.roomAttributes.size).toBe(0);
  });

  it('are changed as a batch, which is one event', () => {
    const rooms = new Rooms();
    rooms.set(rooms.alice, { topic: 'x' });
    rooms.heard(rooms.bob);
    const operations = [
      { kind: 'set', attributes: { seat: 'alice' } },
      { kind: 'delete', keys: ['topic'] },
    ];
    expect(rooms.serve(rooms.alice, 'endRoomAttributesBatchOperation', operations, 'r', {})).toEqual({
      roomID: 'r',
    });
    expect(rooms.heard(rooms.bob)).toEqual([
      {
        kind: 'push',
        event: 'roomAttributesBatchUpdated',
        data: {
          roomID: 'r',
          infos: [
            { action: 0, roomAttributes: { seat: 'alice' } },
            { action: 1, roomAttributes: { topic: 'x' } },
          ],
        },
      },
    ]);
    expect(rooms.all).toEqual({ seat: 'alice' });
  });

  it('can be given with a new room', () => {
    const rooms = new Rooms();
    const more = { roomName: '', roomDestroyDelayTime: 0, roomAttributes: { topic: 'x' } };
    rooms.result(rooms.alice, { kind: 'createRoom', roomID: 'n', ...more });
    expect(rooms.serve(rooms.alice, 'queryRoomAllAttributes', 'n')).toEqual({
      roomID: 'n',
      roomAttributes: { topic: 'x' },
    });
  });

  it.each([
    [Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`k${i}`, ''])), 6000334],
    [{ ['k'.repeat(17)]: '' }, 6000335],
    [{ k: 'v'.repeat(1025) }, 6000336],
    [Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`k${i}`, 'v'.repeat(1000)])), 6000337],
  ])('have limits (%#)', (attributes, code) => {
    const rooms = new Rooms();
    expect(rooms.set(rooms.alice, attributes)).toBe(code);
    expect(rooms.all).toEqual({});
  });

  it('are for members only', () => {
    const rooms = new Rooms();
    const carol = rooms.login('carol');
    expect(rooms.set(carol, { seat: 'carol' })).toBe(6000321);
    expect(rooms.serve(carol, 'queryRoomAllAttributes', 'r')).toBe(6000321);
    expect(rooms.serve(carol, 'endRoomAttributesBatchOperation', [], 'r', {})).toBe(6000321);
    expect(rooms.serve(carol, 'noSuchService')).toBe(6000013);
  });
});
