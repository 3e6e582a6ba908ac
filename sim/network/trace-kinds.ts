// What the network writes into the trace, as small integers. The world puts this list first in its
// vocabulary, so a kind is its place in the list. Payloads are recorded by the world, not here.

import type { TraceVocabulary } from '../kernel/trace.js';

/**
 * The records of the network, in the order of their kinds. Connections are numbered from 0 in the order of
 * `connect`; `side` is 0 for the end that connected; `ordinal` counts the segments of one direction of a
 * connection, the handshake's included; `transmission` is 1 for the first try; a reason of `failed` is a place
 * in `FAILURES`.
 *
 * @example const vocabulary = [...NETWORK_TRACE, ...worldTrace];
 */
export const NETWORK_TRACE: TraceVocabulary = [
  { name: 'connect', fields: ['connection', 'source', 'target'] },
  { name: 'accepted', fields: ['connection', 'host'] },
  { name: 'opened', fields: ['connection'] },
  { name: 'failed', fields: ['connection', 'reason'] },
  { name: 'send', fields: ['connection', 'side', 'ordinal'] },
  { name: 'lost', fields: ['connection', 'side', 'transmission'] },
  { name: 'retransmit', fields: ['connection', 'side', 'transmission'] },
  { name: 'deliver', fields: ['connection', 'side', 'ordinal'] },
  { name: 'closed', fields: ['connection', 'side', 'code'] },
  { name: 'reset', fields: ['connection', 'side'] },
  { name: 'block', fields: ['source', 'target'] },
  { name: 'unblock', fields: ['source', 'target'] },
  { name: 'timedOut', fields: ['connection', 'side'] },
  { name: 'stranded', fields: ['connection'] },
];

/** The place of each kind in {@link NETWORK_TRACE}. */
export const TRACE = {
  connect: 0,
  accepted: 1,
  opened: 2,
  failed: 3,
  send: 4,
  lost: 5,
  retransmit: 6,
  deliver: 7,
  closed: 8,
  reset: 9,
  block: 10,
  unblock: 11,
  timedOut: 12,
  stranded: 13,
} as const;

/**
 * Why a connection never opened: nobody listens there, nobody answers, the name is not found, or a captive portal
 * answers in the other's place.
 */
export type Failure = 'refused' | 'timeout' | 'dns' | 'portal';

/** The order in which the trace numbers failures. */
export const FAILURES: readonly Failure[] = ['refused', 'timeout', 'dns', 'portal'];
