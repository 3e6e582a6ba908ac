// S1 and S2: what the SDK tells are pairs of state and event that exist, and one state follows another only where there
// is a way from one to the other. Source: the SDK's enumerations, its documentation's tables, and what was observed.
import { always } from '../../sim/check/combinators.js';
import { roomOf } from '../../sim/check/device-view.js';
import type { Property } from '../../sim/check/property.js';
import { pairName, statePair } from '../../sim/zim/state-pairs.js';

/** S1: only pairs that exist. */
export const s1: Property<undefined> = always('Only pairs of state and event are told that exist.', {
  id: 'S1',
  ofEach: true,
  timeless: true,
  on: ['event:connectionStateChanged', 'event:roomStateChanged'],
  provenance: ['types', 'docs'],
  advice: 'Handle the pairs of zim-sim explain 3/3 and its like; there are no others.',
  step(_state, { name, data }) {
    const about = name === 'roomStateChanged' ? 'room' : 'connection';
    const { state, event } = data as { readonly state: number; readonly event: number };
    if (statePair(about, state, event) !== undefined) return undefined;
    return `${pairName({ about, state, event })} was told, which no table has`;
  },
});

/** To which states a connection goes from each; an offline login begins with CONNECTED, and says so twice. */
const CONNECTION: readonly (readonly number[])[] = [
  [0, 1, 2, 3],
  [0, 2, 3],
  [0, 2, 3],
  [0, 1, 2, 3],
];

/** The same for a room. One that is not known yet begins by connecting, or is told to be gone. */
const ROOM: readonly (readonly number[])[] = [
  [0, 1],
  [0, 1, 2],
  [0, 1],
];

/** S2: only steps that exist. */
export const s2: Property<undefined> = always(
  'A state follows another only where there is a way between them.',
  {
    id: 'S2',
    timeless: true,
    on: ['event:connectionStateChanged', 'event:roomStateChanged'],
    provenance: ['observed', 'assumed'],
    step(_state, { name, data }, { device }) {
      const { state, roomID } = data as { readonly state: number; readonly roomID?: string };
      if (name === 'connectionStateChanged') {
        return CONNECTION[device.state]?.includes(state) === false
          ? `the connection went from state ${device.state} to ${state}`
          : undefined;
      }
      const before = roomOf(device, roomID ?? '')?.state ?? 0;
      return ROOM[before]?.includes(state) === false
        ? `room ${roomID} went from state ${before} to ${state}`
        : undefined;
    },
  },
);
