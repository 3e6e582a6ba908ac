import { describe, expect, it } from 'vitest';
import { defaultParams } from '../zim/facts.js';
import { behaviourOf } from '../zim/versions.js';
import { always, eventually, goalOf, sometimes } from './combinators.js';
import { Monitor, type Violation } from './monitor.js';
import type { Observation, ObservationKind } from './observation.js';
import type { Property, PropertySetup, PropertyVerdict } from './property.js';

const SETUP: PropertySetup = {
  params: defaultParams(),
  sdk: behaviourOf('2.29.0'),
  devices: [
    { name: 'alice', userID: 'alice', authentication: 'none' },
    { name: 'bob', userID: 'bob', authentication: 'none' },
  ],
};
const SOURCES: ReadonlySet<ObservationKind> = new Set(['call', 'settle', 'event', 'user', 'socket']);

const told = (atMs: number, state: number, device = 'alice'): Observation => ({
  kind: 'event',
  atMs,
  device,
  name: 'connectionStateChanged',
  data: { state, event: 0 },
});
const tap = (atMs: number, device = 'alice'): Observation => ({ kind: 'user', atMs, device, action: 'tap' });

function run(property: Property, observations: readonly Observation[], atMs = 1000): PropertyVerdict {
  const monitor = new Monitor([property], SETUP, SOURCES);
  for (const observation of observations) monitor.observe(observation);
  return monitor.finish(atMs, { quiet: true })[0] as PropertyVerdict;
}

// Every tap must be followed by an event within 100 ms.
const answered: Property = always('a tap is answered within 100 ms', {
  on: ['user', 'event'],
  exercisedBy: 'judge',
  init: () => ({ taps: 0 }),
  step(state, observation, judge) {
    if (observation.kind === 'event') {
      judge.sleep();
      return undefined;
    }
    state.taps++;
    judge.exercised(observation);
    judge.wakeAt(observation.atMs + 100);
    return undefined;
  },
  due: (state, nowMs, judge) => judge.violated(`tap ${state.taps} is not answered, it is ${nowMs} ms`),
});

describe('always', () => {
  const fewTaps = always('nobody taps more than twice', {
    on: ['user'],
    init: () => ({ taps: 0 }),
    step: (state, { device }) => {
      state.taps++;
      return state.taps > 2 ? `${device} tapped ${state.taps} times` : undefined;
    },
  });

  it('holds, and counts how often it was put to the test', () => {
    const title = 'nobody taps more than twice';
    expect(run(fewTaps, [tap(1), tap(2)])).toEqual({ id: title, title, verdict: 'held', exercised: 2 });
  });

  it('is violated with the time, the device, the reason and the observation', () => {
    const last = tap(3);
    expect(run(fewTaps, [tap(1), tap(2), last])).toMatchObject({
      verdict: 'violated',
      atMs: 3,
      device: 'alice',
      reason: 'alice tapped 3 times',
      evidence: [last],
    });
  });

  it('keeps a state for each device, or one for the world', () => {
    const taps = [tap(1), tap(2), tap(3, 'bob')];
    expect(run(fewTaps, taps).verdict).toBe('held');
    expect(run({ ...fewTaps, scope: 'world' }, taps)).toMatchObject({ verdict: 'violated', device: 'bob' });
  });

  it('is not exercised when nothing reached it', () => {
    expect(run(fewTaps, [told(1, 2)]).verdict).toBe('not exercised');
  });

  it('is not observable when the source lacks what it needs', () => {
    const needy = always('screens', { on: ['ui'], step: () => 'broken' });
    expect(run(needy, [{ kind: 'ui', atMs: 1, device: 'alice', action: 'clear', what: '' }])).toMatchObject({
      verdict: 'not observable',
      reason: 'nothing is known of what the app shows',
    });
  });

  it('keeps the first violation, and is not asked again', () => {
    const steps: number[] = [];
    const never = always('never', { on: ['user'], step: (_, { atMs }) => `at ${steps.push(atMs)}` });
    expect(run(never, [tap(1), tap(2), tap(3, 'bob')])).toMatchObject({ atMs: 1, reason: 'at 1' });
    expect(steps).toEqual([1, 3]);
  });

  it('refuses to listen to nothing, and an id that is taken', () => {
    expect(() => always('deaf', { on: [], step: () => undefined })).toThrow(
      'Expected the property "deaf" to listen',
    );
    expect(() => new Monitor([fewTaps, fewTaps], SETUP, SOURCES)).toThrow('an id of its own');
  });
});

