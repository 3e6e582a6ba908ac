// Makes plain data of what an app hands to the SDK and gets from it, and leaves out what is nobody's business: IDs and
// tokens become salted hashes, texts their lengths. When something is recorded is not its concern.
import { hash } from './hash.js';

/** Turns a value into plain data. `key` is the name under which it was found. */
export type Redact = (value: unknown, key?: string, depth?: number) => unknown;

// Calls whose first argument is a text of somebody's, and no ID.
const TEXT_FIRST = /^(update|set|callEx|delete.*Attr)|Reaction$/;

/**
 * A redactor for one incident: the same salt gives the same hashes on every device.
 *
 * @param salt without one IDs and texts stay as they are; tokens are hashed all the same
 */
export const redactor = (salt: string | undefined): Redact => {
  const marked = (text: string): string => text && `#${hash(`${salt}:${text}`)}`;
  const redact: Redact = (value, key, depth = 0) => {
    if (typeof value === 'string') {
      // A token04 says in its first 13 characters when it expires.
      if (key === 'token') return `${marked(value)}@${[/^04.{11}/.exec(value)]}`;
      return !salt || key === 'event' ? value : /IDs?$/.test(key!) ? marked(value) : `~${value.length}`;
    }
    if (typeof value !== 'object' || !value) return value;
    if (Array.isArray(value)) return value.map((one) => redact(one, key, depth + 1));
    const names = Object.keys(value);
    // The names in attributes are the app's own, and the bytes of a file nobody's. What an error says is none of its keys.
    return depth > 7 || (salt && /ttributes$/.test(key!)) || 'byteLength' in value
      ? `~${names.length}`
      : Object.fromEntries(
          ['message', ...names].map((name) => [
            name,
            redact((value as Record<string, unknown>)[name], name, depth + 1),
          ]),
        );
  };
  return redact;
};

/** Under which name an argument of a call counts: what a text is follows from its place. */
export const keyOf = (name: string, index: number): string =>
  name === 'renewToken' || (name === 'login' && index)
    ? 'token'
    : // on and off: the name of an event is no secret.
      name[0] === 'o'
      ? 'event'
      : !index && TEXT_FIRST.test(name)
        ? 'attributes'
        : 'ID';
