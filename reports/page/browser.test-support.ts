// A browser for tests of the page, and pages of real runs to open in it. Nothing here reaches a network.

import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { allProperties } from '../../properties/index.js';
import { mutants } from '../../properties/mutants/index.js';
import { scenarios } from '../../scenarios/index.js';
import { execute } from '../../sim/runner/execute.js';
import type { RunSpec } from '../../sim/runner/summary.js';
import type { RunPage } from '../html/run-page.js';

/** Debian's; `apt-get install chromium`. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const hasBrowser: boolean = existsSync(CHROMIUM);
if (!hasBrowser) {
  process.stderr.write(
    `No browser at ${CHROMIUM}: the tests of the page are skipped. apt-get install chromium, or CHROMIUM=…\n`,
  );
}

export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}

/** Where pages and screenshots of this run of the tests are. */
export const folder: string = mkdtempSync(join(tmpdir(), 'zim-sim-page-'));

/** Writes a page and returns its address. */
export function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return pathToFileURL(path).href;
}

/** A tab that is offline, and what it complains about. */
export interface Tab {
  readonly page: Page;
  readonly complaints: string[];
}

export async function openTab(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Tab> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 1000 },
    offline: true,
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const address = request.url();
    if (!address.startsWith('file:') && !address.startsWith('data:')) complaints.push(address);
  });
  await page.goto(url);
  await page.waitForSelector('h1');
  return { page, complaints };
}

/** A scenario under a mutant, as a page wants it. */
export function reportOf(
  name: string,
  { mutant, ...change }: Partial<RunSpec> & { readonly mutant?: string } = {},
): RunPage {
  const scenario = scenarios.find((candidate) => candidate.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const wrap = mutants.find(({ id }) => id === mutant)?.wrap;
  const spec: RunSpec = { scenario, seed: 1, ...change };
  const run = execute(spec, { properties: allProperties, wrap });
  const reproduce = `zim-sim run ${name}${mutant === undefined ? '' : ` --mutant ${mutant}`}`;
  return { spec, run, properties: allProperties, wrap, reproduce };
}

/** What axe-core finds serious or worse. */
export async function seriousFaults(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ content: axe.source });
  return await page.evaluate(async () => {
    interface Axe {
      run: () => Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
    }
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}
