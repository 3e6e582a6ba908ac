// The calls on the attributes of a room's members. They belong to the backend's room.

import { type Call, type Handler, recordOf } from './call.js';
import { reject } from './effects.js';
import { isUserList, paramInvalid } from './errors.js';
import { isAttributes, readRoom } from './room-attributes.js';
import { askService, isCount } from './services.js';

export const MEMBER_ATTRIBUTE_CALLS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  [
    'setRoomMembersAttributes',
    aboutRoom(2, ([attributes, userIDs]) => {
      if (!isAttributes(attributes)) return 'attributes';
      return isSomebody(userIDs) ? undefined : 'userIDs';
    }),
  ],
  ['queryRoomMembersAttributes', aboutRoom(1, ([userIDs]) => (isSomebody(userIDs) ? undefined : 'userIDs'))],
  [
    'queryRoomMemberAttributesList',
    aboutRoom(0, ([, config]) => (isCount(recordOf(config).count) ? undefined : 'config.count')),
  ],
]);

/** Asks the backend about the room that an argument names, when the other arguments make sense. */
function aboutRoom(place: number, check: (args: Call['args']) => string | undefined): Handler {
  return (state, context, out, call) => {
    const param = check(call.args);
    if (param !== undefined) {
      reject(out, call, paramInvalid(call.name, param));
      return;
    }
    if (readRoom(state, out, call, call.args[place]) === undefined) return;
    askService(state, context, out, call, call.args);
  };
}

function isSomebody(userIDs: unknown): boolean {
  return isUserList(userIDs) && userIDs.length > 0;
}
