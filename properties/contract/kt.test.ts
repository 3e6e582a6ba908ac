// K1, K2 and T0 to T3: another device, and tokens that run out.
import { describe, expect, it } from 'vitest';
import { behaviourOf } from '../../sim/zim/versions.js';
import { SETUP, Story, tokenUntil } from './story.test-support.js';

const outcome = (story: Story, id: string): string => story.verdict(id).verdict;

describe('K1', () => {
  const started = { kind: 'sessionStarted', userID: 'alice' } as const;
  const kicked = { kind: 'sessionEnded', userID: 'alice', reason: 'kickedOut' } as const;
  const bothIn = (): Story =>
    new Story().backend(started).loggedIn().at(5000).on('laptop').backend(started).loggedIn();
  const displaced = (): Story =>
    new Story()
      .backend(started)
      .loggedIn()
      .at(5000)
      .backend(kicked)
      .on('laptop')
      .backend(started)
      .loggedIn()
      .on('phone')
      .at(5040);

  it('holds when the first device is told', () => {
    expect(outcome(displaced().told(0, 4).at(90_000), 'K1')).toBe('held');
  });

  it('is broken when both stay CONNECTED', () => {
    const withoutBackend = new Set(['event', 'call', 'settle', 'socket', 'device'] as const);
    const story = bothIn().at(5000 + 30_001);
    expect(story.verdict('K1', withoutBackend)).toMatchObject({ verdict: 'violated' });
    expect(bothIn().at(20_000).verdict('K1', withoutBackend).verdict).toBe('not exercised');
  });

  it('is broken when the backend lets both in', () => {
    expect(bothIn().at(5001).verdict('K1').reason).toBe(
      'alice is logged in on phone and laptop, and 1 may be at a time',
    );
  });

  it('lets two devices in where two are allowed', () => {
    const story = bothIn()
      .with({ params: { ...SETUP.params, maxDevicesPerUser: 2 } })
      .at(90_000);
    expect(outcome(story, 'K1')).toBe('not exercised');
  });

  it('is broken when the newcomer is kicked instead', () => {
    expect(outcome(bothIn().backend(kicked), 'K1')).toBe('violated');
  });

  it('is broken by a kick that was none', () => {
    expect(outcome(new Story().backend(started).loggedIn().at(50).told(0, 4), 'K1')).toBe('violated');
  });

  it('does not count an administrator’s kick', () => {
    const story = new Story().backend(started).loggedIn().at(50).backend(kicked).at(90).told(0, 4);
    expect(outcome(story, 'K1')).toBe('not exercised');
  });

  it('waits for a kick that was never told, once the device had every chance to hear of it', () => {
    const story = displaced().falls(1);
    expect(outcome(story.at(20_000), 'K1')).toBe('not exercised');
    for (const socket of [2, 3, 4, 5, 6]) {
      story
        .at(socket * 10_000)
        .socket(socket, 'connecting')
        .socket(socket, 'opened')
        .socket(socket, 'closed');
    }
    expect(story.at(90_000).verdict('K1')).toMatchObject({
      verdict: 'pending',
      reason: 'the backend kicked phone at 5000 ms, and its app was never told',
    });
  });

  it('forgives a device that is silent when the other comes, until it is back', () => {
    const story = new Story().backend(started).loggedIn().at(1000).falls(1).at(40_000);
    story.backend({ kind: 'sessionOffline', userID: 'alice' }).on('laptop').backend(started).loggedIn();
    expect(outcome(story.at(120_000), 'K1')).toBe('not exercised');
    story.on('phone').backend(kicked).at(120_040).told(0, 4).at(200_000);
    expect(outcome(story, 'K1')).toBe('held');
  });
});

