// R0 to R5: rooms through an outage.
import { describe, expect, it } from 'vitest';
import type { BackendFact } from '../../sim/check/observation.js';
import { behaviourOf } from '../../sim/zim/versions.js';
import { Story } from './story.test-support.js';

type Outcome = Extract<BackendFact, { kind: 'resumeAnswered' }>['outcome'];

const outcome = (story: Story, id: string): string => story.verdict(id).verdict;
const joined = { kind: 'memberJoined', roomID: 'r', userID: 'alice' } as const;
const answered = (of: Outcome, roomID = 'r'): BackendFact => ({
  kind: 'resumeAnswered',
  roomID,
  userID: 'alice',
  outcome: of,
});
const left = (reason: 'timeout' | 'deleted' | 'left'): BackendFact => ({
  kind: 'memberLeft',
  roomID: 'r',
  userID: 'alice',
  reason,
});
const inRoom = (): Story =>
  new Story()
    .loggedIn()
    .at(100)
    .backend({ kind: 'roomCreated', roomID: 'r' })
    .backend(joined)
    .entered('r')
    .at(1000);
const interrupted = (): Story => inRoom().falls(1, 'r').at(5000);
const back = (): Story => interrupted().returns(2).at(5080);

describe('R0', () => {
  it('holds when each joined room is interrupted with the connection', () => {
    const story = inRoom().entered('s').at(1100).falls(1, 'r', 's').at(1200);
    expect(outcome(story, 'R0')).toBe('held');
  });

  it('is broken when one is forgotten, late or told something else', () => {
    expect(outcome(inRoom().entered('s').at(1100).falls(1, 'r').at(1200), 'R0')).toBe('violated');
    expect(outcome(inRoom().falls(1).at(1001).room('r', 1, 1).at(1200), 'R0')).toBe('violated');
    expect(outcome(inRoom().falls(1).room('r', 0, 2).at(1200), 'R0')).toBe('violated');
  });

  it('is broken by a room that is interrupted alone', () => {
    expect(outcome(inRoom().room('r', 1, 1), 'R0')).toBe('violated');
  });

  it('asks nothing for rooms that are being entered, nor when the session ends at once', () => {
    const entering = new Story().loggedIn();
    entering.begin('enterRoom', { roomID: 'r', roomName: '' });
    expect(outcome(entering.room('r', 1, 6).falls(1).at(100), 'R0')).toBe('not exercised');
    const out = inRoom().falls(1);
    const logout = out.begin('logout');
    expect(outcome(out.told(0, 0).settle(logout, 'logout').at(1200), 'R0')).toBe('held');
    expect(outcome(inRoom().falls(1).call('destroy').at(1200), 'R0')).toBe('held');
  });

  it('allows repeats', () => {
    expect(outcome(interrupted().told(3, 3).room('r', 1, 1).at(6000), 'R0')).toBe('held');
  });
});

describe('R1', () => {
  it('holds when the room follows the connection', () => {
    expect(outcome(back().room('r', 2, 0).at(90_000), 'R1')).toBe('held');
  });

  it('is broken by a room that is decided before the connection is back', () => {
    for (const [state, event] of [
      [2, 0],
      [0, 9],
      [0, 3],
    ] as const) {
      expect(outcome(interrupted().room('r', state, event), 'R1')).toBe('violated');
    }
  });

  it('is broken when nothing is ever said about the room', () => {
    expect(outcome(back().at(5000 + 41_001), 'R1')).toBe('violated');
    expect(outcome(back().at(40_000), 'R1')).toBe('held');
  });

  it('starts anew with a second outage before T2', () => {
    const twice = back().falls(2, 'r').at(60_000).returns(3).at(60_100).room('r', 2, 0).at(200_000);
    expect(outcome(twice, 'R1')).toBe('held');
  });

  it('leaves rooms alone whose entry failed, and those that a logout ends', () => {
    const failed = new Story().loggedIn().at(10).falls(1).at(20);
    const enter = failed.begin('enterRoom', { roomID: 'r', roomName: '' });
    failed.room('r', 1, 6).room('r', 0, 7).settle(enter, 'enterRoom', 6000104).at(3000).told(3, 3);
    expect(outcome(failed.room('r', 1, 1).at(4000).returns(2).at(99_000), 'R1')).toBe('not exercised');
    const out = interrupted();
    const logout = out.begin('logout');
    expect(outcome(out.told(0, 0).room('r', 0, 0).settle(logout, 'logout'), 'R1')).toBe('not exercised');
  });
});

