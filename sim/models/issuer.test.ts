import { describe, expect, it } from 'vitest';
import { SeededChoices } from '../kernel/choices.js';
import { deepFreeze } from '../kernel/plain.js';
import { Randomness } from '../kernel/random.js';
import { defaultParams } from '../zim/facts.js';
import { checkToken, parseToken } from '../zim/token04.js';
import {
  cloneIssuer,
  createIssuer,
  hashIssuer,
  type IssuerCommand,
  type IssuerConfig,
  type IssuerEffect,
  type IssuerInput,
  type IssuerState,
  issueInitialToken,
  stepIssuer,
} from './issuer.js';
import { EPOCH_MS, type StepContext } from './model.js';

const CONFIG: IssuerConfig = { appID: 7, secret: '0123456789abcdef0123456789abcdef', validForSeconds: 3600 };

function contextAt(nowMs: number, seed: number = 42): StepContext {
  const choices = new SeededChoices(new Randomness(seed));
  return Object.freeze({ nowMs, wallMs: EPOCH_MS + nowMs, params: deepFreeze(defaultParams()), choices });
}

function step(state: IssuerState, input: IssuerInput, nowMs: number = 0, seed: number = 42): IssuerEffect[] {
  const out: IssuerEffect[] = [];
  stepIssuer(state, deepFreeze(input), contextAt(nowMs, seed), out);
  return deepFreeze(out);
}

function order(state: IssuerState, command: IssuerCommand): void {
  expect(step(state, { kind: 'admin', command })).toEqual([]);
}

function ask(state: IssuerState, userID: string, nowMs: number = 0, connection: number = 1): IssuerEffect[] {
  return step(
    state,
    { kind: 'message', connection, message: { kind: 'fetchToken', request: 1, userID } },
    nowMs,
  );
}

/** The token in the only effect. */
function tokenOf(effects: readonly IssuerEffect[]): string {
  expect(effects).toHaveLength(1);
  const [effect] = effects;
  if (effect?.kind !== 'send' || effect.message.kind !== 'token') throw new Error('Expected a token.');
  return effect.message.token;
}

function check(token: string, userID: string, nowMs: number = 0): ReturnType<typeof checkToken> {
  const nowSeconds = (EPOCH_MS + nowMs) / 1000;
  return checkToken(token, { secret: CONFIG.secret, appID: CONFIG.appID, userID, nowSeconds });
}

