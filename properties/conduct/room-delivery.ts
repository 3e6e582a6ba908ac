// M4: a message to a room that was acknowledged reaches whoever is in the room on a connection that goes on. Those who are
// away do not get it: rooms keep nothing. Source: the documentation.
import { eventually } from '../../sim/check/combinators.js';
import { roomOf } from '../../sim/check/device-view.js';
import type { Judge, ObservationOf, Property } from '../../sim/check/property.js';
import { ZIMConnectionState, ZIMRoomState } from '../../sim/zim/enums.js';
import { type Message, messagesOf, RECEIVED } from './delivery.js';
import { recoveryMs } from './quiet.js';

/** Who should get a message, if its connection and its room go on. */
interface Duty {
  readonly messageID: string;
  readonly device: string;
  readonly roomID: string;
  readonly atMs: number;
  readonly falls: number;
}

type SendSettled = ObservationOf<'settle:sendMessage'>;

interface State {
  readonly duties: Duty[];
  /** By device: what it got. It may have a message before its sender hears that it was accepted. */
  readonly got: Map<string, Set<string>>;
  /** By device: when a room event, or something that befell the device, came last. */
  readonly stirredMs: Map<string, number>;
}

export const m4: Property<State> = eventually('A message to a room reaches everybody who is in it.', {
  id: 'M4',
  scope: 'world',
  on: [
    ...RECEIVED,
    'settle:sendMessage',
    'settle:leaveRoom',
    'settle:leaveAllRoom',
    'event:roomStateChanged',
    'device',
  ],
  needs: ['event', 'settle'],
  provenance: ['docs'],
  init: (): State => ({ duties: [], got: new Map(), stirredMs: new Map() }),
  step(state, observation, judge) {
    if (observation.kind === 'settle') {
      if (observation.name === 'sendMessage') expect(state, observation as SendSettled, judge);
      // A leave without an answer may have been heard: nobody knows until the room says something.
      else if (!observation.ok) state.stirredMs.set(observation.device, Number.POSITIVE_INFINITY);
    } else if (observation.kind === 'device' || observation.name === 'roomStateChanged') {
      state.stirredMs.set(observation.device, observation.atMs);
    } else {
      const got = state.got.get(observation.device) ?? new Set<string>();
      state.got.set(observation.device, got);
      for (const { messageID } of messagesOf(observation as Parameters<typeof messagesOf>[0]))
        got.add(messageID);
    }
  },
  waitsFor({ duties, got, stirredMs }, nowMs, judge) {
    const settledMs = recoveryMs(judge.setup.params);
    for (const { device, roomID, messageID, atMs, falls } of duties) {
      if (got.get(device)?.has(messageID) === true) continue;
      const view = judge.view(device);
      const goesOn =
        view.falls === falls &&
        (stirredMs.get(device) ?? -1) < atMs - settledMs &&
        isIn(judge, device, roomID);
      if (goesOn && nowMs - atMs > settledMs) {
        return `message ${messageID}, acknowledged at ${atMs} ms, has not reached ${device}, who is in ${roomID}`;
      }
    }
    return undefined;
  },
});

function expect(state: State, observation: SendSettled, judge: Judge): void {
  const message = (observation.value as { readonly message?: Message } | undefined)?.message;
  if (!observation.ok || message === undefined || message.conversationType !== 1) return;
  const { messageID, conversationID: roomID } = message;
  for (const { name } of judge.setup.devices) {
    if (name === observation.device || !isIn(judge, name, roomID)) continue;
    const { falls } = judge.view(name);
    state.duties.push({ messageID, device: name, roomID, atMs: observation.atMs, falls });
  }
}

function isIn(judge: Judge, device: string, roomID: string): boolean {
  const view = judge.view(device);
  if (view.session !== 'open' || view.state !== ZIMConnectionState.Connected || view.asleep || view.hidden)
    return false;
  return !view.clockChanged && roomOf(view, roomID)?.state === ZIMRoomState.Connected;
}
