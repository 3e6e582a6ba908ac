// Names are anybody's: those that every object has already are names like others.
import { expect, it } from 'vitest';
import { scenarios } from '../scenarios/index.js';
import { runWith } from '../sim/runner/run.js';
import type { Scenario } from '../sim/runner/scenario.js';
import { allProperties } from './index.js';

const ODD_NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'];

/** The scenario with `rename` in the place of every device, user, room, group and text that it names. */
function renamed(scenario: Scenario, rename: (name: string) => string): Scenario {
  const names = namesOf(scenario);
  const text = JSON.stringify(scenario, (key, value: unknown) =>
    typeof value === 'string' && names.has(value) && key !== 'on' && key !== 'call' ? rename(value) : value,
  );
  return JSON.parse(text) as Scenario;
}

function namesOf({ devices, script, faults = [] }: Scenario): ReadonlySet<string> {
  const names = new Set(devices.flatMap(({ name, user = name }) => [name, user]));
  const collect = (key: string, value: unknown): unknown => {
    if (typeof value === 'string' && ['roomID', 'groupID', 'room', 'message'].includes(key)) names.add(value);
    if (key === 'args' && Array.isArray(value)) {
      for (const argument of value)
        if (typeof argument === 'string' && !argument.startsWith('$')) names.add(argument);
    }
    return value;
  };
  JSON.stringify([script, faults], collect);
  return names;
}

/** Where losses decide what happens: draws depend on names, so with others something else may happen. */
const LEFT_TO_CHANCE: ReadonlySet<string> = new Set(['weak-network']);

function verdictsOf(scenario: Scenario): unknown {
  const { outcome, properties, expects } = runWith(allProperties, scenario, { keepTrace: false });
  const verdicts = LEFT_TO_CHANCE.has(scenario.name)
    ? []
    : properties.map(({ id, verdict }) => [id, verdict]);
  // How often something happens depends on draws everywhere.
  return { outcome, expects, verdicts };
}

function numbered(list: readonly string[]): (name: string) => string {
  const given = new Map<string, string>();
  return (name) => {
    const known = given.get(name) ?? list[given.size] ?? `name-${given.size}`;
    given.set(name, known);
    return known;
  };
}

it.each(scenarios.map(({ name }) => name))(
  '%s has the same verdicts when everything in it has an odd name',
  (name) => {
    const scenario = scenarios.find((one) => one.name === name) as Scenario;
    const odd = verdictsOf(renamed(scenario, numbered(ODD_NAMES)));
    expect(odd).toEqual(verdictsOf(scenario));
    expect(Object.keys(Object.prototype)).toEqual([]);
  },
);
