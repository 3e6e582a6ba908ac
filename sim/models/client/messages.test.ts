import { describe, expect, it } from 'vitest';
import type { ChatMessage, ServerMessage } from '../../zim/wire.js';
import { ClientDriver, type ClientSetup } from './driver.test-support.js';

const TEXT = { type: 1, message: 'hi' };
const RETRY = { priority: 1, isRetrySend: true };

function loggedIn(setup: ClientSetup = {}): ClientDriver {
  const client = new ClientDriver(setup);
  client.logIn();
  return client;
}

function send(client: ClientDriver, to: string, type: number = 0): number {
  return client.call('sendMessage', TEXT, to, type, { priority: 1 });
}

/** The messages that were sent since this was asked last. */
function chats(client: ClientDriver): ChatMessage[] {
  return client.sent().flatMap((message) => (message.kind === 'sendMessage' ? [message.message] : []));
}

function accept(client: ClientDriver, message: ChatMessage | undefined): void {
  if (message === undefined) throw new Error('Nothing was sent.');
  client.answer('sendMessage', { kind: 'accepted', message: { ...message, messageID: 'm1' } });
}

function names(lines: readonly string[]): string[] {
  return lines.map((line) => line.split(' ')[0] ?? '');
}

function statuses(lines: readonly string[]): unknown[] {
  return lines
    .filter((line) => line.startsWith('messageSentStatusChanged'))
    .map((line) => JSON.parse(line.slice(25)).infos[0].status);
}

describe.each([
  ['a peer message', 'bob', 0],
  ['a room message', 'q', 1],
  ['a group message', 'g', 2],
])('%s', (_, to, type) => {
  it('is attached, sent, and settled when the backend has accepted it', () => {
    const client = loggedIn();
    client.enter('q');
    const call = send(client, to, type);
    expect(names(client.told())).toEqual(['onMessageAttached']);
    const [message] = chats(client);
    expect(message).toMatchObject({
      type: 1,
      message: 'hi',
      conversationID: to,
      conversationType: type,
      senderUserID: 'alice',
      messageID: '',
    });
    expect(client.settled.has(call)).toBe(false);
    accept(client, message);
    const told = client.told();
    expect(names(told)).toEqual(['messageSentStatusChanged']);
    expect(statuses(told)).toEqual([1]);
    expect(client.settled.get(call)).toMatchObject({ ok: true, value: { message: { messageID: 'm1' } } });
  });

  it('that the backend refuses has failed', () => {
    const client = loggedIn();
    client.enter('q');
    const call = send(client, to, type);
    client.told();
    client.refuse('sendMessage', 6000204);
    expect(statuses(client.told())).toEqual([2]);
    expect(client.settled.get(call)).toMatchObject({ ok: false, code: 6000204 });
  });

  it('is refused with 6000004 within 100 ms of another to the same conversation', () => {
    const client = loggedIn();
    client.enter('q');
    send(client, to, type);
    client.advance(99);
    expect(client.result('sendMessage', TEXT, to, type, {})).toMatchObject({ ok: false, code: 6000004 });
    client.advance(1);
    expect(client.result('sendMessage', TEXT, to, type, {})).toBe('pending');
  });
});

describe('two conversations', () => {
  it('do not slow each other down, even with one ID', () => {
    const client = loggedIn();
    client.enter('same');
    for (const type of [0, 1, 2]) {
      expect(client.result('sendMessage', TEXT, 'same', type, {})).toBe('pending');
    }
    expect(client.result('sendMessage', TEXT, 'other', 0, {})).toBe('pending');
  });
});

describe('parameters', () => {
  it.each([
    ['message', [undefined, 'bob', 0]],
    ['message', ['hi', 'bob', 0]],
    ['message', [null, 'bob', 0]],
    ['toConversationID', [TEXT, '', 0]],
    ['toConversationID', [TEXT, 7, 0]],
    ['toConversationID', [TEXT]],
    ['conversationType', [TEXT, 'bob', 9]],
    ['conversationType', [TEXT, 'bob', '0']],
    ['conversationType', [TEXT, 'bob', null]],
  ])('a wrong %s is refused with 6000001 and named', (name, args) => {
    const client = loggedIn();
    expect(client.result('sendMessage', ...args)).toMatchObject({
      ok: false,
      code: 6000001,
      message: expect.stringContaining(name),
    });
    expect(client.told()).toEqual([]);
  });
});

