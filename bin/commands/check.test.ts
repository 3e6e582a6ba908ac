// `zim-sim check --reporter`: every reporter makes something of logs that can be read.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listScenarios, run } from '../../index.js';
import { mutants } from '../../properties/mutants/index.js';
import { logLines } from '../../sim/logs/write-log.js';
import { installedEngine } from '../installed-engine.js';
import { checkCommand } from './check.js';

let folder = '';
let log = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zim-sim-check-'));
  log = join(folder, 'phone <1>.jsonl');
  const wrap = mutants.find(({ id }) => id === 'kick-says-expired')?.wrap;
  const scenario = listScenarios().find(({ name }) => name === 'kicked-out');
  if (wrap === undefined || scenario === undefined) throw new Error('the mutant or the scenario is gone');
  const { observations, sdk } = run(scenario, { wrap });
  writeFileSync(log, `${logLines(observations, { sdk }).join('\n')}\n`);
});

afterAll(() => rmSync(folder, { recursive: true }));

async function check(reporter: string): Promise<{ code: number; stderr: string }> {
  let stderr = '';
  const io = {
    stdout: () => {},
    stderr: (text: string) => {
      stderr += text;
    },
    env: {},
    columns: 80,
    isTerminal: false,
    watchInterrupts: () => ({ interrupted: () => Promise.resolve(false), stop: () => {} }),
  };
  const flags = { reporter: [reporter], reportDir: join(folder, reporter) };
  const code = await checkCommand([log], flags, { engine: installedEngine, io: io as never });
  return { code, stderr };
}

describe('check --reporter', () => {
  it('html is a page with the verdicts, the timeline, and links to the lines', async () => {
    const { code } = await check('html');
    expect(code).toBe(1);
    const [name = ''] = readdirSync(join(folder, 'html'));
    const page = readFileSync(join(folder, 'html', name), 'utf8');
    expect(page).toContain('<h2>Timeline</h2>');
    expect(page).toMatch(/<td class="violated">violated<\/td>/);
    expect(page).toContain('phone &#60;1&#62;.jsonl');
    const [, place = ''] = /<a href="#(l0-\d+)">/.exec(page) ?? [];
    expect(page).toContain(`<tr id="${place}" class="shown">`);
  });

  it.each(['junit', 'json', 'csv', 'github'])('%s', async (reporter) => {
    const { code, stderr } = await check(reporter);
    expect({ code, stderr: stderr.replace(/^wrote .*\n/gm, '') }).toEqual({ code: 1, stderr: '' });
  });

  it.each(['mermaid', 'shiviz'])('%s needs a trace, which is said', async (reporter) => {
    await expect(check(reporter)).rejects.toThrow(/^Expected a reporter that does without a trace, got/);
  });
});
