// Whole worlds whose devices store messages, and use the calls of whole apps.
import { describe, expect, it } from 'vitest';
import { allProperties } from '../../properties/index.js';
import type { Observation } from '../check/observation.js';
import { stepClient } from '../models/client/step.js';
import type { Script } from '../models/script.js';
import { stepServer } from '../models/server/step.js';
import { buildWorld } from './build.js';
import type { Scenario } from './scenario.js';
import type { World } from './world.js';

const ask = (at: string, device: string, call: string, ...args: readonly unknown[]): Script[number] => ({
  at,
  device,
  do: [{ call, args }],
});

const DAY: Scenario = {
  name: 'day',
  title: 'An app that uses more than rooms',
  devices: [{ name: 'alice' }, { name: 'bob' }],
  script: [
    ...['alice', 'bob'].map((device): Script[number] => ({
      at: 0,
      device,
      do: [{ call: 'login' }, { call: 'enterRoom', args: [{ roomID: 'r', roomName: '' }] }],
    })),
    ask('2s', 'alice', 'setRoomAttributes', { seat: 'alice' }, 'r', {}),
    ask('3s', 'alice', 'sendMessage', { type: 200, message: '{}', subType: 1 }, 'bob', 0, {}),
    ask('4s', 'alice', 'callInvite', ['bob'], { timeout: 20 }),
    ask('5s', 'bob', 'queryHistoryMessage', 'alice', 0, { count: 10, reverse: true }),
    ask('6s', 'bob', 'updateUserName', 'Bob'),
    ask('7s', 'alice', 'queryUsersInfo', ['bob', 'carol'], {}),
    ask('40s', 'bob', 'queryConversationList', { count: 10 }),
    // The process is gone by then, and a new one has logged in.
    { at: '80s', device: 'bob', do: [{ call: 'login' }] },
    ask('85s', 'bob', 'queryConversationList', { count: 10 }),
  ],
  faults: [{ kind: 'kill', at: '50s', for: '10s', device: 'bob', keeps: 'token' }],
  until: '100s',
  expects: [],
};

function play(stores: readonly string[]): World {
  const { world } = buildWorld(
    { scenario: DAY, seed: 5 },
    {
      properties: allProperties,
      steps: { client: stepClient, server: stepServer },
      keepTrace: false,
      keepObservations: true,
      stores: new Set(stores),
    },
  );
  world.start();
  world.parts.simulator.runUntil(100_000_000);
  return world;
}

const seen = (world: World, device: string): readonly Observation[] =>
  (world.parts.recorder.observations ?? []).filter((observation) => observation.device === device);

const events = (world: World, device: string): string[] =>
  seen(world, device).flatMap((observation) => (observation.kind === 'event' ? [observation.name] : []));

const values = (world: World, device: string, call: string): unknown[] =>
  seen(world, device).flatMap((observation) =>
    observation.kind === 'settle' && observation.name === call ? [observation.value] : [],
  );

describe('a world whose devices store messages', () => {
  const world = play(['alice', 'bob']);

  it('tells of conversations, calls and attributes', () => {
    expect(events(world, 'bob')).toEqual(
      expect.arrayContaining([
        'roomAttributesUpdated',
        'peerMessageReceived',
        'conversationChanged',
        'conversationTotalUnreadMessageCountUpdated',
        'callInvitationReceived',
        'callInvitationTimeout',
      ]),
    );
    expect(events(world, 'alice')).toEqual(
      expect.arrayContaining([
        'callInvitationCreated',
        'callUserStateChanged',
        'callInviteesAnsweredTimeout',
      ]),
    );
  });

  it('answers with numbered messages, also in the next process', () => {
    expect(values(world, 'bob', 'queryHistoryMessage')).toMatchObject([
      { messageList: [{ type: 200, subType: 1, messageSeq: 1, conversationID: 'alice', direction: 1 }] },
    ]);
    const conversation = { conversationID: 'alice', unreadMessageCount: 1 };
    const conversationList = [conversation];
    expect(values(world, 'bob', 'queryConversationList')).toMatchObject([
      { conversationList },
      { conversationList },
    ]);
    expect(values(world, 'alice', 'queryUsersInfo')).toMatchObject([
      { userList: [{ baseInfo: { userName: 'Bob' } }], errorUserList: [{ userID: 'carol' }] },
    ]);
  });

  it('breaks no property, and is the same twice', () => {
    const { recorder } = world.parts;
    const verdicts = recorder.monitor.finish(100_000, { quiet: true });
    expect(verdicts.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id)).toEqual([]);
    expect(play(['alice', 'bob']).parts.recorder.trace.hash).toBe(recorder.trace.hash);
  });

  it('is another one than a world without stores, whose devices are told nothing of conversations', () => {
    const without = play([]);
    expect(events(without, 'bob')).not.toContain('conversationChanged');
    expect(events(without, 'bob')).toContain('callInvitationTimeout');
    expect(values(without, 'bob', 'queryConversationList')).toMatchObject([
      { conversationList: [] },
      { conversationList: [] },
    ]);
  });
});
