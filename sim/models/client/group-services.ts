// The calls on groups that are one question each. Creating, joining and leaving are in groups.ts.

import { type Handler, recordOf } from './call.js';
import { resolve } from './effects.js';
import { isUserList } from './errors.js';
import { isOnline } from './requests.js';
import { type Check, isCount, isText, serviceCall } from './services.js';

const groupID: Check = ([id]) => (isText(id) ? undefined : 'groupID');

export const GROUP_CALLS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  // Without arguments it asks for all groups.
  ['queryGroupList', queryGroups],
  ['queryGroupInfo', serviceCall(groupID)],
  [
    'queryGroupMemberList',
    serviceCall((args) => groupID(args) ?? (isCount(recordOf(args[1]).count) ? undefined : 'config.count')),
  ],
  [
    'inviteUsersIntoGroup',
    serviceCall(([userIDs, id]) => {
      if (!isUserList(userIDs) || userIDs.length === 0) return 'userIDs';
      return groupID([id]);
    }),
  ],
  ['dismissGroup', serviceCall(groupID)],
]);

const askForGroups = serviceCall(([count]) => (count === undefined || isCount(count) ? undefined : 'count'));

/** Without a network it answers from what the device knows (observed), which here is nothing. */
function queryGroups(...[state, context, out, call]: Parameters<Handler>): void {
  if (isOnline(state)) askForGroups(state, context, out, call);
  else resolve(out, call, { groupList: [] });
}
