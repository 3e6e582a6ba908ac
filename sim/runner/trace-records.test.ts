import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Observation } from '../check/observation.js';
import { clonePlain, equalPlain } from '../kernel/plain.js';
import { Trace } from '../kernel/trace.js';
import type { ChatMessage, WireMessage } from '../zim/wire.js';
import { RECORD, recordObservation, recordWire, VOCABULARY } from './trace-records.js';

function hashOf(observation: Observation): string {
  const trace = new Trace(VOCABULARY);
  recordObservation(trace, observation);
  return trace.hash;
}

function wireHash(actor: number, message: WireMessage): string {
  const trace = new Trace(VOCABULARY);
  recordWire(trace, actor, message);
  return trace.hash;
}

const CHAT: ChatMessage = {
  type: 1,
  message: 'hi',
  messageID: 'm',
  localMessageID: 'l',
  senderUserID: 'bob',
  conversationID: 'alice',
  conversationType: 0,
  timestamp: 0,
};
const OTHER: ChatMessage = { ...CHAT, message: 'ho' };

function event(name: string, data: Readonly<Record<string, unknown>>): Observation {
  return { kind: 'event', atMs: 0, device: 'alice', name, data };
}

function settle(more: Partial<Extract<Observation, { kind: 'settle' }>>): Observation {
  return { kind: 'settle', atMs: 0, device: 'alice', id: 1, name: 'sendMessage', ok: true, ...more };
}

function received(
  more: Readonly<Record<string, unknown>> = {},
  info: object = { isOfflineMessage: false },
): Observation {
  return event('peerMessageReceived', { messageList: [CHAT], fromConversationID: 'bob', info, ...more });
}

function status(more: Readonly<Record<string, unknown>> = {}): Observation {
  return event('messageSentStatusChanged', { infos: [{ status: 1, message: CHAT, reason: '', ...more }] });
}

// Each line differs from its neighbours in one value only.
const DIFFERENT: readonly Observation[] = [
  event('error', { code: 6000104, message: 'Network error.' }),
  event('error', { code: 6000105, message: 'Network error.' }),
  event('error', { code: 6000104, message: 'Other.' }),
  event('connectionStateChanged', { state: 2, event: 0, extendedData: '' }),
  event('connectionStateChanged', { state: 3, event: 0, extendedData: '' }),
  event('connectionStateChanged', { state: 2, event: 0, extendedData: 'x' }),
  event('roomStateChanged', { state: 2, event: 0, extendedData: '' }),
  received(),
  received({}, { isOfflineMessage: true }),
  received({}, { isOfflineMessage: false, more: 1 }),
  received({}, {}),
  received({ fromConversationID: 'carol' }),
  received({ fromConversationID: 'true bob' }),
  received({ messageList: [OTHER] }),
  received({ messageList: [CHAT, OTHER] }),
  received({ messageList: [] }),
  received({ more: 1 }),
  event('groupMessageReceived', {
    messageList: [CHAT],
    fromConversationID: 'bob',
    info: { isOfflineMessage: false },
  }),
  status(),
  status({ status: 2 }),
  status({ reason: 'x' }),
  status({ message: OTHER }),
  status({ more: 1 }),
  event('messageSentStatusChanged', { infos: [] }),
  event('messageSentStatusChanged', {
    infos: [
      { status: 1, message: CHAT, reason: '' },
      { status: 1, message: OTHER, reason: '' },
    ],
  }),
  event('onMessageAttached', { message: CHAT }),
  event('onMessageAttached', { message: OTHER }),
  event('onMessageAttached', { message: CHAT, more: 1 }),
  event('onMessageAttached', { ...CHAT }),
  event('other', { message: CHAT }),
  settle({ value: { message: CHAT } }),
  settle({ value: { message: OTHER } }),
  settle({ value: { message: CHAT, more: 1 } }),
  settle({ value: CHAT }),
  settle({ id: 2, value: { message: CHAT } }),
  settle({ name: 'replyMessage', value: { message: CHAT } }),
  settle({ device: 'bob', value: { message: CHAT } }),
  settle({ ok: false, value: { message: CHAT } }),
  settle({ ok: true }),
  settle({ ok: false }),
  settle({ ok: true, value: null }),
  settle({ ok: false, error: { code: 1, message: 'x' } }),
  settle({ ok: true, error: { code: 1, message: 'x' } }),
  settle({ ok: true, value: { code: 1, message: 'x' } }),
  settle({ ok: false, error: { code: 2, message: 'x' } }),
  { kind: 'call', atMs: 0, device: 'alice', id: 1, name: 'login', args: ['alice'] },
  { kind: 'call', atMs: 0, device: 'alice', id: 2, name: 'login', args: ['alice'] },
  { kind: 'call', atMs: 0, device: 'alice', id: 1, name: 'logout', args: ['alice'] },
  { kind: 'call', atMs: 0, device: 'alice', id: 1, name: 'login', args: ['bob'] },
  { kind: 'call', atMs: 0, device: 'bob', id: 1, name: 'login', args: ['alice'] },
  { kind: 'socket', atMs: 0, device: 'alice', socket: 1, phase: 'opened' },
  { kind: 'socket', atMs: 0, device: 'alice', socket: 1, phase: 'closed' },
  { kind: 'socket', atMs: 0, device: 'alice', socket: 2, phase: 'opened' },
  { kind: 'user', atMs: 0, device: 'alice', action: 'x' },
  { kind: 'ui', atMs: 0, device: 'alice', action: 'remind', what: 'x' },
  { kind: 'ui', atMs: 0, device: 'alice', action: 'clear', what: 'x' },
  { kind: 'error', atMs: 0, device: 'alice', message: 'x' },
  { kind: 'device', atMs: 0, device: 'alice', what: 'online' },
  { kind: 'device', atMs: 0, device: 'alice', what: 'offline' },
  { kind: 'backend', atMs: 0, device: 'alice', what: { kind: 'sessionStarted', userID: 'alice' } },
  { kind: 'backend', atMs: 0, device: 'alice', what: { kind: 'sessionResumed', userID: 'alice' } },
];

