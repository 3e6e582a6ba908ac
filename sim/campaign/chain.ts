// The hash chain of a trace in short: four letters for each record. Since each depends on all before it, the first that
// differs is the first record that does.

import type { Trace, TraceEvent } from '../kernel/trace.js';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const WIDTH = 4;

/** The chain of a trace that was kept. */
export function chainOf(trace: Trace): string {
  const parts: string[] = [];
  for (let index = 0; index < trace.length; index++) parts.push(short(trace.hashAt(index)));
  return parts.join('');
}

/** Where a trace leaves a chain: the first record that is another, or what ends too early. */
export type Parting =
  | { readonly kind: 'record'; readonly index: number; readonly now: TraceEvent }
  | { readonly kind: 'ends'; readonly index: number }
  | { readonly kind: 'goes on'; readonly index: number; readonly now: TraceEvent };

/** undefined when the trace follows the chain to its end. */
export function partingOf(chain: string, trace: Trace): Parting | undefined {
  const length = Math.floor(chain.length / WIDTH);
  const both = Math.min(length, trace.length);
  for (let index = 0; index < both; index++) {
    if (chain.slice(index * WIDTH, (index + 1) * WIDTH) === short(trace.hashAt(index))) continue;
    return { kind: 'record', index, now: trace.read(index) };
  }
  if (trace.length < length) return { kind: 'ends', index: trace.length };
  if (trace.length > length) return { kind: 'goes on', index: length, now: trace.read(length) };
  return undefined;
}

// 24 of the 64 bits: two different records look alike once in 16 million, and their followers differ all the same.
function short(hash: string): string {
  let bits = Number.parseInt(hash.slice(0, 6), 16);
  let text = '';
  for (let place = 0; place < WIDTH; place++) {
    text += LETTERS[bits & 63];
    bits >>>= 6;
  }
  return text;
}
