// R4: what becomes of each room is what the backend answered for it, and what it answered is true.
// It looks into the backend, and keeps its own list of who is in which room by the backend's reports.
import type { Judge, ObservationOf, Property } from '../../sim/check/property.js';
import { ZIMRoomEvent, ZIMRoomState } from '../../sim/zim/enums.js';
import { rowProperty } from './row.js';
import { clockGraceMs, interruptedRoom, type Resolution, resolutionOf, roomPair } from './told.js';

/** What was answered about a room on one connection, told apart by how often it had fallen. */
interface Answers {
  falls: number;
  outcomes: Resolution[];
}

interface State {
  /** By room and device. */
  answers: Map<string, Map<string, Answers>>;
  /** By room, whether it exists; missing if never reported. */
  exists: Map<string, boolean>;
  /** By room and device: `in`, or why no longer. */
  members: Map<string, Map<string, string>>;
}

export const r4: Property<State> = rowProperty('R4', {
  scope: 'world',
  whitebox: true,
  on: [
    'event:roomStateChanged',
    'backend:resumeAnswered',
    'backend:memberJoined',
    'backend:memberLeft',
    'backend:roomCreated',
    'backend:roomDestroyed',
  ],
  init: (): State => ({ answers: new Map(), exists: new Map(), members: new Map() }),
  step(state, observation, judge) {
    return observation.kind === 'backend'
      ? backend(state, observation, judge)
      : told(state, observation, judge);
  },
});

function answersTo(
  { answers }: State,
  { roomID, device, judge }: { readonly roomID: string; readonly device: string; readonly judge: Judge },
): Resolution[] {
  const { falls } = judge.device;
  const ofRoom = innerMap(answers, roomID);
  const given = ofRoom.get(device);
  if (given?.falls === falls) return given.outcomes;
  const outcomes: Resolution[] = [];
  ofRoom.set(device, { falls, outcomes });
  return outcomes;
}

type Reported = ObservationOf<
  | 'backend:resumeAnswered'
  | 'backend:memberJoined'
  | 'backend:memberLeft'
  | 'backend:roomCreated'
  | 'backend:roomDestroyed'
>;

function backend(state: State, observation: Reported, judge: Judge): string | undefined {
  const { device, what } = observation;
  const { roomID } = what;
  switch (what.kind) {
    case 'roomCreated':
    case 'roomDestroyed':
      state.exists.set(roomID, what.kind === 'roomCreated');
      if (what.kind === 'roomDestroyed') endMemberships(innerMap(state.members, roomID));
      return undefined;
    case 'memberJoined':
    case 'memberLeft':
      innerMap(state.members, roomID).set(device, what.kind === 'memberJoined' ? 'in' : what.reason);
      return undefined;
    default: {
      answersTo(state, { roomID, device, judge }).push(what.outcome);
      judge.note(observation);
      return untrue(state, observation, what.outcome);
    }
  }
}

// A room of the same name that is made afterwards has none of them.
function endMemberships(members: Map<string, string>): void {
  for (const [device, membership] of members) if (membership === 'in') members.set(device, 'deleted');
}

function innerMap<Value>(maps: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
  const known = maps.get(key);
  if (known !== undefined) return known;
  const made = new Map<string, Value>();
  maps.set(key, made);
  return made;
}

// What was never reported cannot be contradicted.
function untrue(
  { exists, members }: State,
  { device, what }: Reported,
  outcome: Resolution,
): string | undefined {
  const { roomID } = what;
  const membership = members.get(roomID)?.get(device);
  const answer = (): string => `the backend answered "${outcome}" to ${device} about ${roomID}`;
  switch (outcome) {
    case 'member':
      if (exists.get(roomID) === false) return `${answer()}, which does not exist`;
      return membership === undefined || membership === 'in'
        ? undefined
        : `${answer()}, but its membership had ended: ${membership}`;
    case 'timeout':
      return membership === undefined || membership === 'timeout'
        ? undefined
        : `${answer()}, but its membership is: ${membership}`;
    case 'notExist':
      return exists.get(roomID) === true ? `${answer()}, which exists` : undefined;
    default:
      return undefined;
  }
}

function told(
  seen: State,
  observation: ObservationOf<'event:roomStateChanged'>,
  judge: Judge,
): string | undefined {
  const { device, atMs, data } = observation;
  const { roomID, state, event } = data;
  if (state === ZIMRoomState.Connecting || !interruptedRoom(judge.device, roomID, data)) return undefined;
  const { params, sdk } = judge.setup;
  const resolution = resolutionOf(sdk, state, event);
  if (resolution === undefined) return undefined;
  const given = answersTo(seen, { roomID, device, judge });
  judge.exercised(observation);
  if (given.includes(resolution)) return undefined;
  // A version with one event for both cannot say which it was.
  const sameEvent = resolution === 'timeout' && event === ZIMRoomEvent.NetworkDisconnected;
  if (sameEvent && given.includes('other')) return undefined;
  // The room was deleted before the question reached the backend.
  if (resolution === 'notExist' && seen.exists.get(roomID) === false) return undefined;
  const askingMs = params.roomResumeAttempts * params.requestTimeoutMs;
  // By a clock that runs too fast it gives up too early.
  const patienceMs = askingMs - 1 - clockGraceMs(judge, askingMs);
  const gaveUp = given.length === 0 || atMs - judge.device.toldMs >= patienceMs;
  if (gaveUp && (resolution === 'other' || sameEvent)) return undefined;
  const said = given.length === 0 ? 'nothing' : `"${given.join('", "')}"`;
  return `${device} was told ${roomPair(state, event)} of ${roomID}, and the backend had answered ${said}`;
}
