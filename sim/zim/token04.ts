// Token04: how an app's server lets a user in. It mints, reads and checks tokens; when a client renews, and when the
// backend asks for one at all, is for the models to decide.
//
//   token     = '04' base64(int64 expire | uint16 16 | iv | uint16 length | cipher)     big-endian, seconds since 1970
//   cipher    = AES-CBC with PKCS#7 padding, keyed with the bytes of the 32-character server secret
//   plaintext = JSON { app_id, user_id, nonce, ctime, expire, payload }
//
// The layout is that of the vendor's public generator. The expiry stands in front of the cipher, so a client can read it.
import { cbc } from '@noble/ciphers/aes.js';
import { decodeBase64, encodeBase64 } from './base64.js';
import { errorOf, ZIMErrorCode, type ZimError } from './error-codes.js';
import { FACTS } from './fact-table.js';

const VERSION = '04';
const IV_BYTES = 16;
const SECRET_BYTES = 32;
const HEADER_BYTES = 8 + 2 + IV_BYTES + 2;
// The length of the cipher is written in 16 bits.
const MAX_CIPHER_BYTES = 65_535;
const TWO_TO_32 = 4_294_967_296;

/** What goes into a token. Chance comes from the caller, so that the same request gives the same token. */
export interface TokenRequest {
  readonly appID: number;
  readonly userID: string;
  /** The server secret of the app: 32 ASCII characters. */
  readonly secret: string;
  readonly validForSeconds: number;
  /** Seconds since 1970. */
  readonly issuedAtSeconds: number;
  readonly nonce: number;
  /** 16 bytes. */
  readonly iv: Uint8Array;
  readonly payload?: string;
}

/** What a token says. */
export interface TokenContents {
  readonly appID: number;
  readonly userID: string;
  readonly nonce: number;
  /** Seconds since 1970. */
  readonly issuedAtSeconds: number;
  /** Seconds since 1970. */
  readonly expireAtSeconds: number;
  readonly payload: string;
}

/** What a backend compares a token with. */
export interface TokenExpectation {
  readonly secret: string;
  readonly appID: number;
  readonly userID: string;
  /** Seconds since 1970; a fraction is allowed. */
  readonly nowSeconds: number;
  /** The fact `tokenMinValidityS` unless given. */
  readonly minValiditySeconds?: number;
  /** The fact `tokenMaxValidityS` unless given. */
  readonly maxValiditySeconds?: number;
}

/** The backend's answer to a token. */
export type TokenVerdict = ({ readonly ok: true } & TokenContents) | ({ readonly ok: false } & ZimError);

/**
 * Makes a token.
 *
 * @throws RangeError when the secret, the IV, a time or the size of the payload is impossible
 * @example mintToken({ appID: 1, userID: 'alice', secret, validForSeconds: 3600, issuedAtSeconds: 0, nonce: 7, iv })
 */
export function mintToken(request: TokenRequest): string {
  const { appID, userID, nonce, iv, payload = '' } = request;
  const ctime = request.issuedAtSeconds;
  const expire = ctime + request.validForSeconds;
  if (iv.length !== IV_BYTES) throw new RangeError(`Expected iv to have 16 bytes, got ${iv.length}.`);
  if (!Number.isSafeInteger(expire) || expire < 0 || !Number.isSafeInteger(ctime)) {
    throw new RangeError(`Expected whole seconds since 1970, got ${ctime} + ${request.validForSeconds}.`);
  }
  // The order of the properties is the generator's.
  const plain = JSON.stringify({ app_id: appID, user_id: userID, nonce, ctime, expire, payload });
  const cipher = cbc(keyOf(request.secret), iv).encrypt(UTF8.encode(plain));
  if (cipher.length > MAX_CIPHER_BYTES) {
    throw new RangeError(
      `Expected userID and payload to encrypt to 65535 bytes at most, got ${cipher.length}.`,
    );
  }
  const token = VERSION + encodeBase64(frame(expire, iv, cipher));
  const contents = { appID, userID, nonce, issuedAtSeconds: ctime, expireAtSeconds: expire, payload };
  remember(PARSED, token, { secret: request.secret, contents });
  return token;
}

