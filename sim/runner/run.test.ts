import { describe, expect, it } from 'vitest';
import { always, sometimes } from '../check/combinators.js';
import type { Property } from '../check/property.js';
import { UsageError } from '../kernel/usage-error.js';
import { type RunOptions, runWith } from './run.js';
import type { Scenario } from './scenario.js';

const SCENARIO: Scenario = {
  name: 'small',
  title: 'Small',
  devices: [{ name: 'alice' }],
  script: [{ at: 0, device: 'alice', do: [{ call: 'login' }] }],
  until: '5s',
  expects: [],
};

function run(options: RunOptions = {}): ReturnType<typeof runWith> {
  return runWith([], SCENARIO, options);
}

function usageError(options: unknown): string {
  try {
    run(options as RunOptions);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function property(id: string): Property {
  return always(`property ${id}`, { id, on: ['call'], step: () => undefined }) as unknown as Property;
}

describe('options', () => {
  it('have defaults', () => {
    expect(run()).toMatchObject({ seed: 1, virtualMs: 5000, outcome: 'held' });
    expect(run().traceHash).toBe(run({ seed: 1, order: 'fifo' }).traceHash);
  });

  it.each([1.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '7'])(
    'the seed %s is refused in one line',
    (seed) => {
      const message = usageError({ seed });
      expect(message).toContain(String(seed));
      expect(message).not.toContain('\n');
    },
  );

  it.each([0, Number.MAX_SAFE_INTEGER])('the seed %s is good', (seed) => {
    expect(run({ seed }).seed).toBe(seed);
  });

  it.each([
    [{ params: { heartbeatTimeoutMS: 1 } }, 'heartbeatTimeoutMS'],
    [{ params: { heartbeatTimeoutMs: 1 } }, '1'],
    [{ params: { heartbeatTimeoutMs: 'soon' } }, 'soon'],
    [{ sdk: '9.9.9' }, '9.9.9'],
    [{ sdk: '' }, '""'],
    [{ until: 'never' }, 'never'],
    [{ until: -1 }, '-1'],
    [{ until: 0 }, '0'],
    [{ schedule: [{ kind: 'issuerDown', at: '5s' }] }, 'before the run ends'],
    [{ schedule: [{ kind: 'reset', at: '1s', host: 'nobody' }] }, 'nobody'],
    [{ schedule: [{ kind: 'nothing', at: '1s' }] }, 'nothing'],
  ])('%j is refused, and %s is named', (options, named) => {
    const message = usageError(options);
    expect(message).toContain(named);
    expect(message).not.toContain('\n');
  });

  it('are what the run uses', () => {
    const result = run({ until: '2s', sdk: '2.9.0', params: { loginTimeoutMs: '7s' } });
    expect(result).toMatchObject({ virtualMs: 2000, sdk: '2.9.0', params: { loginTimeoutMs: 7000 } });
  });

  it('judge a schedule by the later end of the scenario and the run', () => {
    const schedule = [{ kind: 'issuerDown', at: '7s' }] as const;
    expect(run({ schedule, until: '8s' }).faults).toHaveLength(1);
    expect(run({ schedule: [{ kind: 'issuerDown', at: '4s' }], until: '2s' }).faults).toEqual([]);
  });

  it('may leave out trace and observations', () => {
    const bare = run({ keepTrace: false, keepObservations: false });
    expect(bare.observations).toEqual([]);
    expect(bare.traceHash).toBe(run().traceHash);
  });
});

describe('options of a wrong shape', () => {
  it.each<[unknown, string]>([
    [{ sed: 7 }, '"seed"'],
    [{ toString: 7 }, '"toString"'],
    [null, 'null'],
    [7, '7'],
    [{ params: ['heartbeatTimeoutMs=7s'] }, 'params'],
    [{ params: 'heartbeatTimeoutMs=7s' }, 'params'],
    [{ params: new Map() }, 'params'],
    [{ until: {} }, 'until'],
    [{ until: null }, 'until'],
    [{ order: 'random' }, 'random'],
    [{ order: null }, 'order'],
    [{ sdk: null }, 'sdk'],
    [{ sdk: 2.29 }, 'sdk'],
    [{ schedule: {} }, 'schedule'],
    [{ properties: {} }, 'properties'],
    [{ properties: ['N3'] }, 'properties[0]'],
    [{ properties: [null] }, 'properties[0]'],
    [{ properties: [{ ...property('own'), step: undefined }] }, 'step'],
    [{ properties: [{ ...property('own'), on: ['event:nope'] }] }, 'event:nope'],
    [{ wrap: () => undefined }, 'wrap'],
    [{ wrap: { clent: () => undefined } }, 'wrap'],
    [{ wrap: { client: 7 } }, 'wrap'],
    [{ wrap: { client: () => undefined } }, 'wrap.client'],
    [{ wrap: { server: () => 7 } }, 'wrap.server'],
    [{ keepTrace: 'no' }, 'keepTrace'],
  ])('%o are refused, and %s is named', (options, named) => {
    const message = usageError(options);
    expect(message).toContain(named);
    expect(message).not.toContain('\n');
  });

  it('do not include those that are undefined', () => {
    expect(run({ seed: undefined, wrap: undefined } as unknown as RunOptions).outcome).toBe('held');
  });
});

describe('a scenario', () => {
  it('that is wrong is refused with its name', () => {
    const wrong = { ...SCENARIO, until: 'whenever' };
    expect(() => runWith([], wrong)).toThrow(UsageError);
    expect(() => runWith([], wrong)).toThrow(/small/);
  });

  it('that expects what nobody checks is refused', () => {
    expect(() => runWith([], { ...SCENARIO, expects: ['N3'] })).toThrow(/N3/);
  });
});

describe('properties of one’s own', () => {
  const own = [property('own')];

  it('come after the table’s, for each table', () => {
    const ids = (table: readonly Property[]): string[] =>
      runWith(table, SCENARIO, { properties: own }).properties.map(({ id }) => id);
    expect(ids([property('a')])).toEqual(['a', 'own']);
    expect(ids([property('b')])).toEqual(['b', 'own']);
    expect(ids([])).toEqual(['own']);
  });

  it('need ids of their own', () => {
    expect(() => runWith([property('own')], SCENARIO, { properties: own })).toThrow(UsageError);
    expect(() => runWith([], SCENARIO, { properties: [...own, property('own')] })).toThrow(/"own" twice/);
  });

  function failing(step: () => unknown): UsageError {
    const broken = always('broken', { on: ['call'], step: step as () => undefined });
    try {
      run({ properties: [broken] });
    } catch (error) {
      if (error instanceof UsageError) return error;
      throw error;
    }
    throw new Error('nothing was thrown');
  }

  it('that throw are named, and what they threw is the cause', () => {
    const cause = new TypeError('x is not a function\nat all');
    const error = failing(() => {
      throw cause;
    });
    expect(error.message).toContain('"broken"');
    expect(error.message).toContain('TypeError: x is not a function');
    expect(error.message).not.toContain('\n');
    expect(error.cause).toBe(cause);
  });

  it.each([true, 7, null, {}, Promise.resolve('late')])('that return %o are named', (answer) => {
    expect(failing(() => answer).message).toContain('"broken"');
  });

  it('that are sometimes reached say so with true or false', () => {
    const late = sometimes('late', { on: ['call'], step: (() => Promise.resolve(true)) as () => never });
    expect(() => run({ properties: [late] })).toThrow(/"late".*a promise/);
  });
});
