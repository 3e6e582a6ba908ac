// The real package in a page of its own: what was observed of it by others is seen here too, and a run is always the same.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromImmediate } from '../../bin/app-test/from-immediate.js';
import { sdkCaseOf } from '../../properties/arbitraries/sdk-case.js';
import type { Observation } from '../check/observation.js';
import { realmScripts } from './realm-scripts.js';
import { type RunSdkOptions, runSdk, type SdkRun } from './run-sdk.js';
import { called, LOGIN, now, scriptOf, standIn } from './sdk.test-support.js';
import type { Air, SdkCase } from './sdk-case.js';
import { type CompiledPackage, compilePackage, findInstalled, packageIn } from './sdk-package.js';

const real = compilePackage(packageIn(findInstalled('zego-zim-web', process.cwd()) ?? ''));

async function run(given: SdkCase, more: Partial<RunSdkOptions> = {}): Promise<SdkRun> {
  const scripts = await realmScripts();
  return await fromImmediate(() => runSdk(given, { scripts, sdk: real, ...more }));
}

function told({ observations }: SdkRun): readonly string[] {
  return observations.flatMap((one) =>
    one.kind === 'event' && one.name === 'connectionStateChanged'
      ? [`${one.atMs} ${String(one.data.state)},${String(one.data.event)}`]
      : [],
  );
}

function attempts({ observations }: SdkRun): readonly number[] {
  return observations.flatMap((one) =>
    one.kind === 'socket' && one.phase === 'connecting' ? [one.atMs] : [],
  );
}

function settled({ observations }: SdkRun, name: string): Observation | undefined {
  return observations.find((one) => one.kind === 'settle' && one.name === name);
}

const refused: Air = { kind: 'refused', ms: 20 };

describe('the real package without its servers', () => {
  it('tries again after 1.25 s with a fixed random number, then after 2, 2, 4, 4, 8 … s', async () => {
    const times = attempts(await run(scriptOf([], { tailMs: 70_000 }), { fixedRandom: 0.5 }));
    const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0) - refused.ms);
    expect(waits.slice(0, 8)).toEqual([1250, 2000, 2000, 4000, 4000, 8000, 8000, 16_000]);
  });
  it('is logged in without a network by an offline login, and says RECONNECTING after each attempt', async () => {
    const seen = await run(scriptOf([], { tailMs: 5000 }), { fixedRandom: 0.5 });
    expect(told(seen).slice(0, 4)).toEqual(['0 2,0', '4 2,0', '20 3,3', '1290 3,3']);
    expect(settled(seen, 'login')).toMatchObject({ ok: true });
  });
  it('refuses calls without a session by 6000121', async () => {
    const given = scriptOf([]);
    const seen = await run({
      ...given,
      steps: [...given.steps.slice(0, 2), now(called('joinRoom', 'lobby'))],
    });
    expect(settled(seen, 'joinRoom')).toMatchObject({
      error: { code: 6000121, message: 'API.enterRoom: Not logged with call.' },
    });
  });
  it('keeps timers still while the device sleeps, and tries soon when it is online again', async () => {
    const asleep = scriptOf([{ afterMs: 100, do: 'sleep', ms: 60_000 }], { tailMs: 70_000 });
    expect(attempts(await run(asleep)).filter((at) => at > 100 && at < 60_100)).toEqual([]);
    const online = scriptOf(
      [
        { afterMs: 40_000, do: 'offline' },
        { afterMs: 3000, do: 'online' },
      ],
      { tailMs: 10_000 },
    );
    // Observed: a tenth of a second later.
    expect(attempts(await run(online))).toContain(43_100);
  });
  it('begins anew after a reload, with what is stored', async () => {
    const given = scriptOf([{ afterMs: 5000, do: 'reload' }], { tailMs: 10_000 });
    const seen = await run({ ...given, steps: [...given.steps, ...given.steps.slice(0, 3)] });
    expect(told(seen).filter((one) => one.endsWith('2,0'))).toHaveLength(4);
    expect(seen.observations.filter(({ kind }) => kind === 'device')).toHaveLength(2);
  });
  it('counts the time that a device was set forward', async () => {
    const given = scriptOf([{ afterMs: 1000, do: 'clock', ms: 3_600_000 }, now(called('renewToken', 'x'))]);
    expect(settled(await run(given), 'renewToken')).toMatchObject({ ok: false, atMs: 1000 });
  });
  it('is the same run twice, whatever ran before', async () => {
    const digest = async (seed: number): Promise<string> => {
      const { observations, contacts } = await run(sdkCaseOf(seed));
      return createHash('sha256')
        .update(JSON.stringify([observations, contacts]))
        .digest('hex');
    };
    const first: string[] = [];
    for (const seed of [1, 2, 3, 4]) first.push(await digest(seed));
    const again: string[] = [];
    for (const seed of [4, 3, 2, 1]) again.unshift(await digest(seed));
    expect(again).toEqual(first);
  });
});

