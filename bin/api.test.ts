// What somebody imports: drawn runs, their failures, and the files that come of them.
import { describe, expect, it } from 'vitest';
import {
  assertHolds,
  campaignReport,
  capsuleText,
  drawn,
  FAULT_KINDS,
  faultSchedule,
  fuzz,
  fuzzCases,
  listProperties,
  listScenarios,
  parseCapsule,
  RunFailed,
  replay,
  reporters,
  run,
  runReport,
  shrink,
  version,
  type Wrap,
} from '../index.js';

/** A client that comes back after 50 ms, every time. */
const hasty: Wrap = {
  client: (step) => (state, input, context, out) => {
    const from = out.length;
    step(state, input, context, out);
    for (const effect of out.splice(from)) {
      out.push(
        effect.kind === 'setTimer' && effect.timer === 'reconnect' ? { ...effect, afterMs: 50 } : effect,
      );
    }
  },
};

describe('fuzz', () => {
  it('holds for the models, and counts what it did', () => {
    const { tally, capsules } = fuzz({ runs: 30, kinds: ['partition', 'kick'] });
    expect(tally).toMatchObject({ runs: 30, outcomes: { held: 30 }, failed: [] });
    expect(capsules).toEqual([]);
  });

  it('makes a failure small, and the file of it fails again on its own', () => {
    const { capsules } = fuzz({ runs: 50, wrap: hasty, property: 'N2' });
    const [capsule] = capsules;
    if (capsule === undefined) throw new Error('nothing failed');
    expect(capsule.spec.schedule).toHaveLength(1);
    const read = parseCapsule(capsuleText(capsule), 'a file');
    expect(replay(read, { wrap: hasty })).toMatchObject({ reproduced: true, identical: true });
    expect(replay(read)).toMatchObject({ reproduced: false, identical: false, parting: { kind: 'record' } });
    expect(shrink(read, { wrap: hasty }).spec.schedule).toHaveLength(1);
  });

  it('takes a scenario of somebody, with its devices and its script', () => {
    const [scenario] = listScenarios();
    if (scenario === undefined) throw new Error('no scenario');
    const spec = fuzzCases({ scenario, kinds: ['offline'] })(5);
    expect(spec.scenario.devices).toEqual(scenario.devices);
    expect(new Set(spec.schedule?.map(({ kind }) => kind))).toEqual(new Set(['offline']));
    assertHolds(spec);
  });
});

describe('assertHolds', () => {
  const schedule = drawn(faultSchedule({ hosts: ['alice'], horizonMs: 60_000, kinds: ['partition'] }), 3);
  const scenario = {
    name: 'mine',
    title: 'Mine',
    devices: [{ name: 'alice' }],
    script: [],
    until: '5m',
    expects: [],
  } as const;

  it('does nothing where a run holds', () => {
    assertHolds({ scenario, seed: 1, schedule });
  });

  it('throws what is left of a run that fails', () => {
    const spec = fuzzCases({ kinds: ['offline'] });
    const failing = [...Array(40).keys()].map(spec).find((one) => failureOf(one) !== undefined);
    if (failing === undefined) throw new Error('nothing failed');
    const error = failureOf(failing);
    expect(error?.message).toMatch(
      /^N2 is violated: .+\n.+\n {2}1 faults, of \d+\n {2}- \{.*"kind":"offline".*\n {2}again: npm test$/,
    );
    expect(error?.capsule.found?.spec.schedule).toEqual(failing.schedule);
  });

  function failureOf(spec: Parameters<typeof assertHolds>[0]): RunFailed | undefined {
    try {
      assertHolds(spec, { wrap: hasty, property: 'N2', command: 'npm test' });
      return undefined;
    } catch (error) {
      if (error instanceof RunFailed) return error;
      throw error;
    }
  }
});

describe('reporters', () => {
  it('turn the document of a run into a text', () => {
    const scenario = listScenarios().find(({ name }) => name === 'room-deleted');
    if (scenario === undefined) throw new Error('no room-deleted');
    const document = runReport(run(scenario), { title: scenario.title, reproduce: 'npm test' });
    const junit = reporters.find(({ name }) => name === 'junit');
    expect(junit?.run?.(document)).toContain('<testsuite name="room-deleted"');
    expect(document).toMatchObject({ kind: 'run', zimSim: version, passed: true });
  });

  it('turn the document of a campaign into a text', () => {
    const { tally } = fuzz({ runs: 3 });
    const document = campaignReport(tally, {
      campaign: 'mine',
      settings: { seed: 1 },
      reproduce: 'npm test',
      checked: listProperties(),
      faultKinds: FAULT_KINDS,
      failures: [],
    });
    for (const reporter of reporters) expect(reporter.campaign?.(document) ?? '').not.toContain('undefined');
    expect(document).toMatchObject({ kind: 'campaign', runs: 3, failedRuns: 0 });
  });
});
