// The recorder around the real SDK in a real page. Without chromium it is skipped, and says so.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { allProperties } from '../../properties/index.js';
import { checkLogs } from '../logs/check-logs.js';
import { sourceOf } from '../logs/logs.test-support.js';
import { mintToken } from '../zim/token04.js';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const isThere = existsSync(CHROMIUM);
if (!isThere)
  console.warn(`skipped: no browser at ${CHROMIUM}; apt-get install chromium, or set CHROMIUM_PATH`);

it.skipIf(!isThere)(
  'records the SDK in a browser page',
  async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('./record.ts', import.meta.url))],
      bundle: true,
      format: 'iife',
      globalName: 'recorder',
      write: false,
    });
    const sdk = readFileSync(createRequire(import.meta.url).resolve('zego-zim-web'), 'utf8');
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      // A page with a place of its own has what the SDK stores things in; nothing else can be reached.
      await page.route('**/*', (route) =>
        route.fulfill({ contentType: 'text/html', body: '<title>app</title>' }),
      );
      await page.goto('http://app.test/');
      await page.context().setOffline(true);
      await page.addScriptTag({ content: sdk });
      await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
      const lines: Record<string, unknown>[] = await page.evaluate(IN_THE_PAGE.replace('TOKEN', token()));
      expect(lines[0]).toMatchObject({ kind: 'log', format: 1, sdk: '2.29.0' });
      const told = lines.map(({ kind, name, what, action }) =>
        `${kind} ${name ?? what ?? action ?? ''}`.trim(),
      );
      for (const line of ['call on', 'call login', 'event connectionStateChanged', 'settle queryGroupList']) {
        expect(told).toContain(line);
      }
      expect(told).toContain('user taps');
      expect(told).toContain('token asked');
      const thrown = lines.filter(({ kind }) => kind === 'error');
      expect(thrown).toHaveLength(2);
      for (const { source, message } of thrown)
        expect([source, message]).toEqual(['uncaught', expect.stringMatching(/^~\d+$/)]);
      expect(JSON.stringify(lines)).not.toContain('alice');
      // What the real SDK did is what the properties say of it.
      const text = lines.map((line) => JSON.stringify(line)).join('\n');
      const { verdicts, problems } = await checkLogs([sourceOf(text)], { properties: allProperties });
      expect(problems).toEqual([]);
      expect(verdicts.filter(({ verdict }) => verdict === 'violated')).toEqual([]);
      expect(verdicts.find(({ id }) => id === 'S1')).toMatchObject({ verdict: 'held' });
      // A page that is loaded again goes on in the same log as another process; a sink that fails is nobody's problem.
      await page.reload();
      await page.addScriptTag({ content: sdk });
      await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
      const again: Record<string, unknown>[] = await page.evaluate(AFTER_A_RELOAD);
      const whole = [...lines, ...again].map((line) => JSON.stringify(line)).join('\n');
      const reloaded = await checkLogs([sourceOf(whole)], { properties: allProperties });
      expect(reloaded.problems).toEqual([]);
      expect(reloaded.logs[0]?.devices[0]).toMatchObject({ restarts: 1 });
    } finally {
      await browser.close();
    }
  },
  60_000,
);

function token(): string {
  return mintToken({
    appID: 1,
    userID: 'alice',
    secret: 'x'.repeat(32),
    validForSeconds: 3600,
    issuedAtSeconds: Math.floor(Date.now() / 1000),
    nonce: 1,
    iv: new Uint8Array(16),
  });
}

// A text, because the page has other globals than this file.
const IN_THE_PAGE = `(async () => {
  const zim = ZIM.create({ appID: 1 });
  const lines = [];
  const mark = recorder.record(zim, (line) => lines.push(JSON.parse(line)), { salt: 'incident', app: '1.4.0', device: 'phone' });
  for (const event of ['connectionStateChanged', 'roomStateChanged', 'tokenWillExpire']) zim.on(event, () => {});
  await zim.queryGroupList().catch(() => {});
  await zim.login('alice', { userName: 'Alice', token: 'TOKEN', isOfflineLogin: true }).catch(() => {});
  await zim.queryGroupList().catch(() => {});
  mark.user('taps');
  mark.token('asked');
  // The page hears of both, and so does the log.
  Promise.reject(new Error('for alice only'));
  setTimeout(() => { throw new TypeError('alice again'); });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await zim.leaveRoom('nowhere').catch(() => {});
  zim.logout();
  await zim.queryGroupList().catch(() => {});
  zim.destroy();
  await zim.queryGroupList().catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 200));
  return lines;
})()`;

const AFTER_A_RELOAD = `(async () => {
  const zim = ZIM.create({ appID: 1 });
  const lines = [];
  const sink = (line) => {
    lines.push(JSON.parse(line));
    throw new Error('the disk is full');
  };
  recorder.record(zim, sink, { salt: 'incident', app: '1.4.0', device: 'phone' });
  zim.on('connectionStateChanged', () => {});
  await zim.queryGroupList().catch(() => {});
  zim.destroy();
  return lines;
})()`;