describe('topics', () => {
  it('reach those who asked for the kind and those who asked for the name, and nobody else', () => {
    const heard: string[] = [];
    const listener = (title: string, ...on: Property['on']): Property =>
      always(title, {
        on,
        step: () => {
          heard.push(title);
          return undefined;
        },
      });
    const list = [
      listener('all events', 'event'),
      listener('one event', 'event:connectionStateChanged'),
      listener('another', 'event:roomStateChanged'),
      listener('both', 'event', 'event:connectionStateChanged'),
      listener('calls', 'call:login'),
    ];
    const monitor = new Monitor(list, SETUP, SOURCES);
    monitor.observe(told(1, 2));
    expect(heard.splice(0)).toEqual(['all events', 'one event', 'both']);
    monitor.observe({ kind: 'event', atMs: 2, device: 'alice', name: 'tokenWillExpire', data: {} });
    expect(heard.splice(0)).toEqual(['all events', 'both']);
    monitor.observe({ kind: 'call', atMs: 3, device: 'alice', id: 1, name: 'login', args: [] });
    monitor.observe({ kind: 'call', atMs: 3, device: 'alice', id: 2, name: 'logout', args: [] });
    expect(heard).toEqual(['calls']);
  });
});

describe('deadlines', () => {
  it('are kept when the answer comes in time, at the last millisecond too', () => {
    expect(run(answered, [tap(0), told(100, 2)]).verdict).toBe('held');
  });

  it('are missed when it comes later, or never; the time is that of the deadline', () => {
    const late = { verdict: 'violated', atMs: 100, device: 'alice', evidence: [tap(0)] };
    expect(run(answered, [tap(0), told(101, 2)])).toMatchObject(late);
    expect(run(answered, [tap(0)])).toMatchObject({
      ...late,
      reason: 'tap 1 is not answered, it is 1000 ms',
    });
  });

  it('that are not over when the run ends violate nothing', () => {
    expect(run(answered, [tap(0)], 100).verdict).toBe('held');
  });

  it('are noticed by observations that the property does not listen to, of any device', () => {
    const violations: Violation[] = [];
    const monitor = new Monitor([answered], SETUP, SOURCES, { onViolation: (seen) => violations.push(seen) });
    monitor.observe(tap(0));
    monitor.observe({ kind: 'socket', atMs: 100, device: 'bob', socket: 1, phase: 'connecting' });
    expect(violations).toEqual([]);
    monitor.observe({ kind: 'socket', atMs: 101, device: 'bob', socket: 1, phase: 'opened' });
    expect(violations.map(({ atMs, device }) => [atMs, device])).toEqual([[100, 'alice']]);
  });

  it('can be set again when they are due', () => {
    const times: number[] = [];
    const ticking = always('ticks', {
      on: ['user'],
      step: (_, { atMs }, judge) => {
        judge.wakeAt(atMs);
        return undefined;
      },
      due: (_, nowMs, judge) => {
        times.push(nowMs);
        if (times.length < 3) judge.wakeAt(times.length * 10);
      },
    });
    run(ticking, [tap(0)]);
    expect(times).toEqual([1000, 1000, 1000]);
  });
});

