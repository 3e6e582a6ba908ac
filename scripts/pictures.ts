// `npm run pictures`: the README's pictures, of a real run and a real campaign. It needs dist/ and a Chromium.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { FAULT_KINDS } from '../properties/arbitraries/fault-kinds.js';
import { fuzzCases } from '../properties/arbitraries/fuzz-case.js';
import { allProperties } from '../properties/index.js';
import { mutants } from '../properties/mutants/index.js';
import { campaignReport, type ReportedFailure } from '../reports/campaign-report.js';
import { campaignPage } from '../reports/html/campaign-page.js';
import type { CampaignSample } from '../reports/html/page-document.js';
import { runPage } from '../reports/html/run-page.js';
import { scenarios } from '../scenarios/index.js';
import { type BatchDeps, runBatch } from '../sim/campaign/batch.js';
import { capsuleName } from '../sim/campaign/capsule.js';
import { capsuleOf, shrunkCapsule } from '../sim/campaign/found.js';
import { merged, NOTHING, type Tally } from '../sim/campaign/tally.js';
import { execute } from '../sim/runner/execute.js';
import type { RunSpec } from '../sim/runner/summary.js';

const TARGET = fileURLToPath(new URL('../docs/pictures', import.meta.url));
const SEED = 1;
const RUNS = 3000;
const BATCH = 100;

const folder = mkdtempSync(join(tmpdir(), 'zim-sim-pictures-'));
mkdirSync(TARGET, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
await picture('timeline', timelinePage(), { width: 1200, height: 1060 });
await picture('campaign', campaign(), { width: 1200, height: 1060 });
await browser.close();
rmSync(folder, { recursive: true });

async function picture(
  name: string,
  text: string,
  viewport: { readonly width: number; readonly height: number },
): Promise<void> {
  const path = join(folder, `${name}.html`);
  writeFileSync(path, text);
  const page = await browser.newPage({ viewport, offline: true });
  await page.goto(pathToFileURL(path).href);
  await page.waitForSelector('h1');
  await page.waitForTimeout(300);
  const target = join(TARGET, `${name}.png`);
  await page.screenshot({ path: target });
  process.stdout.write(`${target}\n`);
}

/** A backend that says of every room that one is still in it, on the network of an underground train. */
function timelinePage(): string {
  const scenario = scenarios.find(({ name }) => name === 'room-deleted');
  if (scenario === undefined) throw new Error('no scenario room-deleted');
  const { wrap, id } = mutantOf('everybody-is-a-member');
  const spec: RunSpec = { scenario, seed: SEED, profile: 'subway' };
  const run = execute(spec, { properties: allProperties, wrap });
  const reproduce = `zim-sim run room-deleted --profile subway --mutant ${id}`;
  return runPage({ spec, run, properties: allProperties, wrap, reproduce });
}

function campaign(): string {
  const { wrap, id } = mutantOf('kicked-session-comes-back');
  const deps: BatchDeps = { specOf: fuzzCases(), properties: allProperties, wrap };
  const history: CampaignSample[] = [];
  let tally: Tally = NOTHING;
  const began = performance.now();
  for (let from = 0; from < RUNS; from += BATCH) {
    tally = merged(tally, runBatch(SEED, { from, to: from + BATCH }, deps));
    history.push({
      runs: tally.runs,
      behaviours: Object.keys(tally.seen).length,
      failures: tally.failed.length,
      seconds: (performance.now() - began) / 1000,
    });
  }
  const { failures, originals } = failuresOf(tally, deps, id);
  const report = campaignReport(tally, {
    campaign: 'fuzz',
    settings: { seed: SEED },
    reproduce: `zim-sim fuzz --runs ${RUNS} --mutant ${id}`,
    seconds: history.at(-1)?.seconds,
    history,
    checked: allProperties,
    faultKinds: FAULT_KINDS,
    failures,
  });
  return campaignPage({
    ...report,
    pages: new Map(failures.map(({ capsule }) => [capsule, capsule.replace(/\.json$/, '.html')])),
    originals,
  });
}

/** The first failure of each property, made small. */
function failuresOf(
  tally: Tally,
  deps: BatchDeps,
  id: string,
): { readonly failures: readonly ReportedFailure[]; readonly originals: ReadonlyMap<string, RunSpec> } {
  const failures: ReportedFailure[] = [];
  const originals = new Map<string, RunSpec>();
  for (const { index, seed, failure } of tally.failed) {
    if (failures.some(({ property }) => property === failure.property)) continue;
    const own = { ...deps, property: failure.property };
    const info = { node: process.version, mutant: { id }, found: { campaignSeed: SEED, index } };
    const drawn = capsuleOf(deps.specOf(seed), own, info);
    if (drawn === undefined) continue;
    const small = shrunkCapsule(drawn, own, info);
    const { property, title, verdict, reason } = small.failure;
    const capsule = `zim-sim-report/${capsuleName(small)}`;
    originals.set(capsule, drawn.spec);
    failures.push({
      index,
      seed,
      property,
      title,
      verdict,
      reason,
      runs: tally.failed.filter((other) => other.failure.property === property).length,
      spec: small.spec,
      originalFaults: drawn.spec.schedule?.length ?? 0,
      capsule,
      reproduce: `zim-sim replay ${capsule}`,
    });
  }
  return { failures, originals };
}

function mutantOf(id: string): (typeof mutants)[number] {
  const found = mutants.find((mutant) => mutant.id === id);
  if (found === undefined) throw new Error(`no mutant ${id}`);
  return found;
}
