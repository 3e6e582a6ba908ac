// What holds for all rows together: the table, random input, forks, and the cost.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Monitor } from '../../sim/check/monitor.js';
import type { BackendFact, Observation } from '../../sim/check/observation.js';
import { deepFreeze } from '../../sim/kernel/plain.js';
import { CONTRACT_IDS } from '../../sim/zim/contract.js';
import { allProperties, contractGoals, contractProperties, findProperty } from '../index.js';
import { ALL_SOURCES, SETUP, Story, tokenUntil } from './story.test-support.js';

describe('the table', () => {
  it('has a property for every row that the SDK or the backend owes, in their order', () => {
    const owed = CONTRACT_IDS.filter((id) => !id.startsWith('A'));
    expect(contractProperties.map(({ id }) => id)).toEqual(owed);
  });

  it('has a goal beside each', () => {
    expect(contractGoals.map(({ id }) => id)).toEqual(contractProperties.map(({ id }) => `${id}.reached`));
  });

  it('finds by id, whatever its case', () => {
    expect(findProperty('r2B')?.id).toBe('R2b');
    expect(findProperty(' n4.reached ')?.kind).toBe('sometimes');
    expect(findProperty('A1')).toBeUndefined();
  });
});

const small = fc.integer({ min: 0, max: 12 });
const device = fc.constantFrom('phone', 'laptop', 'bob', 'nobody');
const roomID = fc.constantFrom('r', 's');
const userID = fc.constantFrom('alice', 'bob');
const callName = fc.constantFrom(
  ...['login', 'logout', 'destroy', 'create', 'renewToken', 'enterRoom', 'leaveRoom', 'sendMessage'],
  ...['queryRoomMemberList', 'queryGroupList', 'switchRoom', 'somethingElse'],
);
const backendFact: fc.Arbitrary<BackendFact> = fc.oneof(
  fc.record({ kind: fc.constantFrom('sessionStarted', 'sessionResumed', 'sessionOffline'), userID }),
  fc.record({
    kind: fc.constant('sessionEnded' as const),
    userID,
    reason: fc.constantFrom('logout', 'kickedOut', 'tokenExpired', 'unregistered'),
  }),
  fc.record({ kind: fc.constant('memberJoined' as const), roomID, userID }),
  fc.record({
    kind: fc.constant('memberLeft' as const),
    roomID,
    userID,
    reason: fc.constantFrom('left', 'timeout', 'kicked', 'deleted', 'otherDevice', 'loggedOut'),
  }),
  fc.record({ kind: fc.constantFrom('roomCreated', 'roomDestroyed'), roomID }),
  fc.record({
    kind: fc.constant('resumeAnswered' as const),
    roomID,
    userID,
    outcome: fc.constantFrom('member', 'timeout', 'notExist', 'other'),
  }),
) as fc.Arbitrary<BackendFact>;

const argument = fc.oneof(
  fc.anything(),
  fc.constantFrom('alice', 'r', tokenUntil(60), { roomID: 'r' }, { token: tokenUntil(20) }),
);
const withoutTime = fc.oneof(
  fc.record({
    kind: fc.constant('call'),
    id: small,
    name: callName,
    args: fc.array(argument, { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('settle'),
    id: small,
    name: callName,
    ok: fc.boolean(),
    error: fc.record({ code: fc.constantFrom(6000121, 6000104, 6000321), message: fc.string() }),
  }),
  fc.record({
    kind: fc.constant('event'),
    name: fc.constantFrom('connectionStateChanged', 'roomStateChanged', 'tokenWillExpire', 'roomMemberLeft'),
    data: fc.oneof(fc.record({ state: small, event: small, roomID }), fc.constant({})),
  }),
  fc.record({
    kind: fc.constant('socket'),
    socket: small,
    phase: fc.constantFrom('connecting', 'opened', 'failed', 'closed'),
  }),
  fc.record({
    kind: fc.constant('device'),
    what: fc.constantFrom('online', 'offline', 'visible', 'hidden', 'sleep', 'wake', 'clock'),
  }),
  fc.record({ kind: fc.constant('backend'), what: backendFact }),
  fc.record({ kind: fc.constant('user'), action: fc.string() }),
);
const anyRun: fc.Arbitrary<Observation[]> = fc
  .array(fc.tuple(withoutTime, device, fc.constantFrom(0, 0, 1, 500, 40_000)), { maxLength: 60 })
  .map((steps) => {
    let atMs = 0;
    return steps.map(([what, name, waitMs]) => {
      atMs += waitMs;
      return { ...what, device: name, atMs } as Observation;
    });
  });

describe('the rows together', () => {
  it('take anything without throwing, and change no observation', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const monitor = new Monitor(allProperties, SETUP, ALL_SOURCES);
        for (const observation of run) monitor.observe(deepFreeze(observation));
        expect(monitor.finish(10_000_000, { quiet: true })).toHaveLength(allProperties.length);
      }),
      { numRuns: 300 },
    );
  });

  it('judge alike in a clone and in the original, wherever it was made', () => {
    fc.assert(
      fc.property(anyRun, fc.nat(60), (run, cut) => {
        const whole = new Monitor(allProperties, SETUP, ALL_SOURCES);
        let monitor = new Monitor(allProperties, SETUP, ALL_SOURCES);
        run.forEach((observation, index) => {
          if (index === cut) {
            const before = monitor;
            monitor = monitor.clone();
            // What becomes of the original is nothing to the clone.
            before.observe({ ...observation, kind: 'user', action: '' } as Observation);
            before.finish(10_000_000, { quiet: true });
          }
          whole.observe(observation);
          monitor.observe(observation);
        });
        expect(monitor.finish(9_000_000, { quiet: true })).toEqual(whole.finish(9_000_000, { quiet: true }));
      }),
      { numRuns: 300 },
    );
  });

  it('hold in a long story in which all is well', () => {
    const story = new Story();
    story
      .backend({ kind: 'sessionStarted', userID: 'alice' })
      .loggedIn({ token: tokenUntil(600) })
      .at(100);
    story.backend({ kind: 'memberJoined', roomID: 'r', userID: 'alice' }).entered('r');
    for (const round of [0, 1, 2]) {
      story
        .at(10_000 + round * 50_000)
        .falls(round + 1, 'r')
        .at(11_500 + round * 50_000);
      story.backend({ kind: 'sessionResumed', userID: 'alice' }).returns(round + 2);
      story.backend({ kind: 'resumeAnswered', roomID: 'r', userID: 'alice', outcome: 'member' });
      story
        .at(11_600 + round * 50_000)
        .room('r', 2, 0)
        .call('sendMessage', [{}, 'r', 1, {}]);
    }
    story.at(570_000).event('tokenWillExpire', { second: 30 }).at(571_000);
    story
      .call('renewToken', [tokenUntil(900)])
      .at(870_000)
      .event('tokenWillExpire', { second: 30 });
    story.at(898_000).told(0, 5).at(899_000).call('queryGroupList', [], 6000121).at(950_000);
    const monitor = new Monitor(contractProperties, SETUP, ALL_SOURCES);
    for (const observation of story.observations) monitor.observe(observation);
    const verdicts = monitor.finish(950_000, { quiet: true });
    const idle = verdicts.filter(({ verdict }) => verdict !== 'held');
    expect(idle.map(({ id, verdict, reason }) => [id, verdict, reason])).toEqual(
      ['K1', 'K2', 'T0', 'R2b', 'R2c', 'R2d', 'R3'].map((id) => [id, 'not exercised', undefined]),
    );
  });
});
