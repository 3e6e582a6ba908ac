import { describe, expect, it } from 'vitest';
import type { ServerMessage } from '../../zim/wire.js';
import { EPOCH_MS } from '../model.js';
import { ServerDriver } from './driver.test-support.js';

const DAY_MS = 86_400_000;
const TO_BOB = { conversationID: 'bob', conversationType: 0 };
const TO_ROOM = { conversationID: 'r', conversationType: 1 };
const TO_GROUP = { conversationID: 'g', conversationType: 2 };

/** The texts that a connection has been sent, with their numbers. */
function texts(messages: readonly ServerMessage[]): string[] {
  return messages.flatMap((sent) =>
    sent.kind === 'message'
      ? [`${sent.seq} ${sent.message.message}${sent.isOfflineMessage ? ' late' : ''}`]
      : [],
  );
}

/** What a login is sent, the syncFinished at the end left out. */
function waiting(server: ServerDriver, userID: string, more: object = {}): string[] {
  const connection = server.connect();
  server.tryLogin(connection, userID, more);
  const heard = server.heard(connection);
  expect(heard.at(-1)).toEqual({ kind: 'syncFinished' });
  return texts(heard);
}

describe('an accepted message', () => {
  it('has an ID, its sender and the time of the backend', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    server.advance(1234);
    const answer = server.chat(alice, { ...TO_BOB, senderUserID: 'mallory', localMessageID: 'x' });
    expect(answer).toMatchObject({
      kind: 'accepted',
      message: { localMessageID: 'x', senderUserID: 'alice', timestamp: EPOCH_MS + 1234, message: 'hello' },
    });
    const again = server.chat(alice, TO_BOB) as { message: { messageID: string } };
    expect(again.message.messageID).not.toBe((answer as typeof again).message.messageID);
  });

  it('that comes twice is answered alike and delivered once', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    const bob = server.login('bob');
    const first = server.chat(alice, { ...TO_BOB, localMessageID: 'x' });
    server.cut(alice);
    server.advance(10_000);
    const back = server.login('alice', { session: server.session(alice) });
    expect(server.chat(back, { ...TO_BOB, localMessageID: 'x' })).toEqual(first);
    expect(texts(server.heard(bob))).toEqual(['1 hello']);
  });

  it('is another one when another device or user gave it the same local ID', () => {
    const server = new ServerDriver({}, { maxDevicesPerUser: 2 });
    const bob = server.login('bob');
    for (const deviceID of ['a', 'b']) {
      server.chat(server.login('alice', { deviceID }), { ...TO_BOB, localMessageID: 'x' });
    }
    expect(texts(server.heard(bob))).toEqual(['1 hello', '2 hello']);
  });

  it('cannot be for a kind of conversation that does not exist', () => {
    const server = new ServerDriver();
    expect(server.chat(server.login('alice'), { conversationType: 3 })).toBe(6000001);
  });
});

describe('a message to a peer', () => {
  it('reaches every device of the receiver and the other devices of the sender', () => {
    const server = new ServerDriver({}, { maxDevicesPerUser: 2 });
    const [a, b] = ['a', 'b'].map((deviceID) => server.login('alice', { deviceID }));
    const [c, d] = ['c', 'd'].map((deviceID) => server.login('bob', { deviceID }));
    server.chat(a!, TO_BOB);
    expect([a, b, c, d].map((connection) => texts(server.heard(connection!)))).toEqual([
      [],
      ['1 hello'],
      ['1 hello'],
      ['1 hello'],
    ]);
  });

  it('waits for a receiver who is offline, in order, and is marked so', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    server.cut(server.login('bob'));
    for (const message of ['one', 'two']) server.chat(alice, { ...TO_BOB, message });
    expect(waiting(server, 'bob')).toEqual(['1 one late', '2 two late']);
  });

  it('is sent again after each login until it is acknowledged', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    const bob = server.login('bob');
    for (const message of ['one', 'two', 'three']) server.chat(alice, { ...TO_BOB, message });
    expect(waiting(server, 'bob')).toEqual(['1 one late', '2 two late', '3 three late']);
    expect(waiting(server, 'bob', { receivedSeq: 1 })).toEqual(['2 two late', '3 three late']);
    server.beat(server.login('bob', { session: server.session(bob), receivedSeq: 1 }), 2);
    expect(waiting(server, 'bob', { receivedSeq: 2 })).toEqual(['3 three late']);
    expect(waiting(server, 'bob', { receivedSeq: 3 })).toEqual([]);
  });

  it('waits for the first device of a user who never logged in', () => {
    const server = new ServerDriver();
    server.chat(server.login('alice'), TO_BOB);
    expect(waiting(server, 'bob', { deviceID: 'first' })).toEqual(['1 hello late']);
    expect(waiting(server, 'bob', { deviceID: 'second' })).toEqual([]);
  });

  it('is kept for 7 days', () => {
    for (const [days, kept] of [
      [7, ['1 hello late']],
      [7.01, []],
    ] as const) {
      const server = new ServerDriver();
      server.cut(server.login('bob'));
      server.chat(server.login('alice'), TO_BOB);
      server.advance(Math.round(days * DAY_MS));
      expect(waiting(server, 'bob')).toEqual(kept);
    }
  });

  it('is refused when there is no such user', () => {
    const server = new ServerDriver({ registeredUsers: ['alice'] });
    expect(server.chat(server.login('alice'), TO_BOB)).toBe(6000204);
  });
});

