// The reconnection FAQ's table, computed: what a room said at T0 (the network is lost), T1 (the connection is back)
// and T2 (the backend has answered), for each device, room and outage. It leaves the printing to outage-table.ts.
import type { EventObservation, Observation } from '../sim/check/observation.js';
import { ZIMConnectionState, ZIMRoomEvent, ZIMRoomState } from '../sim/zim/enums.js';

/** What the app had been told at one moment. */
export interface OutageMoment {
  readonly atMs: number;
  readonly connectionState: number;
  readonly roomState: number;
  readonly roomEvent: number;
}

/**
 * How an outage ended: the room said what became of it, the connection was lost once more before it could, the
 * session ended, or the run did.
 */
export type OutageEnd = 'answered' | 'interrupted' | 'sessionEnded' | 'open';

/** One outage of one room on one device. */
export interface RoomOutage {
  readonly device: string;
  readonly roomID: string;
  /** The room is interrupted. */
  readonly t0: OutageMoment;
  /** The connection is CONNECTED again, the room not yet. */
  readonly t1?: OutageMoment;
  /** The room has left CONNECTING. */
  readonly t2?: OutageMoment;
  readonly end: OutageEnd;
  /** When it ended without a T2; undefined while it is open. */
  readonly endedAtMs?: number;
}

interface OpenOutage {
  readonly device: string;
  readonly roomID: string;
  readonly t0: OutageMoment;
  readonly t1?: OutageMoment;
}

interface Told {
  readonly atMs: number;
  readonly state: number;
  readonly event: number;
}

/**
 * Finds the outages of all rooms in what the apps were told, ordered by T0.
 *
 * @example roomOutages(run.observations).map(({ end }) => end) // ['answered']
 */
export function roomOutages(observations: readonly Observation[]): readonly RoomOutage[] {
  const reader = new OutageReader();
  for (const observation of observations) {
    if (observation.kind !== 'event') continue;
    if (observation.name === 'connectionStateChanged') reader.connection(observation);
    if (observation.name === 'roomStateChanged') reader.room(observation);
  }
  return reader.finish();
}

class OutageReader {
  readonly #connections = new Map<string, number>();
  readonly #open = new Map<string, OpenOutage>();
  readonly #ended: RoomOutage[] = [];

  connection(observation: EventObservation): void {
    const told = toldBy(observation);
    if (told === undefined) return;
    const { device } = observation;
    this.#connections.set(device, told.state);
    for (const [key, outage] of [...this.#open].filter(([, { device: other }]) => other === device)) {
      this.#connectionDuring(key, outage, told);
    }
  }

  room(observation: EventObservation): void {
    const told = toldBy(observation);
    const { roomID } = observation.data;
    if (told === undefined || typeof roomID !== 'string') return;
    const { device } = observation;
    const key = JSON.stringify([device, roomID]);
    const connectionState = this.#connections.get(device) ?? ZIMConnectionState.Disconnected;
    const moment = momentOf(told, connectionState);
    const outage = this.#open.get(key);
    const isInterrupted =
      told.state === ZIMRoomState.Connecting && told.event === ZIMRoomEvent.NetworkInterrupted;
    if (isInterrupted) {
      // The SDK repeats the pair after each failed attempt; only the first one is T0.
      if (outage === undefined) this.#open.set(key, { device, roomID, t0: moment });
      return;
    }
    if (outage === undefined) return;
    if (connectionState === ZIMConnectionState.Disconnected)
      this.#end(key, outage, 'sessionEnded', told.atMs);
    else this.#answer(key, outage, moment);
  }

  finish(): readonly RoomOutage[] {
    for (const [key, outage] of [...this.#open]) this.#end(key, outage, 'open');
    return [...this.#ended].sort((left, right) => left.t0.atMs - right.t0.atMs);
  }

  #connectionDuring(key: string, outage: OpenOutage, told: Told): void {
    const { t0, t1 } = outage;
    const moment = { ...t0, atMs: told.atMs, connectionState: told.state };
    if (told.state === ZIMConnectionState.Disconnected) {
      this.#end(key, outage, 'sessionEnded', told.atMs);
    } else if (told.state === ZIMConnectionState.Connected) {
      if (t1 === undefined) this.#open.set(key, { ...outage, t1: moment });
    } else if (t1 !== undefined) {
      // Lost once more before the backend answered: a new outage begins with a T0 of its own.
      this.#end(key, outage, 'interrupted', told.atMs);
      this.#open.set(key, { device: outage.device, roomID: outage.roomID, t0: moment });
    } else if (t0.atMs === told.atMs) {
      // The room spoke first and the connection in the same instant: T0 shows both.
      this.#open.set(key, { ...outage, t0: moment });
    }
  }

  #answer(key: string, outage: OpenOutage, t2: OutageMoment): void {
    this.#open.delete(key);
    this.#ended.push({ ...outage, t2, end: 'answered' });
  }

  #end(key: string, outage: OpenOutage, end: OutageEnd, endedAtMs?: number): void {
    this.#open.delete(key);
    this.#ended.push({ ...outage, end, ...(endedAtMs === undefined ? {} : { endedAtMs }) });
  }
}

function momentOf({ atMs, state, event }: Told, connectionState: number): OutageMoment {
  return { atMs, connectionState, roomState: state, roomEvent: event };
}

// What an app was told may come from a log of another make, so the types of the numbers are looked at.
function toldBy({ atMs, data }: EventObservation): Told | undefined {
  const { state, event } = data;
  return typeof state === 'number' && typeof event === 'number' ? { atMs, state, event } : undefined;
}
