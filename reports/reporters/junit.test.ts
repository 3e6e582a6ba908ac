// What the schema of Jenkins demands and GitHub and GitLab rely on, after a parser has read the document.
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { RunReport } from '../run-report.js';
import { junitReporter } from './junit.js';
import { campaignOf, EVIL, evilReport, reportOf } from './reports.test-support.js';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
});

function elementsOf(nodes: readonly Record<string, unknown>[]): readonly Element[] {
  return nodes.flatMap((node) => {
    const { ':@': attributes = {}, ...rest } = node;
    const [[name, inside] = ['', []]] = Object.entries(rest);
    if (name.startsWith('?') || name === '#text') return [];
    const children = inside as Record<string, unknown>[];
    const text = children.map((child) => child['#text'] ?? '').join('');
    return [{ name, attributes: attributes as Element['attributes'], children: elementsOf(children), text }];
  });
}

function parse(text: string): Element {
  expect(XMLValidator.validate(text)).toBe(true);
  // What XML 1.0 forbids, even as a reference.
  expect(text).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|&#/u);
  const [root, ...others] = elementsOf(parser.parse(text));
  if (root === undefined) throw new Error('no root');
  expect(others).toEqual([]);
  return root;
}

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  testsuites: ['testsuite'],
  testsuite: ['properties', 'testcase', 'system-out', 'system-err'],
  properties: ['property'],
  property: [],
  testcase: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  failure: [],
  error: [],
  skipped: [],
  'system-out': [],
};

const NEEDED: Readonly<Record<string, readonly string[]>> = {
  testsuite: ['name', 'tests', 'failures', 'errors', 'skipped', 'time'],
  testcase: ['name', 'classname', 'time'],
  property: ['name', 'value'],
  failure: ['message', 'type'],
  error: ['message', 'type'],
  skipped: ['message'],
};

function expectValid(element: Element): void {
  const { name, attributes, children } = element;
  expect(Object.keys(ALLOWED)).toContain(name);
  for (const key of NEEDED[name] ?? []) expect(attributes, `${name} has ${key}`).toHaveProperty(key);
  for (const child of children) expect(ALLOWED[name], `${child.name} in ${name}`).toContain(child.name);
  if (name === 'testsuite' || name === 'testsuites') expectCounts(element);
  if (name === 'testcase') expect(children.length).toBeLessThanOrEqual(1);
  for (const child of children) expectValid(child);
}

function expectCounts({ attributes, children }: Element): void {
  const cases = casesIn(children);
  const having = (name: string): string =>
    String(cases.filter((one) => one.children.some((child) => child.name === name)).length);
  expect(attributes).toMatchObject({
    tests: String(cases.length),
    failures: having('failure'),
    errors: having('error'),
    skipped: having('skipped'),
  });
  for (const key of ['time']) expect(attributes[key]).toMatch(/^\d+\.\d{3}$/);
}

function casesIn(elements: readonly Element[]): readonly Element[] {
  return elements.flatMap((one) => (one.name === 'testcase' ? [one] : casesIn(one.children)));
}

const run = (report: RunReport): Element => parse(junitReporter.run?.(report) ?? '');
const failuresIn = (root: Element): readonly Element[] =>
  casesIn(root.children).flatMap(({ children }) => children.filter(({ name }) => name === 'failure'));

describe('JUnit', () => {
  it.each(['room-deleted', 'kicked-out', 'server-restart-herd'])('of %s is as Jenkins wants it', (name) => {
    const root = run(reportOf(name));
    expectValid(root);
    expect(failuresIn(root)).toEqual([]);
    const names = casesIn(root.children).map(({ attributes }) => attributes.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has a case for each property and each goal, and says how the run is repeated', () => {
    const report = reportOf('room-deleted');
    const root = run(report);
    const properties = report.properties.filter(({ id }) => !id.endsWith('.reached'));
    expect(casesIn(root.children)).toHaveLength(properties.length + report.expects.length);
    expect(JSON.stringify(root)).toContain('zim-sim run room-deleted --seed 1');
  });

  it('says what failed, where, and what to do, and nothing of it is taken for XML', () => {
    const root = run(evilReport());
    expectValid(root);
    const [failure, ...others] = failuresIn(root);
    expect(others).toEqual([]);
    expect(failure?.attributes.type).toBe('violated');
    expect(failure?.text).toContain('x</failure>]]><!-- & "q\'');
    expect(failure?.text).toContain('\nagain: zim-sim run ');
  });

  it('fails whenever the run did', () => {
    const held = reportOf('room-deleted');
    const missed = {
      ...held,
      passed: false,
      expects: held.expects.map((goal) => ({ ...goal, reached: false })),
    };
    expect(failuresIn(run(missed))).toHaveLength(held.expects.length);
    const stuck = run({ ...held, passed: false, outcome: 'stuck' });
    expect(failuresIn(stuck)[0]?.attributes).toMatchObject({ type: 'stuck' });
    const twice = run({ ...held, passed: false, outcome: 'nondeterministic', divergence: 'at record 3' });
    expectValid(twice);
    expect(twice.attributes).toMatchObject({ errors: '1', failures: '0' });
  });

  it('of a campaign has a case for each way of failing, with the schedule and the command', () => {
    const root = parse(junitReporter.campaign?.(campaignOf(EVIL)) ?? '');
    expectValid(root);
    expect(root.attributes).toMatchObject({ tests: '3', failures: '1', skipped: '1' });
    const [failure] = failuresIn(root);
    expect(failure?.text).toContain('kind: kick');
    expect(failure?.text).toContain('again: zim-sim replay zim-sim-report/fuzz-N2-77.json');
  });
});
