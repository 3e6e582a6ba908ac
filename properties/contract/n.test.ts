// N1 to N6: the network is lost and comes back, or the session ends.
import { describe, expect, it } from 'vitest';
import { behaviourOf } from '../../sim/zim/versions.js';
import { SETUP, Story } from './story.test-support.js';

const outcome = (story: Story, id: string): string => story.verdict(id).verdict;
const online = (): Story => new Story().loggedIn().at(1000);

describe('N1', () => {
  it('holds when the app is told in the instant in which the socket closes', () => {
    expect(outcome(online().falls(1).at(1500), 'N1')).toBe('held');
  });

  it('is broken when the app is told nothing, or later', () => {
    expect(outcome(online().socket(1, 'closed').at(1001), 'N1')).toBe('violated');
    expect(outcome(online().socket(1, 'closed').at(1001).told(3, 3).at(1500), 'N1')).toBe('violated');
  });

  it('is broken when the app is told something else', () => {
    expect(outcome(online().told(3, 1), 'N1')).toBe('violated');
    expect(outcome(online().told(1, 1), 'N1')).toBe('violated');
  });

  it('does not mind a session that ends in the same instant, by itself or by the app', () => {
    const ended = online().socket(1, 'closed').told(0, 4).at(1500);
    expect(outcome(ended, 'N1')).toBe('held');
    const story = online();
    const logout = story.begin('logout');
    story.socket(1, 'closed').told(0, 0).settle(logout, 'logout').at(1500);
    expect(outcome(story, 'N1')).toBe('held');
    expect(outcome(online().socket(1, 'closed').call('destroy').at(1500), 'N1')).toBe('held');
  });

  it('says nothing of sockets that are not the session’s, nor of a device that sleeps', () => {
    expect(outcome(online().socket(7, 'closed').at(1500), 'N1')).toBe('not exercised');
    expect(outcome(online().device('sleep').socket(1, 'closed').at(1500), 'N1')).toBe('not exercised');
  });

  it('says nothing of a first login that cannot connect', () => {
    const story = new Story();
    story.begin('login', 'alice', { token: '' });
    story.socket(1, 'connecting').socket(1, 'failed').told(3, 3).at(2000).told(3, 1).at(9000);
    expect(outcome(story, 'N1')).toBe('not exercised');
  });

  it('without sockets still judges what the app is told', () => {
    const sources = new Set(['event', 'call', 'settle'] as const);
    expect(online().told(3, 1).verdict('N1', sources).verdict).toBe('violated');
    expect(online().told(3, 3).verdict('N1', sources).verdict).toBe('held');
  });
});

describe('N2', () => {
  const outage = (): Story =>
    online().falls(1).at(2500).socket(2, 'connecting').socket(2, 'failed').told(3, 3);

  it('holds when attempts go on', () => {
    expect(outcome(outage().at(4500).socket(3, 'connecting').at(30_000), 'N2')).toBe('held');
  });

  it('waits for the answer on a socket that has opened, whatever is told meanwhile', () => {
    const opened = outage().at(4500).socket(3, 'connecting').socket(3, 'opened').told(3, 1);
    expect(outcome(opened.at(4500 + 9000), 'N2')).toBe('held');
    expect(outcome(opened.at(4500 + 60_000), 'N2')).toBe('violated');
  });

  it('is broken when a wait is longer than its place in the series allows', () => {
    expect(
      outcome(
        outage()
          .at(2500 + 4000)
          .socket(3, 'connecting'),
        'N2',
      ),
    ).toBe('held');
    expect(
      outcome(
        outage()
          .at(2500 + 4001)
          .socket(3, 'connecting'),
        'N2',
      ),
    ).toBe('violated');
  });

  it('is broken when they stop, also on a device that is offline', () => {
    expect(outcome(outage().at(2500 + 34_001), 'N2')).toBe('violated');
    expect(
      outcome(
        outage()
          .device('offline')
          .at(2500 + 34_001),
        'N2',
      ),
    ).toBe('violated');
  });

  it('is broken when the first attempt never comes', () => {
    expect(
      outcome(
        online()
          .falls(1)
          .at(1000 + 34_001),
        'N2',
      ),
    ).toBe('violated');
  });

  it('is broken when they come too fast, unless the device gave a hint', () => {
    expect(outcome(outage().at(2800).socket(3, 'connecting'), 'N2')).toBe('violated');
    expect(outcome(outage().at(2800).device('online').socket(3, 'connecting'), 'N2')).toBe('held');
  });

  it('gives a device that sleeps its time back', () => {
    const asleep = outage().device('sleep').at(100_000);
    expect(outcome(asleep, 'N2')).toBe('held');
    expect(outcome(asleep.device('wake').at(103_000), 'N2')).toBe('held');
    expect(outcome(asleep.at(105_000), 'N2')).toBe('violated');
  });

  it('does not count attempts that the app asked for', () => {
    const story = online().falls(1);
    story.begin('login', 'alice', { token: '' });
    expect(outcome(story.at(2000).socket(2, 'connecting').at(2100), 'N2')).toBe('not exercised');
  });

  it('ends with the session', () => {
    expect(outcome(outage().told(0, 4).at(200_000), 'N2')).toBe('held');
  });

  it('asks nothing of a version that gives up', () => {
    const old = outage()
      .with({ sdk: behaviourOf('2.8.1') })
      .at(200_000);
    expect(outcome(old, 'N2')).toBe('not exercised');
  });
});

