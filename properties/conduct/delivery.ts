// M1 and M2: nobody sees a message twice, and those of one sender to one conversation are seen in the order in which
// they were sent. M3: a peer message that was acknowledged reaches the devices of its receiver that are there.
import { always, eventually } from '../../sim/check/combinators.js';
import { type DeviceView, pausedMsOf } from '../../sim/check/device-view.js';
import type { Judge, ObservationOf, Property } from '../../sim/check/property.js';
import { ZIMConnectionState } from '../../sim/zim/enums.js';
import { recoveryMs } from './quiet.js';

export interface Message {
  readonly messageID: string;
  readonly localMessageID: string;
  readonly senderUserID: string;
  readonly conversationID: string;
  readonly conversationType: number;
}

export const RECEIVED = [
  'event:peerMessageReceived',
  'event:roomMessageReceived',
  'event:groupMessageReceived',
  'event:receivePeerMessage',
  'event:receiveRoomMessage',
  'event:receiveGroupMessage',
] as const;

type Received = ObservationOf<(typeof RECEIVED)[number]>;

export function messagesOf({ data }: Received): readonly Message[] {
  const { messageList } = data as { readonly messageList?: unknown };
  return Array.isArray(messageList) ? (messageList as Message[]) : [];
}

/** M1: nothing twice. */
export const m1: Property<{ seen: Set<string> }> = always('Nobody gets a message twice.', {
  id: 'M1',
  on: [...RECEIVED, 'device'],
  needs: ['event'],
  provenance: ['docs', 'assumed'],
  exercisedBy: 'judge',
  init: () => ({ seen: new Set<string>() }),
  step(state, observation, judge) {
    if (observation.kind === 'device') {
      // A process that lost all it had does not know what it had shown.
      if (observation.what === 'kill') state.seen.clear();
      return undefined;
    }
    for (const { messageID, senderUserID, localMessageID } of messagesOf(observation)) {
      // Sent again, it has the local ID that it had, whatever the backend makes of it.
      const sent = `${senderUserID} ${messageID.replace(/m\d+$/, '')} ${localMessageID}`;
      if (state.seen.has(messageID) || state.seen.has(sent)) return `message ${messageID} came twice`;
      state.seen.add(messageID).add(sent);
      judge.exercised();
    }
    return undefined;
  },
});

/** M2: in order. The IDs of a sender's messages are numbered by its device, in the order in which they were accepted. */
export const m2: Property<{ last: Map<string, number> }> = always(
  'Messages of one device to one conversation come in the order in which they were accepted.',
  {
    id: 'M2',
    on: [...RECEIVED, 'device'],
    needs: ['event'],
    provenance: ['docs', 'assumed'],
    exercisedBy: 'judge',
    init: () => ({ last: new Map<string, number>() }),
    step(state, observation, judge) {
      if (observation.kind === 'device') {
        if (observation.what === 'kill') state.last.clear();
        return undefined;
      }
      for (const { messageID, conversationID, conversationType } of messagesOf(observation)) {
        const [, device, number] = /^(.*)\/m(\d+)$/.exec(messageID) ?? [];
        if (device === undefined) continue;
        const key = `${conversationType} ${conversationID} ${device}`;
        const before = state.last.get(key);
        if (before !== undefined && Number(number) < before) {
          return `message ${messageID} came after number ${before} of the same device`;
        }
        if (before !== undefined) judge.exercised();
        state.last.set(key, Number(number));
      }
      return undefined;
    },
  },
);

interface Acknowledged {
  /** By message: who should get it, and when the sender was told that it is accepted. */
  readonly accepted: Map<
    string,
    { readonly to: readonly string[]; readonly from: string; readonly atMs: number }
  >;
  /** By device: what it got. */
  readonly got: Map<string, Set<string>>;
  /** By device: when it was first logged in, or its process last began without what it had kept. */
  readonly since: Map<string, number>;
  /** By group that nobody has left: its users. */
  readonly groups: Map<string, readonly string[]>;
}

