// `show` and `diff` over capsules of this repository, in a folder of their own.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { installedEngine } from '../installed-engine.js';
import { main } from '../program.js';

const folder = mkdtempSync(join(tmpdir(), 'zim-sim-show-'));
const [kicked, given] = ['deleted-room-not-said', 'given-up-entry-stays'].map((name) => {
  const path = join(folder, `${name}.json`);
  copyFileSync(fileURLToPath(new URL(`../../properties/regressions/${name}.json`, import.meta.url)), path);
  return path;
}) as [string, string];

afterAll(() => rmSync(folder, { recursive: true }));

async function type(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(words, {
    engine: installedEngine,
    io: {
      stdout: (text) => out.push(text),
      stderr: (text) => err.push(text),
      stdoutIsTerminal: false,
      stderrIsTerminal: false,
      columns: undefined,
      env: {},
      watchInterrupts: () => ({ interrupted: async () => false, stop: () => {} }),
    },
  });
  return { code, out: out.join(''), err: err.join('') };
}

describe('show', { timeout: 30_000 }, () => {
  it('writes the page of a capsule beside it and says where', async () => {
    const { code, out } = await type('show', kicked);
    expect(code).toBe(0);
    expect(out.trim()).toBe(kicked.replace('.json', '.html'));
    expect(readFileSync(out.trim(), 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('finds the newest page of a folder', async () => {
    await type('show', given);
    const { code, out } = await type('show', folder);
    expect(code).toBe(0);
    expect(out.trim()).toBe(given.replace('.json', '.html'));
  });

  it.each([
    ['a place that is not there', (): string => join(folder, 'nowhere'), 'no such file'],
    ['an empty folder', (): string => emptied(), 'Expected a folder with pages (*.html), got none'],
    ['another JSON', (): string => filled('{"a":1}'), 'Expected a capsule'],
  ])('refuses %s in one line', async (_what, place, sentence) => {
    const { code, err } = await type('show', place());
    expect(code).toBe(2);
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('refuses a place where nobody can write', async () => {
    const { code, err } = await type('show', kicked, '--html', join(folder, 'no', 'such', 'folder.html'));
    expect(code).toBe(2);
    expect(err).toContain('Expected a file that can be written, got ENOENT');
  });
});

describe('diff', { timeout: 30_000 }, () => {
  it('says that a run is itself', async () => {
    const { code, out } = await type('diff', kicked, kicked);
    expect(code).toBe(0);
    expect(out).toContain('the same run');
  });

  it('says where two runs part, and writes both side by side', async () => {
    const page = join(folder, 'diff.html');
    const { code, out } = await type('diff', kicked, given, '--html', page);
    expect(code).toBe(1);
    expect(out).toMatch(/they part at \d+:\d\d\.\d{3}, record \d+: /);
    expect(existsSync(page)).toBe(true);
  });
});

function emptied(): string {
  const path = join(folder, 'empty');
  mkdirSync(path, { recursive: true });
  return path;
}

function filled(text: string): string {
  const path = join(folder, 'other.json');
  writeFileSync(path, text);
  return path;
}