describe('K2', () => {
  const kicked = (): Story => new Story().loggedIn().at(1000).told(0, 4).at(1100);

  it('holds while a kicked client stays away and its calls fail', () => {
    expect(outcome(kicked().call('queryGroupList', [], 6000121).call('logout'), 'K2')).toBe('held');
    expect(outcome(kicked().loggedIn({ socket: 2 }), 'K2')).toBe('held');
  });

  it('is broken by an attempt, a state or a call that works', () => {
    expect(outcome(kicked().socket(2, 'connecting'), 'K2')).toBe('violated');
    expect(outcome(kicked().told(3, 3), 'K2')).toBe('violated');
    expect(outcome(kicked().call('queryGroupList'), 'K2')).toBe('violated');
  });

  it('is not about other ends', () => {
    expect(outcome(new Story().loggedIn().told(0, 5).socket(2, 'connecting'), 'K2')).toBe('not exercised');
  });
});

describe('T0', () => {
  const bob = (): Story => new Story().on('bob').loggedIn({ userID: 'bob' }).at(1000);

  it('holds as long as nothing expires', () => {
    expect(outcome(bob(), 'T0')).toBe('held');
    expect(outcome(bob().event('tokenWillExpire', { second: 30 }), 'T0')).toBe('violated');
    expect(outcome(bob().told(0, 5), 'T0')).toBe('violated');
  });

  it('is not about devices with a token', () => {
    expect(outcome(new Story().loggedIn({ token: tokenUntil(600) }).told(0, 5), 'T0')).toBe('not exercised');
  });
});

describe('T1', () => {
  const session = (): Story => new Story().loggedIn({ token: tokenUntil(600) });
  const warned = (): Story => session().at(570_000).event('tokenWillExpire', { second: 30 });

  it('holds when the warning comes 30 s before the expiry', () => {
    expect(outcome(warned().at(598_000).told(0, 5), 'T1')).toBe('held');
  });

  it('is broken when it does not come, in an outage too', () => {
    expect(outcome(session().at(571_501), 'T1')).toBe('violated');
    expect(outcome(session().at(1000).falls(1).at(571_501), 'T1')).toBe('violated');
  });

  it('is broken when it comes too early, twice or without a session', () => {
    expect(outcome(session().at(500_000).event('tokenWillExpire', { second: 100 }), 'T1')).toBe('violated');
    expect(outcome(warned().at(575_000).event('tokenWillExpire', { second: 25 }), 'T1')).toBe('violated');
    expect(outcome(new Story().event('tokenWillExpire', { second: 9 }), 'T1')).toBe('violated');
  });

  it('comes at once, before CONNECTED, when less is left at the login', () => {
    const story = new Story();
    const login = story.begin('login', 'alice', { token: tokenUntil(20) });
    story.event('tokenWillExpire', { second: 20 }).told(2, 0).settle(login, 'login').at(18_000).told(0, 5);
    expect(outcome(story, 'T1')).toBe('held');
    expect(outcome(new Story().loggedIn({ token: tokenUntil(20) }).at(1501), 'T1')).toBe('violated');
  });

  it('starts anew with a renewed token', () => {
    const renewed = warned()
      .at(572_000)
      .call('renewToken', [tokenUntil(1200)]);
    expect(outcome(renewed.at(1_170_000).event('tokenWillExpire', { second: 30 }), 'T1')).toBe('held');
    const silent = warned()
      .at(572_000)
      .call('renewToken', [tokenUntil(1200)])
      .at(1_171_501);
    expect(outcome(silent, 'T1')).toBe('violated');
  });

  it('warns of a renewed token that is nearly over before the promise settles', () => {
    const story = warned().at(572_000);
    const renewal = story.begin('renewToken', tokenUntil(601));
    story.at(572_100).event('tokenWillExpire', { second: 28 }).settle(renewal, 'renewToken').at(590_000);
    expect(outcome(story, 'T1')).toBe('held');
  });

  it('allows for a device that slept', () => {
    const story = session().at(500_000).device('sleep').at(580_000).device('wake').at(600_000);
    expect(outcome(story, 'T1')).toBe('not exercised');
    expect(outcome(story.at(655_000), 'T1')).toBe('violated');
  });

  it('is silent about a session that ended before', () => {
    expect(outcome(session().at(100_000).told(0, 4).at(700_000), 'T1')).toBe('not exercised');
  });
});