describe('eventually', () => {
  const connected = eventually('every client is connected', {
    on: ['event:connectionStateChanged'],
    waitsFor: (_state, nowMs, { device }) =>
      device.state === 2 ? undefined : `${device.device} is not connected at ${nowMs} ms`,
  });

  it('holds when all devices meet it, and waits for the first that does not', () => {
    expect(run(connected, [told(1, 2), told(2, 2, 'bob')])).toMatchObject({ verdict: 'held', exercised: 2 });
    expect(run(connected, [told(1, 2), told(2, 3, 'bob')])).toMatchObject({
      verdict: 'pending',
      device: 'bob',
      reason: 'bob is not connected at 1000 ms',
    });
  });

  it('asks devices of which nothing was seen', () => {
    expect(run(connected, []).reason).toBe('alice is not connected at 1000 ms');
  });

  it('is not pending when the run did not get its time', () => {
    const verdict = new Monitor([connected], SETUP, SOURCES).finish(5, { quiet: false })[0];
    expect(verdict).toMatchObject({ verdict: 'not exercised', reason: 'alice is not connected at 5 ms' });
  });
});

describe('sometimes', () => {
  it('holds once it was reached', () => {
    const reached = sometimes('bob taps', { on: ['user'], step: (_, { device }) => device === 'bob' });
    expect(run(reached, [tap(1)]).verdict).toBe('not exercised');
    expect(run(reached, [tap(1), tap(2, 'bob')])).toMatchObject({ verdict: 'held', exercised: 1 });
  });

  it('as a goal is reached with the property it belongs to', () => {
    const list = [answered, goalOf(answered, 'somebody taps')];
    const verdict = (observations: readonly Observation[]): unknown => {
      const monitor = new Monitor(list, SETUP, SOURCES);
      for (const observation of observations) monitor.observe(observation);
      return monitor.finish(50, { quiet: true })[1];
    };
    expect(verdict([])).toMatchObject({ id: `${answered.id}.reached`, verdict: 'not exercised' });
    expect(verdict([tap(1), tap(2)])).toMatchObject({ verdict: 'held', exercised: 2 });
  });
});

describe('a judge', () => {
  it('knows what the device was told before, and the call that settles', () => {
    const seen: unknown[] = [];
    const curious = always('curious', {
      on: ['event', 'settle'],
      step: (_, __, judge) => {
        seen.push([judge.ordinal, judge.device.state, judge.view('bob').state, judge.call?.observation.name]);
        return undefined;
      },
    });
    run(curious, [
      told(1, 2, 'bob'),
      told(2, 3),
      { kind: 'call', atMs: 3, device: 'alice', id: 7, name: 'login', args: [] },
      { kind: 'settle', atMs: 4, device: 'bob', id: 7, name: 'login', ok: true },
      { kind: 'settle', atMs: 4, device: 'alice', id: 7, name: 'login', ok: true },
    ]);
    expect(seen).toEqual([
      [1, 0, 0, undefined],
      [2, 0, 2, undefined],
      [4, 2, 2, undefined],
      [5, 3, 2, 'login'],
    ]);
  });

  it('keeps the last three noted observations as evidence', () => {
    const noting = always('no fifth tap', {
      on: ['user'],
      step: (_, observation, judge) => {
        judge.note(observation);
        return observation.atMs === 5 ? 'the fifth' : undefined;
      },
    });
    const taps = [1, 2, 3, 4, 5].map((atMs) => tap(atMs));
    expect(run(noting, taps).evidence).toEqual(taps.slice(2));
  });
});

describe('a clone', () => {
  it('goes on by itself, deadlines included', () => {
    const monitor = new Monitor([answered], SETUP, SOURCES);
    monitor.observe(tap(0));
    const fork = monitor.clone();
    fork.observe(told(50, 2));
    expect(fork.finish(500, { quiet: true })[0]?.verdict).toBe('held');
    expect(monitor.finish(500, { quiet: true })[0]).toMatchObject({ verdict: 'violated', atMs: 100 });
  });

  it('keeps violations, states and views', () => {
    const monitor = new Monitor([answered], SETUP, SOURCES);
    for (const observation of [told(0, 2), tap(1), tap(200), tap(201, 'bob')]) monitor.observe(observation);
    const fork = monitor.clone();
    expect(fork.violations).toEqual(monitor.violations);
    expect(fork.finish(900, { quiet: true })).toEqual(monitor.finish(900, { quiet: true }));
  });
});
