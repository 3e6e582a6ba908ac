import { describe, expect, it } from 'vitest';
import { allProperties } from '../../properties/index.js';
import { UsageError } from '../kernel/usage-error.js';
import { runWith } from './run.js';
import { defineScenario, type Scenario } from './scenario.js';

const QUIET: Scenario = defineScenario({
  name: 'quiet',
  title: 'A login and an outage',
  until: '60s',
  devices: [{ name: 'alice' }],
  script: [{ at: '1s', device: 'alice', do: [{ call: 'login' }] }],
  faults: [{ kind: 'offline', at: '20s', for: '5s', device: 'alice' }],
  expects: ['N3', 'R2b'],
});

describe('goals', () => {
  it('are reached where the property was put to the test', () => {
    const { expects } = runWith(allProperties, QUIET);
    expect(expects).toEqual([
      { id: 'N3', reached: true },
      { id: 'R2b', reached: false },
    ]);
  });

  it('belong to the scenario: under other faults or with another version nobody expects them', () => {
    expect(runWith(allProperties, QUIET, { schedule: [] }).expects).toEqual([]);
    expect(runWith(allProperties, QUIET, { sdk: '2.8.1' }).expects).toEqual([]);
    expect(runWith(allProperties, QUIET, { sdk: '2.29.0' }).expects).toHaveLength(2);
  });
});

describe('what makes no sense', () => {
  it('is refused: repetitions without time between them, an unknown order', () => {
    const endless: Scenario = {
      ...QUIET,
      script: [{ at: '5s', device: 'alice', every: 0, do: [{ call: 'logout' }] }],
    };
    expect(() => runWith(allProperties, endless)).toThrow(/script\[0\]\.every.*longer than 0/);
    expect(() => runWith(allProperties, QUIET, { order: 'random' as 'fifo' })).toThrow(/fifo or shuffled/);
  });
});

describe('the version', () => {
  const switching: Scenario = {
    ...QUIET,
    script: [{ at: '5s', device: 'alice', do: [{ call: 'switchRoom', args: ['a', { roomID: 'b' }, true] }] }],
  };

  it('must have the calls of the scenario', () => {
    expect(() => runWith(allProperties, switching, { sdk: '2.17.0' })).toThrow(UsageError);
    expect(() => runWith(allProperties, switching, { sdk: '2.17.0' })).toThrow(/switchRoom.*2\.18\.0/);
    expect(runWith(allProperties, switching, { sdk: '2.18.0' }).sdk).toBe('2.18.0');
  });
});

describe('an app that never waits', () => {
  it('is told so: a login at each event of an offline device would stop time', () => {
    const restless: Scenario = {
      ...QUIET,
      script: [
        { at: '1s', device: 'alice', do: [{ call: 'login' }] },
        { on: 'connectionStateChanged', device: 'alice', do: [{ call: 'logout' }, { call: 'login' }] },
      ],
    };
    const offline = [{ kind: 'offline', at: 0, for: '30s', device: 'alice' }] as const;
    expect(() => runWith(allProperties, restless, { schedule: offline })).toThrow(/alice's app to wait/);
  });
});
