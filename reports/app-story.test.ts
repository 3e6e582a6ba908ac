import { describe, expect, it } from 'vitest';
import type { ConsoleLine } from '../sim/runner/external-app.js';
import { storyLines } from './app-story.js';
import { styleFor } from './style.js';

const style = styleFor({ columns: 80, color: false });

function line(atMs: number, text: string, more: Partial<ConsoleLine> = {}): ConsoleLine {
  return { atMs, device: 'alice', level: 'log', text, after: 0, ...more };
}

function told(console: readonly ConsoleLine[]): readonly string[] {
  return storyLines(
    {
      device: 'alice',
      atMs: 20_000,
      observations: [
        { kind: 'user', atMs: 1000, device: 'alice', action: 'login()' },
        { kind: 'call', atMs: 1000, device: 'alice', id: 1, name: 'login', args: ['alice'] },
        { kind: 'call', atMs: 19_000, device: 'alice', id: 2, name: 'logout', args: [] },
      ],
      marks: [],
      callPlaces: [{ device: 'alice', id: 1, where: 'src/chat.ts:12:5' }],
      console,
    },
    style,
  ).map((text) => text.trim().replace(/ {2,}/g, ' '));
}

describe('the story of a failure of an app', () => {
  it('says where in its sources the app called the SDK', () => {
    expect(told([])).toEqual([
      '0:01.000 user login()',
      '0:01.000 app calls login at src/chat.ts:12',
      '0:19.000 app calls logout',
    ]);
  });

  it('has the last three lines of the console that stand near the failure, and no others', () => {
    const lines = [
      line(5000, 'long ago'),
      line(12_000, 'the fourth'),
      line(18_000, 'the third'),
      line(18_500, 'of somebody else', { device: 'bob' }),
      line(18_500, 'the second', { level: 'warn', where: 'src/log.ts:3:9' }),
      line(20_000, 'the first'),
      line(20_001, 'too late'),
    ];
    expect(told(lines).filter((text) => text.includes('console'))).toEqual([
      '0:18.000 console log: the third',
      '0:18.500 console warn: the second at src/log.ts:3',
      '0:20.000 console log: the first',
    ]);
  });

  it('keeps a line of a console on one line, short, and without what would do something to a terminal', () => {
    const [, , , text] = told([line(20_000, `a\nb\u001b[31m${'c'.repeat(200)}`)]);
    expect(text).toMatch(/console log: a b\\u001b\[31mc{92}…$/);
  });
});
