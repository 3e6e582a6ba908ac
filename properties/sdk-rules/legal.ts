// What the SDK says is what its declarations allow: states, events, errors.
import { always } from '../../sim/check/combinators.js';
import type { Property } from '../../sim/check/property.js';
import { ZIMConnectionEvent, ZIMConnectionState, ZIMRoomEvent, ZIMRoomState } from '../../sim/zim/enums.js';

const CONNECTION_STATES = new Set<unknown>(Object.values(ZIMConnectionState));
const CONNECTION_EVENTS = new Set<unknown>(Object.values(ZIMConnectionEvent));
const ROOM_STATES = new Set<unknown>(Object.values(ZIMRoomState));
const ROOM_EVENTS = new Set<unknown>(Object.values(ZIMRoomEvent));

export const statesAreLegal: Property = always('States and events are those of the declarations.', {
  id: 'states-are-legal',
  // Not by their names: a script that hears only one of them is judged by that one.
  on: ['event'],
  needs: ['event'],
  provenance: ['types'],
  step(_state, { name, data }) {
    const { state, event } = data;
    const isRoom = name === 'roomStateChanged';
    if (!isRoom && name !== 'connectionStateChanged') return undefined;
    const [states, events] = isRoom ? [ROOM_STATES, ROOM_EVENTS] : [CONNECTION_STATES, CONNECTION_EVENTS];
    if (states.has(state) && events.has(event)) return undefined;
    return `${name} (${String(state)}, ${String(event)})`;
  },
});

/** An app can only act on errors that it can read. */
export const errorsAreReadable: Property = always('A promise rejects with a code and a message.', {
  id: 'errors-are-readable',
  on: ['settle'],
  needs: ['settle'],
  provenance: ['types'],
  advice: 'Do not rely on error.code being there.',
  step(_state, { ok, error, name }) {
    if (ok || error === undefined) return undefined;
    if (!Number.isInteger(error.code)) return `${name} failed with ${error.message.slice(0, 120)}`;
    return error.message === '' ? `${name} failed with ${error.code} and no message` : undefined;
  },
});

export const noUncaughtErrors: Property = always('No error comes out of the SDK uncaught.', {
  id: 'no-uncaught-errors',
  on: ['error', 'call'],
  needs: ['error'],
  provenance: ['docs'],
  advice: 'Listen for error and unhandledrejection on the window.',
  step(_state, observation) {
    if (observation.kind === 'call') return undefined;
    const { source, message } = observation;
    return `${source === 'rejection' ? 'a promise that nobody handles' : 'uncaught'}: ${message}`;
  },
});
