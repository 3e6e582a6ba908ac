// Programs of scripts, run without the simulator: they show what the script shows, to the millisecond.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { sdkCaseOf } from '../../properties/arbitraries/sdk-case.js';
import type { Observation } from '../check/observation.js';
import { realmScripts } from './realm-scripts.js';
import { reproduction } from './reproduction.js';
import { runSdk, type SdkRun } from './run-sdk.js';
import { lengthOf, type SdkCase } from './sdk-case.js';
import { compilePackage, packageIn } from './sdk-package.js';

const folder = mkdtempSync(join(tmpdir(), 'zim-sim-program-'));
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CLOCK = pathToFileURL(resolve('scripts/confirm/fake-clock.mjs')).href;

async function printed(given: SdkCase, { randoms }: SdkRun): Promise<readonly string[]> {
  const file = join(folder, 'program.mjs');
  const about = { title: 'title', reason: 'reason', version: '2.29.0', randoms };
  writeFileSync(file, reproduction(given, about));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', CLOCK, file], { cwd: folder });
  const endMs = lengthOf(given) + given.tailMs;
  return stdout.split('\n').flatMap((line) => {
    const [, ms, kind, name, json] =
      /^(\d+) (call|settle|event|socket|error|device) (\S*) (.*)$/.exec(line) ?? [];
    if (json === undefined || Number(ms) > endMs) return [];
    const data = JSON.parse(json) as { ok?: boolean; error?: { code?: number } };
    if (kind === 'settle') return `${ms} ${kind} ${name} ${data.ok} ${codeOf(data.error?.code)}`;
    return `${ms} ${kind} ${kind === 'error' ? '' : name} ${kind === 'event' ? json : ''}`;
  });
}

function observed({ observations }: SdkRun): readonly string[] {
  return observations.map((one: Observation) => {
    const base = `${one.atMs} ${one.kind}`;
    switch (one.kind) {
      case 'settle':
        return `${base} ${one.name} ${one.ok} ${codeOf(one.error?.code)}`;
      case 'event':
        return `${base} ${one.name} ${JSON.stringify(one.data)}`;
      case 'call':
        return `${base} ${one.name} `;
      case 'socket':
        return `${base} ${one.phase} `;
      case 'device':
        return `${base} ${one.what} `;
      default:
        return `${base}  `;
    }
  });
}

function codeOf(code: number | undefined): string {
  return code === undefined || Number.isNaN(code) ? '' : String(code);
}

describe('the program of a script', () => {
  const WITH =
    (what: string): ((given: SdkCase) => boolean) =>
    ({ steps }) =>
      steps.some((step) => step.do === what);

  it.each<[string, readonly number[], (given: SdkCase) => boolean]>([
    ['calls, listeners and networks', [1, 4, 6, 9], () => true],
    ['a device that sleeps', [15, 35, 43, 45], WITH('sleep')],
    ['a page that is loaded anew', [7, 28, 52, 54], WITH('reload')],
    ['a clock that is set', [9, 34, 42], WITH('clock')],
  ])('does the same without the simulator: %s', async (_, seeds, has) => {
    const sdk = compilePackage(packageIn('node_modules/zego-zim-web'));
    const scripts = await realmScripts();
    for (const seed of seeds) {
      const given = sdkCaseOf(seed);
      expect(has(given)).toBe(true);
      const run = await new Promise<SdkRun>((done) => {
        setTimeout(() => done(runSdk(given, { scripts, sdk })), 0);
      });
      // Within a millisecond, what comes first is nobody's promise.
      expect([seed, [...(await printed(given, run))].sort()]).toEqual([seed, [...observed(run)].sort()]);
    }
  });
});
