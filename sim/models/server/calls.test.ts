import { describe, expect, it } from 'vitest';
import { EPOCH_MS } from '../model.js';
import { ServerDriver } from './driver.test-support.js';

const State = { Inviting: 0, Accepted: 1, Rejected: 2, Cancelled: 3, Received: 5, Timeout: 6, Quit: 7 };

class Calls extends ServerDriver {
  readonly alice = this.login('alice');
  readonly bob = this.login('bob');
  readonly carol = this.login('carol');

  serve(connection: number, name: string, ...args: readonly unknown[]): unknown {
    const result = this.result(connection, { kind: 'service', name, args });
    return typeof result === 'object' && result !== null ? (result as { value?: unknown }).value : result;
  }

  /** Alice's; gives its ID. What was told of it at first is thrown away. */
  invite(invitees: readonly string[] = ['bob', 'carol'], config: Record<string, unknown> = {}): string {
    const { callID } = this.serve(this.alice, 'callInvite', invitees, config) as { callID: string };
    for (const user of [this.alice, this.bob, this.carol]) this.heard(user);
    return callID;
  }

  /** The events that a connection was told since this was asked last. */
  told(connection: number): (readonly [string, unknown])[] {
    return this.heard(connection).flatMap((message) =>
      message.kind === 'push' ? [[message.event, message.data] as const] : [],
    );
  }

  /** Lets time pass for people who are there. */
  wait(ms: number, who: readonly number[] = [this.alice, this.bob, this.carol]): void {
    for (let left = ms; left > 0; left -= 10_000) {
      this.advance(Math.min(left, 10_000));
      for (const connection of who) this.beat(connection);
    }
  }
}

const changed = (callID: string, userID: string, state: number, extendedData: string = '') => [
  'callUserStateChanged',
  { callID, callUserList: [{ userID, state, extendedData }] },
];

