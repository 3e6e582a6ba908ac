// The rules on connection, session and reminders, each on a few hand-written runs.
import { describe, expect, it } from 'vitest';
import { Story, tokenUntil } from '../contract/story.test-support.js';

const session = (): Story => new Story().loggedIn({ token: tokenUntil(600) }).at(1000);
const outage = (...rooms: readonly string[]): Story => {
  const story = session();
  for (const roomID of rooms) story.entered(roomID);
  return story.at(10_000).falls(1, ...rooms);
};
const kicked = (): Story => session().at(10_000).told(0, 4);
const verdictOf = (story: Story, id: string): string => story.verdict(id).verdict;

describe('no-login-while-reconnecting', () => {
  const id = 'no-login-while-reconnecting';
  it('holds without a login, and needs an outage', () => {
    expect(verdictOf(outage().at(20_000).returns(2).call('login'), id)).toBe('held');
    expect(verdictOf(session(), id)).toBe('not exercised');
    expect(verdictOf(new Story().call('login').told(3, 3).call('login'), id)).toBe('not exercised');
  });
  it('is broken by a login, whoever asks for it', () => {
    expect(verdictOf(outage().at(11_000).call('login'), id)).toBe('violated');
    expect(verdictOf(outage().at(11_000).user('logs in').call('create').call('login'), id)).toBe('violated');
  });
  it('allows a new login after logout, and what an app does that did not hear of it', () => {
    expect(verdictOf(outage().user('out').call('logout').told(0, 0).call('login'), id)).toBe('held');
    const unheard = outage().error('the listener of connectionStateChanged throws').at(11_000).call('login');
    expect(verdictOf(unheard, id)).toBe('held');
  });
});

describe('reconnection-is-left-alone', () => {
  const id = 'reconnection-is-left-alone';
  it('is broken by destroy or logout that nobody asked for', () => {
    expect(verdictOf(outage().at(11_000).call('destroy'), id)).toBe('violated');
    expect(verdictOf(outage().at(11_000).call('logout'), id)).toBe('violated');
    expect(
      verdictOf(outage().call('destroy').call('create').call('login'), 'no-login-while-reconnecting'),
    ).toBe('held');
  });
  it('holds for a person who logs out, and without an outage there is nothing to say', () => {
    expect(verdictOf(outage().at(11_000).user('logs out').at(14_000).call('logout'), id)).toBe('held');
    expect(verdictOf(session().call('logout'), id)).toBe('not exercised');
  });
});

describe('no-room-calls-while-connecting', () => {
  const id = 'no-room-calls-while-connecting';
  it('is broken by each kind of call on the interrupted room', () => {
    expect(verdictOf(outage('r').at(11_000).call('sendMessage', [{}, 'r', 1, {}]), id)).toBe('violated');
    expect(
      verdictOf(
        outage('r')
          .at(11_000)
          .call('enterRoom', [{ roomID: 'r' }]),
        id,
      ),
    ).toBe('violated');
    expect(verdictOf(outage('r').at(11_000).call('leaveRoom', ['r']), id)).toBe('violated');
    expect(verdictOf(outage('r').at(11_000).call('queryRoomMemberList', ['r', {}]), id)).toBe('violated');
  });
  it('lets other rooms, peers and a person be, but not for ever', () => {
    expect(verdictOf(outage('r').at(11_000).call('sendMessage', [{}, 'r', 0, {}]), id)).toBe('held');
    expect(
      verdictOf(
        outage('r')
          .at(11_000)
          .call('enterRoom', [{ roomID: 's' }]),
        id,
      ),
    ).toBe('held');
    const asked = outage('r').at(11_000).user('leaves').call('leaveRoom', ['r']);
    expect(verdictOf(asked, id)).toBe('held');
    asked
      .at(12_000)
      .user('leaves')
      .call('leaveRoom', ['r'])
      .at(13_000)
      .user('leaves')
      .call('leaveRoom', ['r']);
    expect(verdictOf(asked, id)).toBe('violated');
  });
  it('says nothing before or after', () => {
    expect(verdictOf(session().entered('r').call('leaveRoom', ['r']), id)).toBe('not exercised');
    expect(verdictOf(outage('r').returns(2).room('r', 2, 0).call('leaveRoom', ['r']), id)).toBe('held');
  });
});

