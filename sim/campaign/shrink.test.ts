import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../faults/fault.js';
import type { Scenario } from '../runner/scenario.js';
import type { RunSpec } from '../runner/summary.js';
import { minimal } from './ddmin.js';
import { kindOfReason } from './failure.js';
import { humanTimes } from './human-times.js';
import { shrink } from './shrink.js';

describe('the smallest list', () => {
  it('does what the whole did, in order, and no element of it can be left out', () => {
    const needs = fc.uniqueArray(fc.nat(99), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(needs, fc.nat(50), (needed, more) => {
        const list = Array.from({ length: 100 + more }, (_, index) => index);
        const keeps = (candidate: readonly number[]): boolean =>
          needed.every((one) => candidate.includes(one));
        expect(minimal(list, keeps)).toEqual([...needed].sort((a, b) => a - b));
      }),
    );
  });

  it('is 1-minimal also where it takes either of two', () => {
    const keeps = (list: readonly number[]): boolean =>
      (list.includes(3) && list.includes(70)) || (list.includes(5) && list.length > 2);
    const kept = minimal(
      Array.from({ length: 90 }, (_, index) => index),
      keeps,
    );
    expect(keeps(kept)).toBe(true);
    for (let place = 0; place < kept.length; place++) expect(keeps(kept.toSpliced(place, 1))).toBe(false);
  });

  it('is nothing where nothing is needed', () => {
    expect(minimal([1, 2, 3], () => true)).toEqual([]);
    expect(minimal([], () => true)).toEqual([]);
  });
});

const SCENARIO: Scenario = {
  name: 'story',
  title: 'A story',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    { at: 1234, device: 'alice', do: [{ call: 'login' }, { user: 'waits' }] },
    { at: 2345, device: 'bob', do: [{ call: 'login' }] },
  ],
  until: 600_000,
  expects: [],
};

const SPEC: RunSpec = {
  scenario: SCENARIO,
  seed: 7,
  order: 'shuffled',
  profile: 'lte',
  params: { requestTimeoutMs: 7777, heartbeatAckTimeoutMs: 9999 },
  schedule: Array.from(
    { length: 100 },
    (_, index): Fault => ({ kind: 'reset', at: 1000 * index + 17, host: 'alice' }),
  ),
};

function at(fault: Fault): number {
  return Number.parseInt(String(fault.at), 10) * (String(fault.at).endsWith('ms') ? 1 : 1);
}

describe('a failing run', () => {
  it('loses all that it does not need: faults, actions, parameters, devices, order, network', () => {
    const fails = ({ schedule = [], scenario, params }: RunSpec): boolean =>
      schedule.length >= 2 &&
      scenario.script.some(({ do: actions }) => actions.some((action) => 'call' in action)) &&
      params?.requestTimeoutMs === 7777;
    const { spec, runs } = shrink(SPEC, fails);
    expect(spec.schedule).toHaveLength(2);
    expect(spec.params).toEqual({ requestTimeoutMs: 7777 });
    expect([spec.order, spec.profile]).toEqual([undefined, undefined]);
    expect(spec.scenario.devices).toHaveLength(1);
    expect(spec.scenario.script).toHaveLength(1);
    expect(spec.scenario.script[0]?.do).toEqual([{ call: 'login' }]);
    expect(spec.seed).toBe(7);
    expect(runs).toBeLessThan(2000);
  });

  it('has times that people write, where it still fails so', () => {
    const one: RunSpec = { ...SPEC, schedule: [{ kind: 'offline', at: 61_234, for: 9837, device: 'alice' }] };
    const { spec } = shrink(one, ({ schedule = [] }) => schedule.length === 1);
    expect(spec.schedule).toEqual([{ kind: 'offline', at: '1m', for: '10s', device: 'alice' }]);
  });

  it('keeps a time that matters to the millisecond', () => {
    const fails = ({ schedule = [] }: RunSpec): boolean =>
      schedule.some((fault) => /^(42017|42\.017s)$/.test(String(fault.at)));
    const { spec } = shrink(SPEC, fails);
    expect(spec.schedule).toEqual([{ kind: 'reset', at: '42.017s', host: 'alice' }]);
    expect(at(spec.schedule?.[0] as Fault)).toBe(42);
  });

  it('stays as it is where it does not fail at all', () => {
    expect(shrink(SPEC, () => false).spec).toBe(SPEC);
  });
});

it('round times are near the one that was drawn, and not the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), (ms) => {
      for (const time of humanTimes(ms)) {
        expect(time).toBeGreaterThan(0);
        expect(time).not.toBe(ms);
        expect(Math.abs(time - ms)).toBeLessThanOrEqual(ms / 2);
      }
    }),
  );
});

it('two reasons are of one kind when only numbers, names and quotes differ', () => {
  const names = ['alice', 'bob', 'lobby'];
  const kind = kindOfReason('alice is reconnecting, attempt 7 at 94.5 s', names);
  expect(kindOfReason('bob is reconnecting, attempt 12 at 8 s', names)).toBe(kind);
  expect(kindOfReason('bob is connecting, attempt 12 at 8 s', names)).not.toBe(kind);
  expect(kindOfReason('"x" came', [])).toBe(kindOfReason('"y y" came', []));
});