describe('R2', () => {
  const ends = [
    ['R2a', 'member', 2, 0],
    ['R2b', 'timeout', 0, 9],
    ['R2c', 'notExist', 0, 3],
    ['R2d', 'other', 0, 2],
  ] as const;

  for (const [id, of, state, event] of ends) {
    it(`${id} holds for its pair, with and without the backend in view`, () => {
      expect(outcome(back().backend(answered(of)).at(5200).room('r', state, event), id)).toBe('held');
      expect(outcome(back().room('r', state, event), id)).toBe('held');
    });

    it(`${id} is exercised by no other pair`, () => {
      for (const [other, , otherState, otherEvent] of ends) {
        if (other === id) continue;
        expect(outcome(back().room('r', otherState, otherEvent), id)).toBe('not exercised');
      }
    });

    it(`${id} is broken before the connection is back`, () => {
      expect(outcome(interrupted().room('r', state, event), id)).toBe('violated');
    });
  }

  it('R2a is broken by another event', () => {
    expect(outcome(back().room('r', 2, 6), 'R2a')).toBe('violated');
  });

  it('each is broken when its answer is told as restored or timed out', () => {
    expect(outcome(back().backend(answered('member')).room('r', 0, 9), 'R2a')).toBe('violated');
    expect(outcome(back().backend(answered('timeout')).room('r', 2, 0), 'R2b')).toBe('violated');
    expect(outcome(back().backend(answered('notExist')).room('r', 0, 9), 'R2c')).toBe('violated');
    expect(outcome(back().backend(answered('other')).room('r', 2, 0), 'R2d')).toBe('violated');
  });

  it('R2d is broken by an end that nobody knows, and not by one that the backend made', () => {
    expect(outcome(back().room('r', 0, 1), 'R2d')).toBe('violated');
    expect(outcome(back().room('r', 0, 0), 'R2d')).toBe('violated');
    for (const event of [8, 10]) expect(outcome(back().room('r', 0, event), 'R2d')).toBe('not exercised');
  });

  it('judges each room on its own', () => {
    const story = inRoom().entered('s').at(1100).falls(1, 'r', 's').at(5000).returns(2).at(5100);
    story.backend(answered('member')).backend(answered('timeout', 's'));
    expect(outcome(story.room('s', 0, 9).room('r', 2, 0), 'R2a')).toBe('held');
    expect(outcome(story.room('s', 0, 9).room('r', 2, 0), 'R2b')).toBe('held');
  });

  it('uses the event of the version for a timeout', () => {
    const old = back()
      .with({ sdk: behaviourOf('2.4.2') })
      .backend(answered('timeout'))
      .room('r', 0, 2);
    expect(outcome(old, 'R2b')).toBe('held');
    expect(outcome(old, 'R2d')).toBe('not exercised');
  });

  it('counts what was answered on the old connection no more', () => {
    const story = back().backend(answered('member')).falls(2, 'r').at(80_000).returns(3);
    story.backend(left('timeout')).backend(answered('timeout')).room('r', 0, 9);
    for (const id of ['R2a', 'R2b', 'R4']) expect(story.verdict(id).verdict).not.toBe('violated');
  });
});

describe('R3', () => {
  it('holds when the connection stays, for every way to lose a room', () => {
    for (const event of [2, 3, 8, 9, 10]) {
      expect(outcome(inRoom().room('r', 0, event).at(2000), 'R3')).toBe('held');
    }
  });

  it('is broken when the connection goes with the room', () => {
    expect(outcome(inRoom().room('r', 0, 9).told(0, 0).at(2000), 'R3')).toBe('violated');
    expect(outcome(inRoom().room('r', 0, 9).told(3, 3).at(2000), 'R3')).toBe('violated');
  });

  it('forgives what has a reason of its own', () => {
    expect(outcome(inRoom().room('r', 0, 10).told(0, 4).at(2000), 'R3')).toBe('held');
    expect(outcome(inRoom().room('r', 0, 9).falls(1).at(2000), 'R3')).toBe('held');
    expect(outcome(inRoom().room('r', 0, 9).told(3, 3).socket(1, 'closed').at(2000), 'R3')).toBe('held');
    const story = inRoom().room('r', 0, 9);
    const logout = story.begin('logout');
    expect(outcome(story.told(0, 0).settle(logout, 'logout').at(2000), 'R3')).toBe('held');
  });

  it('is not exercised by leaving', () => {
    expect(outcome(inRoom().room('r', 0, 0), 'R3')).toBe('not exercised');
  });
});

