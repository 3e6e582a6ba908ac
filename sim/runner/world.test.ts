import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allProperties } from '../../properties/index.js';
import { scenarios } from '../../scenarios/index.js';
import type { Observation } from '../check/observation.js';
import type { Schedule } from '../faults/fault.js';
import { parseDurationMs } from '../kernel/duration.js';
import { deepFreeze } from '../kernel/plain.js';
import { stepClient } from '../models/client/step.js';
import type { Step } from '../models/model.js';
import type { Script } from '../models/script.js';
import { stepServer } from '../models/server/step.js';
import { appOf, TIMER } from './actors.js';
import { buildWorld } from './build.js';
import { execute, type Wrap } from './execute.js';
import type { Scenario } from './scenario.js';
import type { RunResult, RunSpec } from './summary.js';
import type { World } from './world.js';

const TEXT = { type: 1, message: 'hello' };

/** Two users in a room over a bad network, who talk, renew, lose the connection and come back. */
const BUSY: Scenario = {
  name: 'busy',
  title: 'Everything at once',
  tokenValidity: '70s',
  network: { delay: '30ms', jitter: '20ms', loss: 0.05 },
  devices: [{ name: 'alice' }, { name: 'bob', platform: 'node' }],
  script: ['alice', 'bob'].flatMap(
    (device, index): Script => [
      {
        at: index,
        device,
        do: [{ call: 'login' }, { call: 'enterRoom', args: [{ roomID: 'r', roomName: '' }] }],
      },
      { at: '3s', every: '4s', device, do: [{ call: 'sendMessage', args: [TEXT, 'r', 1, {}] }] },
      {
        at: '5s',
        every: '7s',
        device,
        do: [{ call: 'sendMessage', args: [TEXT, index ? 'alice' : 'bob', 0, {}] }],
      },
      {
        on: 'tokenWillExpire',
        device,
        do: [{ fetchToken: true, onError: [{ remind: 'x' }] }, { call: 'renewToken' }],
      },
      { on: 'connectionStateChanged', when: { state: 3 }, device, do: [{ remind: 'reconnecting' }] },
    ],
  ),
  faults: [
    { kind: 'offline', at: '12s', for: '9s', device: 'alice' },
    { kind: 'partition', at: '20s', for: '18s', between: ['bob', 'server'] },
    { kind: 'reset', at: '55s', host: 'server' },
    { kind: 'weakNetwork', at: '60s', for: '20s', between: ['alice', 'server'], loss: 0.3, delay: '200ms' },
    { kind: 'serverRestart', at: '85s', for: '2s', keepMemory: true },
  ],
  until: '110s',
  expects: [],
};

function run(scenario: Scenario, more: Partial<RunSpec> = {}, wrap?: Wrap): RunResult {
  return execute({ scenario, seed: 7, ...more }, { properties: [], wrap });
}

function hashOf(scenario: Scenario, more: Partial<RunSpec> = {}, wrap?: Wrap): string {
  return run(scenario, more, wrap).traceHash;
}

function worldOf(spec: RunSpec): World {
  const { world } = buildWorld(spec, {
    properties: allProperties,
    steps: { client: stepClient, server: stepServer },
    keepTrace: true,
    keepObservations: true,
  });
  world.start();
  return world;
}

/** All that can be known of a world at the end of its run. */
function outcomeOf(world: World, untilMs: number): unknown {
  world.parts.simulator.runUntil(untilMs * 1000);
  const { recorder } = world.parts;
  return [
    recorder.trace.hash,
    world.events,
    recorder.observations?.length,
    recorder.faults,
    recorder.monitor
      .finish(untilMs, { quiet: true })
      .map(({ id, verdict, exercised }) => [id, verdict, exercised]),
  ];
}

describe('a run', () => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s is the same twice',
    (_, scenario) => {
      for (const order of ['fifo', 'shuffled'] as const) {
        expect(hashOf(scenario, { order })).toBe(hashOf(scenario, { order }));
      }
    },
  );

  it('of another seed is another, where chance has a part', () => {
    const hashes = [1, 2, 3, 4, 5].map((seed) => hashOf(BUSY, { seed }));
    expect(new Set(hashes).size).toBe(5);
  });

  it('needs no trace to be kept for its hash', () => {
    const options = { properties: [], keepTrace: false, keepObservations: false };
    expect(execute({ scenario: BUSY, seed: 7 }, options).traceHash).toBe(hashOf(BUSY));
  });

  it('reaches what the tests below are about', () => {
    const kinds = new Set(run(BUSY).observations.map((one) => (one.kind === 'event' ? one.name : one.kind)));
    for (const kind of [
      'peerMessageReceived',
      'roomMessageReceived',
      'tokenWillExpire',
      'ui',
      'device',
      'backend',
    ]) {
      expect(kinds).toContain(kind);
    }
  });
});

