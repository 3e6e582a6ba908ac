// The scenarios that come with the package, in the order of `zim-sim list scenarios`: the contract's own first
// (network, kicks, tokens, rooms), then what happens to chat services besides.

import type { Scenario } from '../sim/runner/scenario.js';
import { accountDeleted } from './account-deleted.js';
import { captivePortal } from './captive-portal.js';
import { clockJumpAndToken } from './clock-jump-and-token.js';
import { flightModeWhileTyping } from './flight-mode-while-typing.js';
import { groupChatThroughAnOutage } from './group-chat-through-an-outage.js';
import { halfOpenConnection } from './half-open-connection.js';
import { kickByAdministrator } from './kick-by-administrator.js';
import { kickedOut } from './kicked-out.js';
import { legacyGivesUp } from './legacy-gives-up.js';
import { multiDeviceLogin } from './multi-device-login.js';
import { networkExceptionRecovers } from './network-exception-recovers.js';
import { networkExceptionSpecialEvent } from './network-exception-special-event.js';
import { neverGivesUp } from './never-gives-up.js';
import { offlineLogin } from './offline-login.js';
import { phoneSleeps } from './phone-sleeps.js';
import { rollingDeploy } from './rolling-deploy.js';
import { roomDeleted } from './room-deleted.js';
import { roomHeartbeatTimeout } from './room-heartbeat-timeout.js';
import { roomOtherReason } from './room-other-reason.js';
import { roomStillMember } from './room-still-member.js';
import { secondDeviceEntersRoom } from './second-device-enters-room.js';
import { serverRestart } from './server-restart.js';
import { serverRestartHerd } from './server-restart-herd.js';
import { tokenExpires } from './token-expires.js';
import { tokenExpiresWhileOffline } from './token-expires-while-offline.js';
import { tokenRenewed } from './token-renewed.js';
import { tokenServerDown } from './token-server-down.js';
import { trainWithTunnels } from './train-with-tunnels.js';
import { twoRoomsTwoAnswers } from './two-rooms-two-answers.js';
import { weakNetwork } from './weak-network.js';
import { wifiToMobile } from './wifi-to-mobile.js';
import { withoutTokenAuthentication } from './without-token-authentication.js';

/** All of them; names are unique. */
export const scenarios: readonly Scenario[] = [
  networkExceptionRecovers,
  networkExceptionSpecialEvent,
  neverGivesUp,
  legacyGivesUp,
  offlineLogin,
  kickedOut,
  multiDeviceLogin,
  withoutTokenAuthentication,
  tokenRenewed,
  tokenExpires,
  tokenExpiresWhileOffline,
  tokenServerDown,
  clockJumpAndToken,
  roomStillMember,
  roomHeartbeatTimeout,
  roomDeleted,
  roomOtherReason,
  twoRoomsTwoAnswers,
  secondDeviceEntersRoom,
  halfOpenConnection,
  trainWithTunnels,
  weakNetwork,
  wifiToMobile,
  captivePortal,
  phoneSleeps,
  serverRestart,
  serverRestartHerd,
  rollingDeploy,
  flightModeWhileTyping,
  groupChatThroughAnOutage,
  kickByAdministrator,
  accountDeleted,
];
