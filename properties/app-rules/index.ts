// The rules for apps, in the order in which reports print them. They judge the application by what it was told and
// what it did; whether the SDK and the backend keep their word is for the contract's properties.
import { goalOf } from '../../sim/check/combinators.js';
import type { Property } from '../../sim/check/property.js';
import { appNoUncaughtErrors, listenersDoNotThrow } from './errors.js';
import { failedMessageIsShown } from './failed-message.js';
import { noRoomCallsWhileConnecting } from './interrupted-rooms.js';
import { lostRoomIsHandled } from './lost-room.js';
import { tokenIsNew } from './new-token.js';
import { noLoginWhileReconnecting, reconnectionIsLeftAlone } from './reconnecting.js';
import { goneRoomIsNotJoined, noRejoinByItself, restoredRoomIsLeftAlone } from './rejoining.js';
import { reconnectingIsShown, reconnectingIsTakenAway } from './reminders.js';
import { noCallsWithoutSession } from './sessionless-calls.js';
import { noLoginAfterSpecialEvent } from './special-event-login.js';
import { reminderFitsTheEvent, specialEventIsShown } from './special-event-shown.js';
import { renewalIsTriedAgain, tokenIsRenewed } from './token-renewal.js';

const rules: readonly Property[] = [
  ...[noLoginWhileReconnecting, noRoomCallsWhileConnecting, reconnectionIsLeftAlone],
  ...[reconnectingIsShown, reconnectingIsTakenAway],
  ...[noLoginAfterSpecialEvent, noCallsWithoutSession, specialEventIsShown, reminderFitsTheEvent],
  ...[tokenIsRenewed, tokenIsNew, renewalIsTriedAgain],
  ...[lostRoomIsHandled, goneRoomIsNotJoined, restoredRoomIsLeftAlone, noRejoinByItself],
  ...[failedMessageIsShown, listenersDoNotThrow, appNoUncaughtErrors],
];

/**
 * What an app owes, each rule with the goal that stands beside it. Pass this very list to every run.
 *
 * @example execute(spec, { properties: appRules })
 */
export const appRules: readonly Property[] = [
  ...rules,
  ...rules.map((rule) => goalOf(rule, `Runs reach ${rule.id}: ${rule.title}`)),
];