describe('a call', () => {
  it('is offered to those who are invited, and its caller’s devices hear of it', () => {
    const calls = new Calls();
    const answer = calls.serve(calls.alice, 'callInvite', ['bob'], { timeout: 60, extendedData: 'x' });
    const { callID } = answer as { callID: string };
    expect(answer).toEqual({ callID, timeout: 60, errorUserList: [] });
    const users = [
      { userID: 'alice', state: State.Accepted, extendedData: '' },
      { userID: 'bob', state: State.Inviting, extendedData: '' },
    ];
    const call = { callID, mode: 0, caller: 'alice', extendedData: 'x', timeout: 60, createTime: EPOCH_MS };
    expect(calls.told(calls.bob)).toEqual([
      ['callInvitationReceived', { ...call, inviter: 'alice', callUserList: users }],
    ]);
    expect(calls.told(calls.alice)).toEqual([['callInvitationCreated', { ...call, callUserList: users }]]);
  });

  it('lasts 90 s at first where nothing is said', () => {
    const calls = new Calls();
    expect(calls.serve(calls.alice, 'callInvite', ['bob'], {})).toMatchObject({ timeout: 90 });
  });

  it('names those who do not exist, and needs one who does', () => {
    const calls = new Calls({ registeredUsers: ['alice', 'bob', 'carol'] });
    expect(calls.serve(calls.alice, 'callInvite', ['bob', 'dave'], {})).toMatchObject({
      errorUserList: [{ userID: 'dave', reason: 6000281 }],
    });
    expect(calls.serve(calls.alice, 'callInvite', ['dave'], {})).toBe(6000281);
  });

  it('is known as received when a device says so', () => {
    const calls = new Calls();
    const callID = calls.invite();
    calls.serve(calls.bob, 'callReceived', callID);
    calls.serve(calls.bob, 'callReceived', callID);
    expect(calls.told(calls.alice)).toEqual([changed(callID, 'bob', State.Received)]);
  });

  it('is accepted and rejected, and is over when everybody has answered', () => {
    const calls = new Calls();
    const callID = calls.invite();
    expect(calls.serve(calls.bob, 'callAccept', callID, { extendedData: 'yes' })).toEqual({ callID });
    expect(calls.told(calls.alice)).toEqual([
      ['callInvitationAccepted', { callID, invitee: 'bob', extendedData: 'yes' }],
      changed(callID, 'bob', State.Accepted, 'yes'),
    ]);
    expect(calls.told(calls.carol)).toEqual([changed(callID, 'bob', State.Accepted, 'yes')]);
    expect(calls.serve(calls.carol, 'callReject', callID, { extendedData: 'no' })).toEqual({ callID });
    expect(calls.told(calls.alice)).toEqual([
      ['callInvitationRejected', { callID, invitee: 'carol', extendedData: 'no' }],
      changed(callID, 'carol', State.Rejected, 'no'),
    ]);
    expect(calls.state.calls.size).toBe(0);
    expect(calls.serve(calls.bob, 'callAccept', callID, {})).toBe(6000276);
    expect([...calls.timers.keys()].filter((name) => name.includes('call'))).toEqual([]);
  });

  it('times out for those who do not answer', () => {
    const calls = new Calls();
    const callID = calls.invite(['bob', 'carol'], { timeout: 60 });
    calls.serve(calls.carol, 'callAccept', callID, {});
    for (const user of [calls.alice, calls.carol]) calls.told(user);
    calls.wait(59_000);
    expect(calls.told(calls.bob)).toMatchObject([['callUserStateChanged', {}]]);
    calls.wait(1000);
    expect(calls.told(calls.bob)).toEqual([['callInvitationTimeout', { callID, mode: 0 }]]);
    expect(calls.told(calls.alice)).toEqual([
      ['callInviteesAnsweredTimeout', { callID, invitees: ['bob'] }],
      changed(callID, 'bob', State.Timeout),
    ]);
    expect(calls.told(calls.carol)).toEqual([changed(callID, 'bob', State.Timeout)]);
    expect(calls.serve(calls.bob, 'callAccept', callID, {})).toBe(6000276);
  });

  it('is cancelled by its caller while nobody has accepted', () => {
    const calls = new Calls();
    const callID = calls.invite();
    expect(calls.serve(calls.bob, 'callCancel', ['carol'], callID, {})).toBe(6000273);
    const config = { extendedData: 'x' };
    expect(calls.serve(calls.alice, 'callCancel', ['bob', 'dave'], callID, config)).toEqual({
      callID,
      errorInvitees: ['dave'],
    });
    expect(calls.told(calls.bob)).toEqual([
      ['callInvitationCancelled', { callID, mode: 0, inviter: 'alice', extendedData: 'x' }],
    ]);
    expect(calls.told(calls.carol)).toEqual([changed(callID, 'bob', State.Cancelled)]);
    expect(calls.serve(calls.alice, 'callCancel', ['bob'], callID, {})).toBe(6000271);
    expect(calls.serve(calls.alice, 'callCancel', [], callID, {})).toEqual({ callID, errorInvitees: [] });
    expect(calls.state.calls.size).toBe(0);
    const other = calls.invite();
    calls.serve(calls.bob, 'callAccept', other, {});
    expect(calls.serve(calls.alice, 'callCancel', ['carol'], other, {})).toBe(6000271);
  });

  it('is for those who are invited', () => {
    const calls = new Calls();
    const callID = calls.invite(['bob']);
    expect(calls.serve(calls.carol, 'callAccept', callID, {})).toBe(6000274);
    expect(calls.serve(calls.alice, 'callReject', callID, {})).toBe(6000274);
    expect(calls.serve(calls.bob, 'callAccept', 'none', {})).toBe(6000276);
  });

  it('reaches a device that comes online in time, again after a lost connection, but not what it has', () => {
    const calls = new Calls();
    calls.cut(calls.bob);
    const callID = calls.invite(['bob']);
    const back = calls.connect();
    calls.tryLogin(back, 'bob', { session: calls.session(calls.bob) });
    expect(calls.told(back)).toMatchObject([['callInvitationReceived', { callID }]]);
    calls.cut(back);
    const again = calls.connect();
    calls.tryLogin(again, 'bob', { session: calls.session(calls.bob) });
    expect(calls.told(again)).toHaveLength(1);
    calls.serve(again, 'callReceived', callID);
    calls.cut(again);
    const third = calls.connect();
    calls.tryLogin(third, 'bob', { session: calls.session(calls.bob) });
    expect(calls.told(third)).toEqual([]);
    const fresh = calls.connect();
    calls.tryLogin(fresh, 'bob');
    expect(calls.told(fresh)).toHaveLength(1);
  });

  it('goes on without its caller’s connection, who hears later what has happened', () => {
    const calls = new Calls();
    const callID = calls.invite();
    calls.cut(calls.alice);
    calls.serve(calls.bob, 'callAccept', callID, {});
    const back = calls.connect();
    calls.tryLogin(back, 'alice', { session: calls.session(calls.alice) });
    expect(calls.told(back)).toEqual([changed(callID, 'bob', State.Accepted)]);
  });

  it('ends with a restart that keeps nothing, and runs out anew after one that does', () => {
    const calls = new Calls();
    const callID = calls.invite(['bob'], { timeout: 60 });
    calls.wait(50_000);
    calls.admin({ kind: 'restart', keepMemory: true });
    const back = calls.connect();
    calls.tryLogin(back, 'alice', { session: calls.session(calls.alice) });
    calls.wait(59_000, [back]);
    expect(calls.state.calls.has(callID)).toBe(true);
    calls.advance(1000);
    expect(calls.state.calls.size).toBe(0);
    const other = new Calls();
    other.invite();
    other.admin({ kind: 'restart', keepMemory: false });
    expect(other.state.calls.size).toBe(0);
    expect(other.state.endedCalls).toEqual([]);
  });
});