describe('without a network, peer and group messages', () => {
  it('fail with 6000104 after 30 s, the further ones 10 s apart', () => {
    const client = new ClientDriver();
    client.logInOffline();
    const first = send(client, 'bob');
    expect(names(client.told())).toEqual(['onMessageAttached']);
    client.advance(200);
    const second = send(client, 'bob');
    const third = send(client, 'g', 2);
    const ends = [first, second, third].map((call) => {
      while (!client.settled.has(call)) {
        client.advance(50);
        if (client.nowMs > 120_000) throw new Error('It never ends.');
      }
      expect(client.settled.get(call)).toEqual({
        ok: false,
        code: 6000104,
        message: 'Network error.',
      });
      return client.nowMs;
    });
    expect(ends).toEqual([30_000, 40_000, 50_000]);
    expect(statuses(client.told())).toEqual([2, 2, 2]);
  });

  it('are sent again after a reconnection, in their order, with the same local IDs', () => {
    const client = loggedIn();
    send(client, 'bob');
    const [before] = chats(client);
    client.close();
    send(client, 'carol');
    client.advance(2000);
    client.comeBack();
    const again = chats(client);
    expect(again.map(({ conversationID }) => conversationID)).toEqual(['bob', 'carol']);
    expect(again[0]).toEqual(before);
    expect(new Set(again.map(({ localMessageID }) => localMessageID)).size).toBe(2);
  });

  it('are not sent again once they are accepted, and settle once', () => {
    const client = loggedIn();
    const call = send(client, 'bob');
    const [message] = chats(client);
    accept(client, message);
    client.told();
    client.close();
    client.advance(2000);
    client.comeBack();
    expect(chats(client)).toEqual([]);
    client.advance(60_000);
    expect(client.settled.get(call)).toMatchObject({ ok: true });
    expect(statuses(client.told())).toEqual([]);
  });

  it('that have failed are not sent after all', () => {
    const client = loggedIn();
    client.close();
    send(client, 'bob');
    client.advance(30_000);
    client.input({ kind: 'hint', hint: 'online' });
    client.comeBack();
    expect(chats(client)).toEqual([]);
  });

  it('that are answered after they have failed have failed', () => {
    const client = loggedIn({
      params: { heartbeatIntervalMs: 60_000, requestTimeoutMs: 30_000, messageResendWindowMs: 20_000 },
    });
    const call = send(client, 'bob');
    const [message] = chats(client);
    client.advance(20_000);
    client.told();
    accept(client, message);
    expect(client.told()).toEqual([]);
    expect(client.settled.get(call)).toMatchObject({ code: 6000104 });
  });

  it('never settle when the session ends', () => {
    for (const end of [
      (client: ClientDriver) => client.hear({ kind: 'sessionEnded', reason: 'kickedOut' }),
      (client: ClientDriver) => client.call('logout'),
    ]) {
      const client = loggedIn();
      const call = send(client, 'bob');
      end(client);
      client.advance(600_000);
      expect(client.settled.has(call)).toBe(false);
    }
  });

  it('have their whole window in the next session, whatever failed in the last', () => {
    const params = { messageResendWindowMs: 1000, messageResendGapMs: 60_000 };
    const client = new ClientDriver({ params });
    client.logInOffline();
    send(client, 'bob');
    client.advance(1000);
    client.call('logout');
    client.logInOffline();
    const call = send(client, 'bob');
    client.advance(1000);
    expect(client.settled.get(call)).toMatchObject({ code: 6000104 });
  });
});

describe('a room message', () => {
  it('to a room one is not in fails with 6000203, online and offline', () => {
    const client = loggedIn();
    expect(client.result('sendMessage', TEXT, 'x', 1, {})).toMatchObject({ code: 6000203 });
    const offline = new ClientDriver();
    offline.logInOffline();
    expect(offline.result('sendMessage', TEXT, 'x', 1, {})).toMatchObject({ code: 6000203 });
    expect(client.told()).toEqual([]);
  });

  it('to a room that is connecting fails with 6000326', () => {
    const client = loggedIn();
    client.enter('q');
    client.close();
    expect(client.result('sendMessage', TEXT, 'q', 1, {})).toMatchObject({ code: 6000326 });
  });

  it('is not queued: it fails with the connection, and is not sent again', () => {
    const client = loggedIn();
    client.enter('q');
    const call = send(client, 'q', 1);
    client.told();
    client.close();
    expect(client.settled.get(call)).toMatchObject({ code: 6000104 });
    const told = client.told();
    expect(names(told)).toEqual(['connection', 'messageSentStatusChanged', 'room']);
    expect(statuses(told)).toEqual([2]);
    client.sent();
    client.advance(2000);
    client.comeBack();
    expect(chats(client)).toEqual([]);
  });

  it('that nobody answers fails with 6000105', () => {
    const client = loggedIn({ params: { heartbeatIntervalMs: 60_000 } });
    client.enter('q');
    const call = send(client, 'q', 1);
    client.advance(10_000);
    expect(client.settled.get(call)).toMatchObject({ code: 6000105 });
  });
});

