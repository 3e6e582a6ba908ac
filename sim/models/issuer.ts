// The app's own server that mints tokens, and the ways in which such servers fail. It knows users by name only:
// who may ask for whose token is not simulated.

import { unreachable } from '../kernel/assert.js';
import { clonePlain, hashPlain } from '../kernel/plain.js';
import { hashText, type Purpose, purpose } from '../kernel/random.js';
import { mintToken } from '../zim/token04.js';
import type { IssuerMessage } from '../zim/wire.js';
import type { Step, StepContext, TimerEffect } from './model.js';

export interface IssuerConfig {
  readonly appID: number;
  /** The server secret: 32 ASCII characters. */
  readonly secret: string;
  /** How long a token is valid, from when it is minted. */
  readonly validForSeconds: number;
}

/**
 * `down` answers that it is unavailable; `slowMs` answers so much later; `stale` hands out the user's last token
 * again, or one with 10 s left; `wrongUser` mints for somebody else.
 */
export type IssuerMode = 'up' | 'down' | 'stale' | 'wrongUser' | { readonly slowMs: number };

export type IssuerCommand =
  | { readonly kind: 'setMode'; readonly mode: IssuerMode }
  /** For the tokens minted from now on. */
  | { readonly kind: 'setValidity'; readonly seconds: number };

export type IssuerInput =
  | { readonly kind: 'accepted'; readonly connection: number; readonly host: string }
  | { readonly kind: 'message'; readonly connection: number; readonly message: IssuerMessage }
  | { readonly kind: 'closed'; readonly connection: number }
  | { readonly kind: 'timer'; readonly timer: string }
  | { readonly kind: 'admin'; readonly command: IssuerCommand };

export type IssuerEffect =
  | { readonly kind: 'send'; readonly connection: number; readonly message: IssuerMessage }
  | { readonly kind: 'close'; readonly connection: number; readonly code: number }
  | TimerEffect;

interface PendingRequest {
  readonly connection: number;
  readonly request: number;
  readonly userID: string;
}

/** What it knows of a user. `minted` is how many tokens there were, so that each has draws of its own. */
interface IssuedRecord {
  minted: number;
  lastToken: string | undefined;
}

export interface IssuerState {
  readonly config: IssuerConfig;
  mode: IssuerMode;
  validForSeconds: number;
  readonly issued: Map<string, IssuedRecord>;
  /** Answers that wait for their time, by timer. */
  readonly pending: Map<string, PendingRequest>;
}

/** The code with which it ends a connection on which something else than a request came; 1008 is "policy violation". */
const NOT_A_REQUEST = 1008;
const STALE_LEFT_S = 10;
const CHANCE: Purpose = purpose('issuer.iv');

/**
 * A token server that has minted nothing yet.
 *
 * @example const state = createIssuer({ appID: 1, secret, validForSeconds: 3600 });
 */
export function createIssuer(config: IssuerConfig): IssuerState {
  return {
    config,
    mode: 'up',
    validForSeconds: config.validForSeconds,
    issued: new Map(),
    pending: new Map(),
  };
}

/** An independent copy, for a fork. */
export function cloneIssuer(state: IssuerState): IssuerState {
  return clonePlain(state);
}

/** Equal states have equal hashes. */
export function hashIssuer(state: IssuerState): number {
  return hashPlain(state);
}

/**
 * The token that an app has in its hand when it starts. It is the user's token 0; those of an issuer begin with 1.
 *
 * @param validForSeconds the configured validity when left out
 * @example const token = issueInitialToken(config, context, 'alice', 90);
 */
export function issueInitialToken(
  config: IssuerConfig,
  context: StepContext,
  userID: string,
  validForSeconds: number = config.validForSeconds,
): string {
  return mint(config, context, { userID, ordinal: 0, validForSeconds, ageSeconds: 0 });
}