const AIRS: readonly (readonly [Air, readonly string[]])[] = [
  [{ kind: 'dns', ms: 7 }, ['0 connecting', '7 failed']],
  [{ kind: 'refused', ms: 30 }, ['0 connecting', '30 failed']],
  [{ kind: 'portal', ms: 90 }, ['0 connecting', '90 failed']],
  [{ kind: 'blackhole', ms: 0 }, ['0 connecting', '30000 failed']],
  [{ kind: 'silent', ms: 0 }, ['0 connecting', '60 opened']],
  [{ kind: 'closes', ms: 500 }, ['0 connecting', '60 opened', '560 closed']],
  [{ kind: 'slow', ms: 8000 }, ['0 connecting', '8000 opened']],
  [{ kind: 'slow', ms: 40_000 }, ['0 connecting', '30000 failed']],
];

describe('the network that leads nowhere', () => {
  it.each(AIRS)('$kind', async (air, phases) => {
    const seen = await run(scriptOf([], { air, tailMs: 31_000 }), { sdk: standIn('none') });
    const own = seen.contacts.filter(({ number }) => number === 1);
    expect(own.map(({ atMs, phase }) => `${atMs} ${phase}`)).toEqual(phases);
  });
  it('cuts what is open when it is told to, and leaves it alone otherwise', async () => {
    const change = (cut: boolean): SdkCase =>
      scriptOf([{ afterMs: 1000, do: 'air', air: refused, cut }], { air: { kind: 'silent', ms: 0 } });
    const cut = await run(change(true), { sdk: standIn('none') });
    expect(cut.contacts[2]).toMatchObject({ atMs: 1001, phase: 'closed', number: 1 });
    expect((await run(change(false), { sdk: standIn('none') })).contacts).toHaveLength(2);
  });
});

describe('what is no SDK', () => {
  const packageWith = (main: string, manifest = '{ "name": "other", "version": "1.0.0" }'): string => {
    const folder = mkdtempSync(join(tmpdir(), 'no-sdk-'));
    writeFileSync(join(folder, 'package.json'), manifest);
    writeFileSync(join(folder, 'index.js'), main);
    return folder;
  };
  const load = async (folder: string): Promise<unknown> => await run(scriptOf([]), { sdk: compiled(folder) });
  const compiled = (folder: string): CompiledPackage => compilePackage(packageIn(folder));

  it.each([
    ['module.exports = {}', /other@1.0.0: Expected the ZIM SDK for the web, but it exports no class ZIM/],
    ['throw new Error("no window")', /but it fails when it is loaded \(no window\)/],
    ['require("fs")', /the package asks for "fs"/],
  ])('%s', async (main, message) => {
    await expect(load(packageWith(main))).rejects.toThrow(message);
  });
  it('does not print what does not compile', () => {
    expect(() => compiled(packageWith('let secret = ;'))).toThrow(/does not compile \(SyntaxError\)/);
    expect(() => compiled(packageWith('let secret = ;'))).not.toThrow(/secret/);
  });
  it('says which file is missing', () => {
    const empty = mkdtempSync(join(tmpdir(), 'no-sdk-'));
    expect(() => packageIn(empty, 'here')).toThrow(/here: Expected a folder with a package/);
    mkdirSync(join(empty, 'x'));
    writeFileSync(join(empty, 'package.json'), '{ "main": "lib.js" }');
    expect(() => packageIn(empty)).toThrow(/got no file lib.js/);
    expect(() => packageIn(packageWith('', 'nonsense'))).toThrow(/Expected JSON/);
  });
});

describe('the model in the place of the package', () => {
  it('makes the same attempts', async () => {
    const given = scriptOf([], { tailMs: 70_000 });
    const options = { fixedRandom: 0.5 };
    expect(attempts(await run(given, { ...options, sdk: undefined }))).toEqual(
      attempts(await run(given, options)),
    );
  });
  it('is called like it', async () => {
    const given = {
      ...scriptOf([]),
      steps: [...scriptOf([]).steps.slice(0, 2), now(called('joinRoom', 'x')), now(LOGIN)],
    };
    expect(settled(await run(given, { sdk: undefined }), 'joinRoom')).toMatchObject({
      error: { code: 6000121 },
    });
  });
});
