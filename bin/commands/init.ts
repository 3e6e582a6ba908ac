// `zim-sim init`: writes a configuration after a few questions, or with the answers that are likely.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { CONFIG_NAME } from '../app-test/plan.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';

export interface InitFlags {
  readonly yes?: boolean;
  readonly force?: boolean;
}

interface Answers {
  readonly app: string;
  readonly users: number;
  readonly dom: boolean;
  readonly tokenEndpoint: string;
}

/** @returns 0 when the file is written */
export async function initCommand(flags: InitFlags, io: CliIo): Promise<ExitCode> {
  if (existsSync(CONFIG_NAME) && flags.force !== true) {
    throw new UsageError(
      `Expected no ${CONFIG_NAME} in this folder, got one. To write it anew: zim-sim init --force`,
    );
  }
  const likely: Answers = { app: likelyEntry(), users: 2, dom: false, tokenEndpoint: '' };
  const answers = flags.yes === true || !process.stdin.isTTY ? likely : await ask(likely);
  writeFileSync(CONFIG_NAME, configText(answers));
  io.stdout(`${CONFIG_NAME} is written. Next: npx zim-sim test\n`);
  return EXIT.held;
}

async function ask(likely: Answers): Promise<Answers> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const app = await lines.question(`Which file starts the app? (${likely.app}) `);
    const users = await lines.question('How many users chat with each other? (2) ');
    const dom = await lines.question('Does it draw a page, so that its buttons are pressed? (y/N) ');
    const endpoint = await lines.question(
      'From which path does it fetch tokens, if it fetches them? (none) ',
    );
    return {
      app: app.trim() === '' ? likely.app : app.trim(),
      users: Math.min(5, Math.max(1, Number(users.trim()) || 2)),
      dom: /^y/i.test(dom.trim()),
      tokenEndpoint: endpoint.trim(),
    };
  } finally {
    lines.close();
  }
}

/** Where apps usually start. */
function likelyEntry(): string {
  const stems = ['main', 'index', 'app', 'App', 'chat'];
  for (const folder of ['src', '.']) {
    if (!existsSync(folder)) continue;
    const files = readdirSync(folder);
    for (const stem of stems) {
      const file = files.find((name) => new RegExp(`^${stem}\\.[cm]?[jt]sx?$`).test(name));
      if (file !== undefined) return `./${join(folder, file).replaceAll('\\', '/')}`;
    }
  }
  return './src/main.ts';
}

const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin'];

/** The text of a configuration. */
function configText({ app, users, dom, tokenEndpoint }: Answers): string {
  const devices = NAMES.slice(0, users).map((name) => `{ name: '${name}' }`);
  return [
    "import { defineConfig } from 'zim-sim';",
    '',
    'export default defineConfig({',
    `  app: ${JSON.stringify(app)},`,
    `  devices: [${devices.join(', ')}],`,
    ...(dom ? ["  environment: 'dom',"] : []),
    ...(tokenEndpoint === '' ? [] : [`  tokenEndpoint: ${JSON.stringify(tokenEndpoint)},`]),
    '  // What the user does; without it, a stock user calls the functions that the app offers.',
    dom
      ? "  // user: [at('2s', click('Login')), at('5s', type('Message', 'hi')), at('6s', click('Send'))],"
      : "  // user: [at('2s', call('login')), at('5s', call('joinRoom')), at('8s', call('send', 'hi'))],",
    '  // How one sees what the app shows; or call ui.remind, ui.clear and ui.screen in the app.',
    "  // shown: [{ remind: 'reconnecting', console: /reconnecting/i, clearedBy: /connected/i }],",
    '});',
    '',
  ].join('\n');
}
