// What a message carries besides its text: the fields of the declaration's message objects that an app may fill in.
// They travel as they were given; which of them a reader gets to see is in full-message.ts.

import type { MessageExtra } from '../../zim/wire.js';

/** The fields that are carried along. Everything else in a message object is the SDK's own, or nobody's. */
const CARRIED: ReadonlySet<string> = new Set([
  'extendedData',
  'localExtendedData',
  'mentionedUserIDs',
  'isMentionAll',
  'subType',
  'searchedContent',
  'fileLocalPath',
  'fileDownloadUrl',
  'fileUID',
  'fileName',
  'fileSize',
  'thumbnailDownloadUrl',
  'largeImageDownloadUrl',
  'originalImageWidth',
  'originalImageHeight',
  'largeImageWidth',
  'largeImageHeight',
  'thumbnailWidth',
  'thumbnailHeight',
  'audioDuration',
  'videoDuration',
  'videoFirstFrameDownloadUrl',
  'videoFirstFrameWidth',
  'videoFirstFrameHeight',
  'title',
  'summary',
  'combineID',
  'messageList',
  'messageInfoList',
]);

/** What of the sending's config its readers are concerned with. */
const CONFIGURED = ['hasReceipt', 'disableUnreadMessageCount'] as const;

/**
 * The fields of a message that its record has no place for; undefined where there are none, as with a plain text. Bytes
 * (a command message) are among them, since a record's own message is a text.
 */
export function extraOf(
  message: Readonly<Record<string, unknown>>,
  config: unknown,
): MessageExtra | undefined {
  let extra: Record<string, unknown> | undefined;
  for (const name in message) {
    const value = message[name];
    if (value === undefined || !(CARRIED.has(name) || (name === 'message' && isBytes(value)))) continue;
    extra ??= {};
    extra[name] = value;
  }
  if (typeof config !== 'object' || config === null) return extra;
  for (const name of CONFIGURED) {
    if ((config as Readonly<Record<string, unknown>>)[name] !== true) continue;
    extra ??= {};
    extra[name] = true;
  }
  return extra;
}

function isBytes(value: unknown): boolean {
  return value instanceof Uint8Array;
}
