// `npm run findings -- REPORT.json … CONFIRMED.json …`: docs/known-findings.json, and the part of docs/findings.md below its mark,
// from what `zim-sim sdk --json` and `npm run confirm -- --json` printed. A finding of several reports is told once, as the
// first of them tells it, and tried on every version that is in the cache. Everything above the mark is written by hand and stays.
import { readFileSync, writeFileSync } from 'node:fs';
import { cachedFolder } from '../bin/sdk/find-package.js';
import { versionsOf } from '../bin/sdk/hunt.js';
import { openSdkPool } from '../bin/sdk/pool.js';
import { rangesOf, type SdkFinding, type SdkReport, scriptLines } from '../reports/sdk-report.js';
import { wordsOf } from '../sim/sdk-host/reproduction.js';
import { packageIn, type SdkPackage } from '../sim/sdk-host/sdk-package.js';
import { SDK_VERSIONS } from '../sim/zim/versions.js';

const PAGE = 'docs/findings.md';
/** For `zim-sim sdk --known`, and for the tests. */
const KNOWN = 'docs/known-findings.json';
const MARK = '<!-- below: npm run findings -->';

interface Confirmed {
  readonly signature: string;
  readonly version: string;
  readonly node: boolean;
  readonly page?: boolean;
}

const given = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')) as unknown);
const reports = given.filter((one) => !Array.isArray(one)) as readonly SdkReport[];
if (reports.length === 0) {
  process.stderr.write(
    'Expected a report, got none. To write one: zim-sim sdk --all-versions --json > report.json\n',
  );
  process.exit(2);
}
const confirmed = new Map(
  (given.filter((one) => Array.isArray(one)) as readonly (readonly Confirmed[])[])
    .flat()
    .map((one) => [`${one.version} ${one.signature}`, one]),
);
const findings = await onEveryVersion(reports.reduce(together, []));
const list = {
  runs: reports.flatMap(({ seed, versions }) =>
    versions.map(({ version, runs, digest }) => ({ version, seed, runs, digest })),
  ),
  findings: findings
    .flatMap(signaturesOf)
    .sort()
    .map((signature) => ({ signature })),
};
writeFileSync(KNOWN, `${JSON.stringify(list, undefined, 2)}\n`);
const head = readFileSync(PAGE, 'utf8').split(MARK)[0] ?? '';
writeFileSync(PAGE, `${head}${MARK}\n\n${[runsTable(), ...findings.map(section)].join('\n\n')}\n`);

function signaturesOf({ signature, also = [] }: SdkFinding): readonly string[] {
  return [signature, ...also.map((one) => one.signature)];
}

/** Adds what another report tells; of what is there already, only the versions are new. */
function together(all: readonly SdkFinding[], report: SdkReport): readonly SdkFinding[] {
  const has = (one: SdkFinding, signature: string): boolean => signaturesOf(one).includes(signature);
  const merged = all.map((one) => {
    const same = report.findings.filter((other) => has(one, other.signature));
    const shown = new Set([...one.shownBy, ...same.flatMap(({ shownBy }) => shownBy)]);
    return { ...one, shownBy: SDK_VERSIONS.filter((version) => shown.has(version)) };
  });
  const added = report.findings.filter((other) => !all.some((one) => has(one, other.signature)));
  return [...merged, ...added];
}

async function onEveryVersion(all: readonly SdkFinding[]): Promise<readonly SdkFinding[]> {
  const packages = SDK_VERSIONS.flatMap((version): readonly SdkPackage[] => {
    const folder = cachedFolder(version);
    return folder === undefined ? [] : [packageIn(folder)];
  });
  const pool = openSdkPool(2);
  try {
    return await Promise.all(
      all.map(async (one) => {
        const rest = packages.filter(({ version }) => !one.tried.includes(version));
        const shown = new Set([...one.shownBy, ...(await versionsOf(pool, rest, one))]);
        const tried = new Set([...one.tried, ...rest.map(({ version }) => version)]);
        return {
          ...one,
          shownBy: SDK_VERSIONS.filter((version) => shown.has(version)),
          tried: SDK_VERSIONS.filter((version) => tried.has(version)),
        };
      }),
    );
  } finally {
    pool.close();
  }
}

function runsTable(): string {
  const rows = reports.flatMap(({ versions, seed }) =>
    versions.map(
      ({ version, runs, runsWithFindings, digest }) =>
        `| ${version} | ${seed} | ${runs} | ${runsWithFindings} | \`${digest}\` |`,
    ),
  );
  return [
    '## The runs',
    '',
    '| version | seed | scripts | with findings | digest |',
    '|---|---|---|---|---|',
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

function shownWithout({ signature, version }: SdkFinding): string {
  const one = confirmed.get(`${version} ${signature}`);
  if (one === undefined) return 'not tried';
  const places = [
    ...(one.node ? ['Node under a plain fake clock'] : []),
    ...(one.page === true ? ['a bare page'] : []),
  ];
  return places.length === 0 ? 'not shown' : `shown in ${places.join(' and in ')}`;
}

function escaped(text: string): string {
  return text.replace(/[<>|]/g, (sign) => `\\${sign}`);
}
