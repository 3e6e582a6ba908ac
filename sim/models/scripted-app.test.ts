import { describe, expect, it } from 'vitest';
import { SeededChoices } from '../kernel/choices.js';
import { clonePlain, deepFreeze, hashPlain } from '../kernel/plain.js';
import { Randomness } from '../kernel/random.js';
import { defaultParams } from '../zim/facts.js';
import { EPOCH_MS, type StepContext } from './model.js';
import type { Script } from './script.js';
import { type AppEffect, type AppInput, type AppState, createApp, stepApp } from './scripted-app.js';

const CONTEXT: StepContext = Object.freeze({
  nowMs: 0,
  wallMs: EPOCH_MS,
  params: defaultParams(),
  choices: new SeededChoices(new Randomness(1)),
});

/** An app alone; inputs and effects are frozen. */
class AppDriver {
  readonly state: AppState;

  constructor(script: Script, from?: AppDriver) {
    const config = { device: 'alice', userID: 'al', userName: 'Al', token: 'first' };
    this.state = from === undefined ? createApp({ ...config, script }) : clonePlain(from.state);
  }

  input(input: AppInput): AppEffect[] {
    const out: AppEffect[] = [];
    stepApp(this.state, deepFreeze(input), CONTEXT, out);
    return deepFreeze(out);
  }

  event(event: string, data: Readonly<Record<string, unknown>> = {}): AppEffect[] {
    return this.input({ kind: 'event', event, data });
  }

  timer(timer: string): AppEffect[] {
    return this.input({ kind: 'timer', timer });
  }

  settle(call: number, ok: boolean = true): AppEffect[] {
    return this.input({ kind: 'settled', call, ok });
  }
}

function at(...actions: Script[number]['do']): Script {
  return [{ at: '1s', device: 'alice', do: actions }];
}

function called(effects: readonly AppEffect[]): string[] {
  return effects.flatMap((effect) => (effect.kind === 'call' ? [effect.name] : []));
}

describe('entries by time', () => {
  it('are timed at the start, for this device only', () => {
    const app = new AppDriver([
      { at: '1s', device: 'alice', do: [{ user: 'taps' }] },
      { at: '2s', device: 'bob', do: [{ user: 'taps' }] },
      { at: '1.5m', device: 'alice', do: [] },
    ]);
    expect(app.input({ kind: 'start' })).toEqual([
      { kind: 'setTimer', timer: 'at:0', afterMs: 1000 },
      { kind: 'setTimer', timer: 'at:1', afterMs: 90_000 },
    ]);
  });

  it('repeat at their interval, so many times in all', () => {
    const app = new AppDriver([{ at: 0, every: '5s', times: 3, device: 'alice', do: [{ user: 'taps' }] }]);
    const again = { kind: 'setTimer', timer: 'at:0', afterMs: 5000 };
    const tap = { kind: 'user', action: 'taps' };
    expect([app.timer('at:0'), app.timer('at:0'), app.timer('at:0')]).toEqual([
      [again, tap],
      [again, tap],
      [tap],
    ]);
  });

  it('repeat for ever without a number of times, and once without an interval', () => {
    const forEver = new AppDriver([{ at: 0, every: '5s', device: 'alice', do: [] }]);
    for (let turn = 0; turn < 100; turn++) expect(forEver.timer('at:0')).toHaveLength(1);
    const once = new AppDriver([{ at: 0, times: 5, device: 'alice', do: [] }]);
    expect(once.timer('at:0')).toEqual([]);
  });
});

