import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../zim/wire.js';
import { ClientDriver } from './driver.test-support.js';
import { killClient } from './kill.js';

const FROM_BOB: ChatMessage = {
  type: 1,
  message: 'hi',
  messageID: 'm1',
  localMessageID: 'bob-1-1',
  senderUserID: 'bob',
  conversationID: 'alice',
  conversationType: 0,
  timestamp: 1000,
};

class Phone extends ClientDriver {
  private arrived = 0;

  constructor(store: boolean = true) {
    super({ config: { store } });
  }

  /** A message of bob's to alice, or what it is changed to. */
  hearChat(change: Partial<ChatMessage> = {}): void {
    this.arrived += 1;
    const seq = this.arrived;
    const message = { ...FROM_BOB, messageID: `m${seq}`, timestamp: 1000 + seq, messageSeq: seq, ...change };
    this.hear({ kind: 'message', seq, message, isOfflineMessage: false });
  }

  value(name: string, ...args: readonly unknown[]): Record<string, unknown> {
    const result = this.result(name, ...args);
    if (result === 'pending' || !result.ok) throw new Error(`${name}: ${JSON.stringify(result)}`);
    return result.value as Record<string, unknown>;
  }

  page(config: Record<string, unknown>, conversationID: string = 'bob'): Record<string, unknown>[] {
    const { messageList } = this.value('queryHistoryMessage', conversationID, 0, config);
    return messageList as Record<string, unknown>[];
  }

  conversations(option: Record<string, unknown> = {}): Record<string, unknown>[] {
    const { conversationList } = this.value('queryConversationList', { count: 100 }, option);
    return conversationList as Record<string, unknown>[];
  }

  get total(): unknown {
    return this.value('queryConversationTotalUnreadMessageCount', {}).unreadMessageCount;
  }
}

function phone(): Phone {
  const client = new Phone();
  client.logIn();
  return client;
}

const ids = (list: readonly Record<string, unknown>[]) => list.map(({ messageID }) => messageID);
const names = (told: readonly string[]) => told.map((line) => line.split(' ')[0]);

describe('the store', () => {
  it('keeps what comes in, and tells of the conversation and of what is unread', () => {
    const client = phone();
    client.hearChat();
    expect(names(client.told())).toEqual([
      'peerMessageReceived',
      'conversationChanged',
      'conversationTotalUnreadMessageCountUpdated',
    ]);
    expect(client.conversations()).toMatchObject([
      {
        conversationID: 'bob',
        type: 0,
        unreadMessageCount: 1,
        lastMessage: { messageID: 'm1', conversationID: 'bob', direction: 1, sentStatus: 1 },
      },
    ]);
    expect(client.total).toBe(1);
  });

  it('says that a conversation is new once, and then that it has changed', () => {
    const client = phone();
    const events: unknown[] = [];
    client.listener = (event, data) => {
      if (event === 'conversationChanged') events.push((data.infoList as { event: number }[])[0]?.event);
    };
    client.hearChat();
    client.hearChat();
    expect(events).toEqual([0, 1]);
  });

  it('follows a message of one’s own from sending to sent', () => {
    const client = phone();
    client.call('sendMessage', { type: 1, message: 'hi' }, 'bob', 0, {});
    expect(names(client.told())).toEqual(['onMessageAttached', 'conversationChanged']);
    expect(client.page({ count: 10 })).toMatchObject([{ sentStatus: 0, direction: 0, messageID: '' }]);
    const sent = { ...FROM_BOB, senderUserID: 'alice', conversationID: 'bob', localMessageID: 'alice-1-1' };
    client.answer('sendMessage', { kind: 'accepted', message: sent });
    expect(names(client.told())).toEqual(['messageSentStatusChanged', 'conversationChanged']);
    expect(client.page({ count: 10 })).toMatchObject([{ sentStatus: 1, messageID: 'm1' }]);
    expect(client.total).toBe(0);
  });

  it('marks what was not sent, and a retry takes its place', () => {
    const client = phone();
    client.close();
    client.call('sendMessage', { type: 1, message: 'hi' }, 'bob', 0, {});
    client.advance(31_000);
    const [failed] = client.page({ count: 10 });
    expect(failed).toMatchObject({ sentStatus: 2 });
    client.call('sendMessage', failed, 'bob', 0, { isRetrySend: true });
    expect(client.page({ count: 10 })).toMatchObject([{ sentStatus: 0 }]);
  });

  it('marks what was on its way when the session ended as failed', () => {
    const client = phone();
    client.call('sendMessage', { type: 1, message: 'hi' }, 'bob', 0, {});
    client.call('logout');
    client.logIn();
    expect(client.page({ count: 10 })).toMatchObject([{ sentStatus: 2 }]);
  });

  it('keeps no room messages', () => {
    const client = phone();
    client.enter('r');
    client.call('sendMessage', { type: 1, message: 'hi' }, 'r', 1, {});
    expect(client.conversations()).toEqual([]);
    expect(names(client.told())).toEqual(['onMessageAttached']);
  });

  it('counts a message of one’s own from another device, and a silent one, as read', () => {
    const client = phone();
    client.hearChat({ senderUserID: 'alice', conversationID: 'bob' });
    client.hearChat({ extra: { disableUnreadMessageCount: true } });
    expect(client.total).toBe(0);
    expect(client.page({ count: 10 })).toMatchObject([{ direction: 0 }, { direction: 1 }]);
  });

  it('belongs to its user, and outlives logout, destroy and, where the device keeps it, the process', () => {
    const client = phone();
    client.hearChat();
    client.call('logout');
    client.call('login', 'carol', { token: client.token(3600, 'carol') });
    client.comeBack();
    expect(client.conversations()).toEqual([]);
    client.call('destroy');
    client.call('create');
    client.logIn();
    expect(client.total).toBe(1);
    killClient(client.state, { keepsStore: true });
    client.logIn();
    expect(client.total).toBe(1);
    killClient(client.state, { keepsStore: false });
    client.logIn();
    expect(client.total).toBe(0);
  });

  it('is empty and silent where it is off', () => {
    const client = new Phone(false);
    client.logIn();
    client.hearChat();
    client.call('sendMessage', { type: 1, message: 'hi' }, 'bob', 0, {});
    expect(names(client.told())).toEqual(['peerMessageReceived', 'onMessageAttached']);
    expect(client.conversations()).toEqual([]);
    expect(client.page({ count: 10 })).toEqual([]);
  });

  it('answers without a network', () => {
    const client = phone();
    client.hearChat();
    client.close();
    expect(ids(client.page({ count: 10 }))).toEqual(['m1']);
    expect(client.value('clearConversationUnreadMessageCount', 'bob', 0)).toEqual({
      conversationID: 'bob',
      conversationType: 0,
    });
    expect(client.total).toBe(0);
  });
});