const small = fc.constantFrom<unknown>(0, 1, '', '1', true, false, undefined, null);
const chat = fc.constantFrom<unknown>(CHAT, OTHER, 'hi', 1);
const loose = fc.oneof(
  fc.record({ message: chat, code: small }, { requiredKeys: ['message'] }),
  fc.record({
    infos: fc.array(fc.record({ status: small, message: chat, reason: small }), { maxLength: 2 }),
  }),
  fc.record({
    messageList: fc.array(chat, { maxLength: 2 }),
    fromConversationID: small,
    info: fc.record({ isOfflineMessage: small, more: small }, { requiredKeys: ['isOfflineMessage'] }),
  }),
);
const observation: fc.Arbitrary<Observation> = fc.oneof(
  fc.record({
    kind: fc.constant('event' as const),
    atMs: fc.constant(0),
    device: fc.constantFrom('a', 'b'),
    name: fc.constantFrom('x', 'x 1'),
    data: loose,
  }),
  fc.record({
    kind: fc.constant('settle' as const),
    atMs: fc.constant(0),
    device: fc.constantFrom('a', 'b'),
    id: fc.constantFrom(1, 2),
    name: fc.constantFrom('sendMessage', 'x'),
    ok: fc.boolean(),
    value: fc.oneof(loose, small),
    error: fc.constantFrom<{ code: number; message: string } | undefined>(undefined, {
      code: 1,
      message: '',
    }),
  }) as fc.Arbitrary<Observation>,
);

describe('the record of an observation', () => {
  it('is its own: no two different observations share one', () => {
    const hashes = new Map<string, Observation>();
    for (const one of DIFFERENT) {
      const hash = hashOf(one);
      expect([one, hashes.get(hash)]).toEqual([one, undefined]);
      hashes.set(hash, one);
    }
  });

  it('is the same for observations of equal content, and for no others', () => {
    fc.assert(
      fc.property(observation, observation, (a, b) => {
        expect(hashOf(a) === hashOf(b)).toBe(equalPlain(a, b));
        expect(hashOf(clonePlain(a))).toBe(hashOf(a));
      }),
      { numRuns: 3000 },
    );
  });

  it('is the same whether or not its chat message was seen before', () => {
    for (const one of [received(), status(), settle({ value: { message: CHAT } })]) {
      const known = new Trace(VOCABULARY);
      known.ref(CHAT);
      recordObservation(known, one);
      expect(known.read(0).fields.message).toEqual(CHAT);
    }
  });
});

describe('the record of a message on the wire', () => {
  const login = {
    kind: 'login',
    request: 1,
    userID: 'alice',
    userName: '',
    deviceID: 'd',
    token: 't',
    session: undefined,
    rooms: [],
    receivedSeq: 0,
  } as const;
  const accepted = {
    kind: 'answer',
    request: 1,
    ok: true,
    value: { kind: 'accepted', message: CHAT },
  } as const;
  const arrived = { kind: 'message', seq: 1, message: CHAT, isOfflineMessage: false } as const;
  const sent = { kind: 'sendMessage', request: 1, message: CHAT } as const;
  const messages: readonly WireMessage[] = [
    login,
    { ...login, request: 2 },
    { ...login, token: 'u' },
    { ...login, session: 's' },
    { ...login, rooms: ['r'] },
    { ...login, receivedSeq: 1 },
    { kind: 'heartbeat', receivedSeq: 0 },
    { kind: 'heartbeat', receivedSeq: 1 },
    { kind: 'heartbeatAck' },
    { kind: 'logout' },
    sent,
    { ...sent, request: 2 },
    { ...sent, message: OTHER },
    { kind: 'renewToken', request: 1, token: 't' },
    { kind: 'renewToken', request: 1, token: 'u' },
  ];
  const fromServer: readonly WireMessage[] = [
    { kind: 'heartbeatAck' },
    accepted,
    { ...accepted, request: 2 },
    { ...accepted, value: { kind: 'accepted', message: OTHER } },
    arrived,
    { ...arrived, seq: 0 },
    { ...arrived, seq: 2 },
    { ...arrived, isOfflineMessage: true },
    { ...arrived, message: OTHER },
    { kind: 'answer', request: 1, ok: true, value: { kind: 'done' } },
    { kind: 'answer', request: 1, ok: false, code: 1, message: '' },
    { kind: 'answer', request: 1, ok: false, code: 1, message: '', refusal: 'kickedOut' },
    { kind: 'token', request: 1, token: 't' },
    { kind: 'token', request: 1, token: 'u' },
    { kind: 'unavailable', request: 1 },
  ];

  it.each([
    ['a device', messages],
    ['a server', fromServer],
  ])('of %s is its own', (_, all) => {
    expect(new Set(all.map((message) => wireHash(6, message))).size).toBe(all.length);
  });

  it('says who sent it', () => {
    for (const message of [...messages, ...fromServer]) {
      expect(wireHash(6, message)).not.toBe(wireHash(8, message));
    }
  });
});

describe('the vocabulary', () => {
  it('has each kind at the place by which it is recorded', () => {
    for (const [name, kind] of Object.entries(RECORD)) expect(VOCABULARY[kind]?.name).toBe(name);
    expect(new Set(VOCABULARY.map(({ name }) => name)).size).toBe(VOCABULARY.length);
  });
});
