// What became of logs: as text, with the lines that show a violation, and as JSON.
import type { Observation } from '../sim/check/observation.js';
import { formatDuration } from '../sim/kernel/duration.js';
import type { LogCheck } from '../sim/logs/check-logs.js';
import type { Logged } from '../sim/logs/device-log.js';
import type { Style } from './style.js';
import { wrap } from './text.js';
import { verdictTable } from './verdict-table.js';

/** `violated`, or `held`: what is still open when a log ends is held against nobody. */
export function logOutcome({ verdicts }: LogCheck): 'held' | 'violated' {
  return verdicts.some(({ verdict }) => verdict === 'violated') ? 'violated' : 'held';
}

/**
 * The verdicts about logs, ready to print; it ends without a line break.
 *
 * @example logReport(check, styleFor({ columns: 80, color: false }), { verbose: false })
 */
export function logReport(check: LogCheck, style: Style, options: { readonly verbose: boolean }): string {
  const { logs, sdk, endMs, notes, verdicts } = check;
  const lines = logs.reduce((sum, log) => sum + log.lines, 0);
  const names = logs.map(({ name }) => name);
  const devices = new Set(logs.flatMap((log) => log.devices.map(({ device }) => device)));
  const heading = wrap(names.join(', '), style.width).map((line) => style.paint('title', line));
  const facts = `${lines} lines · ${count(devices.size, 'device')} · ${formatDuration(endMs)} · SDK ${sdk}`;
  const placeOf = (seen: Observation): string => {
    const { file, line } = seen as Logged;
    return names.length === 1 ? `line ${line}: ` : `${names[file]}:${line}: `;
  };
  const sections = [
    [...heading, style.paint('dim', facts)].join('\n'),
    notes.flatMap((note) => wrap(`- ${note}`, style.width)).join('\n'),
    verdictTable(verdicts, style, { ...options, placeOf }),
    outcomeLine(check, style),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function outcomeLine(check: LogCheck, style: Style): string {
  const violated = check.verdicts.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id);
  const judged = check.verdicts.filter(({ id, verdict }) => verdict === 'held' && !id.endsWith('.reached'));
  if (violated.length === 0) {
    return judged.length === 0
      ? style.paint('warn', '– nothing was put to the test')
      : style.paint('good', `✓ held  ${judged.length} properties`);
  }
  return style.paint('bad', `✗ violated  ${violated.join(', ')}`);
}

/**
 * The same as plain data. Its keys are a promise to scripts: they may become more, never other ones.
 *
 * @example JSON.stringify(logDocument(check))
 */
export function logDocument(check: LogCheck): Readonly<Record<string, unknown>> {
  const { logs, sdk, epochMs, endMs, verdicts, problems, notes } = check;
  return {
    logs: logs.map(({ name, lines, devices }) => ({
      name,
      lines,
      devices: devices.map(({ device, app, sdk: own, skipped, clockSteps, restarts }) => ({
        device,
        ...(app === undefined ? {} : { app }),
        ...(own === undefined ? {} : { sdk: own }),
        skipped,
        clockSteps,
        restarts,
      })),
    })),
    sdk,
    outcome: logOutcome(check),
    epochMs,
    endMs,
    properties: verdicts,
    problems,
    notes,
  };
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
