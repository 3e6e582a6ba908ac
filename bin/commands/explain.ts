// `zim-sim explain`: what a property, a scenario, a code, a pair of state and event or a parameter means, who says
// so, and what an app should do about it.
import type { Style } from '../../reports/style.js';
import { wrap } from '../../reports/text.js';
import { describeFault } from '../../reports/words.js';
import { formatDuration, parseDurationMs } from '../../sim/kernel/duration.js';
import { nearestNames, quotedList } from '../../sim/kernel/nearest.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { Scenario } from '../../sim/runner/scenario.js';
import { CONTRACT_IDS, contractRow } from '../../sim/zim/contract.js';
import { errorNameOf, ZIMErrorCode } from '../../sim/zim/error-codes.js';
import { errorNoteOf } from '../../sim/zim/error-notes.js';
import { FACT_IDS, FACTS, type Fact } from '../../sim/zim/facts.js';
import {
  CONNECTION_PAIRS,
  type PairQuestion,
  pairName,
  parsePair,
  ROOM_PAIRS,
  statePair,
} from '../../sim/zim/state-pairs.js';
import type { Engine } from '../engine.js';
import { type CliIo, EXIT, type ExitCode } from '../io.js';
import { SDK_RULES } from '../sdk/sdk-rules.js';
import { outputStyle } from '../terminal.js';
import { factRange, factValue } from './list.js';

/** One explanation: a heading, and lines with a label each. */
interface Entry {
  readonly heading: string;
  readonly lines: readonly (readonly [label: string, text: string | undefined])[];
}

/**
 * Explains whatever a text names; several things where it names several.
 *
 * @returns the exit code
 * @throws UsageError with the nearest names when it names nothing.
 */
export function explainCommand(
  words: readonly string[],
  { engine, io }: { readonly engine: Engine; readonly io: CliIo },
): ExitCode {
  const text = words.join(' ').trim();
  const entries = [
    ...propertyEntries(text, engine),
    ...sdkRuleEntries(text),
    ...scenarioEntries(text, engine),
    ...codeEntries(text),
    ...pairEntries(text),
    ...factEntries(text),
  ];
  if (entries.length === 0) throw unknown(text, engine);
  const style = outputStyle(io);
  io.stdout(`${entries.map((entry) => entryText(entry, style)).join('\n\n')}\n`);
  return EXIT.held;
}

function propertyEntries(text: string, engine: Engine): readonly Entry[] {
  const row = contractRow(text);
  const property = engine.properties.find(({ id }) => id.toLowerCase() === text.toLowerCase());
  if (row === undefined) {
    return property === undefined ? [] : [{ heading: property.id, lines: [['says', property.title]] }];
  }
  return [
    {
      heading: `${row.id}, a sentence of the contract`,
      lines: [
        ['says', row.statement],
        ['when', row.premise],
        ['from', row.provenance.map(provenanceWords).join('; ')],
        ['your app', row.advice],
        ['see it', shownBy(row.id, engine)],
      ],
    },
  ];
}

/** What is asked of the package alone; sentences of the contract are asked of it as well. */
function sdkRuleEntries(text: string): readonly Entry[] {
  const rule = contractRow(text) === undefined ? SDK_RULES.get(text) : undefined;
  if (rule === undefined) return [];
  return [
    {
      heading: `${text}, a rule for the SDK`,
      lines: [
        ['says', rule.title],
        ['your app', rule.advice],
        ['see it', 'zim-sim sdk; docs/findings.md says which versions break it'],
      ],
    },
  ];
}

function scenarioEntries(text: string, engine: Engine): readonly Entry[] {
  const scenario = engine.scenarios.find(({ name }) => name === text);
  if (scenario === undefined) return [];
  const { name, title, story, devices, faults, until, expects } = scenario;
  return [
    {
      heading: `${name}, a scenario`,
      lines: [
        ['title', title],
        ['story', story],
        [
          'devices',
          devices.map(({ name, count }) => (count === undefined ? name : `${name} (${count})`)).join(', '),
        ],
        ...(faults ?? []).map((fault) => ['fault', faultLine(fault)] as const),
        ['until', formatDuration(parseDurationMs(until))],
        ['expects', expects.join(', ')],
        ['run it', `zim-sim run ${name}`],
      ],
    },
  ];
}

function codeEntries(text: string): readonly Entry[] {
  const code = /^\d{7}$/.test(text) ? Number(text) : codes().find(([name]) => name === text)?.[1];
  const name = code === undefined ? undefined : errorNameOf(code);
  if (code === undefined || name === undefined) return [];
  const note = errorNoteOf(code);
  return [
    {
      heading: `${code} ${name}, an error code`,
      lines: [
        ['means', note?.meaning ?? 'The SDK declares this code; the contract does not speak of it.'],
        ['your app', note?.advice],
      ],
    },
  ];
}

