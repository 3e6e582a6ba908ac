// What the README shows is what the program prints: each line of a block of output is found in the output, in order.
// Lines that say only "…" stand for what was left out.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reporters } from '../reports/reporters/index.js';
import { reportOf } from '../reports/reporters/reports.test-support.js';
import { runCommand } from './run-command.js';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it.each([
    ['`npx zim-sim run room-deleted`', 'run room-deleted'],
    ['says, among other things', `test ${resolve('examples/logs-in-on-every-disconnect')} --runs 60`],
    ['prints, besides what was covered', 'fuzz --runs 400 --mutant hint-starts-back-off-over'],
    [
      '`npx zim-sim check phone.jsonl` then prints',
      'check phone.jsonl',
      'run token-renewed --mutant no-warning --record phone.jsonl',
    ],
  ])(
    'shows what the program prints: %s',
    async (before, words, first = '--version') => {
      const shown = blockAfter(before);
      const cwd = mkdtempSync(join(tmpdir(), 'zim-sim-readme-'));
      const program = `node ${resolve('dist/bin/zim-sim.js')}`;
      await runCommand(`${program} ${first}`, { cwd });
      const { output } = await runCommand(`${program} ${words}`, { cwd });
      rmSync(cwd, { recursive: true });
      const printed = output.split('\n').map((line) => line.trimEnd());
      let from = 0;
      for (const line of shown) {
        const at = printed.indexOf(line, from);
        expect(at, `"${line}" is printed after line ${from}`).toBeGreaterThanOrEqual(from);
        from = at + 1;
      }
    },
    60_000,
  );

  it('lists every reporter and its file, and shows a part of a diagram as it is', () => {
    for (const { name, extension } of reporters) {
      const where = name === 'text' || name === 'github' ? 'standard output' : `\`*.${extension}\``;
      expect(README).toContain(`| \`${name}\` | ${where} |`);
    }
    const report = reportOf('room-deleted');
    const diagram = reporters
      .find(({ name }) => name === 'mermaid')
      ?.run?.(report)
      .split('\n');
    const shown = README.split('```mermaid\n')[1]?.split('```')[0]?.trimEnd().split('\n') ?? [];
    expect(shown.length).toBeGreaterThan(5);
    expect(diagram).toEqual(expect.arrayContaining(shown));
  });

  it('has a reporter that works', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'zim-sim-readme-'));
    const source = README.split('```ts\n// slowest.ts')[1]?.split('```')[0] ?? '';
    writeFileSync(join(cwd, 'slowest.ts'), source.slice(source.indexOf('\n')));
    const command = `node ${resolve('dist/bin/zim-sim.js')} run room-deleted --reporter ./slowest.ts`;
    const { code, output } = await runCommand(command, { cwd });
    expect({ code, output }).toEqual({
      code: 0,
      output: 'wrote zim-sim-report/room-deleted-1.slowest.txt\n',
    });
    rmSync(cwd, { recursive: true });
  }, 30_000);

  it('lists every fault', async () => {
    const { readFile } = await import('node:fs/promises');
    const source = await readFile(new URL('../sim/faults/fault.ts', import.meta.url), 'utf8');
    const kinds = [...source.matchAll(/readonly kind: '(\w+)'/g)].map(([, kind]) => kind);
    expect(kinds.length).toBeGreaterThan(15);
    for (const kind of kinds) expect(README).toContain(`\`${kind}\``);
  });
});

/** The lines of the first code block behind a text, without those that stand for left out ones. */
function blockAfter(text: string): readonly string[] {
  const from = README.indexOf('```\n', README.indexOf(text)) + 4;
  const block = README.slice(from, README.indexOf('```', from));
  return block
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '…' && line !== '');
}