/**
 * Reads a token with the secret.
 *
 * @returns `undefined` when it is malformed, made with another secret or at odds with its own header
 * @throws RangeError when the secret is not 32 ASCII characters
 * @example parseToken(token, secret)?.userID
 */
export function parseToken(token: string, secret: string): TokenContents | undefined {
  const known = PARSED.get(token);
  if (known !== undefined && known.secret === secret) return known.contents;
  const contents = parseAfresh(token, secret);
  remember(PARSED, token, { secret, contents });
  return contents;
}

/**
 * When a token expires, in seconds since 1970, read without the secret as a client does.
 *
 * @returns `undefined` when the token is malformed
 */
export function readTokenExpiry(token: string): number | undefined {
  if (EXPIRIES.has(token)) return EXPIRIES.get(token);
  const expireAtSeconds = unframe(token)?.expireAtSeconds;
  remember(EXPIRIES, token, expireAtSeconds);
  return expireAtSeconds;
}

/**
 * A text that {@link readTokenExpiry} reads like a token, for one of which only the expiry is known.
 *
 * @param iv 16 bytes that tell it from others
 * @example readTokenExpiry(tokenThatExpires(1_767_229_200, new Uint8Array(16))) // 1767229200
 */
export function tokenThatExpires(expireAtSeconds: number, iv: Uint8Array): string {
  return VERSION + encodeBase64(frame(expireAtSeconds, iv, new Uint8Array(16)));
}

/**
 * What the client refuses by itself, before anything is sent. Observed: an empty or malformed token, and one of
 * version 03. Time, user and app are not looked at.
 *
 * @returns `undefined` when the client sends the token to the backend
 */
const SHORTEST_WITH_VERSION = 60;

export function tokenErrorOfClient(token: string): ZimError | undefined {
  // Only a long one is looked at for its version (observed with 100 characters and not with 20).
  if (token.startsWith('03') && token.length >= SHORTEST_WITH_VERSION) {
    return errorOf(ZIMErrorCode.NetworkModuleTokenVersionError, 'Token version number is wrong.');
  }
  return readTokenExpiry(token) === undefined ? invalid('Token is invalid.') : undefined;
}

/**
 * Checks a token as the backend does. A token that is valid for too long gives 6000103, and the validity is counted
 * from when it was issued: both assumed.
 *
 * @throws RangeError when the secret is not 32 ASCII characters
 * @example checkToken(token, { secret, appID: 1, userID: 'alice', nowSeconds: 60 })
 */
export function checkToken(token: string, expected: TokenExpectation): TokenVerdict {
  const contents = parseToken(token, expected.secret);
  if (contents === undefined) {
    return {
      ok: false,
      ...(tokenErrorOfClient(token) ?? invalid('The token was not made with the secret of this app.')),
    };
  }
  const error = errorIn(contents, expected);
  return error === undefined ? { ok: true, ...contents } : { ok: false, ...error };
}

const UTF8 = new TextEncoder();
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true });

// A token is parsed at every login and reconnection, and what comes out depends on nothing else. AES in plain
// JavaScript costs some 8 µs, as much as a hundred events, so the latest results are kept.
const KEPT_AT_MOST = 1024;
const PARSED = new Map<string, { readonly secret: string; readonly contents: TokenContents | undefined }>();
const EXPIRIES = new Map<string, number | undefined>();

function remember<T>(table: Map<string, T>, token: string, value: T): void {
  if (table.size >= KEPT_AT_MOST) table.clear();
  table.set(token, value);
}

/** {@link parseToken} without its memory: what the latest tokens say is not taken from there. */
export function parseAfresh(token: string, secret: string): TokenContents | undefined {
  const key = keyOf(secret);
  const framed = unframe(token);
  if (framed === undefined) return undefined;
  const contents = decrypt(key, framed);
  // The header is not authenticated, so a token with a later time written into it must not live longer.
  return contents?.expireAtSeconds === framed.expireAtSeconds ? contents : undefined;
}

interface Frame {
  readonly expireAtSeconds: number;
  readonly iv: Uint8Array;
  readonly cipher: Uint8Array;
}