describe('history', () => {
  function withFive(): Phone {
    const client = phone();
    for (let i = 0; i < 5; i++) client.hearChat();
    return client;
  }

  it('comes by pages, the latest first when it is reversed', () => {
    const client = withFive();
    const last = client.page({ count: 2, reverse: true });
    expect(ids(last)).toEqual(['m4', 'm5']);
    const before = client.page({ count: 2, reverse: true, nextMessage: last[0] });
    expect(ids(before)).toEqual(['m2', 'm3']);
    expect(ids(client.page({ count: 2, reverse: true, nextMessage: before[0] }))).toEqual(['m1']);
  });

  it('comes by pages from the beginning', () => {
    const client = withFive();
    const first = client.page({ count: 3 });
    expect(ids(first)).toEqual(['m1', 'm2', 'm3']);
    expect(ids(client.page({ count: 3, nextMessage: first[2] }))).toEqual(['m4', 'm5']);
  });

  it('is in the order of time, whatever came first', () => {
    const client = phone();
    client.hearChat({ timestamp: 3000 });
    client.hearChat({ timestamp: 2000 });
    expect(ids(client.page({ count: 10 }))).toEqual(['m2', 'm1']);
  });

  it('is queried by number', () => {
    const { messageList } = withFive().value('queryMessages', [2, 4, 9], 'bob', 0);
    expect(ids(messageList as Record<string, unknown>[])).toEqual(['m2', 'm4']);
  });

  it('loses what is deleted, and the conversation follows', () => {
    const client = withFive();
    const last = client.page({ count: 1, reverse: true });
    client.told();
    expect(client.value('deleteMessages', last, 'bob', 0, {})).toEqual({
      conversationID: 'bob',
      conversationType: 0,
    });
    expect(names(client.told())).toEqual([
      'conversationChanged',
      'conversationTotalUnreadMessageCountUpdated',
    ]);
    expect(client.conversations()).toMatchObject([
      { unreadMessageCount: 4, lastMessage: { messageID: 'm4' } },
    ]);
    client.call('deleteAllMessage', 'bob', 0, {});
    expect(client.conversations()).toMatchObject([{ unreadMessageCount: 0 }]);
    expect(client.page({ count: 10 })).toEqual([]);
  });

  it('loses the messages of all conversations at once, and the total is told once', () => {
    const client = withFive();
    client.call('insertMessageToLocalDB', { type: 1, message: 'x' }, 'carol', 0, 'carol');
    client.told();
    expect(client.value('deleteAllConversationMessages', {})).toBeUndefined();
    expect(names(client.told())).toEqual([
      'conversationChanged',
      'conversationChanged',
      'conversationTotalUnreadMessageCountUpdated',
    ]);
    expect(client.conversations()).toMatchObject([{ unreadMessageCount: 0 }, { unreadMessageCount: 0 }]);
    expect(client.page({ count: 10 })).toEqual([]);
  });

  it('takes inserted messages, which say so', () => {
    const client = phone();
    const { message } = client.value('insertMessageToLocalDB', { type: 30, message: 'x' }, 'bob', 0, 'eve');
    expect(message).toMatchObject({ isUserInserted: true, senderUserID: 'eve', conversationID: 'bob' });
    expect(client.page({ count: 10 })).toEqual([message]);
    expect(names(client.told())).toEqual(['conversationChanged']);
  });

  it.each([
    ['queryHistoryMessage', ['', 0, { count: 1 }], 'conversationID'],
    ['queryHistoryMessage', ['bob', 7, { count: 1 }], 'conversationType'],
    ['queryHistoryMessage', ['bob', 0, {}], 'config.count'],
    ['queryMessages', ['x', 'bob', 0], 'messageSeqs'],
    ['deleteMessages', [null, 'bob', 0], 'messageList'],
    ['insertMessageToLocalDB', [{ type: 2 }, 'bob', 0, 'bob'], 'message'],
    ['insertMessageToLocalDB', [{ type: 1 }, 'bob', 0], 'senderUserID'],
    ['updateConversationPinnedState', [true, 'bob', 1], 'conversationType'],
    ['deleteAllMessage', ['bob', 1], 'conversationType'],
    ['setConversationDraft', [1, 'bob', 0], 'draft'],
  ] as const)('%s(%j) is refused with 6000001, which names %s', (name, args, param) => {
    expect(phone().result(name, ...args)).toMatchObject({
      code: 6000001,
      message: expect.stringContaining(param.split('.').at(-1) ?? ''),
    });
  });
});

