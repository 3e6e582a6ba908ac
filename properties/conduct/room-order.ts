// S3: when the connection falls, the rooms are told in the order in which they were entered.
import { always } from '../../sim/check/combinators.js';
import type { Property } from '../../sim/check/property.js';
import { ZIMRoomEvent, ZIMRoomState } from '../../sim/zim/enums.js';

export const s3: Property<{ place: number; roomID: string }> = always(
  'When the connection falls, rooms are told of it in the order in which they were entered.',
  {
    id: 'S3',
    provenance: ['observed'],
    exercisedBy: 'judge',
    advice: 'Handle each room by itself, whatever the order.',
    on: ['event:roomStateChanged', 'event:connectionStateChanged'],
    init: () => ({ place: -1, roomID: '' }),
    step(last, observation, judge) {
      if (observation.name === 'connectionStateChanged') {
        last.place = -1;
        return undefined;
      }
      const { roomID, state, event } = observation.data;
      if (state !== ZIMRoomState.Connecting || event !== ZIMRoomEvent.NetworkInterrupted) return undefined;
      const place = judge.device.rooms.findIndex((room) => room.roomID === roomID);
      if (last.place >= 0) judge.exercised();
      const before = last.roomID;
      const wrong = place < last.place;
      last.place = place;
      last.roomID = roomID;
      return wrong ? `${roomID} was interrupted after ${before}, and had been entered before it` : undefined;
    },
  },
);