describe('reactions', () => {
  it('run for their event only, and only when its data has the values', () => {
    const app = new AppDriver([
      {
        on: 'connectionStateChanged',
        when: { state: 0, event: 4 },
        device: 'alice',
        do: [{ screen: 'login' }],
      },
      { on: 'connectionStateChanged', device: 'alice', do: [{ remind: 'network' }] },
      { on: 'connectionStateChanged', device: 'bob', do: [{ remind: 'never' }] },
    ]);
    const remind = { kind: 'ui', action: 'remind', what: 'network' };
    expect(app.event('connectionStateChanged', { state: 0, event: 5 })).toEqual([remind]);
    expect(app.event('connectionStateChanged', { state: 0, event: 4, extendedData: '' })).toEqual([
      { kind: 'ui', action: 'screen', what: 'login' },
      remind,
    ]);
    expect(app.event('roomStateChanged', { state: 0, event: 4 })).toEqual([]);
  });

  it('run at most so many times', () => {
    const app = new AppDriver([{ on: 'x', times: 2, device: 'alice', do: [{ clear: 'y' }] }]);
    expect([app.event('x'), app.event('x'), app.event('x')].map((out) => out.length)).toEqual([1, 1, 0]);
  });
});

describe('a list of actions', () => {
  it('runs like an async function: a call is awaited', () => {
    const app = new AppDriver(at({ user: 'taps' }, { call: 'a' }, { call: 'b' }, { clear: 'c' }));
    expect(app.timer('at:0').map(({ kind }) => kind)).toEqual(['user', 'call']);
    expect(called(app.settle(1))).toEqual(['b']);
    expect(app.settle(2)).toEqual([{ kind: 'ui', action: 'clear', what: 'c' }]);
    expect(app.state.threads).toEqual([]);
  });

  it('is left at a call that rejects, for `onError` if there is one', () => {
    const app = new AppDriver(at({ call: 'a', onError: [{ remind: 'oops' }, { call: 'c' }] }, { call: 'b' }));
    app.timer('at:0');
    const out = app.settle(1, false);
    expect(out[0]).toEqual({ kind: 'ui', action: 'remind', what: 'oops' });
    expect(called(out)).toEqual(['c']);
    expect(called(app.settle(2))).toEqual([]);
    const without = new AppDriver(at({ call: 'a' }, { call: 'b' }));
    without.timer('at:0');
    expect(without.settle(1, false)).toEqual([]);
    expect(without.state.threads).toEqual([]);
  });

  it('waits where it says so', () => {
    const app = new AppDriver(at({ wait: '2s' }, { user: 'taps' }));
    expect(app.timer('at:0')).toEqual([{ kind: 'setTimer', timer: 'wait:1', afterMs: 2000 }]);
    expect(app.timer('wait:1')).toEqual([{ kind: 'user', action: 'taps' }]);
    expect(app.timer('wait:1')).toEqual([]);
  });

  it('does not mind the settlement of another list’s call, and lists run side by side', () => {
    const app = new AppDriver([
      { at: 0, device: 'alice', do: [{ call: 'a' }, { user: 'first' }] },
      { at: 0, device: 'alice', do: [{ call: 'b' }, { user: 'second' }] },
    ]);
    app.timer('at:0');
    app.timer('at:1');
    expect(app.settle(2)).toEqual([{ kind: 'user', action: 'second' }]);
    expect(app.settle(7)).toEqual([]);
    expect(app.settle(1)).toEqual([{ kind: 'user', action: 'first' }]);
  });
});

describe('arguments', () => {
  it('of login and renewToken have defaults, other calls have none', () => {
    const app = new AppDriver(at({ call: 'login' }, { call: 'renewToken' }, { call: 'logout' }));
    const args = [app.timer('at:0'), app.settle(1), app.settle(2)].map(([effect]) =>
      effect?.kind === 'call' ? effect.args : undefined,
    );
    expect(args).toEqual([['al', { userName: 'Al', token: 'first', isOfflineLogin: false }], ['first'], []]);
  });

  it('are filled in wherever they name a value of the device', () => {
    const args = ['$user', { a: ['$userName', '$device'], b: { c: '$token' } }, '$firstToken', 'x', 7, null];
    const app = new AppDriver(at({ call: 'x', args }));
    expect(app.timer('at:0')).toMatchObject([
      { args: ['al', { a: ['Al', 'alice'], b: { c: 'first' } }, 'first', 'x', 7, null] },
    ]);
  });

  it('keep their keys, whatever these are called', () => {
    const text = '[{ "__proto__": "$user", "constructor": { "toString": "$device" } }]';
    const app = new AppDriver(at({ call: 'x', args: JSON.parse(text) as unknown[] }));
    const [effect] = app.timer('at:0');
    expect(JSON.stringify(effect?.kind === 'call' ? effect.args : undefined)).toBe(
      '[{"__proto__":"al","constructor":{"toString":"alice"}}]',
    );
  });
});