function errorIn(contents: TokenContents, expected: TokenExpectation): ZimError | undefined {
  const {
    minValiditySeconds = FACTS.tokenMinValidityS.value,
    maxValiditySeconds = FACTS.tokenMaxValidityS.value,
  } = expected;
  const validitySeconds = contents.expireAtSeconds - contents.issuedAtSeconds;
  if (contents.appID !== expected.appID) return invalid('The token is for another app.');
  if (contents.userID !== expected.userID) return invalid('The token is for another user.');
  if (expected.nowSeconds >= contents.expireAtSeconds) {
    return errorOf(ZIMErrorCode.NetworkModuleTokenExpired, 'The token has expired.');
  }
  if (validitySeconds < minValiditySeconds) {
    return errorOf(
      ZIMErrorCode.NetworkModuleTokenTimeIsTooShort,
      `The token is valid for ${validitySeconds} s, at least ${minValiditySeconds} s are needed.`,
    );
  }
  if (validitySeconds > maxValiditySeconds) {
    return invalid(
      `The token is valid for ${validitySeconds} s, at most ${maxValiditySeconds} s are allowed.`,
    );
  }
  return undefined;
}

function invalid(message: string): ZimError {
  return errorOf(ZIMErrorCode.NetworkModuleTokenInvalid, message);
}

function frame(expireAtSeconds: number, iv: Uint8Array, cipher: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + cipher.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(expireAtSeconds / TWO_TO_32));
  view.setUint32(4, expireAtSeconds % TWO_TO_32);
  view.setUint16(8, IV_BYTES);
  bytes.set(iv, 10);
  view.setUint16(10 + IV_BYTES, cipher.length);
  bytes.set(cipher, HEADER_BYTES);
  return bytes;
}

function unframe(token: string): Frame | undefined {
  if (!token.startsWith(VERSION)) return undefined;
  const bytes = decodeBase64(token.slice(VERSION.length));
  if (bytes === undefined || bytes.length <= HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer);
  const cipherBytes = view.getUint16(10 + IV_BYTES);
  if (view.getUint16(8) !== IV_BYTES || cipherBytes % 16 !== 0) return undefined;
  if (bytes.length !== HEADER_BYTES + cipherBytes) return undefined;
  // A time before 1970 or past 2^53 s is no time that the generator writes.
  const expireAtSeconds = view.getInt32(0) * TWO_TO_32 + view.getUint32(4);
  if (expireAtSeconds < 0 || !Number.isSafeInteger(expireAtSeconds)) return undefined;
  return { expireAtSeconds, iv: bytes.slice(10, 10 + IV_BYTES), cipher: bytes.slice(HEADER_BYTES) };
}

// undefined: another secret. The padding fails nearly always, the text in the few cases that are left.
function decrypt(key: Uint8Array, { iv, cipher }: Frame): TokenContents | undefined {
  try {
    return contentsOf(JSON.parse(STRICT_UTF8.decode(cbc(key, iv).decrypt(cipher))));
  } catch {
    return undefined;
  }
}

function contentsOf(json: unknown): TokenContents | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { app_id, user_id, nonce, ctime, expire, payload } = json as Readonly<Record<string, unknown>>;
  if (typeof app_id !== 'number' || typeof nonce !== 'number') return undefined;
  if (typeof ctime !== 'number' || typeof expire !== 'number') return undefined;
  if (typeof user_id !== 'string' || typeof payload !== 'string') return undefined;
  return { appID: app_id, userID: user_id, nonce, issuedAtSeconds: ctime, expireAtSeconds: expire, payload };
}

function keyOf(secret: string): Uint8Array {
  const key = new Uint8Array(SECRET_BYTES);
  for (let index = 0; index < SECRET_BYTES; index++) {
    const code = secret.charCodeAt(index);
    // NaN, behind the end of the secret, fails the comparison too.
    if (secret.length !== SECRET_BYTES || !(code < 128)) {
      throw new RangeError(`Expected secret to be 32 ASCII characters, got ${secret.length} characters.`);
    }
    key[index] = code;
  }
  return key;
}
