// The token's life, timed from the token itself: `tokenWillExpire`, the end of the session, and `renewToken`.

import { ZIMErrorCode, type ZimError } from '../../zim/error-codes.js';
import { readTokenExpiry, tokenErrorOfClient } from '../../zim/token04.js';
import type { Out, StepContext } from '../model.js';
import { clearTimer, emit, reject, setTimer } from './effects.js';
import { failed, networkError, plain, tokenExpired } from './errors.js';
import { takeLoginCalls } from './login-question.js';
import { isOnline, register, send } from './requests.js';
import { endSession } from './session.js';
import type { ClientEffect, ClientState } from './state.js';

// A hundred years: more than any run, and well within the kernel's time.
const LONGEST_MS = 3_155_760_000_000;

/**
 * Times the warning and the end from a token that the backend has just accepted. With less time left than the
 * warning's lead, the warning comes at once (observed: at a login it then comes before CONNECTED).
 */
export function watchToken(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  token: string,
): void {
  const expireAtMs = (readTokenExpiry(token) ?? Number.POSITIVE_INFINITY) * 1000;
  // Whole seconds: the SDK takes the present second as a whole one (observed).
  const leftMs = expireAtMs - Math.floor(context.wallMs / 1000) * 1000;
  // Without token authentication nothing expires; a time that no run reaches needs no timer.
  if (state.config.authentication === 'none' || leftMs > LONGEST_MS) return;
  state.token = { expireAtMs, secondsAtLogin: Math.floor(leftMs / 1000) };
  setTimer(out, 'tokenExpired', Math.max(0, leftMs - context.params.tokenExpiredLeadMs));
  const warnAfterMs = leftMs - context.params.tokenWillExpireLeadMs;
  if (warnAfterMs > 0) {
    setTimer(out, 'tokenWillExpire', warnAfterMs);
  } else {
    clearTimer(out, 'tokenWillExpire');
    // An offline login says by how much its token is over (observed).
    warn(state, out, state.session === undefined ? leftMs : Math.max(0, leftMs));
  }
}

/** The timer of the warning. It is set only while there is a session. */
export function onTokenWillExpire(state: ClientState, context: StepContext, out: Out<ClientEffect>): void {
  if (state.phase !== 'session' || state.token === undefined) return;
  warn(state, out, Math.max(0, state.token.expireAtMs - context.wallMs));
}

/** No new token came in time. */
export function onTokenExpired(state: ClientState, out: Out<ClientEffect>): void {
  if (state.phase !== 'session' || state.token === undefined) return;
  // Those of an offline login whose token is over before the user's data is open.
  const calls = takeLoginCalls(state);
  endSession(state, out, {
    event: state.config.sdk.tokenExpiryEvent,
    extendedData: `Token expired for timer ${state.token.secondsAtLogin}`,
  });
  for (const call of calls) reject(out, { id: call, name: 'login' }, tokenExpired());
}

/** `renewToken(token)`. It needs the network, and only one may be under way. */
export function renewToken(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  call: { id: number; args: readonly unknown[] },
): void {
  const named = { id: call.id, name: 'renewToken' };
  const token = call.args[0];
  const problem = tokenProblem(token);
  if (problem !== undefined) {
    reject(out, named, problem);
  } else if (state.renewing !== 0) {
    reject(
      out,
      named,
      failed(
        'renewToken',
        ZIMErrorCode.CommonModuleTriggerSDKFrequencyLimit,
        'A renewal is already under way.',
      ),
    );
  } else if (!isOnline(state)) {
    reject(out, named, networkError(state, 'renewToken'));
  } else {
    const newToken = token as string;
    state.renewing = register(state, context, out, {
      kind: 'renewToken',
      call: call.id,
      name: 'renewToken',
      token: newToken,
    });
    send(state, out, { kind: 'renewToken', request: state.renewing, token: newToken });
  }
}

/** The backend took the new token: the session lives as long as it does. */
export function onTokenRenewed(
  state: ClientState,
  context: StepContext,
  out: Out<ClientEffect>,
  token: string,
): void {
  state.renewing = 0;
  if (state.login !== undefined) state.login.token = token;
  watchToken(state, context, out, token);
}

/** What the SDK itself finds wrong with a token: only its form. Whose it is and how old, the backend checks. */
export function tokenProblem(token: unknown): ZimError | undefined {
  const error = tokenErrorOfClient(typeof token === 'string' ? token : '');
  return error === undefined ? undefined : plain(error.code, error.message);
}

function warn(state: ClientState, out: Out<ClientEffect>, leftMs: number): void {
  emit(state, out, 'tokenWillExpire', { second: Math.floor(leftMs / 1000) });
}
