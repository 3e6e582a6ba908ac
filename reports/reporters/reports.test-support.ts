// Documents for tests of reporters: of real runs, and of one in which everything that has a name means harm.
import { allProperties } from '../../properties/index.js';
import { scenarios } from '../../scenarios/index.js';
import { NOTHING } from '../../sim/campaign/tally.js';
import { runWith } from '../../sim/runner/run.js';
import type { Scenario } from '../../sim/runner/scenario.js';
import { type CampaignReport, campaignReport } from '../campaign-report.js';
import { withPageSource } from '../page-source.js';
import { type RunReport, runReport } from '../run-report.js';

/** What apps might say to break a report: ends of elements, commands, statements, rows, directions of writing. */
export const EVIL =
  'x</failure>]]><!-- & "q\' %0A::error::y\n::error::z\r\n;#end wrap: %%{init}%% a,"b`|*_\u0000\u001b[31m\u202e\ud800\uffff';

/** The document of a run of one of the package's scenarios, with its trace. */
export function reportOf(name: string, seed = 1): RunReport {
  const scenario = scenarios.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  return reportFor(scenario, seed);
}

function reportFor(scenario: Scenario, seed: number): RunReport {
  const run = runWith(allProperties, scenario, { seed, keepTrace: true });
  const reproduce = `zim-sim run ${scenario.name} --seed ${seed}`;
  const report = runReport(run, { zimSim: '1.2.3', title: scenario.title, reproduce, withTrace: true });
  return withPageSource(report, { spec: { scenario, seed }, properties: allProperties });
}

/** A run in which devices, rooms, messages and reminders have the worst of names, and which is violated for a bad reason. */
export function evilReport(): RunReport {
  const report = reportFor(
    {
      name: 'evil',
      title: EVIL,
      devices: [{ name: EVIL }, { name: '=cmd|1' }],
      script: [
        {
          at: '1s',
          device: EVIL,
          do: [{ call: 'login' }, { call: 'enterRoom', args: [{ roomID: EVIL, roomName: EVIL }] }],
        },
        { at: '1s', device: '=cmd|1', do: [{ call: 'login' }] },
        {
          at: '5s',
          device: EVIL,
          do: [
            { call: 'sendMessage', args: [{ type: 1, message: EVIL }, '=cmd|1', 0, { priority: 1 }] },
            { remind: EVIL },
          ],
        },
      ],
      faults: [{ kind: 'offline', at: '10s', for: '10s', device: EVIL }],
      until: '60s',
      expects: [],
    },
    1,
  );
  const [first, ...rest] = report.properties;
  if (first === undefined) throw new Error('no properties');
  return {
    ...report,
    outcome: 'violated',
    passed: false,
    reproduce: `zim-sim run ${EVIL}`,
    source: EVIL,
    properties: [
      {
        ...first,
        title: EVIL,
        verdict: 'violated',
        reason: EVIL,
        device: EVIL,
        atMs: 5000,
        evidence: report.observations.slice(0, 3),
      },
      ...rest,
    ],
  };
}

/** A campaign with a failure, in bad words. */
export function campaignOf(text: string): CampaignReport {
  const [scenario] = scenarios;
  if (scenario === undefined) throw new Error('no scenarios');
  const failure = {
    property: 'N2',
    title: text,
    verdict: 'violated' as const,
    atMs: 1000,
    reason: text,
    kind: text,
  };
  const tally = {
    ...NOTHING,
    ranges: [{ from: 0, to: 10 }],
    runs: 10,
    outcomes: { held: 9, violated: 1 },
    properties: { N1: { exercised: 3, violated: 0, pending: 0 } },
    failed: [{ index: 6, seed: 77, failure }],
  };
  return campaignReport(tally, {
    zimSim: '1.2.3',
    campaign: 'fuzz',
    settings: { seed: 1 },
    reproduce: 'zim-sim fuzz --seed 1 --runs 10',
    checked: [
      { id: 'N1', title: 'It says so.' },
      { id: 'N1.reached', title: 'Runs get there.', goalOf: 'N1' },
      { id: 'N2', title: 'It goes on.' },
      { id: 'N3', title: 'It comes back.' },
    ],
    faultKinds: ['offline'],
    failures: [
      {
        index: 6,
        seed: 77,
        property: 'N2',
        title: text,
        verdict: 'violated',
        reason: text,
        runs: 1,
        spec: { scenario, seed: 77, schedule: [{ kind: 'kick', at: '1s', user: text }] },
        originalFaults: 8,
        capsule: 'zim-sim-report/fuzz-N2-77.json',
        reproduce: 'zim-sim replay zim-sim-report/fuzz-N2-77.json',
        run: evilReport(),
      },
    ],
  });
}
