// Values of a log as properties read them: a redacted token that says when it expires becomes one that can be asked for it,
// and messages are looked at, because a log may hold anything.
import { decodeBase64 } from '../zim/base64.js';
import { tokenThatExpires } from '../zim/token04.js';

const REDACTED = /^#([0-9a-f]{16})@(.+)$/;
const TWO_TO_32 = 4_294_967_296;

/** The arguments of a call, with tokens whose expiry can be read. */
export function withTokens(name: string, args: readonly unknown[]): readonly unknown[] {
  if (name === 'renewToken') return [tokenOf(args[0]), ...args.slice(1)];
  if (name !== 'login') return args;
  const [user, second, ...rest] = args;
  if (typeof second === 'string') return [user, tokenOf(second), ...rest];
  if (typeof second !== 'object' || second === null) return args;
  const { token } = second as { readonly token?: unknown };
  return token === undefined ? args : [user, { ...second, token: tokenOf(token) }, ...rest];
}

function tokenOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  // Hidden, and there was none.
  if (value === '@') return '';
  const [, hash, when] = REDACTED.exec(value) ?? [];
  if (hash === undefined || when === undefined) return value;
  const seconds = /^04.{11}$/.test(when) ? secondsIn(when) : /^\d+$/.test(when) ? Number(when) : undefined;
  if (seconds === undefined || !Number.isSafeInteger(seconds)) return value;
  const iv = new Uint8Array(16);
  for (let at = 0; at < 8; at++) iv[at] = Number.parseInt(hash.slice(at * 2, at * 2 + 2), 16);
  return tokenThatExpires(seconds, iv);
}

// The first 13 characters of a token04: its version, and 66 bits of which 64 are the time.
function secondsIn(beginning: string): number | undefined {
  const bytes = decodeBase64(`${beginning.slice(2)}A`);
  if (bytes === undefined || bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return view.getInt32(0) * TWO_TO_32 + view.getUint32(4);
}

/** A value in which each message has the IDs that messages have: those that lack one are left out. */
export function plainMessages(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { message, messageList, ...rest } = value as Readonly<Record<string, unknown>>;
  const [one] = messagesIn([message]);
  return {
    ...rest,
    ...(one === undefined ? {} : { message: one }),
    ...(Array.isArray(messageList) ? { messageList: messagesIn(messageList) } : {}),
  };
}

function messagesIn(list: readonly unknown[]): readonly object[] {
  return list.flatMap((value) => {
    if (typeof value !== 'object' || value === null) return [];
    const { messageID, senderUserID, conversationID, conversationType, localMessageID } = value as Readonly<
      Record<string, unknown>
    >;
    const hasIDs = [messageID, senderUserID, conversationID].every((text) => typeof text === 'string');
    if (!hasIDs || typeof conversationType !== 'number') return [];
    return [typeof localMessageID === 'string' ? value : { ...value, localMessageID: '' }];
  });
}
