// `npm run confirm [-- FOLDER --sdk FOLDER --no-browser]`: runs the programs that `zim-sim sdk` left, without zim-sim: in Node
// under a plain fake clock, and in a bare page of a browser. Then it asks the same property of what they printed.
// Exit codes: 0 all confirmed, 1 not all, 2 nothing to run.
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { cachedFolder } from '../../bin/sdk/find-package.js';
import { judgedOnSdk } from '../../properties/sdk-rules/index.js';
import type { Observation } from '../../sim/check/observation.js';
import { judgeRun, LETS_GO } from '../../sim/sdk-host/judge-run.js';
import { errorOf, messageOf } from '../../sim/sdk-host/observed-errors.js';
import { PACKAGE_COMES } from '../../sim/sdk-host/reproduction-text.js';
import { PHONE } from '../../sim/sdk-host/run-sdk.js';
import { lengthOf, type SdkCase } from '../../sim/sdk-host/sdk-case.js';
import { packageIn } from '../../sim/sdk-host/sdk-package.js';
import { signatureOf } from '../../sim/sdk-host/signature.js';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const CLOCK = fileURLToPath(new URL('./fake-clock.mjs', import.meta.url));
const MODULES = resolve('node_modules');
/** How often an SDK asks its database that does not rest, within which time. */
const MANY = 1000;
const MANY_MS = 10_000;
/** Real time that a program may take under a fake clock. */
const PATIENCE_MS = 40_000;

interface Capsule {
  readonly property: string;
  readonly signature: string;
  readonly version: string;
  readonly given: SdkCase;
}

interface Printed {
  readonly observations: readonly Observation[];
  readonly ended: boolean;
  readonly endMs: number;
  readonly epochMs: number;
  /** When the database was asked so often that the SDK does not rest. */
  readonly restless: boolean;
}

const LINE = /^(-?\d+) (start|call|settle|event|socket|error|device|database|end) (\S*) (.*)$/;

/** What a program printed, as observations. */
function read(lines: readonly string[]): Printed {
  const observations: Observation[] = [];
  let endMs = 0;
  let ended = false;
  let epochMs = 0;
  let restless = false;
  for (const line of lines) {
    const [, ms, kind, name = '', json = '{}'] = LINE.exec(line) ?? [];
    if (kind === undefined) continue;
    const atMs = Number(ms);
    endMs = Math.max(endMs, atMs);
    const data = JSON.parse(json) as Readonly<Record<string, unknown>>;
    const base = { atMs, device: PHONE };
    if (kind === 'end') ended = true;
    else if (kind === 'database') restless ||= Number(data.times) >= MANY && atMs <= MANY_MS;
    else if (kind === 'start') epochMs = Number(data.epochMs);
    else if (kind === 'event') observations.push({ kind, ...base, name, data });
    else if (kind === 'socket') observations.push({ kind, ...base, phase: name, ...data } as Observation);
    else if (kind === 'error')
      observations.push({ kind, ...base, source: name, message: messageOf(data) } as Observation);
    else if (kind === 'device') observations.push({ kind, ...base, what: name } as Observation);
    else observations.push({ kind, ...base, name, ...settled(data) } as unknown as Observation);
  }
  return { observations, ended, endMs, epochMs, restless };
}

function settled(data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return data.error === undefined ? data : { ...data, error: errorOf(data.error) };
}

function isConfirmed(
  { property, signature, version }: Capsule,
  { observations, ended, endMs, epochMs, restless }: Printed,
): boolean {
  // Nothing that should come after the script comes at all, or it goes on without a rest.
  if (property === LETS_GO) return !ended || restless;
  const own = observations.filter(
    (one) => one.kind !== 'error' || !one.message.includes('thrown by a listener of the script'),
  );
  const run = { observations: own, contacts: [], stale: [], stepCalls: [], endMs };
  return judgeRun(run, judgedOnSdk, { version, epochMs }).some((one) => signatureOf(one) === signature);
}

async function inNode(program: string, sdk: string, isReal: boolean): Promise<Printed> {
  const folder = mkdtempSync(join(tmpdir(), 'confirm-'));
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  symlinkSync(sdk, join(modules, 'zego-zim-web'));
  for (const name of ['fake-indexeddb', '@sinonjs']) symlinkSync(join(MODULES, name), join(modules, name));
  const copy = join(folder, basename(program));
  writeFileSync(copy, readFileSync(program));
  const args = isReal ? [copy] : ['--import', pathToFileURL(CLOCK).href, copy];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await new Promise((done) => child.on('close', done));
  clearTimeout(patience);
  rmSync(folder, { recursive: true, force: true });
  return read(text.split('\n'));
}

