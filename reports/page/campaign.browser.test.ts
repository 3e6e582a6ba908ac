// The page of a campaign in a real browser.

import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../../properties/arbitraries/fault-kinds.js';
import { fuzzCases } from '../../properties/arbitraries/fuzz-case.js';
import { allProperties } from '../../properties/index.js';
import { runBatch } from '../../sim/campaign/batch.js';
import { campaignReport } from '../campaign-report.js';
import { campaignPage } from '../html/campaign-page.js';
import { folder, hasBrowser, openBrowser, openTab, seriousFaults, written } from './browser.test-support.js';

const REASON = 'alice <b onclick="x">stays</b> offline';

describe.skipIf(!hasBrowser)('the page of a campaign', { timeout: 60_000 }, () => {
  let browser: Browser;
  let url = '';

  beforeAll(async () => {
    browser = await openBrowser();
    const specOf = fuzzCases();
    const tally = runBatch(1, { from: 0, to: 60 }, { specOf, properties: allProperties });
    const spec = specOf(1);
    const report = campaignReport(tally, {
      campaign: 'fuzz',
      settings: { seed: 1 },
      reproduce: 'zim-sim fuzz',
      seconds: 2,
      history: [
        { runs: 20, behaviours: 150, failures: 0, seconds: 0.7 },
        { runs: 60, behaviours: 210, failures: 3, seconds: 2 },
      ],
      checked: allProperties,
      faultKinds: FAULT_KINDS,
      failures: [
        {
          index: 7,
          seed: 1,
          reproduce: 'zim-sim replay zim-sim-report/fuzz-N4-1.json',
          property: 'N4',
          title: 'It reconnects.',
          verdict: 'violated',
          reason: REASON,
          runs: 3,
          spec: { ...spec, schedule: spec.schedule?.slice(0, 1) ?? [] },
          originalFaults: 8,
          capsule: 'zim-sim-report/fuzz-N4-1.json',
        },
      ],
    });
    const text = campaignPage({
      ...report,
      originals: new Map([['zim-sim-report/fuzz-N4-1.json', spec]]),
      pages: new Map([['zim-sim-report/fuzz-N4-1.json', 'fuzz-N4-1.html']]),
    });
    url = written('campaign.html', text);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
  });

  it('groups failures by property and links each to its timeline', async () => {
    const { page, complaints } = await openTab(browser, url);
    const failure = page.locator('.failure-group').first();
    expect(await failure.locator('h3').innerText()).toContain('N4');
    expect(await failure.locator('.reason').innerText()).toBe(REASON);
    expect(await failure.locator('a').getAttribute('href')).toBe('fuzz-N4-1.html');
    expect(complaints).toEqual([]);
  });

  it('has a cell for each fault and state, the curves, and every goal', async () => {
    const { page } = await openTab(browser, url);
    expect(await page.locator('.heat tbody tr').count()).toBe(FAULT_KINDS.length);
    expect(await page.locator('.charts svg').count()).toBe(2);
    expect(await page.locator('.goals li').count()).toBeGreaterThan(30);
  });

  it('has no serious fault for those who do not see it, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await openTab(browser, url, { colorScheme, bypassCSP: true });
      await page.screenshot({ path: join(folder, `campaign-${colorScheme}.png`), fullPage: true });
      expect(await seriousFaults(page)).toEqual([]);
    }
  });
});
