import { describe, expect, it } from 'vitest';
import { UsageError } from '../kernel/usage-error.js';
import { always, eventually, sometimes } from './combinators.js';
import type { Topic } from './property.js';

const step = (): undefined => undefined;

function mistake(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a topic', () => {
  it.each([
    ['event:nope', 'event:'],
    ['event:roomStateChange', '"event:roomStateChanged"'],
    ['call:logn', '"call:login"'],
    ['settle:renewTokn', '"settle:renewToken"'],
    ['socket:close', '"socket:closed"'],
    ['backend:sessionStart', '"backend:sessionStarted"'],
    ['user:tap', 'Use "user"'],
    ['evnt', '"event"'],
    ['event:', 'event:'],
    ['toString', 'no topic'],
    ['event:toString', 'never comes'],
  ])('%s, which nothing ever has, is refused with the nearest', (topic, named) => {
    const message = mistake(() => always('heard', { on: [topic as Topic], step }));
    expect(message).toContain(named);
    expect(message).toContain(JSON.stringify(topic));
    expect(message).not.toContain('\n');
  });

  it.each(['event', 'event:onMessageAttached', 'call:create', 'settle:sendMessage', 'socket:opened', 'user'])(
    '%s is one',
    (topic) => {
      expect(always('heard', { on: [topic as Topic], step }).on).toEqual([topic]);
    },
  );
});

describe('a property', () => {
  it.each<[string, unknown]>([
    ['on', { step }],
    ['on', { on: 'event', step }],
    ['on', { on: [], step }],
    ['topic', { on: [7], step }],
    ['step', { on: ['event'] }],
    ['step', { on: ['event'], step: 'held' }],
    ['options', undefined],
  ])('with a wrong %s is refused in one line that names it', (named, options) => {
    for (const form of [always, sometimes]) {
      const message = mistake(() => form('heard', options as never));
      expect(message).toContain('"heard"');
      expect(message).toContain(named);
      expect(message).not.toContain('\n');
    }
  });

  it('that is met eventually needs to say what it waits for', () => {
    expect(mistake(() => eventually('met', { on: ['event'] } as never))).toContain('`waitsFor`');
  });

  it.each([7, undefined, '', null])('with %s for a title is refused', (title) => {
    expect(mistake(() => always(title as string, { on: ['event'], step }))).toContain('title');
  });
});
