// `zim-sim test` as a user has it: the built program, examples, and apps that are wrong in ways that end a test.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageData } from '../reporters/page-data.test-support.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = join(ROOT, 'dist/bin/zim-sim.js');

/** Apps that lack nothing but what is put into them. */
const APP = (inside: string): string => `import { ZIM } from 'zego-zim-web';
export default function ({ appID, userID, userName, token, ui }: any) {
  const zim = ZIM.create({ appID })!;
  const api = { login: () => zim.login(userID, { userName, token } as any).catch(() => {}) };
  ${inside}
  return api;
}
`;

/** As the documentation has it. */
const [, SERVICES = ''] =
  /```ts\n\/\/ services\.ts\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'docs/app-tests.md'), 'utf8')) ?? [];

const FILES: Readonly<Record<string, string>> = {
  'hangs.ts': APP("zim.on('connectionStateChanged', () => {\n    while (true) {}\n  });"),
  'spins.ts': APP(
    "zim.on('connectionStateChanged', async () => {\n    const spin = (): Promise<void> => Promise.resolve().then(spin);\n    await spin();\n  });",
  ),
  'ticks.ts': APP('const again = (): unknown => setTimeout(again, 0); again();'),
  'breaks.ts': 'export default function ( { return 3 }',
  'offers-nothing.ts': 'export const a = 3;',
  'throws.ts': "throw new Error('not today');",
  'reads-files.ts': "import { readFileSync } from 'node:fs'; export default () => readFileSync;",
  'kicks.ts': APP(
    "zim.on('connectionStateChanged', (_zim, { state, event }) => { if (state === 0 && event !== 0) void api.login(); });",
  ),
  'noisy.ts': APP(
    "zim.on('connectionStateChanged', (_zim, { state, event }) => { console.warn('state', state); if (state === 0 && event !== 0) void api.login(); });",
  ),
  'friends.ts': APP(
    "zim.on('connectionStateChanged', (_zim, { state }) => { if (state === 2) zim.queryFriendList({ count: 1, nextFlag: 0 }).catch(() => {}); });",
  ),
  'live/app.ts': APP(`const open = (): void => {
    const socket = new WebSocket('wss://live.example.com/?user=' + userID);
    socket.onopen = () => socket.send(userID);
    socket.onclose = ({ code }) => setTimeout(open, code === 1006 ? 5000 : 1000);
  };
  open();`),
  'live/services.ts': SERVICES,
  'live/zim-sim.config.ts': "export default { app: './app.ts', services: './services.ts' };",
  'places/app.ts': APP(
    'setTimeout(() => { throw new Error(new Date() + " " + (0.5).toLocaleString()); }, 1000);',
  ),
  'places/zim-sim.config.ts':
    "export default { app: './app.ts', devices: [{ name: 'alice', timeZone: 'Asia/Tokyo', locale: 'de-DE' }] };",
  'nowhere-zone/zim-sim.config.ts':
    "export default { app: '../kicks.ts', devices: [{ name: 'alice', timeZone: 'Tokyo' }] };",
  'no-language/zim-sim.config.ts':
    "export default { app: '../kicks.ts', devices: [{ name: 'alice', locale: 'german' }] };",
  'zim-sim.config.ts': "export default { app: './kicks.ts', devises: [] };",
};

/** The reporters that write files, and what they write for a failure of a campaign. */
const ALL = 'html,junit,json,mermaid,chrome-trace,shiviz,csv';
const ENDS = ['csv', 'mmd', 'shiviz.log', 'trace.json'];

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Rule {
  readonly id?: string;
  readonly title: string;
  readonly advice?: string;
}

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zim-sim-apps-'));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

function zimSim(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, ...words], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1', ...env },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
    });
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const example = (name: string): string => join(ROOT, 'examples', name);

describe('bad input ends a test with one line and exit code 2', { timeout: 60_000 }, () => {
  it.each([
    [
      ['hangs.ts'],
      /^hangs\.ts:6:\d+: Expected the app to let go of the processor, got code that runs for more than 5 s/,
    ],
    [['spins.ts'], /^spins\.ts:\d+:\d+: Expected the app to let go of the processor, .*, in spin\./],
    [['ticks.ts'], /^Expected the timers of alice's app to wait, got 4500 of them within 5 s\./],
    [['breaks.ts'], /^breaks\.ts:1:\d+: /],
    [['offers-nothing.ts'], /^offers-nothing\.ts: Expected a default export or `main`.* zim-sim init$/],
    [
      ['throws.ts'],
      /^throws\.ts: Expected .*, got an app that throws when it starts: Error: not today \(throws\.ts:1:\d+\)/,
    ],
    [
      ['reads-files.ts'],
      /^reads-files\.ts:1:30: Expected code for a browser, got an import of "node:fs".*reads-files\.ts → node:fs/,
    ],
    [
      ['nowhere.ts'],
      /^nowhere\.ts: Expected the entry of an app or a zim-sim\.config\.ts, got no file of this name/,
    ],
    [
      ['.'],
      /^zim-sim\.config\.ts: Expected keys of a configuration, got "devises": the nearest are "devices"/,
    ],
    [['nowhere-zone'], /Expected the timeZone of alice to be an IANA name, got "Tokyo"/],
    [['no-language'], /Expected the locale of alice to be a language tag that Node knows, got "german"/],
    [['kicks.ts', '--rule', 'no-login'], /^Unknown rule "no-login": the nearest are "no-login-/],
    [['kicks.ts', '--runs', '-1'], /^Expected --runs to be a whole number from 1/],
    [['kicks.ts', '--only', 'kik'], /^Unknown kind of fault "kik": the nearest are "kick"/],
  ])('%s', async (words, message) => {
    const { code, stdout, stderr } = await zimSim(['test', ...words]);
    const lines = stderr.trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('a finding', { timeout: 60_000 }, () => {
  it('is told as a story, is in a file, and replays bit for bit until the code is repaired', async () => {
    const { code, stdout } = await zimSim([
      'test',
      'kicks.ts',
      '--rule',
      'no-login-after-special-event',
      '--runs',
      '60',
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain('✗ no-login-after-special-event');
    expect(stdout).toMatch(/SDK +connection 0 DISCONNECTED/);
    expect(stdout).toMatch(/app +calls login/);
    expect(stdout).toContain('What to do:');
    const [, again = ''] = /again: zim-sim (replay .*)/.exec(stdout) ?? [];
    const replayed = await zimSim([...again.split(' '), '--verify']);
    expect(replayed.code).toBe(1);
    expect(replayed.stdout).toContain('the same run, bit for bit');
    writeFileSync(join(folder, 'kicks.ts'), APP(''));
    const repaired = await zimSim(again.split(' '));
    writeFileSync(join(folder, 'kicks.ts'), FILES['kicks.ts'] as string);
    expect(repaired.code).toBe(0);
    expect(repaired.stdout).toContain('it no longer fails');
    expect(repaired.stdout).toContain('the code of kicks.ts has changed');
  });

  it('is in every report, with a page of its own that the page of the test links to', async () => {
    const words = ['test', 'noisy.ts', '--rule', 'no-login-after-special-event', '--runs', '30'];
    const { code, stdout } = await zimSim([...words, '--reporter', `text,${ALL}`, '--report-dir', 'all']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/console {2}warn: state 0 at noisy\.ts:5\n +2:58\.400 +app +calls login/);
    const files = readdirSync(join(folder, 'all'));
    const [page = ''] = files.filter((file) => /^noisy-no-login.*\.html$/.test(file));
    const base = page.replace(/\.html$/, '');
    for (const end of ENDS) expect(files).toContain(`${base}.${end}`);
    const read = (name: string): string => readFileSync(join(folder, 'all', name), 'utf8');
    expect(pageData(read('noisy-1.html'))).toMatchObject({
      failures: [{ property: 'no-login-after-special-event', page }],
      history: [{ runs: 25 }, { runs: 30 }],
    });
    expect(pageData(read(page))).toMatchObject({
      run: { observations: expect.arrayContaining([expect.objectContaining({ kind: 'console' })]) },
    });
    expect(read('noisy-1.junit.xml')).toContain('no-login-after-special-event');

    const replayed = await zimSim(['replay', `all/${base}.json`, '--reporter', ALL, '--report-dir', 'again']);
    expect(replayed).toMatchObject({ code: 1, stdout: '' });
    const again = readdirSync(join(folder, 'again')).sort();
    expect(again).toEqual(
      [...ENDS, 'html', 'junit.xml', 'report.json'].map((end) => `${base}.${end}`).sort(),
    );
    for (const file of again) {
      if (!files.includes(file)) continue;
      expect(readFileSync(join(folder, 'again', file), 'utf8')).toBe(read(file));
    }
    const document = readFileSync(join(folder, 'again', `${base}.report.json`), 'utf8');
    expect(JSON.parse(document)).toMatchObject({
      kind: 'replay',
      reproduced: true,
      identical: true,
      run: {
        outcome: 'violated',
        console: expect.arrayContaining([expect.objectContaining({ level: 'warn' })]),
      },
    });
  });

  it('of a comparison, which its twin shows, fails in every report too', async () => {
    const { stdout } = await zimSim(['test', example('compares-with-a-string'), '--runs', '60']);
    const [, capsule = ''] = /again: zim-sim replay (.*)/.exec(stdout) ?? [];
    const words = ['replay', capsule, '--reporter', 'html,junit', '--report-dir', 'twin'];
    expect((await zimSim(words)).code).toBe(1);
    const [page = '', junit = ''] = readdirSync(join(folder, 'twin'))
      .sort()
      .map((name) => readFileSync(join(folder, 'twin', name), 'utf8'));
    expect(junit).toContain('failures="1"');
    expect(pageData(page)).toMatchObject({ run: { broken: { id: 'states-are-numbers' } } });
  });

  it('does not depend on the number of workers, the time zone or the language', async () => {
    const reports = await Promise.all(
      [
        { words: ['--workers', '1'], env: { TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8' } },
        { words: ['--workers', '2'], env: { TZ: 'UTC' } },
      ].map(async ({ words, env }) => {
        const { stdout } = await zimSim(
          ['test', example('says-no-goodbye'), '--runs', '60', '--json', ...words],
          env,
        );
        const { findings, rules } = JSON.parse(stdout) as { findings: { capsule: string }[]; rules: unknown };
        return { rules, findings: findings.map(({ capsule: _, ...rest }) => rest) };
      }),
    );
    expect(reports[1]).toEqual(reports[0]);
    expect(reports[0]?.findings).toHaveLength(1);
  });

  it('is the same with WebSockets of the app, through all faults and with any number of workers', async () => {
    const digests = await Promise.all(
      ['1', '2'].map(async (workers) => {
        const words = ['--rule', 'app-no-uncaught-errors', '--runs', '40', '--json', '--workers', workers];
        const { code, stdout } = await zimSim(['test', 'live', ...words]);
        expect(code).toBe(0);
        return (JSON.parse(stdout) as { digest: string }).digest;
      }),
    );
    expect(digests[1]).toBe(digests[0]);
  });

  it('has the time zone and the language that the configuration gives to the device', async () => {
    const { stdout } = await zimSim(
      ['test', 'places', '--rule', 'app-no-uncaught-errors', '--runs', '5', '--json'],
      { TZ: 'America/New_York' },
    );
    const { findings } = JSON.parse(stdout) as { findings: { reason: string }[] };
    expect(findings[0]?.reason).toContain('Thu Jan 01 2026 09:00:01 GMT+0900 (Asia/Tokyo) 0,5');
  });

  it('lists calls that are not modelled', async () => {
    const { stdout } = await zimSim([
      'test',
      'friends.ts',
      '--runs',
      '10',
      '--json',
      '--rule',
      'listeners-do-not-throw',
    ]);
    const { notModelled } = JSON.parse(stdout) as { notModelled: string[] };
    expect(notModelled).toEqual(['API.queryFriendList: zim-sim does not model this call.']);
  });
});

describe('the recorder around an app', { timeout: 60_000 }, () => {
  const checked = async (logs: string): Promise<{ code: number | null; violated: readonly string[] }> => {
    const files = readdirSync(join(folder, logs)).map((name) => join(logs, name));
    const { code, stdout } = await zimSim(['check', ...files, '--json']);
    const { properties } = JSON.parse(stdout) as { properties: { id: string; verdict: string }[] };
    const violated = properties.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id);
    return { code, violated };
  };

  it('writes a log for each device, which checks as held for good-app', async () => {
    await zimSim(['test', example('good-app'), '--runs', '1', '--seed', '18', '--record', 'good-logs']);
    expect(readdirSync(join(folder, 'good-logs'))).toHaveLength(2);
    expect(await checked('good-logs')).toEqual({ code: 0, violated: [] });
  });

  it.each(['never-renews', 'says-no-goodbye'])('shows the mistake of %s by the same rule', async (name) => {
    const config = readFileSync(join(example(name), 'zim-sim.config.ts'), 'utf8');
    const [, rule] = /Found by: ([\w-]+)/.exec(config) ?? [];
    await zimSim(['test', example(name), '--runs', '60', '--record', `${name}-logs`]);
    expect(await checked(`${name}-logs`)).toEqual({ code: 1, violated: [rule] });
  });
});

describe('the examples', { timeout: 120_000 }, () => {
  it('good-app and class-service hold, with every rule that says something about what is shown', async () => {
    for (const name of ['good-app', 'class-service']) {
      const { code, stdout } = await zimSim(['test', example(name), '--runs', '60', '--json']);
      const { findings, rules } = JSON.parse(stdout) as { findings: unknown[]; rules: { verdict: string }[] };
      expect({ name, code, findings }).toEqual({ name, code: 0, findings: [] });
      expect(rules.filter(({ verdict }) => verdict === 'not observable')).toEqual([]);
    }
  });

  it('react-app holds, pressed and filled in as a page', async () => {
    const { code, stdout } = await zimSim(['test', example('react-app'), '--runs', '10', '--json']);
    const { rules } = JSON.parse(stdout) as { rules: { rule: string; exercised: number }[] };
    expect(code).toBe(0);
    expect(rules.find(({ rule }) => rule === 'reconnecting-is-shown')?.exercised).toBeGreaterThan(0);
  });

  // All of them, with 200 runs each, are rows of `npm run acceptance -- app`.
  it.each(['compares-with-a-string', 'logs-in-on-every-disconnect', 'never-renews'])(
    '%s is found by the rule in its configuration, and by no other',
    async (name) => {
      const config = readFileSync(join(example(name), 'zim-sim.config.ts'), 'utf8');
      const [, rule] = /Found by: ([\w-]+)/.exec(config) ?? [];
      const { stdout } = await zimSim(['test', example(name), '--runs', '60', '--json']);
      const { findings, rules } = JSON.parse(stdout) as {
        findings: (Rule & { rule: string; faults: unknown[] })[];
        rules: (Rule & { rule: string })[];
      };
      expect(findings.map((finding) => finding.rule)).toEqual([rule]);
      expect(findings[0]?.faults.length).toBeLessThanOrEqual(3);
      // A rule has one title and one advice, wherever it is told.
      const listed = (JSON.parse((await zimSim(['list', 'rules', '--json'])).stdout) as Rule[]).find(
        ({ id }) => id === rule,
      );
      expect(findings[0]).toMatchObject({ title: listed?.title, advice: listed?.advice });
      expect(rules.find((line) => line.rule === rule)?.title).toBe(listed?.title);
    },
  );

  it('say which rule finds them', () => {
    const mistakes = readdirSync(join(ROOT, 'examples'), { withFileTypes: true })
      .filter(
        (entry) =>
          entry.isDirectory() && !['parts', 'good-app', 'class-service', 'react-app'].includes(entry.name),
      )
      .map(({ name }) => name);
    expect(mistakes.length).toBeGreaterThanOrEqual(10);
    for (const name of mistakes) {
      expect(readFileSync(join(example(name), 'zim-sim.config.ts'), 'utf8')).toMatch(/Found by: [\w-]+/);
    }
  });
});
