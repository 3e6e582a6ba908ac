import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { scenarios } from '../../scenarios/index.js';
import type { Fault } from '../faults/fault.js';
import type { ScriptEntry } from '../models/script.js';
import { checkScenario, checkSchedule, formatPath } from './check-scenario.js';
import type { Scenario } from './scenario.js';

const SCENARIO: Scenario = {
  name: 'small',
  title: 'Small',
  devices: [{ name: 'phone', user: 'alice' }, { name: 'bob' }, { name: 'crowd', count: 3 }],
  script: [{ at: '1s', device: 'bob', do: [{ call: 'login' }] }],
  until: '90s',
  expects: [],
};

function problemsOf(change: Partial<Scenario>): readonly string[] {
  return checkScenario({ ...SCENARIO, ...change }).map(
    ({ path, message }) => `${formatPath(path)}: ${message}`,
  );
}

const EVERY = 'connectionStateChanged';
const reaction = (on: string, when: Record<string, number>): ScriptEntry => ({
  on,
  when,
  device: 'bob',
  do: [],
});

describe('what never happens is refused with its path and what to do', () => {
  it.each<[string, Partial<Scenario>, RegExp]>([
    ['a run without time', { until: 0 }, /^until: .* For example: 90s$/],
    [
      'a fault at the end',
      { faults: [{ kind: 'issuerDown', at: '90s' }] },
      /^faults\[0\]\.at: .* ends at 1m 30s, got "90s"\. Take an earlier one/,
    ],
    [
      'an entry after the end',
      { script: [{ at: '2m', device: 'bob', do: [] }] },
      /^script\[0\]\.at: .* ends at 1m 30s, got "2m"/,
    ],
    [
      'repetitions without an interval',
      { script: [{ at: '1s', times: 3, device: 'bob', do: [] }] },
      /^script\[0\]\.times: .* "every".* Add the interval/,
    ],
    [
      "a kick on another user's device",
      { faults: [{ kind: 'kick', at: '1s', user: 'alice', device: 'bob' }] },
      /^faults\[0\]\.device: Expected a device of alice, got "bob".* Use "phone"/,
    ],
    [
      'a weak network that is not weak',
      { faults: [{ kind: 'weakNetwork', at: '1s', between: ['bob', 'server'] }] },
      /^faults\[0\]: .* loss, delay, burst or .* For example: loss: 0\.3$/,
    ],
    [
      'a delay of names that are not found at all',
      { faults: [{ kind: 'dns', at: '1s', device: 'bob', answer: 'failing', delay: '1s' }] },
      /^faults\[0\]\.delay: .* only with answer: slow, got it with failing/,
    ],
    [
      'a value that no event has',
      { script: [reaction(EVERY, { stat: 3 })] },
      /^script\[0\]\.when\.stat: .*"state"\.$/,
    ],
    [
      "another event's value",
      { script: [reaction('tokenWillExpire', { event: 1 })] },
      /\.when\.event: .*"second"\.$/,
    ],
    [
      'a value of an event without any',
      { script: [reaction('restart', { state: 1 })] },
      /Leave "when" out\.$/,
    ],
    ['a name of every object', { script: [reaction(EVERY, { toString: 1 })] }, /\.when\.toString: /],
  ])('%s', (_what, change, message) => {
    const problems = problemsOf(change);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
  });
});

it.each<[string, Partial<Scenario>]>([
  ['just before the end', { faults: [{ kind: 'issuerDown', at: '89999ms' }] }],
  [
    "a kick on the user's own device",
    { faults: [{ kind: 'kick', at: '1s', user: 'alice', device: 'phone' }] },
  ],
  ['a kick on a device of a group', { faults: [{ kind: 'kick', at: '1s', user: 'crowd', device: 'crowd' }] }],
  [
    'a weak network with jitter only',
    { faults: [{ kind: 'weakNetwork', at: 0, between: ['bob', 'server'], jitter: 9 }] },
  ],
  [
    'a narrow line',
    { faults: [{ kind: 'weakNetwork', at: 0, between: ['bob', 'server'], rateBitsPerSecond: 1 }] },
  ],
  [
    'a room of an event',
    { script: [{ on: 'roomStateChanged', when: { roomID: 'r' }, device: 'bob', do: [] }] },
  ],
  ['values of other events', { script: [reaction('groupStateChanged', { state: 1 })] }],
])('%s may happen', (_what, change) => {
  expect(problemsOf(change)).toEqual([]);
});

it('a schedule is judged like the faults of the scenario', () => {
  const late: readonly Fault[] = [
    { kind: 'issuerDown', at: '1s' },
    { kind: 'issuerDown', at: '90s' },
  ];
  expect(checkSchedule(late, SCENARIO).map(({ path }) => path)).toEqual([[1, 'at']]);
});

it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
  '%s can happen',
  (_name, scenario) => {
    expect(checkScenario(scenario)).toEqual([]);
  },
);

it('the example in the documentation can happen', () => {
  const text = readFileSync(new URL('../../docs/examples/lift.yaml', import.meta.url), 'utf8');
  expect(checkScenario(parse(text))).toEqual([]);
});
