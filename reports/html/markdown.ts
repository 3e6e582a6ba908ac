// A run as a few lines of Markdown for an issue. Names and texts are anybody's, so they stand in code.

import { formatClock } from '../../sim/kernel/duration.js';
import { visible } from '../text.js';
import type { PageObservation, PageRun } from './page-document.js';

type Head = Pick<
  PageRun,
  'scenario' | 'title' | 'seed' | 'sdk' | 'outcome' | 'traceHash' | 'reproduce' | 'scheduleYaml' | 'broken'
>;

/** The summary that a page's copy button gives. */
export function markdownOf(head: Head, rows: readonly PageObservation[]): string {
  const { broken } = head;
  const what =
    broken === undefined
      ? [`${inCode(head.scenario)}: ${head.outcome}`]
      : [
          `**${broken.id}** ${broken.verdict}${broken.device === undefined ? '' : ` on ${inCode(broken.device)}`} at ${formatClock(broken.atMs)} virtual time`,
          '',
          `> ${inCode(broken.title)}`,
          '',
          `Because: ${inCode(broken.reason)}`,
        ];
  const evidence = (broken?.evidence ?? []).map((place) => rows[place]).filter((row) => row !== undefined);
  return [
    `### zim-sim: ${inCode(head.scenario)}, seed ${head.seed}, SDK ${head.sdk}`,
    '',
    ...what,
    ...(evidence.length === 0
      ? []
      : [
          '',
          ...evidence.map(({ atMs, lane, text }) => `- ${formatClock(atMs)} ${inCode(`${lane}: ${text}`)}`),
        ]),
    '',
    'Again:',
    '',
    ...fenced('sh', head.reproduce),
    '',
    'Faults:',
    '',
    ...fenced('yaml', head.scheduleYaml),
    '',
    `Trace \`${head.traceHash}\``,
    '',
  ].join('\n');
}

function inCode(text: string): string {
  const shown = visible(text);
  const ticks = '`'.repeat(longestRun(shown) + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${shown}${pad}${ticks}`;
}

function fenced(language: string, text: string): readonly string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return [`${fence}${language}`, text, fence];
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
