// The rules on tokens, rooms, messages and errors, each on a few hand-written runs.
import { describe, expect, it } from 'vitest';
import type { ObservationKind } from '../../sim/check/observation.js';
import { Story, tokenUntil } from '../contract/story.test-support.js';

const session = (): Story => new Story().loggedIn({ token: tokenUntil(600) }).at(1000);
const warned = (): Story => session().at(570_000).event('tokenWillExpire', { second: 30 });
const verdictOf = (story: Story, id: string): string => story.verdict(id).verdict;

describe('token-is-renewed', () => {
  const id = 'token-is-renewed';
  it('is broken when the token expires without a try', () => {
    expect(verdictOf(warned().at(598_000).told(0, 5), id)).toBe('violated');
  });
  it('holds with a try, and needs a warning and time', () => {
    expect(
      verdictOf(
        warned()
          .call('renewToken', [tokenUntil(900)])
          .at(598_000),
        id,
      ),
    ).toBe('held');
    expect(verdictOf(session().at(598_000).told(0, 5), id)).toBe('not exercised');
    expect(verdictOf(warned().at(575_000).falls(1).at(598_000).told(0, 5), id)).toBe('not exercised');
    expect(verdictOf(warned().at(575_000).device('sleep').at(598_000).told(0, 5), id)).toBe('not exercised');
    const unheard = warned().error('the listener of tokenWillExpire throws').at(598_000).told(0, 5);
    expect(verdictOf(unheard, id)).toBe('not exercised');
  });
  it('excuses an app whose token server could not be reached', () => {
    const story = warned().with({ tokenTroubles: [{ fromMs: 575_000, toMs: 590_000 }] });
    expect(verdictOf(story.at(598_000).told(0, 5), id)).toBe('not exercised');
  });
});

describe('token-is-renewed-with-a-new-one', () => {
  const id = 'token-is-renewed-with-a-new-one';
  it('tells the token of the login and of earlier renewals from a new one', () => {
    expect(verdictOf(warned().call('renewToken', [tokenUntil(600)]), id)).toBe('violated');
    const renewed = (): Story => warned().call('renewToken', [tokenUntil(900)]);
    expect(verdictOf(renewed(), id)).toBe('held');
    expect(verdictOf(renewed().call('renewToken', [tokenUntil(900)]), id)).toBe('violated');
    expect(verdictOf(warned(), id)).toBe('not exercised');
  });
  it('lets a token be tried again that did not get through, and excuses a stale token server', () => {
    const failed = warned().call('renewToken', [tokenUntil(900)], 6000104);
    expect(verdictOf(failed.call('renewToken', [tokenUntil(900)]), id)).toBe('held');
    const stale = warned().with({ faultKinds: new Set(['issuerStale']) });
    expect(verdictOf(stale.call('renewToken', [tokenUntil(600)]), id)).toBe('not exercised');
  });
});

describe('renewal-is-tried-again', () => {
  const id = 'renewal-is-tried-again';
  const failed = (): Story =>
    warned()
      .falls(1)
      .at(571_000)
      .call('renewToken', [tokenUntil(900)], 6000104);
  it('is broken when the connection was back in time', () => {
    expect(verdictOf(failed().at(575_000).returns(2).at(598_000).told(0, 5), id)).toBe('violated');
    expect(verdictOf(failed().at(590_000).returns(2).at(598_000).told(0, 5), id)).toBe('not exercised');
  });
  it('holds when it was tried again, and needs a failure', () => {
    const again = failed()
      .at(575_000)
      .returns(2)
      .call('renewToken', [tokenUntil(900)])
      .at(700_000);
    expect(verdictOf(again, id)).toBe('held');
    expect(verdictOf(warned().at(598_000).told(0, 5), id)).toBe('not exercised');
  });
  it('excuses an app that renews and was made deaf to a warning in an outage', () => {
    const renewed = warned().call('renewToken', [tokenUntil(700)]);
    const deaf = renewed.at(669_000).falls(1).at(670_000).event('tokenWillExpire', { second: 30 });
    const unheard = deaf.error('the listener of tokenWillExpire throws').at(671_000).returns(2);
    expect(verdictOf(unheard.at(698_000).told(0, 5), id)).toBe('not exercised');
  });
});

