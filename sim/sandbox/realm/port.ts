// The realm's one way to its host. It makes a call to the host safe for the app: an error that the host throws,
// or a stack that overflows in it, arrives as an error of the realm.
import type { RealmHost } from './host.js';

let port: RealmHost | undefined;
let lastId = 0;

/** Sets the host; once, before anything else. */
export function setHost(host: RealmHost): void {
  port = host;
}

/** The host, for calls inside `guarded` only. */
function host(): RealmHost {
  if (port === undefined) throw new Error('the realm has no host yet');
  return port;
}

/** A number that no other request or socket of this realm has. */
export function nextId(): number {
  lastId += 1;
  return lastId;
}

/** Runs a call to the host. */
export function guarded<T>(call: (port: RealmHost) => T): T {
  try {
    return call(host());
  } catch (error) {
    throw ownError(error);
  }
}

/** An error of this realm that says what a foreign one says. */
export function ownError(error: unknown): unknown {
  if (error instanceof Error || Object(error) !== error) return error;
  const { name, message } = error as { name?: unknown; message?: unknown };
  const own = name === 'RangeError' ? new RangeError(`${message}`) : new Error(`${message}`);
  return own;
}

/** Copies pairs of text that came from the other side of the border. */
export function copyPairs(pairs: readonly (readonly [string, string])[]): [string, string][] {
  const copy: [string, string][] = [];
  for (let i = 0; i < pairs.length; i += 1) {
    const pair = pairs[i];
    if (pair !== undefined) copy.push([`${pair[0]}`, `${pair[1]}`]);
  }
  return copy;
}

/** Copies texts that came from the other side of the border. */
export function copyTexts(texts: readonly string[]): string[] {
  const copy: string[] = [];
  for (let i = 0; i < texts.length; i += 1) copy.push(`${texts[i]}`);
  return copy;
}
