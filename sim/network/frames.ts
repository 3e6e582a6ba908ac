// What a connection sends over its stream, as WebSocket frames and the messages that come before them, and how many
// bytes each of them takes. When they are sent is decided in network.ts.

import type { Side } from './stream/packet.js';

/**
 * What crosses a stream; immutable, since forks share it. Frames of one direction are numbered, the SYN or its answer
 * being 0. `handshake`: a round trip of TLS or of the upgrade. `stranger`: what answers is not who was meant.
 */
export type Frame =
  | { readonly kind: 'handshake'; readonly ordinal: number }
  | { readonly kind: 'stranger' }
  | { readonly kind: 'data'; readonly ordinal: number; readonly payload: unknown }
  | { readonly kind: 'close'; readonly code: number };

/** A message of TLS or of the upgrade. Source: our choice; each fits into one packet. */
export const HANDSHAKE_BYTES = 300;

/** The body of a close frame that gives a code and no reason (RFC 6455, 5.5.1). */
export const CLOSE_BYTES = 2;

const MASK_BYTES = 4; // only clients mask (RFC 6455, 5.3)

/**
 * How long a WebSocket frame is, with its header (RFC 6455, 5.2).
 *
 * @example frameBytes(0, 100) === 106
 */
export function frameBytes(from: Side, bytes: number): number {
  return bytes + lengthBytes(bytes) + (from === 0 ? MASK_BYTES : 0);
}

function lengthBytes(bytes: number): number {
  if (bytes < 126) return 2;
  return bytes < 65_536 ? 4 : 10;
}
