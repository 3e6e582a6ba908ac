// H1: clients that lose the server together do not come back together. It is no sentence of the contract, but what
// the random first back-off is for, and what a backend has to be built for.
//
// What is true. Every client waits for a time of its own, uniform over `firstBackoffSpanMs` (1.5 s), and then in steps
// that are the same for all and no shorter than that. However the steps fall, the attempts of one client hit a given
// stretch of time of length L, no longer than the span, with a probability of at most L / span. So of N clients no
// more than N · L / span are to be expected within it, and chance adds some standard deviations. For one second that
// is two thirds of the clients: 500 of them are not spread over minutes. Fewer than 73 may all come at once by chance.
//
// A login is not an attempt: a queue at the server or a lost SYN may gather what had been spread. Therefore L is the
// time in which the attempts of the logins of a second began, and clients whose attempts were timed by something else
// than their back-off do not count: a hint, a login by the app, a restart, an attempt that did not fail at once.

import { always } from '../sim/check/combinators.js';
import type { Judge, ObservationOf, Property } from '../sim/check/property.js';
import { ZIMConnectionState } from '../sim/zim/enums.js';
import type { Params } from '../sim/zim/fact-table.js';

const SECOND_MS = 1000;

/** An attempt that fails within this failed at once; a lost SYN is repeated after it. */
const AT_ONCE_MS = 900;

/**
 * What chance may add, in standard deviations. Six are reached once in a thousand million, and a herd has some
 * thousand seconds to choose the worst from.
 */
const DEVIATIONS = 6;

/** A client that has lost its connection and is not back. */
interface Away {
  /** Which common loss it was part of. */
  readonly herd: number;
  /** Its last attempt, -1 before the first. */
  attemptMs: number;
  opened: boolean;
}

interface State {
  /** Counts the common losses; `sinceMs` and `size` are of the last one. */
  herd: number;
  sinceMs: number;
  size: number;
  readonly away: Map<string, Away>;
  /** The logins of the last herd within the last second. */
  logins: { atMs: number; attemptMs: number }[];
}

export const h1: Property<State> = always('Clients that come back after an outage do not come all at once.', {
  id: 'H1',
  scope: 'world',
  whitebox: true,
  advice:
    'Build the backend for two thirds of its clients within one second, or let it refuse some of them for a while.',
  on: ['socket', 'device', 'call:login', 'backend:sessionStarted', 'backend:sessionResumed'],
  exercisedBy: 'judge',
  init: (): State => ({ herd: 0, sinceMs: -1, size: 0, away: new Map(), logins: [] }),
  step(state, observation, judge) {
    switch (observation.kind) {
      case 'socket':
        socket(state, observation, judge);
        return undefined;
      case 'backend':
        return login(state, observation.device, observation.atMs, judge);
      default:
        // From now on something else than its back-off says when it comes.
        state.away.delete(observation.device);
        return undefined;
    }
  },
});

/** How many of a herd may log in within a second, when the attempts of these logins began within `lengthMs`. */
export function mostWithin(params: Params, size: number, lengthMs: number): number {
  const share = Math.min(1, Math.max(SECOND_MS, lengthMs) / Math.max(1, params.firstBackoffSpanMs));
  return Math.min(size, size * share + DEVIATIONS * Math.sqrt(size * share * (1 - share)));
}

function socket(state: State, { device, phase, atMs }: ObservationOf<'socket'>, judge: Judge): void {
  const away = state.away.get(device);
  switch (phase) {
    case 'connecting':
      if (away === undefined) return;
      // Its back-off has started over with another draw.
      if (away.opened) state.away.delete(device);
      else away.attemptMs = atMs;
      return;
    case 'opened':
      if (away !== undefined) away.opened = true;
      return;
    default: {
      const { session, state: told } = judge.device;
      if (session === 'open' && told === ZIMConnectionState.Connected) lose(state, device, atMs);
      else if (away !== undefined && atMs - away.attemptMs > AT_ONCE_MS) state.away.delete(device);
    }
  }
}

function lose(state: State, device: string, atMs: number): void {
  if (state.sinceMs < 0 || atMs - state.sinceMs > SECOND_MS) {
    state.herd += 1;
    state.sinceMs = atMs;
    state.size = 0;
    state.logins = [];
  }
  state.size += 1;
  state.away.set(device, { herd: state.herd, attemptMs: -1, opened: false });
}

function login(state: State, device: string, atMs: number, judge: Judge): string | undefined {
  const away = state.away.get(device);
  state.away.delete(device);
  if (away === undefined || away.herd !== state.herd || away.attemptMs < 0) return undefined;
  const { params } = judge.setup;
  if (!isSpread(params) || mostWithin(params, state.size, 0) >= state.size) return undefined;
  judge.exercised();
  state.logins.push({ atMs, attemptMs: away.attemptMs });
  while ((state.logins[0]?.atMs ?? atMs) <= atMs - SECOND_MS) state.logins.shift();
  const count = state.logins.length;
  if (count <= mostWithin(params, state.size, 0)) return undefined;
  const began = state.logins.map(({ attemptMs }) => attemptMs);
  const most = Math.floor(mostWithin(params, state.size, Math.max(...began) - Math.min(...began)));
  if (count <= most) return undefined;
  return `${count} of the ${state.size} clients that lost the connection together log in within one second; ${most} are to be expected at most`;
}

// With shorter steps the attempts of one client could hit the same second twice.
function isSpread({ backoffSeriesS, firstBackoffSpanMs }: Params): boolean {
  return Math.min(...backoffSeriesS) * SECOND_MS >= firstBackoffSpanMs;
}