/** M3: what is acknowledged arrives. Peer and group messages: those to rooms are for who is there. */
export const m3: Property<Acknowledged> = eventually('A message that was acknowledged is not lost.', {
  id: 'M3',
  scope: 'world',
  on: [
    ...RECEIVED,
    'settle:sendMessage',
    'call:createGroup',
    'call:joinGroup',
    'call:leaveGroup',
    'call:dismissGroup',
    'event:connectionStateChanged',
    'device',
  ],
  needs: ['event', 'settle'],
  provenance: ['docs'],
  init: (): Acknowledged => ({ accepted: new Map(), got: new Map(), since: new Map(), groups: new Map() }),
  step(state, observation, judge) {
    const { device, atMs } = observation;
    switch (observation.kind) {
      case 'device':
        if (observation.what === 'kill') state.since.set(device, atMs);
        return;
      case 'settle':
        accept(state, observation, judge);
        return;
      case 'call':
        regroup(state, observation, judge);
        return;
      default: {
        if (observation.name === 'connectionStateChanged') {
          if (!state.since.has(device)) state.since.set(device, atMs);
          return;
        }
        const got = state.got.get(device) ?? new Set<string>();
        state.got.set(device, got);
        for (const { messageID } of messagesOf(observation as Received)) got.add(messageID);
      }
    }
  },
  waitsFor({ accepted, got, since }, nowMs, judge) {
    const { devices, params } = judge.setup;
    for (const { name, userID } of devices) {
      const view = judge.view(name);
      if (!isThere(view, judge, nowMs)) continue;
      // What was sent before a login of this device may have been for another one, or gone with its process.
      const isOnly = devices.filter((other) => other.userID === userID).length === 1;
      const sinceMs = Math.max(since.get(name) ?? -1, isOnly && !isShared(judge) ? -1 : view.sessionSinceMs);
      for (const [messageID, { to, from, atMs }] of accepted) {
        if (!to.includes(userID) || from === name || atMs < sinceMs) continue;
        if (nowMs - atMs < recoveryMs(params) || got.get(name)?.has(messageID) === true) continue;
        return `message ${messageID}, acknowledged at ${atMs} ms, has not reached ${name}`;
      }
    }
    return undefined;
  },
});

/** Somebody may be logged in on a device that is none of those in the run. */
function isShared({ setup }: Judge): boolean {
  return setup.faultKinds?.has('kickByDevice') !== false;
}

function accept(state: Acknowledged, observation: ObservationOf<'settle:sendMessage'>, judge: Judge): void {
  const { ok, value, device, atMs } = observation;
  const message = (value as { readonly message?: Message } | undefined)?.message;
  if (!ok || message === undefined) return;
  const { messageID, conversationID, conversationType, senderUserID } = message;
  const members = conversationType === GROUP ? state.groups.get(conversationID) : undefined;
  const to =
    conversationType === PEER ? [conversationID] : (members ?? []).filter((user) => user !== senderUserID);
  if (to.length > 0 && !judge.view(device).clockChanged)
    state.accepted.set(messageID, { to, from: device, atMs });
}

const PEER = 0;
const GROUP = 2;

// Only groups that are as they were made: whoever leaves, joins or makes it again may or may not have been heard.
function regroup(
  { groups }: Acknowledged,
  { name, args, device }: ObservationOf<'call'>,
  judge: Judge,
): void {
  const [first, users] = args as readonly [unknown, unknown];
  if (name !== 'createGroup') {
    groups.set(String(first), []);
    return;
  }
  const { groupID } = (first ?? {}) as { readonly groupID?: string };
  const creator = judge.setup.devices.find((one) => one.name === device)?.userID ?? '';
  if (groupID === undefined || !Array.isArray(users)) return;
  groups.set(groupID, groups.has(groupID) ? [] : [creator, ...(users as string[])]);
}

function isThere(view: DeviceView, { setup }: Judge, nowMs: number): boolean {
  if (view.session !== 'open' || view.state !== ZIMConnectionState.Connected || view.loginOffline)
    return false;
  if (view.asleep || view.hidden || view.clockChanged) return false;
  return nowMs - view.toldMs > recoveryMs(setup.params) + pausedMsOf(view, nowMs);
}
