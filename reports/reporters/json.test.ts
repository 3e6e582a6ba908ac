import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Reporter } from '../reporter.js';
import { REPORT_SCHEMAS } from '../schemas/index.js';
import { jsonReporter } from './json.js';
import { campaignOf, EVIL, evilReport, reportOf } from './reports.test-support.js';

const ajv = new Ajv2020({ strict: false, allErrors: true });

const compiled = new Map(
  Object.entries(REPORT_SCHEMAS).map(([name, schema]) => [name, ajv.compile(schema())]),
);

function mistakes(schema: string, text: string | undefined): unknown {
  const validate = compiled.get(schema);
  validate?.(JSON.parse(text ?? ''));
  return validate?.errors;
}

describe('JSON', () => {
  it.each([
    'room-deleted',
    'kicked-out',
    'wifi-to-mobile',
    'server-restart-herd',
    'weak-network',
    'phone-sleeps',
    'multi-device-login',
    'clock-jump-and-token',
  ])('of %s is as its schema says', (name) => {
    expect(mistakes('run.schema.json', jsonReporter.run?.(reportOf(name)))).toBeNull();
  });

  it('has texts as they are', () => {
    const text = jsonReporter.run?.({ ...evilReport(), divergence: 'at record 3' });
    expect(mistakes('run.schema.json', text)).toBeNull();
    expect(JSON.parse(text ?? '').title).toBe(EVIL);
  });

  it('of a replay and of a campaign is as their schemas say', () => {
    const replay = jsonReporter.replay?.({
      kind: 'replay',
      format: 1,
      zimSim: '1.2.3',
      capsule: 'a.json',
      reproduced: true,
      identical: false,
      parting: 'somewhere',
      run: reportOf('room-deleted'),
    });
    expect(mistakes('replay.schema.json', replay)).toBeNull();
    expect(mistakes('campaign.schema.json', jsonReporter.campaign?.(campaignOf(EVIL)))).toBeNull();
  });

  it('has no key that its schema does not describe', () => {
    const keysOf = (text: string | undefined): string[] => Object.keys(JSON.parse(text ?? ''));
    const schemaOf = (name: string): object => REPORT_SCHEMAS[name]?.() ?? {};
    const { $defs } = schemaOf('run.schema.json') as { $defs: { run: { properties: object } } };
    const { properties } = schemaOf('campaign.schema.json') as { properties: object };
    expect(Object.keys($defs.run.properties)).toEqual(
      expect.arrayContaining(keysOf(jsonReporter.run?.(evilReport()))),
    );
    expect(Object.keys(properties)).toEqual(
      expect.arrayContaining(keysOf(jsonReporter.campaign?.(campaignOf('')))),
    );
  });

  it('is refused by its schema when something is missing', () => {
    const { outcome: _, ...rest } = reportOf('room-deleted');
    expect(mistakes('run.schema.json', JSON.stringify(rest))).not.toBeNull();
    const reporter: Reporter = jsonReporter;
    expect(mistakes('campaign.schema.json', reporter.run?.(reportOf('room-deleted')))).not.toBeNull();
  });
});