describe('a fork', () => {
  it('and its original end as the unforked run does, whichever goes first, at whatever instant they part', () => {
    const untilMs = parseDurationMs(BUSY.until);
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.constantFrom('fifo' as const, 'shuffled' as const),
        fc.integer({ min: 0, max: untilMs * 1000 }),
        fc.integer({ min: 0, max: untilMs * 1000 }),
        (seed, order, one, other) => {
          const spec: RunSpec = { scenario: BUSY, seed, order };
          const expected = outcomeOf(worldOf(spec), untilMs);
          const world = worldOf(spec);
          world.parts.simulator.runUntil(Math.min(one, other));
          const fork = world.fork();
          fork.parts.simulator.runUntil(Math.max(one, other));
          const second = fork.fork();
          expect(outcomeOf(second, untilMs)).toEqual(expected);
          expect(outcomeOf(world, untilMs)).toEqual(expected);
          expect(outcomeOf(fork, untilMs)).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    'of %s goes on as it would have',
    (_, scenario) => {
      const untilMs = parseDurationMs(scenario.until);
      const spec: RunSpec = { scenario, seed: 3 };
      const expected = outcomeOf(worldOf(spec), untilMs);
      const world = worldOf(spec);
      for (const part of [0.1, 0.35, 0.6, 0.9]) {
        world.parts.simulator.runUntil(Math.floor(untilMs * part) * 1000);
        expect(outcomeOf(world.fork(), untilMs)).toEqual(expected);
      }
      expect(outcomeOf(world, untilMs)).toEqual(expected);
    },
  );

  it('has sockets of its own', () => {
    const script: Script = [LOGIN, { at: '50s', device: 'alice', do: [{ call: 'logout' }] }];
    const scenario: Scenario = { ...BUSY, devices: [{ name: 'alice' }], network: {}, script, faults: [] };
    const world = worldOf({ scenario, seed: 7 });
    world.parts.simulator.runUntil(100_000);
    world.fork().parts.simulator.runUntil(10_000_000);
    // In the original the app logs out before the socket is open, which it is in the fork.
    world.parts.simulator.scheduleAt(100_000, appOf(0), TIMER, 'at:1');
    world.parts.simulator.runUntil(200_000);
    const phases = world.parts.recorder.observations?.flatMap((one) =>
      one.kind === 'socket' ? [one.phase] : [],
    );
    expect(phases).toEqual(['connecting', 'failed']);
  });

  it('takes nothing back to its original', () => {
    const world = worldOf({ scenario: BUSY, seed: 7 });
    world.parts.simulator.runUntil(30_000_000);
    const before = world.parts.recorder.trace.hash;
    outcomeOf(world.fork(), 110_000);
    expect(world.parts.recorder.trace.hash).toBe(before);
    expect(world.parts.simulator.now).toBe(30_000_000);
  });
});

/** A step whose inputs and effects are frozen: whoever writes to one of them throws. */
function frozen<State, Input, Effect>(step: Step<State, Input, Effect>): Step<State, Input, Effect> {
  return (state, input, context, out) => {
    step(state, deepFreeze(input), context, out);
    for (const effect of out) deepFreeze(effect);
  };
}

describe('frozen inputs and effects', () => {
  const everything = [...scenarios, BUSY];

  it.each(everything.map((scenario) => [scenario.name, scenario] as const))(
    'change nothing in %s',
    (_, scenario) => {
      expect(hashOf(scenario, {}, { client: frozen, server: frozen })).toBe(hashOf(scenario));
    },
  );
});

describe('the hash covers', () => {
  const base = hashOf(BUSY);

  function withText(message: string): Scenario {
    return JSON.parse(JSON.stringify(BUSY).replace('"message":"hello"', `"message":"${message}"`));
  }

  it('the text of a message', () => {
    expect(hashOf(withText('hello'))).toBe(base);
    expect(hashOf(withText('hullo'))).not.toBe(base);
  });

  it('a token', () => {
    const shorter: Scenario = {
      ...BUSY,
      devices: [{ name: 'alice' }, { name: 'bob', platform: 'node', tokenValidity: '71s' }],
    };
    expect(hashOf(shorter, { untilMs: 1000 })).not.toBe(hashOf(BUSY, { untilMs: 1000 }));
  });

  it('a fault, also one that changes nothing', () => {
    const faulty = (delay: string): string =>
      hashOf(BUSY, { schedule: [{ kind: 'issuerSlow', at: '109s', delay }] });
    expect(faulty('1s')).toBe(faulty('1s'));
    expect(faulty('1s')).not.toBe(faulty('2s'));
  });

  it('the delay of a timer that never fires', () => {
    const later: Wrap = {
      client: (step) => (state, input, context, out) => {
        step(state, input, context, out);
        for (const [index, effect] of out.entries()) {
          if (effect.kind === 'setTimer' && effect.timer === 'tokenExpired') {
            out[index] = { ...effect, afterMs: effect.afterMs + 1 };
          }
        }
      },
    };
    expect(hashOf(BUSY, { untilMs: 10_000 }, later)).not.toBe(hashOf(BUSY, { untilMs: 10_000 }));
  });

  it('a value in an event, in a settlement, in a message and in what the backend reports', () => {
    const changes: readonly Wrap[] = [
      {
        client: (step) => (state, input, context, out) => {
          step(state, input, context, out);
          for (const [index, effect] of out.entries()) {
            if (effect.kind === 'emit') out[index] = { ...effect, data: { ...effect.data, more: 1 } };
          }
        },
      },
      {
        client: (step) => (state, input, context, out) => {
          step(state, input, context, out);
          for (const [index, effect] of out.entries()) {
            if (effect.kind === 'settle' && effect.ok)
              out[index] = { ...effect, value: { was: effect.value } };
          }
        },
      },
      {
        client: (step) => (state, input, context, out) => {
          step(state, input, context, out);
          for (const [index, effect] of out.entries()) {
            if (effect.kind === 'send' && effect.message.kind === 'login')
              out[index] = { ...effect, message: { ...effect.message, userName: 'X' } };
          }
        },
      },
      {
        server: (step) => (state, input, context, out) => {
          step(state, input, context, out);
          for (const [index, effect] of out.entries()) {
            if (effect.kind === 'report') out[index] = { ...effect, device: `${effect.device}?` };
          }
        },
      },
      {
        server: (step) => (state, input, context, out) => {
          step(state, input, context, out);
          for (const [index, effect] of out.entries()) {
            if (effect.kind === 'close') out[index] = { ...effect, code: effect.code + 1 };
          }
        },
      },
    ];
    const kicked: Scenario = { ...BUSY, faults: [{ kind: 'kick', at: '5s', user: 'alice' }], until: '8s' };
    const hashes = changes.map((wrap) => hashOf(kicked, {}, wrap));
    expect(new Set([hashOf(kicked), ...hashes]).size).toBe(changes.length + 1);
  });

  it('a message that nobody has received yet, whoever sends it', () => {
    const renamed: Wrap = {
      client: (step) => (state, input, context, out) => {
        step(state, input, context, out);
        for (const [index, effect] of out.entries()) {
          if (effect.kind === 'send' && effect.message.kind === 'login')
            out[index] = { ...effect, message: { ...effect.message, userName: 'X' } };
        }
      },
    };
    const renumbered: Wrap = {
      server: (step) => (state, input, context, out) => {
        step(state, input, context, out);
        for (const [index, effect] of out.entries()) {
          if (effect.kind === 'send' && effect.message.kind === 'answer')
            out[index] = { ...effect, message: { ...effect.message, request: 99 } };
        }
      },
    };
    const alone: Scenario = {
      ...BUSY,
      devices: [{ name: 'alice' }],
      network: {},
      script: [LOGIN],
      faults: [],
    };
    // The socket opens at 320 ms, the login arrives at 360 ms and its answer at 400 ms.
    expect(hashOf(alone, { untilMs: 340 }, renamed)).not.toBe(hashOf(alone, { untilMs: 340 }));
    expect(hashOf(alone, { untilMs: 310 }, renamed)).toBe(hashOf(alone, { untilMs: 310 }));
    expect(hashOf(alone, { untilMs: 380 }, renumbered)).not.toBe(hashOf(alone, { untilMs: 380 }));
  });

  it('what a person does and what the app shows', () => {
    const hashes = [{ user: 'a' }, { user: 'b' }, { remind: 'a' }, { clear: 'a' }, { screen: 'a' }].map(
      (action) => hashOf({ ...BUSY, script: [{ at: 0, device: 'alice', do: [action] }], until: '1s' }),
    );
    expect(new Set(hashes).size).toBe(5);
  });

  it('what a listener that ends a life keeps from being told', () => {
    const script: Script = [
      { at: 0, device: 'alice', do: [{ call: 'login' }, { call: 'enterRoom', args: [{ roomID: 'r' }] }] },
      { on: 'connectionStateChanged', when: { state: 3 }, device: 'alice', do: [{ call: 'logout' }] },
    ];
    const scenario: Scenario = {
      ...BUSY,
      script,
      faults: [{ kind: 'reset', at: '5s', host: 'alice' }],
      until: '6s',
    };
    const renamed: Wrap = {
      client: (step) => (state, input, context, out) => {
        step(state, input, context, out);
        for (const [index, effect] of out.entries()) {
          if (effect.kind === 'emit' && effect.data.event === 1)
            out[index] = { ...effect, data: { state: 9 } };
        }
      },
    };
    const { trace } = run(scenario);
    const dropped = Array.from({ length: trace.length }, (__, index) => trace.read(index)).filter(
      ({ kind }) => kind === 'emitDropped',
    );
    expect(dropped.map(({ fields }) => fields.event)).toEqual(['roomStateChanged']);
    expect(hashOf(scenario, {}, renamed)).not.toBe(hashOf(scenario));
  });
});

/** What one device did and heard, in order: calls, events, settlements. */
function storyOf(result: RunResult, device: string = 'alice'): string[] {
  return result.observations.flatMap((one: Observation) => {
    if (one.device !== device) return [];
    switch (one.kind) {
      case 'call':
        return [`${one.name}()`];
      case 'settle':
        return [`${one.name} ${one.ok ? 'ok' : one.error?.code}`];
      case 'event': {
        const { state, event } = one.data;
        if (one.name === 'connectionStateChanged') return [`connection ${state}/${event}`];
        return one.name === 'roomStateChanged' ? [`room ${state}/${event}`] : [];
      }
      case 'user':
        return [one.action];
      default:
        return [];
    }
  });
}

function socketsOf(result: RunResult): string[] {
  return result.observations.flatMap((one) => (one.kind === 'socket' ? [one.phase] : []));
}

function tiny(script: Script, faults: Schedule = [], more: Partial<Scenario> = {}): RunResult {
  const scenario: Scenario = {
    name: 'tiny',
    title: 'Tiny',
    devices: [{ name: 'alice' }],
    script,
    faults,
    until: '30s',
    expects: [],
    ...more,
  };
  return run(scenario);
}

const LOGIN = { at: 0, device: 'alice', do: [{ call: 'login' }] } as const;
const ENTER = { call: 'enterRoom', args: [{ roomID: 'r', roomName: '' }] } as const;

describe('promises', () => {
  it('settle after everything that the same event brought', () => {
    const story = storyOf(tiny([{ at: 0, device: 'alice', do: [{ call: 'login' }, { user: 'goes on' }] }]));
    expect(story).toEqual(['login()', 'connection 1/1', 'connection 2/0', 'login ok', 'goes on']);
  });

  it('settle in the order in which they were settled, and before the next event', () => {
    const story = storyOf(
      tiny([
        { at: 0, device: 'alice', do: [{ call: 'leaveRoom', args: ['r'] }] },
        { at: 0, device: 'alice', do: [{ call: 'logout' }] },
        { at: 1, device: 'alice', do: [{ user: 'later' }] },
      ]),
    );
    expect(story).toEqual(['leaveRoom()', 'leaveRoom 6000121', 'logout()', 'logout ok', 'later']);
  });
});

describe('a listener', () => {
  const reset: Schedule = [{ kind: 'reset', at: '5s', host: 'alice' }];

  function onState(state: number, ...actions: Script[number]['do']): Script[number] {
    return { on: 'connectionStateChanged', when: { state }, times: 1, device: 'alice', do: actions };
  }

  it('that calls inside an event is answered before the rest of the step', () => {
    const story = storyOf(
      tiny(
        [
          { at: 0, device: 'alice', do: [{ call: 'login' }, ENTER] },
          onState(3, { call: 'sendMessage', args: [TEXT, 'r', 1, {}] }),
        ],
        reset,
      ),
    );
    const lost = story.indexOf('connection 3/3');
    expect(story.slice(lost, lost + 4)).toEqual([
      'connection 3/3',
      'sendMessage()',
      'room 1/1',
      'sendMessage 6000326',
    ]);
  });

  it('that logs out in RECONNECTING hears of the rooms as they end, and of nothing after', () => {
    const story = storyOf(
      tiny(
        [{ at: 0, device: 'alice', do: [{ call: 'login' }, ENTER] }, onState(3, { call: 'logout' })],
        reset,
      ),
    );
    const lost = story.indexOf('connection 3/3');
    expect(story.slice(lost)).toEqual([
      'connection 3/3',
      'logout()',
      'connection 0/0',
      'room 0/0',
      'logout ok',
    ]);
  });

  it('that destroys in CONNECTED leaves no socket and hears nothing more', () => {
    const result = tiny([LOGIN, onState(2, { call: 'destroy' })], []);
    expect(storyOf(result)).toEqual([
      'login()',
      'connection 1/1',
      'connection 2/0',
      'destroy()',
      'destroy ok',
      'login ok',
    ]);
    expect(socketsOf(result)).toEqual(['connecting', 'opened', 'closed']);
  });

  it('that logs in again after a kick begins a new session', () => {
    const story = storyOf(
      tiny([LOGIN, onState(0, { call: 'login' })], [{ kind: 'kick', at: '5s', user: 'alice' }]),
    );
    expect(story.slice(4)).toEqual([
      'connection 0/4',
      'login()',
      'connection 1/1',
      'connection 2/0',
      'login ok',
    ]);
  });

  it('that logs out in CONNECTING is not connected any more', () => {
    const result = tiny([LOGIN, onState(1, { call: 'logout' })], []);
    expect(storyOf(result)).toEqual(['login()', 'connection 1/1', 'logout()', 'connection 0/0', 'logout ok']);
    expect(socketsOf(result)).toEqual(['connecting', 'opened', 'closed']);
  });

  it('that answers itself for ever is told so in one line', () => {
    const forEver = { on: 'roomStateChanged', when: { state: 0 }, device: 'alice', do: [ENTER] } as const;
    const away: Schedule = [{ kind: 'offline', at: '5s', device: 'alice' }];
    expect(() => tiny([LOGIN, forEver, { at: '10s', device: 'alice', do: [ENTER] }], away)).toThrow(
      /Expected the reactions of alice to come to an end, got 256 calls inside one another, the last of enterRoom\./,
    );
  });
});

describe('one fault less', () => {
  it('leaves the other device’s run as it was, on a network full of chance', () => {
    const one = (result: RunResult): unknown =>
      result.observations.filter(({ device, kind }) => device === 'bob' && kind !== 'backend');
    const calm: Scenario = { ...BUSY, network: { delay: '30ms', jitter: '20ms', loss: 0.1 } };
    const alone = calm.script.filter((entry) => !JSON.stringify(entry).includes('sendMessage'));
    const scenario: Scenario = { ...calm, script: alone, faults: [] };
    const faults: Schedule = [
      { kind: 'offline', at: '12s', for: '9s', device: 'alice' },
      { kind: 'partition', at: '20s', for: '30s', between: ['bob', 'server'] },
      { kind: 'weakNetwork', at: '30s', for: '9s', between: ['alice', 'server'], loss: 0.4 },
    ];
    const withAll = run(scenario, { schedule: faults });
    const without = run(scenario, { schedule: faults.filter(({ kind }) => kind === 'partition') });
    const others = (result: RunResult): unknown => onlyOwn(one(result) as Observation[]);
    expect(others(without)).toEqual(others(withAll));
    expect(without.traceHash).not.toBe(withAll.traceHash);
  });
});

// What bob hears of alice depends on her faults; all else must not.
function onlyOwn(observations: readonly Observation[]): readonly Observation[] {
  return observations.filter((one) => one.kind !== 'event' || !one.name.startsWith('roomMember'));
}
