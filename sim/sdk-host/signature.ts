// What makes two findings the same: the property, and its reason without the numbers and names of one run.
import { SDK_METHOD_NAMES } from '../zim/sdk-surface.js';
import type { Broken } from './judge-run.js';

const METHODS: ReadonlySet<string> = new Set(SDK_METHOD_NAMES);
/** Methods that are words as well, and never fail. */
const WORDS: ReadonlySet<string> = new Set(['on', 'off']);
/** Calls whose fate is their own; of all others it matters only that they are calls. */
const APART: ReadonlySet<string> = new Set(['login', 'logout', 'destroy', 'renewToken', 'uploadLog']);

/**
 * A text that is equal for findings that look alike.
 *
 * @example signatureOf({ property: 'N4', reason: 'joinRoom failed with 6000121', atMs: 7 }) // 'N4: a call failed with 6000121'
 */
export function signatureOf({ property, reason }: Pick<Broken, 'property' | 'reason'>): string {
  const plain = reason
    .replace(/-?\d+(\.\d+)*/g, (digits) => (/^60\d{5}$/.test(digits) ? digits : '#'))
    .replace(/[A-Za-z]+/g, (word) => (isAnyCall(word) ? 'a call' : word));
  return `${property}: ${plain.slice(0, 240)}`;
}

function isAnyCall(word: string): boolean {
  return METHODS.has(word) && !APART.has(word) && !WORDS.has(word);
}
