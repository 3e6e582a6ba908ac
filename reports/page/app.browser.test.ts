// The page of an app's run in a real browser: its console, the places in its sources, and what it throws.

import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromImmediate } from '../../bin/app-test/from-immediate.js';
import { appRules } from '../../properties/app-rules/index.js';
import { execute } from '../../sim/runner/execute.js';
import { defineScenario } from '../../sim/runner/scenario.js';
import { createSandbox } from '../../sim/sandbox/sandbox.js';
import { bundled } from '../../sim/sandbox/sandbox.test-support.js';
import { runPage } from '../html/run-page.js';
import { folder, hasBrowser, openBrowser, openTab, seriousFaults, written } from './browser.test-support.js';

const EVIL = '</script><img src=x onerror="window.hit=1">';

const APP = `import { ZIM } from 'zego-zim-web';
export default function ({ appID, userID, token }: any) {
  const zim = ZIM.create({ appID })!;
  console.log(${JSON.stringify(EVIL)});
  const titles: Record<number, { text: string }> = {};
  const title = (state: number): string => titles[state]!.text;
  zim.on('connectionStateChanged', (_zim: unknown, { state }: any) => {
    console.info('connection is', state);
    if (state === 3) console.warn('lost:', title(state));
  });
  return { login: () => void zim.login(userID, { token } as any).catch(() => {}) };
}
`;

async function appPage(): Promise<string> {
  const scenario = defineScenario({
    name: 'app',
    title: 'An app that throws',
    story: '',
    devices: [{ name: 'alice' }],
    script: [{ at: '1s', device: 'alice', do: [{ user: 'login()' }] }],
    faults: [{ kind: 'offline', at: '10s', for: '60s', device: 'alice' }],
    until: '100s',
    expects: [],
  });
  const sandbox = createSandbox(await bundled({ 'chat.ts': APP }));
  const apps = () => sandbox.appsFor({ roomID: 'lobby' });
  const spec = { scenario, seed: 1 };
  return await fromImmediate(() => {
    const run = execute(spec, { properties: appRules, apps });
    return runPage({
      spec,
      run,
      properties: appRules,
      apps,
      property: 'listeners-do-not-throw',
      reproduce: 'zim-sim replay x.json',
    });
  });
}

describe.skipIf(!hasBrowser)("the page of an app's run", { timeout: 60_000 }, () => {
  let browser: Browser;
  let url = '';

  beforeAll(async () => {
    browser = await openBrowser();
    const text = await appPage();
    expect(text).not.toContain('onerror');
    url = written('app.html', text);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
  });

  it('says where the app threw, as its sources have it', async () => {
    const { page, complaints } = await openTab(browser, url);
    expect(await page.locator('h1').innerText()).toContain('listeners-do-not-throw');
    expect(await page.locator('.verdict .stack').innerText()).toMatch(
      /^at title \(chat\.ts:6:\d+\)\nat .*chat\.ts:9:\d+/,
    );
    expect(complaints).toEqual([]);
  });

  it('lists the lines of the console with their level and place, and they can be found and filtered', async () => {
    const { page, complaints } = await openTab(browser, url);
    const rows = page.locator('.list li');
    await page.locator('input[type=search]').fill('console.info alice');
    await expect.poll(() => rows.count()).toBe(12);
    expect(await rows.first().innerText()).toMatch(/alice\s+console\.info: connection is 1\s+chat\.ts:8/);
    await rows.first().locator('button').click();
    expect(await page.locator('.data.stack').last().innerText()).toMatch(/^at chat\.ts:8:\d+$/);
    await page.locator('input[type=search]').fill('connection is');
    await expect.poll(() => rows.count()).toBeGreaterThan(2);
    await page.locator('.kinds').getByText('console', { exact: true }).click();
    await expect.poll(() => rows.count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('says where in its sources the app called the SDK', async () => {
    const { page } = await openTab(browser, url);
    await page.locator('input[type=search]').fill('login →');
    await expect.poll(() => page.locator('.list li').count()).toBe(1);
    expect(await page.locator('.list .where-from').innerText()).toBe('chat.ts:11');
  });

  it('has a mark for each line on the lane of the app', async () => {
    const { page } = await openTab(browser, url);
    const canvas = page.locator('.timeline canvas').first();
    const box = (await canvas.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    // From top to bottom at the time of the line that says that the connection is there.
    const hints = new Set<string>();
    for (let y = 30; y < 220; y += 4) {
      await page.mouse.move(box.x + 132 + ((box.width - 142) * 1.1) / 100, box.y + y);
      const hint = page.locator('.timeline .hint');
      if ((await hint.count()) > 0) hints.add(await hint.innerText());
    }
    expect([...hints].join('\n')).toMatch(/console\.info: connection is [12]\s+chat\.ts:8/);
  });

  it('shows what looks like HTML as text', async () => {
    const { page, complaints } = await openTab(browser, url);
    await page.locator('input[type=search]').fill('img src');
    await expect.poll(() => page.locator('.list li').count()).toBe(1);
    expect(await page.locator('.list li .text').innerText()).toBe(`console.log: ${EVIL}`);
    await page.locator('.list li button').click();
    expect(await page.locator('pre.data:not(.stack)').first().innerText()).toBe(`console.log: ${EVIL}`);
    expect(await page.evaluate(() => 'hit' in window)).toBe(false);
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('has no serious fault for those who do not see it, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await openTab(browser, url, { colorScheme, bypassCSP: true });
      await page.screenshot({ path: join(folder, `app-${colorScheme}.png`), fullPage: true });
      expect(await seriousFaults(page)).toEqual([]);
    }
  });
});
