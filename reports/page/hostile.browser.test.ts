// Names and messages are anybody's, and runs may be long: neither may do anything to the page.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allProperties } from '../../properties/index.js';
import { execute } from '../../sim/runner/execute.js';
import { defineScenario } from '../../sim/runner/scenario.js';
import { runPage } from '../html/run-page.js';
import { hasBrowser, openBrowser, openTab, reportOf, written } from './browser.test-support.js';

const EVIL = '</script><img src=x onerror="window.hit=1"><script>window.hit=1</script>__proto__';

describe.skipIf(!hasBrowser)('a page', { timeout: 120_000 }, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
  });

  it('shows what looks like HTML as text', async () => {
    const scenario = defineScenario({
      name: 'hostile',
      title: EVIL,
      story: EVIL,
      devices: [{ name: 'alice' }],
      script: [
        { at: '1s', device: 'alice', do: [{ call: 'login' }, { user: EVIL }, { remind: EVIL }] },
        {
          at: '3s',
          device: 'alice',
          do: [{ call: 'enterRoom', roomID: '__proto__', roomName: EVIL }],
        },
      ],
      until: '10s',
      expects: [],
    });
    const spec = { scenario, seed: 1 };
    const run = execute(spec, { properties: allProperties });
    const text = runPage({ spec, run, properties: allProperties, reproduce: EVIL });
    // The data and the script of the page.
    expect(text.match(/<\/script>/g)).toHaveLength(2);
    expect(text).not.toContain('onerror');
    const { page, complaints } = await openTab(browser, written('hostile.html', text));
    expect(await page.locator('.where').innerText()).toContain(EVIL);
    for (let step = 0; step < 20; step++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('End');
    expect(await page.evaluate(() => 'hit' in window)).toBe(false);
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('stays small and quick with 100,000 events', async () => {
    const report = reportOf('room-deleted', { mutant: 'deleted-room-not-said', untilMs: 32 * 3_600_000 });
    expect(report.run.events).toBeGreaterThan(100_000);
    const text = runPage(report);
    expect(text.length).toBeLessThan(2_000_000);
    const began = performance.now();
    const { page, complaints } = await openTab(browser, written('long.html', text));
    const openMs = performance.now() - began;
    const times = await page.evaluate(async () => {
      const now = (): string => document.querySelector('.now')?.textContent ?? '';
      const taken: number[] = [];
      for (let step = 0; step < 21; step++) {
        const before = now();
        const start = performance.now();
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
        while (now() === before && performance.now() - start < 2000) {
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
        taken.push(performance.now() - start);
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
      return taken.sort((a, b) => a - b);
    });
    const median = times[10] as number;
    process.stdout.write(
      `${report.run.events} events: ${Math.round(text.length / 1000)} kB, opened in ${Math.round(openMs)} ms, a step takes ${median.toFixed(1)} ms\n`,
    );
    expect(median).toBeLessThan(50);
    expect(complaints).toEqual([]);
  });
});
