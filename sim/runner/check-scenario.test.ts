import { describe, expect, it } from 'vitest';
import { UsageError } from '../kernel/usage-error.js';
import {
  assertScenario,
  assertSchedule,
  checkScenario,
  checkSchedule,
  formatPath,
} from './check-scenario.js';
import type { Scenario } from './scenario.js';

const LIFT: Scenario = {
  name: 'lift',
  title: 'A lift ride',
  devices: [{ name: 'alice' }, { name: 'phone', user: 'bob' }],
  script: [{ at: '1s', device: 'alice', do: [{ call: 'login' }] }],
  faults: [{ kind: 'offline', at: '20s', for: '20s', device: 'alice' }],
  until: '90s',
  expects: ['N3'],
};

const first = (patch: object): string => {
  const problem = checkScenario({ ...LIFT, ...patch }, ['N1', 'N3'])[0];
  return problem === undefined ? 'fine' : `${formatPath(problem.path)}: ${problem.message}`;
};

describe('the shape of a scenario', () => {
  it('a whole scenario has no problems', () => {
    expect(checkScenario(LIFT)).toEqual([]);
    expect(first({})).toBe('fine');
  });

  it.each([
    [{ until: 'soon' }, /^until: Expected a duration like 90s.*got "soon"/],
    [{ until: undefined }, /^until: "until" is missing: expected a duration/],
    [{ tilte: 'x' }, /^tilte: Unknown key "tilte"\. The nearest is "title"/],
    [{ name: 'Lift ride' }, /^name: Expected a name in lower case with hyphens, got "Lift ride"/],
    [{ devices: [] }, /^devices: Expected at least one device/],
    [{ expects: 'N1' }, /^expects: Expected a list, got "N1"/],
    [{ authentication: 'tok' }, /^authentication: Expected "token" or "none", got "tok"/],
    [{ network: { loss: 3 } }, /^network\.loss: Expected a share from 0 to 1, got 3/],
    [
      { network: { profile: 'subwey' } },
      /^network\.profile: Unknown profile "subwey": the nearest are "subway"/,
    ],
    [{ devices: [{ name: 'alice', profile: 'x5g' }] }, /^devices\[0\]\.profile: Unknown profile "x5g"/],
    [
      { devices: [{ name: 'alice', count: 0 }] },
      /^devices\[0\]\.count: Expected a whole number from 1 to 10000, got 0/,
    ],
    [
      { devices: [{ name: 'alice', count: 3 }, { name: 'alice-2' }] },
      /^devices\[1\]\.name: .*name of its own, got "alice-2" twice/,
    ],
    [
      { faults: [{ kind: 'clockDrift', at: 1, host: 'alice', ppm: 100_001 }] },
      /^faults\[0\]\.ppm: Expected a whole number from -100000 to 100000, got 100001/,
    ],
    [
      { faults: [{ kind: 'clockJump', at: 1, host: 'alcie', by: '1h', direction: 'ahead' }] },
      /^faults\[0\]\.host: Unknown host "alcie"/,
    ],
    [
      { faults: [{ kind: 'sleep', at: 1, for: '1s', device: 'server' }] },
      /^faults\[0\]\.device: Unknown device "server"/,
    ],
    [{ faults: [{ kind: 'sleep', at: 1, device: 'alice' }] }, /^faults\[0\]\.for: "for" is missing/],
    [
      { faults: [{ kind: 'kill', at: 1, device: 'alice', keeps: 'all' }] },
      /^faults\[0\]\.keeps: .*"token" or "nothing"/,
    ],
    [{ script: [{ on: 'restarted', device: 'alice', do: [] }] }, /^script\[0\]\.on: Unknown event/],
    [{ params: { heartbeatTimeoutMs: [1] } }, /^params\.heartbeatTimeoutMs: Expected a number or a text/],
    [{ faults: [{ kind: 'partitoin', at: 1 }] }, /^faults\[0\]\.kind: Unknown kind "partitoin".*"partition"/],
    [{ faults: [{ at: 1 }] }, /^faults\[0\]\.kind: Expected a fault with a "kind"/],
    [{ faults: [{ kind: 'partition', at: 1, between: ['a'] }] }, /^faults\[0\]\.between: Expected two hosts/],
    [
      { faults: [{ kind: 'kick', at: 1, user: 'alice', for: '1s' }] },
      /^faults\[0\]\.for: Unknown key "for".*kind, at, user, device/,
    ],
    [
      { script: [{ at: '1s', device: 'alice', do: [{ cal: 'login' }] }] },
      /^script\[0\]\.do\[0\]: Expected an action/,
    ],
    [
      { script: [{ at: '1s', device: 'alice', do: [{ call: 5 }] }] },
      /^script\[0\]\.do\[0\]\.call: Expected a text, got 5/,
    ],
    [
      { script: [{ at: '1s', dvice: 'alice', do: [] }] },
      /^script\[0\]\.dvice: Unknown key "dvice".*"device"/,
    ],
    [
      { script: [{ device: 'alice', do: [] }] },
      /^script\[0\]: Expected an entry with "at" \(a time\) or "on"/,
    ],
    [{ script: [{ on: 'error', device: 'alice' }] }, /^script\[0\]\.do: "do" is missing: expected a list/],
  ])('%j is refused', (patch, message) => {
    expect(first(patch)).toMatch(message);
  });

  it('a mistake in an action of an action has the whole path', () => {
    const script = [{ at: 1, device: 'alice', do: [{ call: 'login', onError: [{ wait: 'a bit' }] }] }];
    expect(first({ script })).toMatch(/^script\[0\]\.do\[0\]\.onError\[0\]\.wait: Expected a duration/);
  });

  it.each([[null], ['lift'], [[]], [7]])('%j is no scenario', (value) => {
    expect(checkScenario(value)[0]?.message).toMatch(/^Expected a map, got /);
  });
});