describe('a caller who goes away', () => {
  const cancelled = (callID: string) => [
    ['callInvitationCancelled', { callID, mode: 0, inviter: 'alice', extendedData: '' }],
  ];

  it('takes the invitations back that nobody has accepted, when it logs out', () => {
    const calls = new Calls();
    const callID = calls.invite();
    calls.serve(calls.carol, 'callReject', callID, {});
    calls.told(calls.bob);
    calls.input({ kind: 'message', connection: calls.alice, message: { kind: 'logout' } });
    expect(calls.told(calls.bob)).toEqual(cancelled(callID));
    expect(calls.told(calls.carol)).toEqual([]);
    expect(calls.state.calls.size).toBe(0);
    expect(calls.serve(calls.bob, 'callAccept', callID, {})).toBe(6000276);
  });

  it.each([
    ['its connection breaks', (calls: Calls) => calls.cut(calls.alice)],
    ['it falls silent', () => {}],
    ['it is kicked out', (calls: Calls) => calls.admin({ kind: 'kickUser', userID: 'alice' })],
  ])('does so too when %s, and no heartbeat comes for too long', (_how, lose) => {
    const calls = new Calls();
    const callID = calls.invite(['bob']);
    lose(calls);
    calls.wait(34_000, [calls.bob]);
    expect(calls.told(calls.bob)).toEqual([]);
    calls.wait(2000, [calls.bob]);
    expect(calls.told(calls.bob)).toEqual(cancelled(callID));
  });

  it('and comes back in time keeps the call, and so does one with another device', () => {
    const calls = new Calls();
    const callID = calls.invite(['bob']);
    calls.cut(calls.alice);
    calls.wait(20_000, [calls.bob]);
    const back = calls.connect();
    calls.tryLogin(back, 'alice', { session: calls.session(calls.alice) });
    calls.wait(40_000, [calls.bob, back]);
    expect(calls.state.calls.has(callID)).toBe(true);
  });

  it('and is kicked out by another device of its own keeps the call', () => {
    const calls = new Calls();
    const callID = calls.invite(['bob']);
    const other = calls.connect();
    calls.tryLogin(other, 'alice', { deviceID: 'alice-2' });
    calls.wait(60_000, [calls.bob, other]);
    expect(calls.state.calls.has(callID)).toBe(true);
  });

  it('leaves an advanced call alone in which nobody is asked any more', () => {
    const calls = new Calls();
    const callID = calls.invite(['bob'], { mode: 1 });
    calls.serve(calls.bob, 'callAccept', callID, {});
    calls.serve(calls.bob, 'callQuit', callID, {});
    calls.cut(calls.alice);
    calls.wait(60_000, [calls.bob]);
    expect(calls.state.calls.has(callID)).toBe(true);
  });

  it('leaves a call that somebody has accepted alone', () => {
    const calls = new Calls();
    const callID = calls.invite();
    calls.serve(calls.bob, 'callAccept', callID, {});
    calls.cut(calls.alice);
    calls.wait(60_000, [calls.bob, calls.carol]);
    expect(calls.state.calls.has(callID)).toBe(true);
  });
});