describe('a manual retry (isRetrySend)', () => {
  it('of a failed message keeps its local ID, so that the backend takes it once, and puts it last', () => {
    const client = new ClientDriver();
    client.logInOffline();
    send(client, 'bob');
    client.advance(30_000);
    const [told] = client.told();
    const failed = JSON.parse(told?.slice('onMessageAttached '.length) ?? '{}').message as ChatMessage;
    send(client, 'carol');
    expect(client.result('sendMessage', failed, 'bob', 0, RETRY)).toBe('pending');
    client.input({ kind: 'hint', hint: 'online' });
    client.comeBack();
    const sent = chats(client);
    expect(sent.map(({ conversationID }) => conversationID)).toEqual(['carol', 'bob']);
    expect(sent[1]).toMatchObject({ localMessageID: failed.localMessageID, message: 'hi' });
    expect(sent[1]?.timestamp).toBe(failed.timestamp + 30_000);
  });

  it('of a message that is still on its way is refused', () => {
    const client = loggedIn();
    const call = send(client, 'bob');
    const [message] = chats(client);
    client.advance(200);
    expect(client.result('sendMessage', message, 'bob', 0, RETRY)).toMatchObject({
      ok: false,
      code: 6000203,
    });
    accept(client, message);
    expect(client.settled.get(call)).toMatchObject({ ok: true });
  });

  it('is what makes the difference: without it a message is a new one', () => {
    const client = loggedIn();
    client.call('sendMessage', { ...TEXT, localMessageID: 'mine' }, 'bob', 0, {});
    client.call('sendMessage', { ...TEXT, localMessageID: 'mine' }, 'carol', 0, RETRY);
    const ids = chats(client).map(({ localMessageID }) => localMessageID);
    expect(ids[0]).not.toBe('mine');
    expect(ids[1]).toBe('mine');
  });
});

describe('a message that arrives', () => {
  function arriving(
    seq: number,
    more: Partial<ChatMessage> = {},
    isOfflineMessage: boolean = false,
  ): ServerMessage {
    const message: ChatMessage = {
      type: 1,
      message: `text ${seq}`,
      messageID: `m${seq}`,
      localMessageID: `l${seq}`,
      senderUserID: 'bob',
      conversationID: 'alice',
      conversationType: 0,
      timestamp: 0,
      ...more,
    };
    return { kind: 'message', seq, message, isOfflineMessage };
  }

  function received(client: ClientDriver): unknown[] {
    return client.told().map((line) => {
      const [name = ''] = line.split(' ');
      const { fromConversationID, info } = JSON.parse(line.slice(name.length));
      return [name, fromConversationID, info.isOfflineMessage];
    });
  }

  it.each([
    ['2.29.0', 'peerMessageReceived', 'roomMessageReceived', 'groupMessageReceived'],
    ['2.18.0', 'peerMessageReceived', 'roomMessageReceived', 'groupMessageReceived'],
    ['2.17.0', 'receivePeerMessage', 'receiveRoomMessage', 'receiveGroupMessage'],
  ] as const)('in %s is a %s, %s or %s from its conversation', (version, peer, room, group) => {
    const client = loggedIn({ version });
    client.enter('q');
    client.hear(arriving(1));
    client.hear(arriving(0, { conversationType: 1, conversationID: 'q' }));
    client.hear(arriving(2, { conversationType: 2, conversationID: 'g' }, true));
    expect(received(client)).toEqual([
      [peer, 'bob', false],
      [room, 'q', false],
      [group, 'g', true],
    ]);
  });

  it('of one’s own, from another device, is in the conversation with the peer', () => {
    const client = loggedIn();
    client.hear(arriving(1, { senderUserID: 'alice', conversationID: 'bob' }));
    expect(received(client)).toEqual([['peerMessageReceived', 'bob', false]]);
  });

  it('a second time is dropped', () => {
    const client = loggedIn();
    for (const seq of [1, 2, 1, 2, 3]) client.hear(arriving(seq));
    expect(received(client)).toHaveLength(3);
  });

  it('a second time is dropped in the next session of the user too, and after create', () => {
    const client = loggedIn();
    client.hear(arriving(1));
    client.call('logout');
    client.told();
    client.call('login', 'alice', { token: client.token() });
    client.open();
    expect(client.sent().at(-1)).toMatchObject({ kind: 'login', receivedSeq: 1 });
    client.answer('login', { kind: 'loggedIn', session: 's2' });
    client.told();
    client.hear(arriving(1, {}, true));
    expect(client.told()).toEqual([]);
    client.call('destroy');
    client.call('create');
    client.logIn();
    client.hear(arriving(1, {}, true));
    expect(client.told()).toEqual([]);
  });

  it('counts for its user only: another one on the device starts from the beginning', () => {
    const client = loggedIn();
    client.hear(arriving(1));
    client.call('logout');
    client.call('login', 'carol', { token: client.token(3600, 'carol') });
    client.comeBack();
    client.told();
    client.hear(arriving(1, { conversationID: 'carol' }));
    expect(received(client)).toHaveLength(1);
  });

  it('is acknowledged with the heartbeat', () => {
    const client = loggedIn();
    client.hear(arriving(1));
    client.hear(arriving(2));
    client.advance(10_000);
    expect(client.sent()).toEqual([{ kind: 'heartbeat', receivedSeq: 2 }]);
  });

  it('in a room that is not restored yet is not handed on', () => {
    const client = loggedIn();
    client.enter('q');
    client.close();
    client.advance(2000);
    client.comeBack();
    client.told();
    client.hear(arriving(0, { conversationType: 1, conversationID: 'q' }));
    expect(client.told()).toEqual([]);
  });
});
