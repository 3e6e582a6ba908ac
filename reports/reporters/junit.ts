// JUnit XML as GitHub, GitLab and Jenkins read it: a suite for a run, a case for a property. There is no schema that all
// agree on; this keeps to what the schema of Jenkins allows and all understand.

import { scheduleLines } from '../campaign.js';
import type { CampaignReport, ReportedFailure } from '../campaign-report.js';
import type { Reporter } from '../reporter.js';
import type { RunReport } from '../run-report.js';
import { story } from '../story.js';
import { type VerdictCase, verdictCases } from '../verdicts.js';
import { PLAIN_STYLE, textReporter } from './text.js';
import { type XmlElement, xmlText } from './xml.js';

/** For CI: GitHub, GitLab, Jenkins and whatever else reads JUnit. */
export const junitReporter: Reporter = {
  name: 'junit',
  extension: 'junit.xml',
  description: 'JUnit XML for GitHub, GitLab and Jenkins: a suite for a run, a case for a property.',
  run: (report) => document(runSuite(report)),
  campaign: (report) => document(campaignSuite(report)),
};

interface Suite {
  readonly name: string;
  readonly virtualMs: number;
  readonly properties: Readonly<Record<string, string | number>>;
  readonly cases: readonly Case[];
  readonly output: string;
}

interface Case extends VerdictCase {
  readonly classname: string;
  readonly file: string | undefined;
}

function runSuite(report: RunReport): Suite {
  const { scenario, seed, sdk, traceHash, virtualMs, reproduce, source, zimSim } = report;
  const again = `again: ${reproduce}`;
  return {
    name: scenario,
    virtualMs,
    properties: { seed, sdk, trace: traceHash, virtualMs, reproduce, 'zim-sim': zimSim },
    cases: verdictCases(report).map((one) => ({
      ...one,
      details: [...one.details, again],
      classname: `zim-sim.${scenario}`,
      file: source,
    })),
    output: story(report, PLAIN_STYLE, { ...report, verbose: false }),
  };
}

/** A case for each property; several for one that fails in several ways. */
function campaignSuite(report: CampaignReport): Suite {
  const { campaign, seed, runs, reproduce, virtualMs, checked, failures, zimSim, chanceOfNews } = report;
  const known = new Set(checked.map(({ id }) => id));
  const cases = checked
    .filter(({ goalOf }) => goalOf === undefined)
    .flatMap(({ id, title }): readonly VerdictCase[] => {
      const own = failures.filter(({ property }) => property === id);
      return own.length > 0 ? own.map(failureCase) : [exercisedCase(report, id, title)];
    });
  const others = failures.filter(({ property }) => !known.has(property)).map(failureCase);
  const untold = report.failedRuns > 0 && failures.length === 0 ? [untoldCase(report)] : [];
  return {
    name: campaign === 'fuzz' ? campaign : `fuzz ${campaign}`,
    virtualMs,
    properties: { seed, runs, reproduce, chanceOfNews, 'zim-sim': zimSim },
    cases: [...cases, ...others, ...untold].map((one) => ({
      ...one,
      classname: campaign === 'fuzz' ? 'zim-sim.fuzz' : `zim-sim.fuzz.${campaign}`,
      file: undefined,
    })),
    output: textReporter.campaign?.(report) ?? '',
  };
}

function failureCase(failure: ReportedFailure): VerdictCase {
  const { property, title, verdict, reason, index, runs, spec, reproduce } = failure;
  const faults = spec.schedule ?? [];
  return {
    id: property,
    name: `${property} ${title}, run ${index}`,
    result: 'failed',
    type: verdict,
    message: reason,
    details: [
      title,
      runs === 1 ? `run ${index}` : `run ${index}, one of ${runs} that fail like this`,
      faults.length === 0 ? 'no faults' : 'faults:',
      ...scheduleLines(faults).map((line) => `  ${line}`),
      `again: ${reproduce}`,
    ],
  };
}

function exercisedCase({ properties, runs }: CampaignReport, id: string, title: string): VerdictCase {
  const exercised = properties[id]?.exercised ?? 0;
  const name = `${id} ${title}`;
  return exercised > 0
    ? { id, name, result: 'passed', type: 'held', message: '', details: [] }
    : {
        id,
        name,
        result: 'skipped',
        type: 'not exercised',
        message: `not exercised in ${runs} runs`,
        details: [],
      };
}

function untoldCase({ failedRuns, reproduce }: CampaignReport): VerdictCase {
  return {
    id: 'the runs',
    name: 'the runs',
    result: 'failed',
    type: 'violated',
    message: `${failedRuns} runs failed`,
    details: [`again: ${reproduce}`],
  };
}

function document(suite: Suite): string {
  const counts = countsOf(suite.cases);
  // Virtual time: a real one would make a file of every run differ from the last.
  const time = seconds(suite.virtualMs);
  return xmlText({
    name: 'testsuites',
    attributes: { name: 'zim-sim', ...counts, time },
    children: [
      {
        name: 'testsuite',
        attributes: { name: suite.name, ...counts, time },
        children: [
          {
            name: 'properties',
            children: Object.entries(suite.properties).map(([name, value]) => ({
              name: 'property',
              attributes: { name, value },
            })),
          },
          ...suite.cases.map(caseElement),
          { name: 'system-out', text: suite.output },
        ],
      },
    ],
  });
}

function countsOf(cases: readonly VerdictCase[]): Readonly<Record<string, number>> {
  const count = (result: VerdictCase['result']): number =>
    cases.filter((one) => one.result === result).length;
  return {
    tests: cases.length,
    failures: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}

function caseElement({ name, classname, file, result, type, message, details }: Case): XmlElement {
  const attributes = { name, classname, time: seconds(0), ...(file === undefined ? {} : { file }) };
  switch (result) {
    case 'passed':
      return { name: 'testcase', attributes };
    case 'skipped':
      return { name: 'testcase', attributes, children: [{ name: 'skipped', attributes: { message } }] };
    case 'failed':
    case 'error': {
      const text = [message, ...details].join('\n');
      const element = result === 'error' ? 'error' : 'failure';
      return {
        name: 'testcase',
        attributes,
        children: [{ name: element, attributes: { message, type }, text }],
      };
    }
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