describe('N3', () => {
  it('holds for CONNECTED + SUCCESS after an outage and for nothing else', () => {
    expect(outcome(online().falls(1).at(3000).returns(2), 'N3')).toBe('held');
    expect(outcome(online().falls(1).at(3000).told(2, 3), 'N3')).toBe('violated');
    expect(outcome(online().told(3, 0), 'N3')).toBe('violated');
    expect(outcome(online(), 'N3')).toBe('not exercised');
  });
});

describe('N4', () => {
  const kicked = (): Story => online().told(0, 4).at(1100);

  it('holds when calls fail with 6000121 after a special event', () => {
    for (const event of [4, 5, 6]) {
      const story = online().told(0, event).at(1100).call('queryGroupList', [], 6000121).at(1200);
      expect(outcome(story, 'N4')).toBe('held');
    }
  });

  it('is broken when such a call succeeds, fails otherwise or does not settle', () => {
    expect(outcome(kicked().call('queryGroupList'), 'N4')).toBe('violated');
    expect(outcome(kicked().call('queryGroupList', [], 6000104), 'N4')).toBe('violated');
    const story = kicked();
    story.begin('sendMessage', {}, 'bob', 0, {});
    expect(outcome(story.at(1101), 'N4')).toBe('violated');
  });

  it('is broken by 6000121 during a session', () => {
    expect(outcome(online().call('queryGroupList', [], 6000121).at(1500), 'N4')).toBe('violated');
    expect(outcome(online().falls(1).call('renewToken', [''], 6000121).at(1500), 'N4')).toBe('violated');
  });

  it('excepts calls that were in flight when the session ended', () => {
    const story = online();
    const query = story.begin('queryGroupList');
    // The SDK may reject them just before it says why.
    story.settle(query, 'queryGroupList', 6000121).told(0, 4).at(1500);
    expect(outcome(story, 'N4')).toBe('held');
    const late = online();
    const join = late.begin('joinGroup', 'g');
    late.at(1100).told(0, 5).at(1200).settle(join, 'joinGroup', 6000104).at(1500);
    expect(outcome(late, 'N4')).toBe('held');
  });

  it('excepts the calls that need no session', () => {
    const story = kicked()
      .call('logout')
      .call('beginRoomAttributesBatchOperation', ['r', {}])
      .call('on', ['x']);
    expect(outcome(story.at(1500), 'N4')).toBe('held');
  });

  it('applies before a login, during a first one and after a logout, without counting them', () => {
    const before = new Story().call('queryGroupList', [], 6000121).at(10);
    expect(outcome(before, 'N4')).toBe('not exercised');
    expect(outcome(new Story().call('queryGroupList').at(10), 'N4')).toBe('violated');
    const pending = new Story();
    pending.begin('login', 'alice', { token: '' });
    expect(outcome(pending.told(3, 3).call('joinGroup', ['g'], 6000104), 'N4')).toBe('violated');
    const out = online();
    const logout = out.begin('logout');
    out.told(0, 0).settle(logout, 'logout').call('joinGroup', ['g']);
    expect(outcome(out, 'N4')).toBe('violated');
  });

  it('has another code after destroy', () => {
    expect(outcome(online().call('destroy').call('joinGroup', ['g'], 6000002), 'N4')).toBe('not exercised');
    expect(outcome(online().call('destroy').call('joinGroup', ['g'], 6000121), 'N4')).toBe('violated');
  });

  it('leaves the moment before CONNECTED open', () => {
    const story = new Story();
    const login = story.begin('login', 'alice', { token: '' });
    story.event('tokenWillExpire', { second: 9 });
    story.begin('renewToken', 'x');
    story.told(2, 0).settle(login, 'login').at(20);
    expect(outcome(story, 'N4')).toBe('not exercised');
  });

  it('wants the event that ends a session to be named', () => {
    expect(outcome(online().told(0, 0).at(1500), 'N4')).toBe('violated');
    expect(outcome(online().told(0, 3).at(1500), 'N4')).toBe('violated');
    expect(outcome(online().told(0, 2).at(1500), 'N4')).toBe('violated');
  });

  it('begins anew with the next login', () => {
    const again = kicked().loggedIn({ socket: 2 }).at(1200).call('queryGroupList').at(1500);
    expect(outcome(again, 'N4')).toBe('held');
  });
});