describe('fetching a token', () => {
  const script = at({ fetchToken: true, onError: [{ remind: 'no token' }] }, { call: 'renewToken' });

  it('asks the token server, puts the answer into $token, and goes on', () => {
    const app = new AppDriver(script);
    expect(app.timer('at:0')).toEqual([{ kind: 'connect', socket: 1, host: 'issuer' }]);
    expect(app.input({ kind: 'opened', socket: 1 })).toEqual([
      { kind: 'send', socket: 1, message: { kind: 'fetchToken', request: 1, userID: 'al' } },
    ]);
    const out = app.input({
      kind: 'message',
      socket: 1,
      message: { kind: 'token', request: 1, token: 'new' },
    });
    expect(out[0]).toEqual({ kind: 'close', socket: 1, code: 1000 });
    expect(out[1]).toMatchObject({ kind: 'call', name: 'renewToken', args: ['new'] });
    expect(app.state).toMatchObject({ token: 'new', firstToken: 'first', fetching: [] });
  });

  it.each([
    [
      'the server is unavailable',
      { kind: 'message', socket: 1, message: { kind: 'unavailable', request: 1 } },
    ],
    ['the attempt fails', { kind: 'failed', socket: 1 }],
    ['the connection closes', { kind: 'closed', socket: 1 }],
  ] as const)('fails when %s, and the old token stays', (_, input) => {
    const app = new AppDriver(script);
    app.timer('at:0');
    const out = app.input(input);
    expect(out.at(-1)).toEqual({ kind: 'ui', action: 'remind', what: 'no token' });
    expect(called(out)).toEqual([]);
    expect(app.state).toMatchObject({ token: 'first', fetching: [] });
  });

  it('twice at once uses two sockets, each answered on its own', () => {
    const app = new AppDriver([
      { at: 0, device: 'alice', do: [{ fetchToken: true }, { user: 'first' }] },
      { at: 0, device: 'alice', do: [{ fetchToken: true }, { user: 'second' }] },
    ]);
    app.timer('at:0');
    expect(app.timer('at:1')).toEqual([{ kind: 'connect', socket: 2, host: 'issuer' }]);
    const out = app.input({ kind: 'message', socket: 2, message: { kind: 'token', request: 2, token: 't' } });
    expect(out.at(-1)).toEqual({ kind: 'user', action: 'second' });
  });
});

describe('the state', () => {
  it('is plain data: a copy goes on as the original does', () => {
    const script: Script = [
      {
        at: 0,
        every: '1s',
        device: 'alice',
        do: [{ call: 'a' }, { wait: 1 }, { fetchToken: true }, { user: 'u' }],
      },
      { on: 'e', times: 1, device: 'alice', do: [{ call: 'b', onError: [{ user: 'v' }] }] },
    ];
    const inputs: readonly AppInput[] = [
      { kind: 'timer', timer: 'at:0' },
      { kind: 'settled', call: 1, ok: true },
      { kind: 'event', event: 'e', data: {} },
      { kind: 'timer', timer: 'wait:1' },
      { kind: 'opened', socket: 1 },
      { kind: 'settled', call: 2, ok: false },
      { kind: 'message', socket: 1, message: { kind: 'token', request: 1, token: 't' } },
    ];
    for (let cut = 0; cut <= inputs.length; cut++) {
      const original = new AppDriver(script);
      for (const input of inputs.slice(0, cut)) original.input(input);
      const copy = new AppDriver(script, original);
      const rest = inputs.slice(cut);
      const outs = rest.map((input) => original.input(input));
      expect(rest.map((input) => copy.input(input))).toEqual(outs);
      expect(hashPlain(copy.state)).toBe(hashPlain(original.state));
    }
  });
});
