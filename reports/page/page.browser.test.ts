// The page of a run in a real browser, from a file and without a network.

import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPage } from '../html/run-page.js';
import {
  folder,
  hasBrowser,
  openBrowser,
  openTab,
  reportOf,
  seriousFaults,
  written,
} from './browser.test-support.js';

describe.skipIf(!hasBrowser)('the page of a run', { timeout: 60_000 }, () => {
  let browser: Browser;
  let url = '';

  beforeAll(async () => {
    browser = await openBrowser();
    const report = reportOf('room-deleted', { mutant: 'everybody-is-a-member' });
    const [offline] = report.spec.scenario.faults ?? [];
    const neighbour = { ...report.spec, schedule: offline === undefined ? [] : [offline] };
    url = written('run.html', runPage({ ...report, original: report.spec, neighbour }));
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
  });

  it('says what was broken, when, why and what to run, and complains about nothing', async () => {
    const { page, complaints } = await openTab(browser, url);
    expect(await page.locator('.verdict-word').innerText()).toMatch(/violated at \d:\d\d\.\d{3} on alice/);
    expect(await page.locator('h1').innerText()).toContain('R2c');
    expect(await page.locator('.verdict .reason').innerText()).toContain('notExist');
    expect(await page.locator('.verdict code').innerText()).toContain('--mutant everybody-is-a-member');
    await page.screenshot({ path: join(folder, 'run-light.png'), fullPage: true });
    expect(complaints).toEqual([]);
  });

  it('steps with the arrow keys, and the states follow', async () => {
    const { page, complaints } = await openTab(browser, url);
    const at = (): Promise<string> => page.locator('.now strong').first().innerText();
    const before = await at();
    await page.keyboard.press('ArrowLeft');
    expect(await at()).not.toBe(before);
    await page.keyboard.press('ArrowRight');
    expect(await at()).toBe(before);
    const alice = page.locator('[aria-label="state of alice"]');
    expect(await alice.innerText()).toContain('lobby');
    expect(await alice.locator('li.changed').count()).toBeGreaterThan(0);
    await page.keyboard.press('Home');
    await page.keyboard.press('v');
    expect(await at()).toBe(before);
    expect(complaints).toEqual([]);
  });

  it('finds with a search, and shows only faults on f', async () => {
    const { page } = await openTab(browser, url);
    await page.keyboard.press('/');
    await page.keyboard.type('roomStateChanged lobby alice');
    const rows = page.locator('.list li');
    await expect.poll(() => rows.count()).toBeGreaterThan(2);
    for (const text of await rows.allInnerTexts()) expect(text).toMatch(/room lobby/);
    await page.locator('input[type=search]').fill('');
    await page.keyboard.press('Escape');
    await page.keyboard.press('f');
    await expect.poll(() => rows.count()).toBe(3);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.now strong').first().innerText()).toBe('0:20.000');
  });

  it('keeps the moment in the address, and comes back to it', async () => {
    const { page } = await openTab(browser, url);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const at = await page.locator('.now strong').first().innerText();
    await expect.poll(() => page.url()).toMatch(/#m=\d+$/);
    const again = await openTab(browser, page.url());
    expect(await again.page.locator('.now strong').first().innerText()).toBe(at);
    await again.page.evaluate(() => {
      location.hash = '#m=0';
    });
    await expect.poll(() => again.page.locator('.now strong').first().innerText()).toBe('0:00.000');
  });

  it('stands beside the run that passes, aligned to where they part', async () => {
    const { page, complaints } = await openTab(browser, `${url}#view=compare`);
    expect(await page.locator('.verdict-word').innerText()).toContain('they part at 0:28.000');
    expect(await page.locator('.verdict').innerText()).toContain('room lobby deleted');
    expect(await page.locator('.timeline').count()).toBe(2);
    expect(await page.locator('.diff .skipped').first().innerText()).toMatch(/\d+ entries that both have/);
    const [first] = await page.locator('.diff tr:not(.skipped) td.only-a').allInnerTexts();
    expect(first).toContain('room lobby deleted');
    await page.screenshot({ path: join(folder, 'compare-light.png'), fullPage: true });
    expect(complaints).toEqual([]);
  });

  it('has no serious fault for those who do not see it, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const hash of ['', '#view=compare']) {
        const { page } = await openTab(browser, url + hash, { colorScheme, bypassCSP: true });
        await page.screenshot({
          path: join(folder, `run-${colorScheme}${hash.slice(1)}.png`),
          fullPage: true,
        });
        expect(await seriousFaults(page)).toEqual([]);
      }
    }
  });

  it('fits a phone', async () => {
    const { page } = await openTab(browser, url, { viewport: { width: 390, height: 844 }, hasTouch: true });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.screenshot({ path: join(folder, 'run-phone.png'), fullPage: true });
  });

  it('explains its keys', async () => {
    const { page } = await openTab(browser, url);
    await page.keyboard.press('?');
    await expect.poll(() => page.locator('dialog').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
  });
});
