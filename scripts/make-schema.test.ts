import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { REPORT_SCHEMAS } from '../reports/schemas/index.js';
import { logJsonSchema } from '../sim/logs/log-schema.js';
import { checkScenario } from '../sim/runner/check-scenario.js';
import { scenarioJsonSchema } from '../sim/runner/scenario-schema.js';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('scenarios/scenario.schema.json', () => {
  it('is what scripts/make-schema.ts would write now', () => {
    expect(JSON.parse(read('../scenarios/scenario.schema.json'))).toEqual(scenarioJsonSchema());
  });

  it('knows every kind of fault', () => {
    const schema = scenarioJsonSchema() as {
      $defs: { fault: { oneOf: { properties: { kind: object } }[] } };
    };
    expect(schema.$defs.fault.oneOf).toHaveLength(36);
  });
});

describe('sim/logs/log.schema.json', () => {
  it('is what scripts/make-schema.ts would write now', () => {
    expect(JSON.parse(read('../sim/logs/log.schema.json'))).toEqual(logJsonSchema());
  });
});

describe('reports/schemas', () => {
  it.each(Object.keys(REPORT_SCHEMAS))('%s is what scripts/make-schema.ts would write now', (name) => {
    expect(JSON.parse(read(`../reports/schemas/${name}`))).toEqual(REPORT_SCHEMAS[name]?.());
  });
});

describe('docs/examples/lift.yaml', () => {
  it('is a scenario', () => {
    expect(checkScenario(parse(read('../docs/examples/lift.yaml')))).toEqual([]);
  });

  it('shows every key of a scenario', () => {
    const { properties } = scenarioJsonSchema() as { properties: object };
    expect(Object.keys(parse(read('../docs/examples/lift.yaml'))).sort()).toEqual(
      Object.keys(properties).sort(),
    );
  });
});