describe('an advanced call', () => {
  const ADVANCED = { mode: 1, timeout: 60 };

  it('goes on until somebody ends it', () => {
    const calls = new Calls();
    const callID = calls.invite(['bob', 'carol'], ADVANCED);
    calls.serve(calls.bob, 'callAccept', callID, {});
    calls.serve(calls.carol, 'callReject', callID, {});
    for (const user of [calls.alice, calls.bob, calls.carol]) calls.told(user);
    calls.wait(5000);
    expect(calls.serve(calls.bob, 'callEnd', callID, { extendedData: 'x' })).toEqual({
      callID,
      createTime: EPOCH_MS,
      acceptTime: EPOCH_MS,
      endTime: EPOCH_MS + 5000,
    });
    const endTime = EPOCH_MS + 5000;
    const ended = [
      'callInvitationEnded',
      { callID, mode: 1, caller: 'alice', operatedUserID: 'bob', extendedData: 'x', endTime },
    ];
    expect(calls.told(calls.alice)).toEqual([ended]);
    expect(calls.told(calls.bob)).toEqual([ended]);
    expect(calls.told(calls.carol)).toEqual([]);
    expect(calls.serve(calls.alice, 'callEnd', callID, {})).toBe(6000276);
  });

  it('is quit, and is over when nobody is left', () => {
    const calls = new Calls();
    const callID = calls.invite(['bob'], ADVANCED);
    calls.serve(calls.bob, 'callAccept', callID, {});
    for (const user of [calls.alice, calls.bob]) calls.told(user);
    expect(calls.serve(calls.bob, 'callQuit', callID, { extendedData: 'bye' })).toEqual({
      callID,
      createTime: EPOCH_MS,
      acceptTime: EPOCH_MS,
      quitTime: EPOCH_MS,
    });
    const quit = changed(callID, 'bob', State.Quit, 'bye');
    expect([calls.told(calls.alice), calls.told(calls.bob)]).toEqual([[quit], [quit]]);
    expect(calls.serve(calls.bob, 'callQuit', callID, {})).toBe(6000270);
    calls.serve(calls.alice, 'callQuit', callID, {});
    expect(calls.state.calls.size).toBe(0);
  });

  it('takes in more people, also again', () => {
    const calls = new Calls();
    const callID = calls.invite(['bob'], ADVANCED);
    expect(calls.serve(calls.carol, 'callingInvite', ['carol'], callID, {})).toBe(6000270);
    calls.serve(calls.bob, 'callReject', callID, {});
    expect(calls.serve(calls.alice, 'callingInvite', ['bob', 'carol', 'alice'], callID, {})).toEqual({
      callID,
      errorUserList: [{ userID: 'alice', reason: 6000283 }],
    });
    expect(calls.told(calls.bob)[0]).toMatchObject(['callInvitationReceived', { callID, inviter: 'alice' }]);
    calls.wait(60_000);
    expect(calls.told(calls.carol)).toContainEqual(['callInvitationTimeout', { callID, mode: 1 }]);
    expect(calls.state.calls.has(callID)).toBe(true);
  });

  it('can be joined without an invitation, and by another device of one who is in it', () => {
    const calls = new Calls();
    const callID = calls.invite(['bob'], { ...ADVANCED, extendedData: 'x' });
    calls.told(calls.bob);
    expect(calls.serve(calls.carol, 'callJoin', callID, {})).toMatchObject({
      callID,
      createTime: EPOCH_MS,
      joinTime: EPOCH_MS,
      extendedData: 'x',
      callUserList: [{ userID: 'alice' }, { userID: 'bob' }, { userID: 'carol', state: State.Accepted }],
    });
    expect(calls.told(calls.bob)).toEqual([changed(callID, 'carol', State.Accepted)]);
    expect(calls.serve(calls.carol, 'callJoin', callID, {})).toMatchObject({ callID });
    expect(calls.told(calls.bob)).toEqual([]);
  });

  it('is over when all invitations are cancelled', () => {
    const calls = new Calls();
    const callID = calls.invite(['bob'], ADVANCED);
    calls.serve(calls.alice, 'callCancel', ['bob'], callID, {});
    expect(calls.state.calls.size).toBe(0);
  });

  it('is something else than a general one', () => {
    const calls = new Calls();
    const callID = calls.invite(['bob']);
    for (const [name, ...args] of [
      ['callQuit', callID, {}],
      ['callEnd', callID, {}],
      ['callJoin', callID, {}],
      ['callingInvite', ['carol'], callID, {}],
    ] as const) {
      expect(calls.serve(calls.alice, name, ...args), name).toBe(6000270);
    }
  });
});