describe('rooms', () => {
  const interrupted = (): Story => session().entered('r').at(10_000).falls(1, 'r').at(20_000).returns(2);
  const lost = (event: number): Story => interrupted().room('r', 0, event).at(21_000);

  it('lost-room-is-handled', () => {
    const id = 'lost-room-is-handled';
    expect(verdictOf(lost(9).call('joinRoom', ['r']).at(40_000), id)).toBe('held');
    expect(verdictOf(lost(9).ui('remind', 'you left').at(40_000), id)).toBe('held');
    expect(verdictOf(lost(9).user('taps').at(40_000), id)).toBe('held');
    expect(verdictOf(lost(9).at(40_000), id)).toBe('violated');
    expect(verdictOf(lost(3).at(40_000), id)).toBe('not exercised');
    const blind: ReadonlySet<ObservationKind> = new Set(['call', 'settle', 'event', 'device']);
    expect(lost(9).at(40_000).verdict(id, blind).verdict).toBe('not exercised');
    expect(lost(9).call('joinRoom', ['r']).at(40_000).verdict(id, blind).verdict).toBe('held');
  });
  it('gone-room-is-not-joined', () => {
    const id = 'gone-room-is-not-joined';
    expect(verdictOf(lost(3).call('enterRoom', [{ roomID: 'r' }]), id)).toBe('held');
    expect(verdictOf(lost(3).call('joinRoom', ['r'], 6000322), id)).toBe('violated');
    expect(verdictOf(lost(3).user('joins').call('joinRoom', ['r'], 6000322), id)).toBe('held');
    expect(verdictOf(lost(9).call('joinRoom', ['r']), id)).toBe('not exercised');
  });
  it('restored-room-is-left-alone', () => {
    const id = 'restored-room-is-left-alone';
    const restored = (): Story => interrupted().room('r', 2, 0).at(21_000);
    expect(verdictOf(restored().call('enterRoom', [{ roomID: 'r' }]), id)).toBe('violated');
    expect(verdictOf(restored().call('leaveRoom', ['r']), id)).toBe('violated');
    expect(verdictOf(restored().user('leaves').call('leaveRoom', ['r']), id)).toBe('held');
    expect(verdictOf(restored().at(40_000).call('leaveRoom', ['r']), id)).toBe('held');
    expect(verdictOf(session().entered('r'), id)).toBe('not exercised');
  });
  it('no-rejoin-by-itself', () => {
    const id = 'no-rejoin-by-itself';
    expect(verdictOf(lost(2).at(60_000).call('joinRoom', ['r']), id)).toBe('violated');
    expect(verdictOf(lost(2).at(60_000).user('joins').call('joinRoom', ['r']), id)).toBe('held');
    expect(verdictOf(lost(9).call('joinRoom', ['r']), id)).toBe('not exercised');
  });
});

describe('failed-message-is-shown', () => {
  const id = 'failed-message-is-shown';
  const failed = (): Story => session().call('sendMessage', [{}, 'bob', 0, {}], 6000104);
  it('wants the failure to be seen', () => {
    expect(verdictOf(failed().ui('remind', 'Not sent').at(10_000), id)).toBe('held');
    expect(verdictOf(failed().ui('remind', 'hello').at(10_000), id)).toBe('violated');
    expect(verdictOf(session().call('sendMessage').at(10_000), id)).toBe('not exercised');
  });
  it('leaves a rejection that nobody handles to the rule about that', () => {
    expect(verdictOf(failed().error('Error', 'rejection').at(10_000), id)).toBe('held');
  });
});

describe('errors', () => {
  const listeners = 'listeners-do-not-throw';
  const uncaught = 'app-no-uncaught-errors';
  it('belong to one rule each', () => {
    expect(verdictOf(session(), listeners)).toBe('held');
    expect(verdictOf(session(), uncaught)).toBe('held');
    expect(verdictOf(session().error('x is undefined', 'listener'), listeners)).toBe('violated');
    expect(verdictOf(session().error('x is undefined', 'listener'), uncaught)).toBe('held');
    expect(session().error('x is undefined', 'uncaught').verdict(uncaught).reason).toContain('chat.ts:7');
    expect(verdictOf(session().error('x is undefined', 'rejection'), uncaught)).toBe('violated');
    expect(verdictOf(session().error('x is undefined', 'rejection'), listeners)).toBe('held');
  });
  it('of faults are nobody’s', () => {
    const story = session().error('the listener of roomStateChanged throws');
    expect(verdictOf(story, listeners)).toBe('held');
    expect(verdictOf(story, uncaught)).toBe('held');
  });
  it('need an app that does something', () => {
    expect(verdictOf(new Story(), listeners)).toBe('not exercised');
    expect(verdictOf(new Story(), uncaught)).toBe('not exercised');
  });
});
