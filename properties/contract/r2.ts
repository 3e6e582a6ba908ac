// R2a to R2d: how an interruption of a room ends. Each row looks at its own outcome: it comes while the connection
// is CONNECTED, as the right pair, and where the backend is in view it is the one that the backend answered.
// Whether every outcome is the backend's answer is R4.
import type { Judge, ObservationOf, Property } from '../../sim/check/property.js';
import { ZIMConnectionState, ZIMRoomEvent, ZIMRoomState } from '../../sim/zim/enums.js';
import { rowProperty } from './row.js';
import { interruptedRoom, type Resolution, resolutionOf, roomPair } from './told.js';

interface State {
  /** By room: what the backend answered, if it was always the same, and how often the connection had fallen. */
  answers: Map<string, { outcomes: Resolution | 'mixed'; falls: number }>;
}

type RoomEvent = ObservationOf<'event:roomStateChanged'>;

export const r2a: Property<State> = outcomeProperty('R2a', 'member', ({ data }) =>
  data.event === ZIMRoomEvent.Success ? undefined : 'although it was restored',
);

export const r2b: Property<State> = outcomeProperty('R2b', 'timeout');

export const r2c: Property<State> = outcomeProperty('R2c', 'notExist');

export const r2d: Property<State> = outcomeProperty('R2d', 'other');

function outcomeProperty(
  id: 'R2a' | 'R2b' | 'R2c' | 'R2d',
  outcome: Resolution,
  wrongPair: (observation: RoomEvent) => string | undefined = () => undefined,
): Property<State> {
  return rowProperty(id, {
    on: ['event:roomStateChanged', 'backend:resumeAnswered'],
    needs: ['event'],
    init: (): State => ({ answers: new Map() }),
    step(state, observation, judge) {
      if (observation.kind === 'backend') {
        const { roomID, outcome: answered } = observation.what;
        const before = answerTo(state, roomID, judge);
        const outcomes = before === undefined || before === answered ? answered : 'mixed';
        state.answers.set(roomID, { outcomes, falls: judge.device.falls });
        if (answered === outcome) judge.note(observation);
        return undefined;
      }
      const { roomID, state: told, event } = observation.data;
      if (told === ZIMRoomState.Connecting || !interruptedRoom(judge.device, roomID, observation.data)) {
        return undefined;
      }
      const reason = judged(outcome, { observation, answered: answerTo(state, roomID, judge), judge });
      const wrong = reason ?? (told === ZIMRoomState.Connected ? wrongPair(observation) : undefined);
      return wrong === undefined
        ? undefined
        : `the app was told of room ${roomID}: ${roomPair(told, event)}, ${wrong}`;
    },
  });
}

// What was answered on an older connection counts no more.
function answerTo({ answers }: State, roomID: string, { device }: Judge): Resolution | 'mixed' | undefined {
  const answer = answers.get(roomID);
  return answer?.falls === device.falls ? answer.outcomes : undefined;
}

/** What the backend says of an interrupted room. */
const ANSWERS: Readonly<Record<Resolution, string>> = {
  member: 'the user is still in it',
  timeout: 'the user was away for too long',
  notExist: 'it does not exist any more',
  other: 'it cannot be restored',
};

function judged(
  outcome: Resolution,
  seen: {
    readonly observation: RoomEvent;
    readonly answered: Resolution | 'mixed' | undefined;
    readonly judge: Judge;
  },
): string | undefined {
  const { observation, answered, judge } = seen;
  const { state: told, event } = observation.data;
  const { sdk } = judge.setup;
  const resolution = resolutionOf(sdk, told, event);
  const sameEvent = sdk.roomConnectTimeoutEvent === ZIMRoomEvent.NetworkDisconnected;
  const ambiguous = sameEvent && resolution === 'timeout';
  if (resolution === outcome || (ambiguous && outcome === 'other' && answered !== 'timeout')) {
    judge.exercised(observation);
    return judge.device.state === ZIMConnectionState.Connected
      ? undefined
      : 'while the connection was not CONNECTED';
  }
  // Restored and timed out can only come from the answer; the rest can happen in between.
  if (answered === outcome && (resolution === 'member' || (resolution === 'timeout' && !ambiguous))) {
    return `but the backend had answered that ${ANSWERS[outcome]} (${outcome})`;
  }
  return outcome === 'other' && !isKnownEnd(resolution, event)
    ? 'which does not say that it could not be restored'
    : undefined;
}

// An outcome of T2, or something that the backend did to the room meanwhile.
function isKnownEnd(resolution: Resolution | undefined, event: number): boolean {
  return (
    resolution !== undefined ||
    event === ZIMRoomEvent.KickedOut ||
    event === ZIMRoomEvent.KickedOutByOtherDevice
  );
}
