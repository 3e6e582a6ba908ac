// `npm run findings -- REPORT.json [CONFIRMED.json …]`: docs/known-findings.json, and the part of docs/findings.md below its mark, from what `zim-sim sdk --json`
// and `npm run confirm -- --json` printed. Everything above the mark is written by hand and stays.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { rangesOf, type SdkFinding, type SdkReport, scriptLines } from '../reports/sdk-report.js';
import { wordsOf } from '../sim/sdk-host/reproduction.js';

const PAGE = 'docs/findings.md';
/** For `zim-sim sdk --known`, and for the tests. */
const KNOWN = 'docs/known-findings.json';
const MARK = '<!-- below: npm run findings -->';

interface Confirmed {
  readonly signature: string;
  readonly node: boolean;
  readonly page?: boolean;
}

const [reportFile, ...confirmedFiles] = process.argv.slice(2);
if (reportFile === undefined) {
  process.stderr.write(
    'Expected a report, got nothing. To write one: zim-sim sdk --all-versions --json > report.json\n',
  );
  process.exit(2);
}
const report = JSON.parse(readFileSync(reportFile, 'utf8')) as SdkReport;
const confirmed = new Map(
  confirmedFiles
    .flatMap((file) => JSON.parse(readFileSync(file, 'utf8')) as readonly Confirmed[])
    .map((one) => [one.signature, one]),
);
const head = readFileSync(PAGE, 'utf8').split(MARK)[0] ?? '';
const known = report.findings.flatMap(({ signature, also = [] }) => [
  signature,
  ...also.map((one) => one.signature),
]);
const list = { findings: known.sort().map((signature) => ({ signature })) };
writeFileSync(KNOWN, `${JSON.stringify(list, undefined, 2)}\n`);
writeFileSync(
  PAGE,
  `${head}${MARK}\n\n${[runsTable(report), ...report.findings.map(section)].join('\n\n')}\n`,
);

function runsTable({ versions, seed }: SdkReport): string {
  const rows = versions.map(
    ({ version, runs, runsWithFindings, digest }) =>
      `| ${version} | ${runs} | ${runsWithFindings} | \`${digest}\` |`,
  );
  return [
    '## The runs',
    '',
    `Seed ${seed}.`,
    '',
    '| version | scripts | with findings | digest |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function section(finding: SdkFinding, at: number): string {
  const { property, title, reason, given, version, shownBy, tried, advice, also = [] } = finding;
  const database = given.database === 'works' ? '' : `; IndexedDB: ${given.database}`;
  return [
    `## ${at + 1}. ${property}: ${title.replace(/\.$/, '')}`,
    '',
    `${escaped(reason)} (${version}).`,
    ...also.map((one) => `\nThe same script also breaks ${one.property}: ${escaped(one.reason)}.`),
    '',
    '```',
    `network: ${wordsOf(given.air)}${database}`,
    ...scriptLines(given),
    '```',
    '',
    `Versions: ${rangesOf(shownBy, tried)}. Without zim-sim: ${shownWithout(finding)}.${advice === undefined ? '' : ` What an app can do: ${advice}`}`,
  ].join('\n');
}

function shownWithout({ signature, program }: SdkFinding): string {
  const one = confirmed.get(signature);
  if (one === undefined) return `${basename(program)}, not tried`;
  const places = [
    ...(one.node ? ['Node under a plain fake clock'] : []),
    ...(one.page === true ? ['a bare page'] : []),
  ];
  return places.length === 0 ? 'not shown' : `shown in ${places.join(' and in ')}`;
}

function escaped(text: string): string {
  return text.replace(/[<>|]/g, (sign) => `\\${sign}`);
}