async function inPage(
  browser: Browser,
  program: string,
  { sdk, given }: { sdk: string; given: SdkCase },
): Promise<Printed> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const lines: string[] = [];
  page.on('console', (message) => lines.push(message.text()));
  try {
    await page.route('**/*', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>page</title>' }),
    );
    await page.goto('https://app.test/');
    await page.clock.install();
    // The program replaces what the package finds when it is loaded, so its set-up has to come first.
    const text = readFileSync(program, 'utf8');
    const setUp = text.indexOf(PACKAGE_COMES);
    const module = `${text.slice(0, setUp)}\nawait globalThis.loadPackage();\n${text.slice(setUp)}`;
    await page.exposeFunction('loadPackage', async () => {
      await page.addScriptTag({ path: sdk });
    });
    await page.addScriptTag({ type: 'module', content: module });
    await page.waitForTimeout(1000);
    const lengthMs = lengthOf(given) + given.tailMs + 2000;
    const until = performance.now() + PATIENCE_MS;
    for (let ms = 0; ms < lengthMs && performance.now() < until; ms += 500) {
      // An error that comes out of a timer comes out of the clock here.
      const step = page.clock.runFor(500).catch((error: Error) => {
        const [, name = 'Error', message = error.message] =
          /(?:runFor: )?(\w*Error): (.*)/.exec(error.message) ?? [];
        lines.push(`0 error uncaught ${JSON.stringify({ name, message })}`);
      });
      const isStuck = await Promise.race([
        step.then(() => false),
        new Promise<boolean>((done) => setTimeout(() => done(true), 15_000)),
      ]);
      if (isStuck) break;
      if (ms % 5000 === 0) await page.waitForTimeout(5);
    }
    return read(lines);
  } finally {
    await context.close().catch(() => {});
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      sdk: { type: 'string', default: join(MODULES, 'zego-zim-web') },
      browser: { type: 'boolean', default: true },
      json: { type: 'boolean', default: false },
    },
    allowNegative: true,
  });
  const folder = positionals[0] ?? 'zim-sim-report';
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /^sdk-.*\.mjs$/.test(name))
        .sort()
    : [];
  if (names.length === 0) {
    process.stderr.write(
      `${folder}: Expected programs that zim-sim sdk left, got none. Make some: zim-sim sdk\n`,
    );
    return 2;
  }
  const given = packageIn(resolve(values.sdk));
  const hasBrowser = values.browser && existsSync(CHROMIUM);
  const browser = hasBrowser
    ? await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
    : undefined;
  let missing = 0;
  const rows: unknown[] = [];
  for (const name of names) {
    const program = join(folder, name);
    const capsule = JSON.parse(readFileSync(program.replace(/\.mjs$/, '.json'), 'utf8')) as Capsule;
    const isReal = capsule.property === LETS_GO;
    const sdkFolder = given.version === capsule.version ? resolve(values.sdk) : cachedFolder(capsule.version);
    if (sdkFolder === undefined) {
      process.stdout.write(
        `not tried: ${name} needs zego-zim-web@${capsule.version}, which is not in the cache\n`,
      );
      missing += 1;
      continue;
    }
    const sdk = packageIn(sdkFolder).file;
    const node = isConfirmed(capsule, await inNode(program, sdkFolder, isReal));
    const page =
      browser === undefined
        ? undefined
        : isConfirmed(capsule, await inPage(browser, program, { sdk, given: capsule.given }));
    // Some depend on how a platform goes on after an error that nobody caught.
    if (!node && page !== true) missing += 1;
    rows.push({ name, signature: capsule.signature, version: capsule.version, node, page });
    if (!values.json) {
      const say = (is: boolean | undefined): string =>
        is === undefined ? 'not tried' : is ? 'confirmed' : 'NOT SHOWN';
      process.stdout.write(
        `node ${say(node)} · page ${say(page)} · ${name} · ${capsule.signature.slice(0, 110)}\n`,
      );
    }
  }
  await browser?.close();
  if (values.json) process.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
  else process.stdout.write(`${names.length - missing} of ${names.length} confirmed\n`);
  return missing === 0 ? 0 : 1;
}

process.exitCode = await main();
