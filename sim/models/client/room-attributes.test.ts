import { describe, expect, it } from 'vitest';
import { ClientDriver } from './driver.test-support.js';

function inRoom(): ClientDriver {
  const client = new ClientDriver();
  client.logIn();
  client.enter('r');
  return client;
}

const CONFIG = { isForce: true, isDeleteAfterOwnerLeft: false, isUpdateOwner: false };
const CALLS = [
  ['setRoomAttributes', { seat: 'alice' }, 'r', CONFIG],
  ['deleteRoomAttributes', ['seat'], 'r', CONFIG],
  ['queryRoomAllAttributes', 'r'],
  ['setRoomMembersAttributes', { level: '3' }, ['bob'], 'r', {}],
  ['queryRoomMembersAttributes', ['bob'], 'r'],
  ['queryRoomMemberAttributesList', 'r', { count: 10, nextFlag: '' }],
  ['endRoomAttributesBatchOperation', 'r'],
] as const;

describe('room attributes', () => {
  it.each(CALLS.slice(0, -1))('%s asks the backend and resolves with what it says', (name, ...args) => {
    const client = inRoom();
    const call = client.call(name, ...args);
    expect(client.sent()).toMatchObject([{ kind: 'service', name, args }]);
    client.answer('service', { kind: 'service', value: { roomID: 'r', errorKeys: [] } });
    expect(client.settled.get(call)).toEqual({ ok: true, value: { roomID: 'r', errorKeys: [] } });
  });

  it.each(CALLS)('%s fails with 6000321 outside of the room, with and without a network', (name, ...args) => {
    const client = new ClientDriver();
    client.logIn();
    expect(client.result(name, ...args)).toMatchObject({ code: 6000321 });
    client.close();
    expect(client.result(name, ...args)).toMatchObject({ code: 6000321 });
  });

  it.each(CALLS)('%s fails with 6000326 while the room is connecting', (name, ...args) => {
    const client = inRoom();
    client.close();
    expect(client.result(name, ...args)).toMatchObject({ code: 6000326 });
  });

  it.each([
    ['setRoomAttributes', [{}, 'r'], 'roomAttributes'],
    ['setRoomAttributes', [{ seat: 1 }, 'r'], 'roomAttributes'],
    ['setRoomAttributes', [['x'], 'r'], 'roomAttributes'],
    ['deleteRoomAttributes', [[], 'r'], 'keys'],
    ['deleteRoomAttributes', ['seat', 'r'], 'keys'],
    ['queryRoomAllAttributes', [''], 'roomID'],
    ['setRoomMembersAttributes', [{ a: 1 }, ['bob'], 'r'], 'attributes'],
    ['setRoomMembersAttributes', [{ a: '1' }, [], 'r'], 'userIDs'],
    ['setRoomMembersAttributes', [{ a: '1' }, ['bob']], 'roomID'],
    ['queryRoomMembersAttributes', ['bob', 'r'], 'userIDs'],
    ['queryRoomMemberAttributesList', ['r', { nextFlag: '' }], 'config.count'],
  ] as const)('%s(%j) is refused with 6000001, which names %s', (name, args, param) => {
    expect(inRoom().result(name, ...args)).toMatchObject({
      code: 6000001,
      message: expect.stringContaining(param.split('.').at(-1) ?? ''),
    });
  });

  it('are changed in one go at the end of a batch', () => {
    const client = inRoom();
    expect(client.result('beginRoomAttributesBatchOperation', 'r', CONFIG)).toEqual({
      ok: true,
      value: undefined,
    });
    const done = { ok: true, value: { roomID: 'r', errorKeys: [] } };
    expect(client.result('setRoomAttributes', { seat: 'alice' }, 'r', {})).toEqual(done);
    expect(client.result('deleteRoomAttributes', ['topic'], 'r', {})).toEqual(done);
    expect(client.sent()).toEqual([]);
    const end = client.call('endRoomAttributesBatchOperation', 'r');
    expect(client.sent()).toMatchObject([
      {
        name: 'endRoomAttributesBatchOperation',
        args: [
          [
            { kind: 'set', attributes: { seat: 'alice' } },
            { kind: 'delete', keys: ['topic'] },
          ],
          'r',
          CONFIG,
        ],
      },
    ]);
    client.answer('service', { kind: 'service', value: { roomID: 'r' } });
    expect(client.settled.get(end)).toEqual({ ok: true, value: { roomID: 'r' } });
    expect(client.result('setRoomAttributes', { seat: 'bob' }, 'r', {})).toBe('pending');
  });

  it('have no batch in a room that one is not in, and an empty one fails', () => {
    const client = inRoom();
    expect(client.result('beginRoomAttributesBatchOperation', 'x', CONFIG)).toEqual({
      ok: true,
      value: undefined,
    });
    expect(client.result('endRoomAttributesBatchOperation', 'r')).toMatchObject({ code: 6000331 });
  });

  it('are told as the backend tells them', () => {
    const client = inRoom();
    client.hear({ kind: 'push', event: 'roomAttributesUpdated', data: { roomID: 'r', infos: [] } });
    expect(client.told()).toEqual(['roomAttributesUpdated {"roomID":"r","infos":[]}']);
  });

  it('can be given with a new room', () => {
    const client = new ClientDriver();
    client.logIn();
    client.call('createRoom', { roomID: 'r', roomName: '' }, { roomAttributes: { topic: 'x' } });
    expect(client.sent()).toMatchObject([{ kind: 'createRoom', roomAttributes: { topic: 'x' } }]);
  });
});
