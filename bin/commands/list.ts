// `zim-sim list`: what there is to run, to check and to set.

import { appRules } from '../../properties/app-rules/index.js';
import { reporters } from '../../reports/reporters/index.js';
import type { Style } from '../../reports/style.js';
import { type Cell, table } from '../../reports/table.js';
import { wrap } from '../../reports/text.js';
import { formatDuration } from '../../sim/kernel/duration.js';
import { nearestNames, quotedList } from '../../sim/kernel/nearest.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { averageLoss, PROFILES, type ProfileDirection } from '../../sim/network/profiles.js';
import { contractRow } from '../../sim/zim/contract.js';
import { FACT_IDS, FACTS, type Fact } from '../../sim/zim/facts.js';
import { STATES_ADVICE, STATES_RULE, STATES_TITLE } from '../app-test/states-rule.js';
import type { Engine } from '../engine.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { SDK_RULES } from '../sdk/sdk-rules.js';
import { outputStyle } from '../terminal.js';

const SECTIONS = ['scenarios', 'properties', 'rules', 'params', 'profiles', 'reporters'] as const;

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

/** The rules for apps: those that are properties, and the one that is found in the source. */
function ruleList(): readonly { readonly id: string; readonly title: string; readonly advice?: string }[] {
  const rules = appRules.filter(({ goalOf }) => goalOf === undefined);
  return [
    ...rules.map(({ id, title, advice }) => ({ id, title, ...(advice === undefined ? {} : { advice }) })),
    {
      id: STATES_RULE,
      title: STATES_TITLE,
      advice: STATES_ADVICE,
    },
  ];
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
    case 'reporters': {
      const hint = style.paint('dim', '--reporter name,name; one of your own: --reporter ./mine.ts');
      return `${heading}  ${hint}\n${listing(
        reporters.map(({ name, description }) => [name, description]),
        style,
      )}`;
    }
    case 'rules':
      return `${heading}\n${listing(
        ruleList().map(({ id, title }) => [id, title]),
        style,
      )}\n\n${style.paint('title', 'rules for the SDK')}  ${style.paint('dim', 'asked by zim-sim sdk')}\n${listing(
        [...SDK_RULES].filter(([id]) => contractRow(id) === undefined).map(([id, { title }]) => [id, title]),
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
      return `${heading}\n${style.paint('dim', wrap(PARAMS_HINT, style.width).join('\n'))}\n${params(style)}`;
    case 'profiles':
      return `${heading}  ${style.paint('dim', `--profile name; without one ${defaultNetwork()}`)}\n${profiles(style)}`;
  }
}

const PARAMS_HINT =
  '--param name=value. A bare number is ms, or s where the name ends in S. Why, and from whom: zim-sim explain <name>';

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

function profiles(style: Style): string {
  const rows = PROFILES.map(({ name, title, up, down }): Cell[] => [
    { text: name, tone: 'title' },
    [
      { text: title, tone: 'plain' },
      { text: `up   ${directionText(up)}`, tone: 'dim' },
      { text: `down ${directionText(down)}`, tone: 'dim' },
    ],
  ]);
  return table(rows, style);
}

function directionText(direction: ProfileDirection): string {
  const { delayMs, jitterMs = 0, rateBitsPerSecond, queueBytes } = direction;
  const loss = averageLoss(direction);
  const parts = [
    jitterMs === 0 ? `${delayMs} ms` : `${delayMs} to ${delayMs + jitterMs} ms`,
    rateBitsPerSecond === undefined ? '' : `${rateBitsPerSecond / 1000} kbit/s`,
    queueBytes === undefined ? '' : `queue ${queueBytes / 1000} kB`,
    loss === 0
      ? 'no loss'
      : `loss ${Math.round(loss * 1000) / 10}%${direction.burst === undefined ? '' : ' in bursts'}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function defaultNetwork(): string {
  return `${formatDuration(FACTS.oneWayDelayMs.value)} each way, no loss`;
}

function documentOf(section: Section, engine: Engine): unknown {
  switch (section) {
    case 'scenarios':
      return engine.scenarios.map(({ name, title, story, expects }) => ({ name, title, story, expects }));
    case 'rules':
      return ruleList();
    case 'properties':
      return engine.properties;
    case 'params':
      return FACT_IDS.map((id) => FACTS[id]);
    case 'profiles':
      return PROFILES;
    case 'reporters':
      return reporters.map(({ name, extension, description }) => ({ name, extension, description }));
  }
}

function quantity(value: number, unit: 'ms' | 's' | 'count'): string {
  if (unit === 'count') return String(value);
  if (value === 0) return '0s';
  return formatDuration(unit === 's' ? value * 1000 : value);
}