function pairEntries(text: string): readonly Entry[] {
  // Without a subject numbers can mean both: every pair of a connection may be one of a room.
  const asked = /^(connection|room)\s/i.test(text) ? [text] : [`connection ${text}`, `room ${text}`];
  const questions = asked.flatMap((one) => parsePair(one) ?? []);
  const known = questions.filter((question) => statePair(question.about, question.state, question.event));
  return (known.length > 0 ? known : questions).map(pairEntry);
}

function pairEntry(question: PairQuestion): Entry {
  const { about, state, event } = question;
  const pair = statePair(about, state, event);
  const heading = `${about} ${state}/${event}: ${pairName(question)}`;
  if (pair === undefined) {
    return { heading, lines: [['means', 'Both numbers exist, but the SDK never tells them together.']] };
  }
  return {
    heading,
    lines: [
      ['means', pair.meaning],
      ['from', provenanceWords(pair.provenance)],
      ['your app', pair.advice],
    ],
  };
}

function factEntries(text: string): readonly Entry[] {
  const id = FACT_IDS.find((known) => known.toLowerCase() === text.toLowerCase());
  if (id === undefined) return [];
  const fact: Fact = FACTS[id];
  return [
    {
      heading: `${id}, a parameter`,
      lines: [
        ['value', factValue(fact)],
        ['range', factRange(fact)],
        ['says', fact.source],
        ['from', provenanceWords(fact.provenance)],
        ['set it', `zim-sim run <scenario> --param ${id}=${factValue(fact).replaceAll(' ', '')}`],
      ],
    },
  ];
}

function unknown(text: string, engine: Engine): UsageError {
  const names = [
    ...CONTRACT_IDS,
    ...engine.properties.map(({ id }) => id),
    ...engine.scenarios.map(({ name }) => name),
    ...FACT_IDS,
    ...codes().flatMap(([name, code]) => [name, String(code)]),
    ...[...CONNECTION_PAIRS, ...ROOM_PAIRS].flatMap((pair) => [
      `${pair.about} ${pair.state}/${pair.event}`,
      pairName(pair).replace(' + ', '/'),
    ]),
  ];
  const nearest = nearestNames(text, [...new Set(names)]);
  return new UsageError(
    `Expected a property, a scenario, an error code, a pair like 3/3 or a parameter, got ${JSON.stringify(text)}. ` +
      `The nearest are ${quotedList(nearest)}.`,
  );
}

function entryText({ heading, lines }: Entry, style: Style): string {
  const shown = lines.filter((line): line is readonly [string, string] => (line[1] ?? '') !== '');
  const width = Math.max(...shown.map(([label]) => label.length));
  const body = shown.flatMap(([label, text]) =>
    wrapPlain(text, style.width - width - 4).map(
      (line, index) => `  ${style.paint('dim', (index === 0 ? label : '').padEnd(width))}  ${line}`,
    ),
  );
  return [style.paint('title', heading), ...body].join('\n');
}

// Continued lines stand below the first one, so they need no indent of their own.
function wrapPlain(text: string, width: number): readonly string[] {
  return wrap(text.replace(/\s+/g, ' ').trim(), width).map((line) => line.trimStart());
}

function shownBy(id: string, engine: Engine): string | undefined {
  const names = engine.scenarios.filter(({ expects }) => expects.includes(id)).map(({ name }) => name);
  return names.length === 0 ? undefined : `zim-sim run ${names.slice(0, 3).join(' ')}`;
}

function faultLine(fault: NonNullable<Scenario['faults']>[number]): string {
  const lasts = 'for' in fault && fault.for !== undefined ? ` for ${written(fault.for)}` : '';
  return `at ${written(fault.at)}${lasts}: ${describeFault(fault)}`;
}

function written(duration: string | number): string {
  return formatDuration(parseDurationMs(duration));
}

function provenanceWords(provenance: string): string {
  return PROVENANCE[provenance] ?? provenance;
}

const PROVENANCE: Readonly<Record<string, string>> = {
  faq: "faq (the vendor's reconnection FAQ)",
  docs: "docs (the vendor's documentation)",
  types: 'types (the type declarations of zego-zim-web)',
  observed: 'observed (seen through the public API of zego-zim-web)',
  assumed: 'assumed (nobody says; our choice)',
};

function codes(): readonly (readonly [string, number])[] {
  return Object.entries(ZIMErrorCode);
}