describe('conversations', () => {
  function withThree(): Phone {
    const client = phone();
    for (const senderUserID of ['bob', 'carol', 'dave']) client.hearChat({ senderUserID });
    client.told();
    return client;
  }
  const who = (list: readonly Record<string, unknown>[]) => list.map(({ conversationID }) => conversationID);

  it('are listed by pages, the latest first', () => {
    const client = withThree();
    const first = client.value('queryConversationList', { count: 2 }).conversationList as Record<
      string,
      unknown
    >[];
    expect(who(first)).toEqual(['dave', 'carol']);
    const next = client.value('queryConversationList', { count: 2, nextConversation: first[1] });
    expect(who(next.conversationList as Record<string, unknown>[])).toEqual(['bob']);
  });

  it('that are pinned come first, and are listed on their own', () => {
    const client = withThree();
    client.call('updateConversationPinnedState', true, 'bob', 0);
    expect(names(client.told())).toEqual(['conversationChanged']);
    expect(who(client.conversations())).toEqual(['bob', 'dave', 'carol']);
    const { conversationList } = client.value('queryConversationPinnedList', { count: 10 });
    expect(conversationList).toMatchObject([{ conversationID: 'bob', isPinned: true }]);
    expect(who(client.conversations({ pinnedFilter: 2 }))).toEqual(['dave', 'carol']);
  });

  it('are filtered by what is unread and by type', () => {
    const client = withThree();
    client.call('clearConversationUnreadMessageCount', 'dave', 0);
    expect(who(client.conversations({ isOnlyUnreadConversation: true }))).toEqual(['carol', 'bob']);
    expect(who(client.conversations({ conversationTypes: [2] }))).toEqual([]);
  });

  it('keep a draft, which may be the first thing in them', () => {
    const client = withThree();
    client.call('setConversationDraft', 'dear eve', 'eve', 0);
    const { conversation } = client.value('queryConversation', 'eve', 0);
    expect(conversation).toMatchObject({ draft: 'dear eve', unreadMessageCount: 0 });
    expect(conversation).not.toHaveProperty('lastMessage');
  });

  it('have their unread counts cleared, one or all', () => {
    const client = withThree();
    client.call('clearConversationUnreadMessageCount', 'bob', 0);
    expect(names(client.told())).toEqual([
      'conversationChanged',
      'conversationTotalUnreadMessageCountUpdated',
    ]);
    expect(client.total).toBe(2);
    client.call('clearConversationTotalUnreadMessageCount');
    expect(client.total).toBe(0);
    expect(names(client.told())).toHaveLength(3);
  });

  it('that are deleted are gone until something happens in them', () => {
    const client = withThree();
    client.call('deleteConversation', 'bob', 0, {});
    expect(who(client.conversations())).toEqual(['dave', 'carol']);
    expect(client.result('queryConversation', 'bob', 0)).toMatchObject({ code: 6000603 });
    client.hearChat();
    expect(client.value('queryConversation', 'bob', 0).conversation).toMatchObject({ unreadMessageCount: 1 });
    expect(client.result('deleteAllConversations', {})).toEqual({ ok: true, value: undefined });
    expect(client.conversations()).toEqual([]);
    expect(client.total).toBe(0);
  });

  it('of groups have the fields of groups', () => {
    const client = phone();
    client.hearChat({ conversationID: 'g', conversationType: 2 });
    expect(client.conversations()).toMatchObject([{ conversationID: 'g', type: 2, isDisabled: false }]);
  });
});
