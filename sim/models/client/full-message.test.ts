import { describe, expect, it } from 'vitest';
import { ZIMMessageSentStatus } from '../../zim/enums.js';
import type { ChatMessage } from '../../zim/wire.js';
import { ClientDriver } from './driver.test-support.js';
import { fullMessage } from './full-message.js';

const RECORD: ChatMessage = {
  type: 1,
  message: 'hello',
  messageID: 'm1',
  localMessageID: 'l1',
  senderUserID: 'alice',
  conversationID: 'bob',
  conversationType: 0,
  timestamp: 1000,
};
const { Sending, Success } = ZIMMessageSentStatus;

describe('a full message', () => {
  it('has every field that an app reads', () => {
    expect(fullMessage(RECORD, 'alice', Sending)).toMatchObject({
      ...RECORD,
      direction: 0,
      sentStatus: Sending,
      messageSeq: 0,
      orderKey: 1_000_000,
      isUserInserted: false,
      receiptStatus: 0,
      extendedData: '',
      localExtendedData: '',
      reactions: [],
      mentionedUserIDs: [],
    });
  });

  it('belongs to the sender’s conversation where it is received', () => {
    expect(fullMessage(RECORD, 'bob', Success)).toMatchObject({ conversationID: 'alice', direction: 1 });
    const toGroup = { ...RECORD, conversationID: 'g', conversationType: 2 };
    expect(fullMessage(toGroup, 'bob', Success)).toMatchObject({ conversationID: 'g', direction: 1 });
  });

  it('shows what the app gave, and what is local only to its sender', () => {
    const extra = {
      subType: 7,
      searchedContent: 'hi',
      extendedData: 'x',
      localExtendedData: 'mine',
      hasReceipt: true,
    };
    const custom = { ...RECORD, type: 200, extra };
    expect(fullMessage(custom, 'alice', Success)).toMatchObject({
      message: 'hello',
      subType: 7,
      searchedContent: 'hi',
      extendedData: 'x',
      localExtendedData: 'mine',
      receiptStatus: 1,
    });
    const received = fullMessage(custom, 'bob', Success);
    expect(received).toMatchObject({ subType: 7, localExtendedData: '' });
    expect(received).not.toHaveProperty('hasReceipt');
  });

  it('has a file’s address once it is accepted, and its path on the sending device alone', () => {
    const image = { ...RECORD, type: 11, message: '', extra: { fileLocalPath: 'a.png', fileName: 'a.png' } };
    const sending = fullMessage({ ...image, messageID: '' }, 'alice', Sending);
    expect(sending).toMatchObject({ fileLocalPath: 'a.png', fileDownloadUrl: '' });
    expect(sending).not.toHaveProperty('message');
    const received = fullMessage(image, 'bob', Success);
    expect(received).toMatchObject({ fileName: 'a.png', fileDownloadUrl: 'https://files.invalid/m1' });
    expect(received).not.toHaveProperty('fileLocalPath');
    const given = { ...image, extra: { fileDownloadUrl: 'https://example.org/a.png' } };
    expect(fullMessage(given, 'bob', Success).fileDownloadUrl).toBe('https://example.org/a.png');
  });

  it('keeps the bytes of a command', () => {
    const bytes = new Uint8Array([1, 2]);
    const command = { ...RECORD, type: 2, message: '', extra: { message: bytes } };
    expect(fullMessage(command, 'bob', Success).message).toEqual(bytes);
  });

  it('is ordered by time and then by its number', () => {
    const keys = [
      { timestamp: 1000, messageSeq: 1 },
      { timestamp: 1000, messageSeq: 2 },
      { timestamp: 1001, messageSeq: 3 },
    ].map((more) => fullMessage({ ...RECORD, ...more }, 'alice', Success).orderKey);
    expect(keys).toEqual([...keys].sort((a, b) => a - b));
    expect(new Set(keys).size).toBe(3);
  });
});

describe('a message with more than a text', () => {
  const sent = (message: unknown, config: unknown = {}): ChatMessage | undefined => {
    const client = new ClientDriver();
    client.logIn();
    client.call('sendMessage', message, 'bob', 0, config);
    const [first] = client.sent();
    return first?.kind === 'sendMessage' ? first.message : undefined;
  };

  it('carries it in one place, which a plain text does not have', () => {
    expect(sent({ type: 1, message: 'hi' }, { priority: 2 })).not.toHaveProperty('extra');
    expect(sent({ type: 200, message: '{}', subType: 3, extendedData: 'x' })?.extra).toEqual({
      subType: 3,
      extendedData: 'x',
    });
  });

  it('does not carry what is the SDK’s own', () => {
    const again = { ...fullMessage(RECORD, 'alice', ZIMMessageSentStatus.Failed), nonsense: 1 };
    expect(sent(again, { isRetrySend: true })?.extra).toEqual({
      extendedData: '',
      localExtendedData: '',
      mentionedUserIDs: [],
      isMentionAll: false,
    });
  });

  it('carries bytes, and what the readers need of the config', () => {
    const bytes = new Uint8Array([1, 2]);
    expect(sent({ type: 2, message: bytes })).toMatchObject({ message: '', extra: { message: bytes } });
    expect(sent({ type: 1, message: 'hi' }, { hasReceipt: true })?.extra).toEqual({ hasReceipt: true });
  });
});