describe('a token server', () => {
  it('answers with a token that the backend takes', () => {
    const effects = ask(createIssuer(CONFIG), 'alice', 5000, 9);
    expect(effects).toMatchObject([{ kind: 'send', connection: 9, message: { kind: 'token', request: 1 } }]);
    expect(check(tokenOf(effects), 'alice', 5000)).toMatchObject({
      ok: true,
      expireAtSeconds: EPOCH_MS / 1000 + 5 + 3600,
    });
  });

  it('mints another token each time, with draws that depend on nobody else', () => {
    const alone = createIssuer(CONFIG);
    const [first, second] = [tokenOf(ask(alone, 'alice')), tokenOf(ask(alone, 'alice'))];
    expect(second).not.toBe(first);
    const shared = createIssuer(CONFIG);
    ask(shared, 'bob');
    expect([tokenOf(ask(shared, 'alice')), tokenOf(ask(shared, 'alice'))]).toEqual([first, second]);
  });

  it('mints other tokens under another seed', () => {
    const input: IssuerInput = {
      kind: 'message',
      connection: 1,
      message: { kind: 'fetchToken', request: 1, userID: 'alice' },
    };
    const [one, two] = [1, 2].map((seed) => tokenOf(step(createIssuer(CONFIG), input, 0, seed)));
    expect(one).not.toBe(two);
  });

  it('says that it is unavailable while it is down', () => {
    const state = createIssuer(CONFIG);
    order(state, { kind: 'setMode', mode: 'down' });
    expect(ask(state, 'alice')).toEqual([
      { kind: 'send', connection: 1, message: { kind: 'unavailable', request: 1 } },
    ]);
    order(state, { kind: 'setMode', mode: 'up' });
    expect(check(tokenOf(ask(state, 'alice')), 'alice').ok).toBe(true);
  });

  it('answers late while it is slow, with a token of the time of the answer', () => {
    const state = createIssuer(CONFIG);
    order(state, { kind: 'setMode', mode: { slowMs: 8000 } });
    const [timer, ...others] = ask(state, 'alice');
    expect(others).toEqual([]);
    expect(timer).toMatchObject({ kind: 'setTimer', afterMs: 8000 });
    const name = timer?.kind === 'setTimer' ? timer.timer : '';
    const token = tokenOf(step(state, { kind: 'timer', timer: name }, 8000));
    expect(parseToken(token, CONFIG.secret)?.issuedAtSeconds).toBe(EPOCH_MS / 1000 + 8);
    expect(step(state, { kind: 'timer', timer: name }, 9000)).toEqual([]);
  });

  it('drops late answers with their connection', () => {
    const state = createIssuer(CONFIG);
    order(state, { kind: 'setMode', mode: { slowMs: 8000 } });
    ask(state, 'alice', 0, 1);
    ask(state, 'alice', 0, 2);
    expect(step(state, { kind: 'closed', connection: 1 })).toMatchObject([{ kind: 'clearTimer' }]);
    expect([...state.pending.values()]).toMatchObject([{ connection: 2 }]);
  });

  it('hands out the last token again while it is stale', () => {
    const state = createIssuer(CONFIG);
    const fresh = tokenOf(ask(state, 'alice'));
    order(state, { kind: 'setMode', mode: 'stale' });
    expect(tokenOf(ask(state, 'alice', 60_000))).toBe(fresh);
  });

  it('hands out a token with 10 s left while it is stale and knows none', () => {
    const state = createIssuer(CONFIG);
    order(state, { kind: 'setMode', mode: 'stale' });
    const token = tokenOf(ask(state, 'alice'));
    expect(check(token, 'alice', 9999).ok).toBe(true);
    expect(check(token, 'alice', 10_000)).toMatchObject({ ok: false, code: 6000106 });
  });

  it('mints for somebody else in mode wrongUser', () => {
    const state = createIssuer(CONFIG);
    order(state, { kind: 'setMode', mode: 'wrongUser' });
    expect(check(tokenOf(ask(state, 'alice')), 'alice')).toMatchObject({ ok: false, code: 6000103 });
  });

  it('shortens the tokens to come, not those that it gave', () => {
    const state = createIssuer(CONFIG);
    const before = tokenOf(ask(state, 'alice'));
    order(state, { kind: 'setValidity', seconds: 60 });
    expect(check(tokenOf(ask(state, 'alice')), 'alice', 60_000).ok).toBe(false);
    expect(check(before, 'alice', 60_000).ok).toBe(true);
  });

  it('hangs up on what is no request', () => {
    const message = { kind: 'unavailable', request: 1 } as const;
    expect(step(createIssuer(CONFIG), { kind: 'message', connection: 3, message })).toEqual([
      { kind: 'close', connection: 3, code: 1008 },
    ]);
  });

  it('is copied so that both go on alike and neither notices the other', () => {
    const state = createIssuer(CONFIG);
    ask(state, 'alice');
    const copy = cloneIssuer(state);
    expect(hashIssuer(copy)).toBe(hashIssuer(state));
    const token = tokenOf(ask(state, 'alice'));
    expect(hashIssuer(copy)).not.toBe(hashIssuer(state));
    expect(tokenOf(ask(copy, 'alice'))).toBe(token);
    expect(hashIssuer(copy)).toBe(hashIssuer(state));
  });
});

describe('the token that an app starts with', () => {
  it('is a good one, valid for as long as asked, and none of those that come later', () => {
    const token = issueInitialToken(CONFIG, contextAt(0), 'alice', 90);
    expect(check(token, 'alice', 89_999).ok).toBe(true);
    expect(check(token, 'alice', 90_000).ok).toBe(false);
    expect(check(issueInitialToken(CONFIG, contextAt(0), 'alice'), 'alice', 90_000).ok).toBe(true);
    expect(tokenOf(ask(createIssuer(CONFIG), 'alice'))).not.toBe(
      issueInitialToken(CONFIG, contextAt(0), 'alice'),
    );
  });
});
