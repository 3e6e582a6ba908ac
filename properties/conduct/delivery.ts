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
  /** By message: to whom, and when the sender was told that it is accepted. */
  readonly accepted: Map<string, { readonly to: string; readonly from: string; readonly atMs: number }>;
  /** By device: what it got. */
  readonly got: Map<string, Set<string>>;
  /** By device: when its process last began without what it had kept. */
  readonly since: Map<string, number>;
}

/** M3: what is acknowledged arrives. Only peer messages: those to rooms are for who is there, and groups change. */
export const m3: Property<Acknowledged> = eventually('A message that was acknowledged is not lost.', {
  id: 'M3',
  scope: 'world',
  on: [...RECEIVED, 'settle:sendMessage', 'device'],
  needs: ['event', 'settle'],
  provenance: ['docs'],
  init: (): Acknowledged => ({ accepted: new Map(), got: new Map(), since: new Map() }),
  step(state, observation, judge) {
    switch (observation.kind) {
      case 'device':
        if (observation.what === 'kill') state.since.set(observation.device, observation.atMs);
        return;
      case 'settle':
        accept(state, observation, judge);
        return;
      default: {
        const got = state.got.get(observation.device) ?? new Set<string>();
        state.got.set(observation.device, got);
        for (const { messageID } of messagesOf(observation)) got.add(messageID);
      }
    }
  },
  waitsFor({ accepted, got, since }, nowMs, judge) {
    for (const { name, userID } of judge.setup.devices) {
      const view = judge.view(name);
      if (!isThere(view, judge, nowMs)) continue;
      for (const [messageID, { to, from, atMs }] of accepted) {
        // What was sent before a login of this device may have been for another one, or gone with its process.
        if (to !== userID || from === name || atMs < view.sessionSinceMs || atMs < (since.get(name) ?? -1))
          continue;
        if (nowMs - atMs < recoveryMs(judge.setup.params) || got.get(name)?.has(messageID) === true) continue;
        return `message ${messageID}, acknowledged at ${atMs} ms, has not reached ${name}`;
      }
    }
    return undefined;
  },
});

function accept(state: Acknowledged, observation: ObservationOf<'settle:sendMessage'>, _judge: Judge): void {
  const { ok, value, device, atMs } = observation;
  const message = (value as { readonly message?: Message } | undefined)?.message;
  if (!ok || message === undefined || message.conversationType !== 0) return;
  state.accepted.set(message.messageID, { to: message.conversationID, from: device, atMs });
}

function isThere(view: DeviceView, { setup }: Judge, nowMs: number): boolean {
  if (view.session !== 'open' || view.state !== ZIMConnectionState.Connected || view.loginOffline)
    return false;
  if (view.asleep || view.hidden || view.clockChanged) return false;
  return nowMs - view.toldMs > recoveryMs(setup.params) + pausedMsOf(view, nowMs);
}
