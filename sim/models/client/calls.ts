// The calls on call invitations, and the word to the backend that an invitation has come.

import type { Out } from '../model.js';
import { type Handler, recordOf } from './call.js';
import { resolve } from './effects.js';
import { isUserList } from './errors.js';
import { isOnline, send } from './requests.js';
import { type Check, isCount, isText, serviceCall } from './services.js';
import type { ClientEffect, ClientState } from './state.js';

const callID: Check = ([id]) => (isText(id) ? undefined : 'callID');
const invitees: Check = ([list]) => (isUserList(list) && list.length > 0 ? undefined : 'invitees');

export const INVITATION_CALLS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['callInvite', serviceCall((args) => invitees(args) ?? timeout(args))],
  // Nobody named stands for everybody.
  ['callCancel', serviceCall(([list, id]) => (isUserList(list) ? callID([id]) : 'invitees'))],
  ['callAccept', serviceCall(callID)],
  ['callReject', serviceCall(callID)],
  ['callingInvite', serviceCall(([list, id]) => invitees([list]) ?? callID([id]))],
  ['callJoin', serviceCall(callID)],
  ['callQuit', serviceCall(callID)],
  ['callEnd', serviceCall(callID)],
  ['queryCallInvitationList', queryInvitations],
]);

const askForInvitations = serviceCall(([config]) =>
  isCount(recordOf(config).count) ? undefined : 'config.count',
);

/** Without a network it answers from what the device knows (observed), which here is nothing. */
function queryInvitations(...[state, context, out, call]: Parameters<Handler>): void {
  if (isOnline(state) || !isCount(recordOf(call.args[0]).count)) askForInvitations(state, context, out, call);
  else resolve(out, call, { callList: [], nextFlag: 0 });
}

/** The longest timeout of an invitation, in seconds. Source: the documentation. */
const LONGEST_TIMEOUT_S = 600;

/** How many invitations are remembered. Assumed. */
const REMEMBERED = 50;

/**
 * An invitation has come: the backend hears so. False when it has come before, which happens when the connection broke
 * before the backend heard.
 */
export function noteInvitation(
  state: ClientState,
  out: Out<ClientEffect>,
  invitation: { readonly once: string; readonly callID: unknown },
): boolean {
  const { once, callID: id } = invitation;
  if (isOnline(state)) {
    send(state, out, { kind: 'service', request: state.nextRequest++, name: 'callReceived', args: [id] });
  }
  if (state.invitations.includes(once)) return false;
  state.invitations.push(once);
  if (state.invitations.length > REMEMBERED) state.invitations.shift();
  return true;
}

function timeout(args: readonly unknown[]): string | undefined {
  const seconds = recordOf(args[1]).timeout;
  if (seconds === undefined || seconds === 0) return undefined;
  const isGood = typeof seconds === 'number' && seconds > 0 && seconds <= LONGEST_TIMEOUT_S;
  return isGood ? undefined : 'config.timeout';
}