describe('the list of calls', () => {
  const listOf = (calls: Calls, who: number, config: object = { count: 10 }): unknown =>
    calls.serve(who, 'queryCallInvitationList', config);

  it('has those that go on and those that are over, the latest first, with how they came', () => {
    const calls = new Calls();
    const first = calls.invite(['bob']);
    calls.serve(calls.bob, 'callReject', first, { extendedData: 'busy' });
    const second = calls.invite(['bob'], { mode: 1, extendedData: 'x' });
    calls.serve(calls.bob, 'callAccept', second, {});
    calls.serve(calls.bob, 'callingInvite', ['carol'], second, {});
    const common = { caller: 'alice', createTime: EPOCH_MS };
    const bobs = { userID: 'bob', state: State.Accepted, extendedData: '' };
    const alices = { userID: 'alice', state: State.Accepted, extendedData: '' };
    expect(listOf(calls, calls.carol)).toEqual({
      callList: [
        {
          ...common,
          callID: second,
          inviter: 'bob',
          endTime: 0,
          state: 1,
          mode: 1,
          extendedData: 'x',
          callUserList: [alices, bobs, { userID: 'carol', state: State.Inviting, extendedData: '' }],
        },
      ],
      nextFlag: 0,
    });
    expect(listOf(calls, calls.bob)).toMatchObject({
      callList: [
        { callID: second, state: 1, inviter: 'alice' },
        {
          ...common,
          callID: first,
          inviter: 'alice',
          endTime: EPOCH_MS,
          state: 2,
          mode: 0,
          callUserList: [alices, { userID: 'bob', state: State.Rejected, extendedData: 'busy' }],
        },
      ],
    });
  });

  it('comes in pages that a new call does not shift', () => {
    const calls = new Calls();
    const ids = [1, 2, 3].map(() => calls.invite(['bob']));
    const page = (config: object) =>
      listOf(calls, calls.bob, config) as { callList: { callID: string }[]; nextFlag: number };
    const first = page({ count: 2 });
    expect(first.callList.map(({ callID }) => callID)).toEqual([ids[2], ids[1]]);
    calls.invite(['bob']);
    const rest = page({ count: 2, nextFlag: first.nextFlag });
    expect(rest.callList.map(({ callID }) => callID)).toEqual([ids[0]]);
    expect(rest.nextFlag).toBe(0);
    expect(page({ count: 4, nextFlag: 0 })).toMatchObject({ callList: { length: 4 }, nextFlag: 0 });
  });

  it('has calls that ran out, were cancelled or ended, and remembers 200 of them', () => {
    const calls = new Calls();
    const late = calls.invite(['bob'], { timeout: 20 });
    calls.wait(30_000);
    const cancelled = calls.invite(['bob']);
    calls.serve(calls.alice, 'callCancel', ['bob'], cancelled, {});
    const ended = calls.invite(['bob'], { mode: 1 });
    calls.serve(calls.alice, 'callEnd', ended, {});
    const { callList } = listOf(calls, calls.bob) as { callList: { callID: string; endTime: number }[] };
    expect(callList).toMatchObject([
      { callID: ended, state: 2 },
      { callID: cancelled, state: 2 },
      { callID: late, state: 2, endTime: EPOCH_MS + 20_000 },
    ]);
    for (let n = 0; n < 250; n += 1) calls.serve(calls.bob, 'callReject', calls.invite(['bob']), {});
    expect(listOf(calls, calls.bob, { count: 1000 })).toMatchObject({ callList: { length: 200 } });
    expect(listOf(calls, calls.carol)).toEqual({ callList: [], nextFlag: 0 });
  });
});