/** The token server's step. */
export const stepIssuer: Step<IssuerState, IssuerInput, IssuerEffect> = (state, input, context, out) => {
  switch (input.kind) {
    case 'accepted':
      return;
    case 'message':
      hear(state, input.connection, input.message, context, out);
      return;
    case 'closed':
      forgetRequests(state, input.connection, out);
      return;
    case 'timer': {
      const pending = state.pending.get(input.timer);
      state.pending.delete(input.timer);
      if (pending !== undefined) respond(state, pending, context, out);
      return;
    }
    case 'admin':
      obey(state, input.command);
      return;
    default:
      unreachable(input);
  }
};

function obey(state: IssuerState, command: IssuerCommand): void {
  switch (command.kind) {
    case 'setMode':
      state.mode = command.mode;
      return;
    case 'setValidity':
      state.validForSeconds = command.seconds;
      return;
    default:
      unreachable(command);
  }
}

function hear(
  state: IssuerState,
  connection: number,
  message: IssuerMessage,
  context: StepContext,
  out: IssuerEffect[],
): void {
  if (message.kind !== 'fetchToken') {
    out.push({ kind: 'close', connection, code: NOT_A_REQUEST });
    return;
  }
  const { request, userID } = message;
  const { mode } = state;
  if (typeof mode === 'string') {
    respond(state, { connection, request, userID }, context, out);
    return;
  }
  const timer = `answer ${connection} ${request}`;
  state.pending.set(timer, { connection, request, userID });
  out.push({ kind: 'setTimer', timer, afterMs: mode.slowMs });
}

// An answer that comes late is as good as the server is by then.
function respond(state: IssuerState, to: PendingRequest, context: StepContext, out: IssuerEffect[]): void {
  const { connection, request, userID } = to;
  const token = state.mode === 'down' ? undefined : tokenFor(state, userID, context);
  const message: IssuerMessage =
    token === undefined ? { kind: 'unavailable', request } : { kind: 'token', request, token };
  out.push({ kind: 'send', connection, message });
}

/** A token for a user, as the issuer would mint it now: it may be in a mode in which that is no good one. */
export function tokenFor(state: IssuerState, userID: string, context: StepContext): string {
  const { config, mode, validForSeconds } = state;
  const record = state.issued.get(userID) ?? { minted: 0, lastToken: undefined };
  if (mode === 'stale' && record.lastToken !== undefined) return record.lastToken;
  record.minted += 1;
  state.issued.set(userID, record);
  const ordinal = record.minted;
  if (mode === 'wrongUser') {
    return mint(config, context, { userID: `not-${userID}`, ordinal, validForSeconds, ageSeconds: 0 });
  }
  const ageSeconds = mode === 'stale' ? Math.max(0, validForSeconds - STALE_LEFT_S) : 0;
  const token = mint(config, context, { userID, ordinal, validForSeconds, ageSeconds });
  record.lastToken = token;
  return token;
}

function forgetRequests(state: IssuerState, connection: number, out: IssuerEffect[]): void {
  for (const [timer, pending] of [...state.pending]) {
    if (pending.connection !== connection) continue;
    state.pending.delete(timer);
    out.push({ kind: 'clearTimer', timer });
  }
}

interface MintOrder {
  readonly userID: string;
  readonly ordinal: number;
  readonly validForSeconds: number;
  readonly ageSeconds: number;
}

// One draw for a token, stretched to an IV and a nonce: an exploration would try every draw more than once.
function mint(config: IssuerConfig, context: StepContext, order: MintOrder): string {
  const { userID, ordinal, validForSeconds, ageSeconds } = order;
  const drawn = context.choices.between(CHANCE, 0, 0xffff_ffff, hashText(userID), ordinal);
  const iv = new Uint8Array(16);
  const view = new DataView(iv.buffer);
  for (let word = 0; word < 4; word++) view.setUint32(word * 4, hashText(`iv ${word} ${drawn}`));
  const issuedAtSeconds = Math.floor(context.wallMs / 1000) - ageSeconds;
  return mintToken({
    appID: config.appID,
    userID,
    secret: config.secret,
    validForSeconds,
    issuedAtSeconds,
    nonce: hashText(`nonce ${drawn}`) & 0x7fff_ffff,
    iv,
  });
}