describe('N5', () => {
  const over = (): Story => online().told(0, 5).at(2000);

  it('holds while the SDK stays away, and after the app logs in', () => {
    expect(outcome(over(), 'N5')).toBe('held');
    expect(outcome(over().loggedIn({ socket: 2 }), 'N5')).toBe('held');
  });

  it('is broken by an attempt or a state without a login', () => {
    expect(outcome(over().socket(2, 'connecting'), 'N5')).toBe('violated');
    expect(outcome(over().told(3, 3), 'N5')).toBe('violated');
  });

  it('does not count a logout', () => {
    const story = online();
    const logout = story.begin('logout');
    story.told(0, 0).settle(logout, 'logout').at(2000);
    expect(outcome(story, 'N5')).toBe('not exercised');
  });

  it('counts a first login that gave up', () => {
    const story = new Story();
    story.begin('login', 'alice', { token: '' });
    story.told(3, 3).at(320_000).told(0, 2).at(330_000);
    expect(outcome(story, 'N5')).toBe('held');
    expect(outcome(story.socket(9, 'connecting'), 'N5')).toBe('violated');
  });
});

describe('N6', () => {
  const outage = (): Story => online().falls(1).at(4000);

  it('holds for every end that is allowed, and for repeats', () => {
    expect(outcome(outage().told(3, 3).returns(2), 'N6')).toBe('held');
    for (const event of [4, 5, 6]) expect(outcome(outage().told(0, event), 'N6')).toBe('held');
    expect(outcome(outage().call('destroy'), 'N6')).toBe('held');
    const story = outage();
    const logout = story.begin('logout');
    expect(outcome(story.told(0, 0).settle(logout, 'logout'), 'N6')).toBe('held');
  });

  it('is broken by every other end', () => {
    for (const [state, event] of [
      [0, 0],
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 1],
      [3, 1],
    ] as const) {
      expect(outcome(outage().told(state, event), 'N6')).toBe('violated');
    }
  });

  it('lets old versions end in their own way', () => {
    expect(
      outcome(
        outage()
          .with({ sdk: behaviourOf('2.8.1') })
          .told(0, 2),
        'N6',
      ),
    ).toBe('held');
    expect(
      outcome(
        outage()
          .with({ sdk: behaviourOf('2.16.0') })
          .told(0, 3),
        'N6',
      ),
    ).toBe('held');
  });

  it('is not exercised by an outage that goes on, nor before a session', () => {
    expect(outcome(outage(), 'N6')).toBe('not exercised');
    const story = new Story();
    story.begin('login', 'alice', { token: '' });
    expect(outcome(story.told(3, 3).at(50).told(3, 1).told(1, 1), 'N6')).toBe('not exercised');
  });

  it('holds for an offline login', () => {
    const story = new Story().with(SETUP);
    const login = story.begin('login', 'alice', { token: '', isOfflineLogin: true });
    story.told(2, 0).told(3, 3).told(2, 0).settle(login, 'login').at(5000).told(3, 3);
    for (const id of ['N1', 'N3', 'N6']) expect(outcome(story, id)).toBe('held');
  });
});
