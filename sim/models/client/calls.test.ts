import { describe, expect, it } from 'vitest';
import { ClientDriver } from './driver.test-support.js';
import { expectService } from './service.test-support.js';

function loggedIn(): ClientDriver {
  const client = new ClientDriver();
  client.logIn();
  return client;
}

const CALLS: readonly (readonly [string, readonly unknown[]])[] = [
  ['callInvite', [['bob'], { timeout: 60, mode: 0, extendedData: '' }]],
  ['callCancel', [['bob'], 'c1', { extendedData: '' }]],
  ['callCancel', [[], 'c1', { extendedData: '' }]],
  ['callAccept', ['c1', { extendedData: '' }]],
  ['callReject', ['c1', { extendedData: '' }]],
  ['callingInvite', [['carol'], 'c1', {}]],
  ['callJoin', ['c1', { extendedData: '' }]],
  ['callQuit', ['c1', { extendedData: '' }]],
  ['callEnd', ['c1', { extendedData: '' }]],
];

const INVITATION = {
  kind: 'push',
  event: 'callInvitationReceived',
  data: { callID: 'c1', caller: 'bob' },
  once: 'c1/1',
} as const;

describe('call invitations', () => {
  it.each(CALLS)('%s(%j) asks the backend, resolves with its answer, and needs the network', (name, args) => {
    expectService(loggedIn(), { name, args, value: { callID: 'c1' } });
  });

  it('are listed by the backend, and without a network by what is known', () => {
    const client = loggedIn();
    client.call('queryCallInvitationList', { count: 10, nextFlag: 3 });
    expect(client.sent()).toMatchObject([{ kind: 'service', name: 'queryCallInvitationList' }]);
    client.close();
    expect(client.result('queryCallInvitationList', { count: 10 })).toEqual({
      ok: true,
      value: { callList: [], nextFlag: 0 },
    });
  });

  it.each([
    ['callInvite', [[], {}], 'invitees'],
    ['callInvite', ['bob', {}], 'invitees'],
    ['callInvite', [['bob'], { timeout: 601 }], 'config.timeout'],
    ['callInvite', [['bob'], { timeout: '60' }], 'config.timeout'],
    ['callCancel', ['bob', 'c1'], 'invitees'],
    ['callCancel', [['bob'], ''], 'callID'],
    ['callAccept', [''], 'callID'],
    ['callReject', [1], 'callID'],
    ['callingInvite', [[], 'c1'], 'invitees'],
    ['callJoin', [], 'callID'],
    ['callQuit', [null], 'callID'],
    ['callEnd', [{}], 'callID'],
    ['queryCallInvitationList', [], 'config.count'],
    ['queryCallInvitationList', [{ count: 0 }], 'config.count'],
  ] as const)('%s(%j) is refused with 6000001, which names %s', (name, args, param) => {
    expect(loggedIn().result(name, ...args)).toMatchObject({
      code: 6000001,
      message: expect.stringContaining(param.split('.').at(-1) ?? ''),
    });
  });

  it('that come are told, and the backend hears that they have come', () => {
    const client = loggedIn();
    client.hear(INVITATION);
    expect(client.told()).toEqual(['callInvitationReceived {"callID":"c1","caller":"bob"}']);
    expect(client.sent()).toMatchObject([{ kind: 'service', name: 'callReceived', args: ['c1'] }]);
  });

  it('that come again are answered and not told, another one to the same call is', () => {
    const client = loggedIn();
    client.hear(INVITATION);
    client.hear(INVITATION);
    expect(client.told()).toHaveLength(1);
    expect(client.sent()).toHaveLength(2);
    client.hear({ ...INVITATION, once: 'c1/2' });
    expect(client.told()).toHaveLength(1);
  });
});
