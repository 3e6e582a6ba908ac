// What a log of a run says must be what the run said, for everything that can be seen from outside.
import { describe, expect, it } from 'vitest';
import { listScenarios, run } from '../../index.js';
import { allProperties } from '../../properties/index.js';
import { mutants } from '../../properties/mutants/index.js';
import { checkLogs, type LogCheck } from './check-logs.js';
import { sourceOf } from './logs.test-support.js';
import { logLines } from './write-log.js';

const check = (...texts: string[]): Promise<LogCheck> =>
  checkLogs(
    texts.map((text, index) => sourceOf(text, { name: `${index}.jsonl` })),
    { properties: allProperties },
  );

const needsBackend = new Set(
  allProperties
    .filter(({ needs, on }) => [...needs, ...on].some((one) => one.startsWith('backend')))
    .map(({ id }) => id),
);

describe('logs of simulated runs', () => {
  it.each(listScenarios().map((scenario) => [scenario.name, scenario] as const))(
    'say the same: %s',
    async (_, scenario) => {
      const result = run(scenario, { seed: 3 });
      const text = logLines(result.observations, { sdk: result.sdk }).join('\n');
      const { verdicts, problems } = await check(`${text}\n`);
      expect(problems).toEqual([]);
      // Of what nothing came a log does not say that it held.
      const word = (verdict: string, exercised: number): string =>
        verdict === 'held' && exercised === 0 ? 'not exercised' : verdict;
      const told = (one: { id: string; verdict: string; exercised: number; reason?: string }): string =>
        `${one.id} ${word(one.verdict, one.exercised)} ${one.exercised} ${one.verdict === 'violated' ? one.reason : ''}`;
      const own = result.properties.filter(({ id }) => !needsBackend.has(id.replace('.reached', '')));
      const seen = verdicts.filter(
        ({ id, verdict }) => !needsBackend.has(id.replace('.reached', '')) && verdict !== 'not observable',
      );
      const same = own.filter(({ id }) => seen.some((one) => one.id === id));
      expect(seen.map(told)).toEqual(same.map(told));
      expect(seen.length).toBeGreaterThan(20);
    },
  );

  it.each([
    ['kick-says-expired', 'kicked-out'],
    ['no-warning', 'token-renewed'],
    ['outage-says-active-login', 'room-still-member'],
  ])('are violated as the run is: %s', async (id, name) => {
    const wrap = mutants.find((one) => one.id === id)?.wrap;
    const scenario = listScenarios().find((one) => one.name === name);
    if (wrap === undefined || scenario === undefined) throw new Error(`${id} or ${name} is gone`);
    const result = run(scenario, { wrap });
    const { verdicts } = await check(logLines(result.observations, { sdk: result.sdk }).join('\n'));
    const bad = verdicts.filter(({ verdict }) => verdict === 'violated');
    const own = result.properties.filter((one) => one.verdict === 'violated' && !needsBackend.has(one.id));
    // Who does not see the backend takes some of what it did for a mistake of the client.
    const told = bad.map((one) => `${one.id} ${one.reason}`);
    expect(told).toEqual(expect.arrayContaining(own.map((one) => `${one.id} ${one.reason}`)));
    expect(told.length).toBeGreaterThan(0);
    for (const { lines } of bad) expect(lines?.length).toBeGreaterThan(0);
  });
});