describe('T2', () => {
  const renewed = (): Story =>
    new Story()
      .loggedIn({ token: tokenUntil(600) })
      .at(575_000)
      .call('renewToken', [tokenUntil(1200)]);

  it('holds when the session outlives the old token', () => {
    expect(outcome(renewed().at(700_000), 'T2')).toBe('held');
    expect(outcome(renewed().at(1_198_000).told(0, 5), 'T2')).toBe('held');
  });

  it('is broken when it ends with the old token', () => {
    expect(outcome(renewed().at(598_000).told(0, 5), 'T2')).toBe('violated');
    const ended = { kind: 'sessionEnded', userID: 'alice', reason: 'tokenExpired' } as const;
    expect(outcome(renewed().at(600_000).backend(ended).told(0, 5), 'T2')).toBe('violated');
  });

  it('forgives an administrator who takes the token back', () => {
    const ended = { kind: 'sessionEnded', userID: 'alice', reason: 'tokenExpired' } as const;
    expect(outcome(renewed().at(900_000).backend(ended).at(900_040).told(0, 5), 'T2')).toBe('held');
    expect(outcome(renewed().at(900_000).told(0, 5), 'T2')).toBe('violated');
  });

  it('does not take the same token for a new one, nor a renewal that failed', () => {
    const same = new Story().loggedIn({ token: tokenUntil(600) }).call('renewToken', [tokenUntil(600)]);
    expect(outcome(same, 'T2')).toBe('not exercised');
    const failed = new Story()
      .loggedIn({ token: tokenUntil(600) })
      .call('renewToken', [tokenUntil(900)], 6000104)
      .at(598_000)
      .told(0, 5);
    expect(outcome(failed, 'T2')).toBe('not exercised');
  });
});

describe('T3', () => {
  const session = (): Story => new Story().loggedIn({ token: tokenUntil(600) });
  const expired = (): Story => session().at(598_000).told(0, 5);

  it('holds when the session ends up to two seconds before the expiry', () => {
    expect(outcome(expired().call('queryGroupList', [], 6000121), 'T3')).toBe('held');
    expect(outcome(session().at(1000).falls(1).at(598_000).told(0, 5), 'T3')).toBe('held');
  });

  it('is broken when it goes on', () => {
    expect(outcome(session().at(601_501), 'T3')).toBe('violated');
    expect(outcome(session().at(1000).falls(1).at(601_501), 'T3')).toBe('violated');
  });

  it('is broken when it ends too early, unless the backend took the token back', () => {
    expect(outcome(session().at(590_000).told(0, 5), 'T3')).toBe('violated');
    const ended = { kind: 'sessionEnded', userID: 'alice', reason: 'tokenExpired' } as const;
    const revoked = session().at(590_000).backend(ended).at(590_040).told(0, 5);
    expect(outcome(revoked, 'T3')).toBe('not exercised');
  });

  it('is broken when calls work afterwards', () => {
    expect(outcome(expired().call('queryGroupList'), 'T3')).toBe('violated');
  });

  it('uses the event of the version', () => {
    const old = (): Story => session().with({ sdk: behaviourOf('2.18.0') });
    expect(outcome(old().at(598_000).told(0, 3), 'T3')).toBe('held');
    expect(outcome(old().at(400_000).told(0, 3), 'T3')).toBe('violated');
  });

  it('counts with the renewed token', () => {
    const renewed = session()
      .at(590_000)
      .call('renewToken', [tokenUntil(900)])
      .at(898_000);
    expect(outcome(renewed, 'T3')).toBe('not exercised');
    expect(outcome(renewed.told(0, 5), 'T3')).toBe('held');
  });

  it('cannot compute with a clock that was changed', () => {
    expect(outcome(session().device('clock').at(900_000), 'T3')).toBe('not exercised');
  });
});