describe('the names in a scenario', () => {
  it.each([
    [
      { faults: [{ kind: 'reset', at: 1, host: 'sever' }] },
      /^faults\[0\]\.host: Unknown host "sever": expected "alice"/,
    ],
    [
      { faults: [{ kind: 'partition', at: 1, between: ['alice', 'bob'] }] },
      /^faults\[0\]\.between\[1\]: Unknown host "bob"/,
    ],
    [
      { faults: [{ kind: 'partition', at: 1, between: ['alice', 'alice'] }] },
      /two different hosts, got "alice" twice/,
    ],
    [
      { faults: [{ kind: 'offline', at: 1, device: 'server' }] },
      /^faults\[0\]\.device: Unknown device "server"/,
    ],
    [
      { faults: [{ kind: 'kick', at: 1, user: 'phone' }] },
      /^faults\[0\]\.user: Unknown user "phone": expected "alice" or "bob"/,
    ],
    [
      { faults: [{ kind: 'kick', at: 1, user: 'bob', device: 'bob' }] },
      /^faults\[0\]\.device: Unknown device "bob"/,
    ],
    [{ script: [{ at: 1, device: 'bob', do: [] }] }, /^script\[0\]\.device: Unknown device "bob"/],
    [
      { script: [{ on: 'tokenWilExpire', device: 'alice', do: [] }] },
      /^script\[0\]\.on: Unknown event.*"tokenWillExpire"/,
    ],
    [
      { script: [{ at: 1, device: 'alice', do: [{ call: 'logn' }] }] },
      /Unknown method of the SDK "logn".*"login"/,
    ],
    [{ devices: [{ name: 'server' }] }, /^devices\[0\]\.name: Expected a device's own name, got "server"/],
    [
      { devices: [{ name: 'alice' }, { name: 'alice' }] },
      /^devices\[1\]\.name: Expected each device to have a name/,
    ],
    [{ params: { heartbeatTimeout: 1 } }, /^params\.heartbeatTimeout: Unknown parameter.*heartbeatTimeoutMs/],
    [
      { params: { heartbeatTimeoutMs: 1 } },
      /^params\.heartbeatTimeoutMs: Expected heartbeatTimeoutMs to be a duration/,
    ],
    [{ sdk: '2.8.2' }, /^sdk: Expected a version of zego-zim-web on npm, got "2.8.2"/],
    [{ expects: ['N3', 'N9'] }, /^expects\[1\]: Unknown property "N9"/],
  ])('%j is refused', (patch, message) => {
    expect(first(patch)).toMatch(message);
  });

  it('issuer and server are hosts of every scenario', () => {
    expect(first({ faults: [{ kind: 'partition', at: 1, between: ['issuer', 'phone'] }] })).toBe('fine');
    expect(first({ faults: [{ kind: 'blackHole', at: 1, host: 'server' }] })).toBe('fine');
  });

  it('properties are only checked where the table is known', () => {
    expect(checkScenario({ ...LIFT, expects: ['mine'] })).toEqual([]);
  });
});

describe('assertScenario', () => {
  it('says the first mistake with its path and how many more there are, in one line', () => {
    const script = [{ at: 1, device: 'eve', do: [{ call: 'logn' }] }];
    expect(() => assertScenario({ ...LIFT, script })).toThrow(UsageError);
    expect(() => assertScenario({ ...LIFT, script })).toThrow(
      'scenario lift, script[0].device: Unknown device "eve": expected "alice" or "phone". (and 1 more)',
    );
  });

  it('lets a good one through', () => {
    expect(() => assertScenario(LIFT, ['N3'])).not.toThrow();
  });
});

describe('a schedule', () => {
  it('is a list of faults about hosts of the scenario', () => {
    expect(checkSchedule([{ kind: 'offline', at: '1s', device: 'alice' }], LIFT)).toEqual([]);
    expect(checkSchedule([{ kind: 'offline', at: '1s', device: 'eve' }], LIFT)[0]?.path).toEqual([
      0,
      'device',
    ]);
    expect(() => assertSchedule({}, LIFT)).toThrow('schedule for lift: Expected a list, got an empty map.');
  });
});
