// `zim-sim list`: what there is to run, to check and to set.

import type { Style } from '../../reports/style.js';
import { type Cell, table } from '../../reports/table.js';
import { formatDuration } from '../../sim/kernel/duration.js';
import { nearestNames, quotedList } from '../../sim/kernel/nearest.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { FACT_IDS, FACTS, type Fact } from '../../sim/zim/facts.js';
import type { Engine } from '../engine.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { outputStyle } from '../terminal.js';

const SECTIONS = ['scenarios', 'properties', 'params', 'profiles'] as const;

type Section = (typeof SECTIONS)[number];

/**
 * Lists one section, or all of them.
 *
 * @returns the exit code
 * @throws UsageError when there is no such section.
 */
export function listCommand(
  section: string | undefined,
  flags: { readonly json?: boolean },
  { engine, io }: { readonly engine: Engine; readonly io: CliIo },
): ExitCode {
  const sections = section === undefined ? SECTIONS : [sectionNamed(section)];
  if (flags.json === true) {
    const entries = sections.map((name) => [name, documentOf(name, engine)] as const);
    const [only] = entries;
    const document = section === undefined || only === undefined ? Object.fromEntries(entries) : only[1];
    io.stdout(`${JSON.stringify(document, undefined, 2)}\n`);
    return EXIT.held;
  }
  const style = outputStyle(io);
  const texts = sections.map((name) => sectionText(name, engine, style));
  io.stdout(`${texts.join('\n\n')}\n`);
  return EXIT.held;
}

/**
 * A fact's value as people write it.
 *
 * @example factValue(FACTS.heartbeatTimeoutMs) // '35s'
 */
export function factValue(fact: Fact): string {
  switch (fact.kind) {
    case 'number':
      return quantity(fact.value, fact.unit);
    case 'series':
      return fact.value.map((value) => quantity(value, fact.unit)).join(', ');
    case 'choice':
      return fact.value;
  }
}

/** The values that a fact may take: `15s to 2m`, or the words of a choice. */
export function factRange(fact: Fact): string {
  if (fact.kind === 'choice') return fact.choices.join(' or ');
  return `${quantity(fact.range[0], fact.unit)} to ${quantity(fact.range[1], fact.unit)}`;
}

function sectionNamed(text: string): Section {
  const section = SECTIONS.find((name) => name === text);
  if (section !== undefined) return section;
  const [nearest] = nearestNames(text, SECTIONS, 1);
  throw new UsageError(
    `Expected ${quotedList(SECTIONS)}, got ${JSON.stringify(text)}. For example: zim-sim list ${nearest}`,
  );
}

function sectionText(section: Section, engine: Engine, style: Style): string {
  const heading = style.paint('title', section);
  switch (section) {
    case 'scenarios':
      return `${heading}\n${listing(
        engine.scenarios.map(({ name, title }) => [name, title]),
        style,
      )}`;
    case 'properties': {
      const goals = engine.properties.filter(({ goalOf }) => goalOf !== undefined);
      const hint =
        goals[0] === undefined ? '' : `  ${style.paint('dim', `and a goal for each, like ${goals[0].id}`)}`;
      const rows = engine.properties
        .filter((one) => !goals.includes(one))
        .map(({ id, title }) => [id, title] as const);
      return `${heading}${hint}\n${listing(rows, style)}`;
    }
    case 'params':
      return `${heading}  ${style.paint('dim', '--param name=value; why, and from whom: zim-sim explain <name>')}\n${params(style)}`;
    case 'profiles':
      return `${heading}\n${listing([['default', defaultProfile()]], style)}`;
  }
}

function params(style: Style): string {
  const rows = FACT_IDS.map((id): Cell[] => {
    const fact: Fact = FACTS[id];
    return [
      { text: id, tone: 'title' },
      factValue(fact),
      { text: factRange(fact), tone: 'dim' },
      { text: fact.provenance, tone: fact.provenance === 'assumed' ? 'warn' : 'dim' },
    ];
  });
  return table([['name', 'value', 'range', 'from'].map((text) => ({ text, tone: 'dim' })), ...rows], style);
}

function listing(rows: readonly (readonly [string, string])[], style: Style): string {
  if (rows.length === 0) return style.paint('dim', '(none)');
  return table(
    rows.map(([name, title]): Cell[] => [{ text: name, tone: 'title' }, title]),
    style,
  );
}

function defaultProfile(): string {
  return `${formatDuration(FACTS.oneWayDelayMs.value)} each way, no jitter, no loss. It is the only one so far; a scenario's "network" changes it.`;
}

function documentOf(section: Section, engine: Engine): unknown {
  switch (section) {
    case 'scenarios':
      return engine.scenarios.map(({ name, title, story, expects }) => ({ name, title, story, expects }));
    case 'properties':
      return engine.properties;
    case 'params':
      return FACT_IDS.map((id) => FACTS[id]);
    case 'profiles':
      return [{ name: 'default', oneWayDelayMs: FACTS.oneWayDelayMs.value, jitterMs: 0, loss: 0 }];
  }
}

function quantity(value: number, unit: 'ms' | 's' | 'count'): string {
  if (unit === 'count') return String(value);
  if (value === 0) return '0s';
  return formatDuration(unit === 's' ? value * 1000 : value);
}