describe('R4', () => {
  it('holds when the app is told what the backend answered', () => {
    expect(outcome(back().backend(answered('member')).at(5200).room('r', 2, 0), 'R4')).toBe('held');
    const timedOut = back().backend(left('timeout')).backend(answered('timeout')).room('r', 0, 9);
    expect(outcome(timedOut, 'R4')).toBe('held');
  });

  it('is broken when the app is told something else, or without an answer', () => {
    const timedOut = (): Story => back().backend(left('timeout')).backend(answered('timeout'));
    expect(outcome(timedOut().room('r', 2, 0), 'R4')).toBe('violated');
    expect(outcome(timedOut().room('r', 0, 3), 'R4')).toBe('violated');
    expect(outcome(timedOut().room('r', 0, 2), 'R4')).toBe('violated');
    expect(outcome(back().room('r', 2, 0), 'R4')).toBe('violated');
  });

  it('is broken when the answers of two rooms are exchanged', () => {
    const story = inRoom().entered('s').at(1100).falls(1, 'r', 's').at(5000).returns(2).at(5100);
    story.backend(answered('member')).backend(answered('notExist', 's'));
    expect(outcome(story.room('r', 0, 3), 'R4')).toBe('violated');
  });

  it('is broken when the backend answers what is not so', () => {
    expect(outcome(back().backend(left('timeout')).backend(answered('member')), 'R4')).toBe('violated');
    expect(outcome(back().backend(answered('timeout')), 'R4')).toBe('violated');
    expect(outcome(back().backend(answered('notExist')), 'R4')).toBe('violated');
    const gone = back().backend({ kind: 'roomDestroyed', roomID: 'r' });
    expect(outcome(gone.backend(answered('member')), 'R4')).toBe('violated');
  });

  it('lets the SDK give up, and a deletion come first', () => {
    expect(outcome(back().at(36_000).room('r', 0, 2), 'R4')).toBe('held');
    const deleted = back().backend(left('deleted')).backend({ kind: 'roomDestroyed', roomID: 'r' });
    expect(outcome(deleted.room('r', 0, 3), 'R4')).toBe('held');
  });

  it('is not observable without the backend', () => {
    const sources = new Set(['event', 'call', 'settle', 'socket'] as const);
    expect(back().verdict('R4', sources)).toMatchObject({
      verdict: 'not observable',
      reason: 'nothing is known of the backend',
    });
  });
});

describe('R5', () => {
  const restored = (): Story => back().room('r', 2, 0).at(6000);

  it('holds when queries and messages work', () => {
    const story = restored().call('queryRoomMemberList', ['r', {}]).call('sendMessage', [{}, 'r', 1, {}]);
    expect(story.verdict('R5')).toMatchObject({ verdict: 'held', exercised: 2 });
  });

  it('is broken when they are refused', () => {
    expect(outcome(restored().call('queryRoomMemberList', ['r'], 6000321), 'R5')).toBe('violated');
    expect(outcome(restored().call('sendMessage', [{}, 'r', 1, {}], 6000203), 'R5')).toBe('violated');
    expect(outcome(restored().call('queryRoomOnlineMemberCount', ['r'], 6000326), 'R5')).toBe('violated');
  });

  it('does not mind other errors, other rooms and peers', () => {
    expect(outcome(restored().call('queryRoomMemberList', ['r'], 6000104), 'R5')).toBe('held');
    expect(outcome(restored().call('queryRoomMemberList', ['s'], 6000321), 'R5')).toBe('not exercised');
    expect(outcome(restored().call('sendMessage', [{}, 'r', 0, {}], 6000203), 'R5')).toBe('not exercised');
  });

  it('forgives calls that were made before, and what happens to the room in between', () => {
    const early = back();
    const query = early.begin('queryRoomMemberList', 'r');
    early.room('r', 2, 0).settle(query, 'queryRoomMemberList', 6000326);
    expect(outcome(early, 'R5')).toBe('not exercised');
    for (const happens of [
      (story: Story): Story => story.room('r', 0, 8),
      (story: Story): Story => story.told(3, 3),
      (story: Story): Story => story.call('leaveRoom', ['r']),
      (story: Story): Story => story.backend(left('timeout')),
    ]) {
      const story = restored();
      const send = story.begin('sendMessage', {}, 'r', 1, {});
      happens(story).settle(send, 'sendMessage', 6000203);
      expect(outcome(story, 'R5')).toBe('not exercised');
    }
  });

  it('is not about rooms that were entered', () => {
    expect(outcome(inRoom().call('queryRoomMemberList', ['r'], 6000321), 'R5')).toBe('not exercised');
  });
});