describe('reminders of an outage', () => {
  const shown = 'reconnecting-is-shown';
  const away = 'reconnecting-is-taken-away';
  it('come within three seconds', () => {
    expect(verdictOf(outage().at(12_000).ui('remind', 'Reconnecting…').at(20_000), shown)).toBe('held');
    expect(verdictOf(outage().at(12_000).returns(2).at(20_000), shown)).toBe('held');
    expect(verdictOf(outage().at(12_000).ui('remind', 'hello').at(20_000), shown)).toBe('violated');
    expect(verdictOf(session().at(20_000), shown)).toBe('not exercised');
  });
  it('are excused while the device sleeps or the app did not hear of it', () => {
    expect(verdictOf(outage().device('sleep').at(60_000), shown)).toBe('held');
    const woken = outage().device('sleep').at(60_000).device('wake').at(64_000);
    expect(verdictOf(woken, shown)).toBe('violated');
    const unheard = outage().error('the listener of connectionStateChanged throws').at(20_000);
    expect(verdictOf(unheard, shown)).toBe('held');
  });
  it('go within three seconds', () => {
    const reminded = (): Story => outage().ui('remind', 'offline').at(20_000).returns(2);
    expect(verdictOf(reminded().at(22_000).ui('clear', 'offline').at(30_000), away)).toBe('held');
    expect(verdictOf(reminded().at(22_000).ui('screen', 'chat').at(30_000), away)).toBe('held');
    expect(verdictOf(reminded().at(22_000).ui('clear', 'other').at(30_000), away)).toBe('violated');
    expect(verdictOf(outage().at(20_000).returns(2).at(30_000), away)).toBe('not exercised');
  });
  it('are not observable where nothing is seen', () => {
    expect(outage().verdict(shown, new Set(['call', 'settle', 'event'])).verdict).toBe('not observable');
  });
});

describe('no-login-after-special-event', () => {
  const id = 'no-login-after-special-event';
  it('is broken by a login that nobody asked for, and names the event', () => {
    const story = kicked().at(11_000).call('create').call('login');
    expect(story.verdict(id).reason).toContain('DISCONNECTED + KICKED_OUT');
    expect(verdictOf(session().user('sends').call('sendMessage').told(0, 5).call('login'), id)).toBe(
      'violated',
    );
  });
  it('holds where a person asked, or a new process began', () => {
    expect(verdictOf(kicked().at(11_000).user('logs in').at(40_000).call('login'), id)).toBe('held');
    expect(verdictOf(session().user('logs in').at(9000).told(0, 4).call('login'), id)).toBe('held');
    expect(verdictOf(kicked().device('kill').device('start').call('login'), id)).toBe('held');
  });
  it('is not about a logout', () => {
    expect(verdictOf(session().call('logout').told(0, 0).call('login'), id)).toBe('not exercised');
  });
});

describe('special-event-is-shown and reminder-fits-the-event', () => {
  const shown = 'special-event-is-shown';
  const fits = 'reminder-fits-the-event';
  it('want something to be shown in time', () => {
    expect(verdictOf(kicked().at(12_000).ui('screen', 'login').at(20_000), shown)).toBe('held');
    expect(verdictOf(kicked().at(20_000), shown)).toBe('violated');
    expect(verdictOf(session().at(20_000), shown)).toBe('not exercised');
  });
  it('leave an app that logs in by itself to the rule about that', () => {
    expect(verdictOf(kicked().at(11_000).call('login').at(20_000), shown)).toBe('held');
  });
  it('want words that fit', () => {
    expect(verdictOf(kicked().ui('remind', 'logged in on another device'), fits)).toBe('held');
    expect(verdictOf(kicked().ui('remind', 'your session expired'), fits)).toBe('violated');
    expect(verdictOf(session().told(0, 5).ui('remind', 'you were kicked'), fits)).toBe('violated');
    expect(verdictOf(kicked().ui('screen', 'login'), fits)).toBe('not exercised');
  });
});

describe('no-calls-without-session', () => {
  const id = 'no-calls-without-session';
  const failing = (story: Story, times: number): Story => {
    for (let n = 0; n < times; n++) story.call('queryGroupList', [], 6000121);
    return story;
  };
  it('allows three in a row', () => {
    expect(verdictOf(failing(kicked(), 3), id)).toBe('held');
    expect(verdictOf(failing(failing(kicked(), 3).user('taps'), 3), id)).toBe('held');
    expect(verdictOf(failing(kicked(), 4), id)).toBe('violated');
    expect(verdictOf(failing(session(), 4), id)).toBe('not exercised');
  });
});
