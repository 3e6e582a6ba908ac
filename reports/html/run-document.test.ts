import { describe, expect, it } from 'vitest';
import { allProperties } from '../../properties/index.js';
import { mutants } from '../../properties/mutants/index.js';
import { scenarios } from '../../scenarios/index.js';
import { execute } from '../../sim/runner/execute.js';
import type { RunSpec } from '../../sim/runner/summary.js';
import { type RunDocument, runDocument } from './run-document.js';
import { thinned } from './thin.js';

function documentOf(name: string, change: Partial<RunSpec> = {}, mutant?: string): RunDocument {
  const scenario = scenarios.find((candidate) => candidate.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const spec: RunSpec = { scenario, seed: 1, ...change };
  const wrap = mutants.find(({ id }) => id === mutant)?.wrap;
  const run = execute(spec, { properties: allProperties, wrap });
  return runDocument({ spec, run, properties: allProperties, wrap, reproduce: 'again' }, true);
}

describe('the document of a run', () => {
  it('is of the very run that was judged', () => {
    for (const { name } of scenarios.slice(0, 12)) expect(documentOf(name).run.leftOut).toEqual([]);
  });

  it('has every observation at its moment', () => {
    const { run, moments } = documentOf('room-deleted');
    let before = 0;
    for (const { moment, atMs } of run.observations) {
      expect(moment).toBeGreaterThanOrEqual(before);
      expect(Math.floor((moments[moment]?.atMicros ?? -1) / 1000)).toBe(atMs);
      before = moment;
    }
  });

  it('says what was broken, when, and what shows it', () => {
    const { run } = documentOf('room-deleted', {}, 'everybody-is-a-member');
    expect(run.broken).toMatchObject({ id: 'R2c', verdict: 'violated', device: 'alice' });
    const shown = run.broken?.evidence.map((place) => run.observations[place]?.text);
    expect(shown).toContain('tells alice: lobby does not exist');
    expect(run.markdown).toContain('**R2c** violated on `alice`');
    expect(run.markdown).toContain('kind: roomDelete');
  });

  it('shows tries that were lost and came again', () => {
    const { run } = documentOf('room-deleted', { profile: 'subway' });
    const unlucky = run.messages.filter(({ lostMs }) => lostMs.length > 0);
    expect(unlucky.length).toBeGreaterThan(0);
    for (const { sentMs, lostMs, againMs, arrivedMs } of unlucky) {
      expect(lostMs[0]).toBeGreaterThanOrEqual(sentMs);
      expect(lostMs.length).toBeLessThanOrEqual(againMs.length + 1);
      if (arrivedMs !== undefined) expect(againMs.at(-1) ?? sentMs).toBeLessThan(arrivedMs);
    }
  });

  it('marks T0, T1 and T2 on the room', () => {
    const { run } = documentOf('room-deleted');
    const rows = run.lanes.find(({ name }) => name === 'alice')?.rows;
    const flags = rows?.find(({ kind }) => kind === 'room')?.marks.map(({ text }) => text);
    expect(flags).toEqual(['T0', 'T1', 'T2']);
  });

  it('loses only what is quiet when it is made smaller, and says so', () => {
    const { run } = documentOf('room-deleted', { untilMs: 600_000 }, 'everybody-is-a-member');
    const small = thinned(run);
    expect(JSON.stringify(small).length).toBeLessThan(JSON.stringify(run).length);
    expect(small.observations.map(({ text }) => text)).toEqual(run.observations.map(({ text }) => text));
    expect(small.broken).toEqual(run.broken);
    expect(small.leftOut).toHaveLength(1);
  });
});