describe('a message to a room', () => {
  it('reaches the members who are online, not the sender, and is not kept', () => {
    const server = new ServerDriver();
    const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((userID) => {
      const connection = server.login(userID);
      server.enter(connection, 'r');
      return connection;
    });
    server.cut(carol!);
    server.heard(alice!);
    server.heard(bob!);
    expect(server.chat(alice!, TO_ROOM)).toMatchObject({ kind: 'accepted' });
    expect(server.heard(alice!)).toEqual([]);
    expect(texts(server.heard(bob!))).toEqual(['0 hello']);
    const back = server.login('carol', { session: server.session(carol!), rooms: ['r'] });
    server.resume(back, 'r');
    expect(texts(server.heard(back))).toEqual([]);
  });

  it('is refused with 6000203 when the sender is not a member', () => {
    const server = new ServerDriver();
    server.enter(server.login('alice'), 'r');
    const bob = server.login('bob');
    expect(server.chat(bob, TO_ROOM)).toBe(6000203);
    expect(server.chat(bob, { ...TO_ROOM, conversationID: 'x' })).toBe(6000203);
  });
});

describe('a message to a group', () => {
  it('reaches the devices of all members, now or later, but not the sending one', () => {
    const server = new ServerDriver({}, { maxDevicesPerUser: 2 });
    const a = server.login('alice', { deviceID: 'a' });
    const b = server.login('alice', { deviceID: 'b' });
    const bob = server.login('bob');
    server.result(a, { kind: 'createGroup', groupID: 'g', groupName: '', userIDs: ['bob', 'carol'] });
    server.cut(bob);
    server.chat(a, TO_GROUP);
    expect(texts(server.heard(a))).toEqual([]);
    expect(texts(server.heard(b))).toEqual(['1 hello']);
    expect(waiting(server, 'bob')).toEqual(['1 hello late']);
    expect(waiting(server, 'carol')).toEqual(['1 hello late']);
  });

  it('is refused to one who is not a member, and when there is no such group', () => {
    const server = new ServerDriver();
    server.result(server.login('alice'), { kind: 'createGroup', groupID: 'g', groupName: '', userIDs: [] });
    const bob = server.login('bob');
    expect(server.chat(bob, TO_GROUP)).toBe(6000521);
    expect(server.chat(bob, { ...TO_GROUP, conversationID: 'x' })).toBe(6000523);
  });
});

describe('messages with more than a text', () => {
  it('arrive with it', () => {
    const server = new ServerDriver();
    const alice = server.login('alice');
    const bob = server.login('bob');
    server.chat(alice, { conversationID: 'bob', extra: { extendedData: 'x' } });
    expect(server.heard(bob)).toMatchObject([{ message: { extra: { extendedData: 'x' } } }]);
    server.chat(alice, { conversationID: 'bob' });
    const [plain] = server.heard(bob);
    expect(plain?.kind === 'message' && Object.keys(plain.message)).not.toContain('extra');
  });

  it('are numbered by conversation where the backend numbers them', () => {
    const server = new ServerDriver({ numbersMessages: true });
    const alice = server.login('alice');
    const bob = server.login('bob');
    const seqOf = (connection: number, conversationID: string) =>
      (server.chat(connection, { conversationID }) as { message: { messageSeq?: number } }).message
        .messageSeq;
    expect([seqOf(alice, 'bob'), seqOf(bob, 'alice'), seqOf(alice, 'carol')]).toEqual([1, 2, 1]);
  });
});
