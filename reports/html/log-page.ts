// A page about logs: the verdicts, and everything that was judged in the order of time with the line where it stands. It
// works offline and without scripts; the page of a run, which runs it again, has no use for logs.
import type { Observation } from '../../sim/check/observation.js';
import { formatClock } from '../../sim/kernel/duration.js';
import type { LogCheck, LogVerdict } from '../../sim/logs/check-logs.js';
import type { Logged } from '../../sim/logs/device-log.js';
import { callText, settleText, textFor } from '../row-texts.js';

const STYLE = `body{font:14px/1.45 system-ui,sans-serif;margin:2em auto;max-width:75em;padding:0 1em;color:#1c2430;background:#fff}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.2em .8em .2em 0;border-bottom:1px solid #e3e6ea}
.violated{color:#a3161f;font-weight:600}.held{color:#0b6b3a}.quiet{color:#5b6573}tr.shown{background:#fdecec}
code{font-size:.92em}@media(prefers-color-scheme:dark){body{background:#14181f;color:#e4e8ee}tr.shown{background:#4a1d22}
.violated{color:#ff8a8f}.held{color:#6fd39c}.quiet{color:#9aa5b4}td,th{border-color:#2b323d}}`;

/** The page; the same logs give the same text. */
export function logPage(check: LogCheck, observations: readonly Observation[]): string {
  const { logs, sdk, verdicts, problems, notes, endMs } = check;
  const names = logs.map(({ name }) => name);
  const told = [...verdicts]
    .filter(({ id }) => !id.endsWith('.reached'))
    .sort((left, right) => rank(left) - rank(right));
  const violated = told.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id);
  const shown = new Set(
    verdicts.flatMap(({ lines = [] }) => lines.map(({ log, line }) => placeId(names.indexOf(log), line))),
  );
  const rows = (observations as readonly Logged[]).flatMap((one) => timelineRow(one, names, shown));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(names.join(', '))}</title><style>${STYLE}</style></head><body>
<h1>${escaped(names.join(', '))}</h1>
<p><strong class="${violated.length === 0 ? 'held' : 'violated'}">${violated.length === 0 ? '✓ held' : `✗ violated: ${escaped(violated.join(', '))}`}</strong></p>
<p>${logs.reduce((sum, { lines }) => sum + lines, 0)} lines · ${formatClock(endMs)} · SDK ${escaped(sdk)}</p>
${list('What is wrong with the files', problems)}${list('What could not be judged', notes)}
<h2>Properties</h2>
<table><thead><tr><th>property</th><th>verdict</th><th>times</th><th>what it says</th></tr></thead><tbody>
${told.map((one) => verdictRow(one, names)).join('\n')}
</tbody></table>
<h2>Timeline</h2>
<table><thead><tr><th>time</th><th>device</th><th>what happened</th><th>line</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
</body></html>
`;
}

const ORDER = ['violated', 'pending', 'held', 'not exercised', 'not observable'];

function rank({ verdict }: LogVerdict): number {
  return ORDER.indexOf(verdict);
}

function verdictRow(one: LogVerdict, names: readonly string[]): string {
  const { id, title, verdict, exercised, reason, atMs, lines = [] } = one;
  const kind = verdict === 'violated' || verdict === 'held' ? verdict : 'quiet';
  const at = atMs === undefined ? '' : `at ${formatClock(atMs)}: `;
  const why = reason === undefined ? '' : `<br>${escaped(`${at}${reason}`)}`;
  const links = lines.map(({ log, line }) => {
    const place = placeId(names.indexOf(log), line);
    return ` <a href="#${place}">${escaped(`${log}:${line}`)}</a>`;
  });
  return `<tr><td><code>${escaped(id)}</code></td><td class="${kind}">${verdict}</td><td>${exercised}</td><td>${escaped(title)}${why}${links.join('')}</td></tr>`;
}

function timelineRow(one: Logged, names: readonly string[], shown: ReadonlySet<string>): readonly string[] {
  const texts =
    one.kind === 'call' ? [callText(one)] : one.kind === 'settle' ? [settleText(one, '')] : textFor(one);
  const place = placeId(one.file, one.line);
  if (texts.length === 0 && !shown.has(place)) return [];
  const what = texts.map(({ text }) => text).join(', ') || one.kind;
  const mark = shown.has(place) ? ' class="shown"' : '';
  return [
    `<tr id="${place}"${mark}><td>${formatClock(one.atMs)}</td><td>${escaped(one.device)}</td><td>${escaped(what)}</td><td class="quiet">${escaped(`${names[one.file] ?? ''}:${one.line}`)}</td></tr>`,
  ];
}

function placeId(file: number, line: number): string {
  return `l${file}-${line}`;
}

function list(heading: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return `<h2>${heading}</h2><ul>${items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
