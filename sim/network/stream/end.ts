// The state of one end of a stream: plain data, copied by `cloneEnd`. What changes it is in sender.ts,
// receiver.ts, recovery.ts and handshake.ts.

import type { EventHandle } from '../../kernel/event-queue.js';
import type { Side, StreamId } from './packet.js';

/**
 * `absent`: the acceptor has not heard of the stream · `connecting`: the connecting end before the answer to its
 * SYN · `embryo`: the acceptor's kernel has answered, its application knows nothing yet · `open` · `closing`: the
 * application has closed; the kernel still delivers what was sent before · `gone`.
 */
export type EndState = 'absent' | 'connecting' | 'embryo' | 'open' | 'closing' | 'gone';

/** Bits of a segment in flight, named as the kernel names them. */
export const MARK = { sacked: 1, lost: 2, retransmitted: 4, everRetransmitted: 8, fin: 16 } as const;

/** A segment that has been sent and not been acknowledged in order. */
export interface Segment {
  seq: number;
  end: number;
  sentMicros: number;
  transmissions: number;
  marks: number;
}

/** A message on its way: it is complete when the receiver has everything before `end`. */
export interface Message {
  readonly end: number;
  readonly payload: unknown;
}

/** The states of loss recovery, in the kernel's order. */
export const RECOVERY = { open: 0, disorder: 1, reduced: 2, recovery: 3, loss: 4 } as const;

/** What the transmission timer is set for. */
export const TIMER = { none: 0, timeout: 1, probe: 2, reorder: 3 } as const;

/** Bits of a pending acknowledgement. */
export const ACK = { scheduled: 1, timer: 2, pushed: 4, pushedTwice: 8, now: 16 } as const;

/** The payload of an end's timers; immutable. */
export interface EndAddress {
  readonly stream: StreamId;
  readonly side: Side;
}

export interface End {
  readonly address: EndAddress;
  /** Its identity in draws: the link that it sends on and the connecting host's own count of streams. */
  readonly key: number;
  state: EndState;
  /** The number of its link, chosen by the owner of the links. */
  readonly link: number;
  /** A later packet on the same link arrives later. */
  lastArrivalMicros: number;

  // The sender.
  unacked: number;
  next: number;
  written: number;
  /** Whether a FIN follows the last byte. */
  finishes: boolean;
  readonly flight: Segment[];
  readonly outbox: Message[];
  sackedOut: number;
  lostOut: number;
  retransOut: number;
  window: number;
  slowStartBelow: number;
  priorWindow: number;
  acksInWindow: number;
  recovery: number;
  recoveryEnd: number;
  /** Packets sent from here on end the first round of a recovery; 0 when it is over. */
  conservingSince: number;
  probeEnd: number;
  probeRepeats: boolean;
  forwardCheck: boolean;
  timeouts: number;
  smoothed8: number;
  deviation4: number;
  deviationMax: number;
  variance: number;
  varianceEnd: number;
  minRoundTrip: number;
  timeoutMicros: number;
  timerKind: number;
  timerAt: number;
  timer: EventHandle | undefined;
  timerEventAt: number;
  rackSent: number;
  rackEnd: number;
  rackRoundTrip: number;
  rackAdvanced: boolean;
  reordered: boolean;
  reorderSteps: number;
  highestSacked: number;
  bareAcks: number;

  // The receiver.
  expected: number;
  announced: number;
  /** Out of order: start, end, …; the most recently changed first. */
  ranges: number[];
  /** The offset of the peer's FIN, or -1. */
  finAt: number;
  duplicateFrom: number;
  duplicateTo: number;
  echoMs: number;
  ackBits: number;
  ackTimer: EventHandle | undefined;
  ackAt: number;
  /** In ticks. */
  ackTimeout: number;
  quickAcks: number;
  pingPong: boolean;
  /** The largest segment seen from the peer, in bytes. */
  peerSegment: number;
  lastDataTicks: number;

  // The handshake, then the keep-alive and the wait for a peer's FIN.
  tries: number;
  slowTimer: EventHandle | undefined;
  heardMicros: number;
  keepAliveTries: number;
}

const FIRST_TIMEOUT_MICROS = 1_000_000; // RFC 6298: before the first measurement
const INITIAL_WINDOW = 10; // RFC 6928
const SEGMENT_GUESS = 536; // Linux: TCP_MSS_DEFAULT, until larger segments have come

/** An end that has neither sent nor received anything. */
export function createEnd(address: EndAddress, link: number, key: number, state: EndState): End {
  return {
    address,
    key,
    state,
    link,
    lastArrivalMicros: 0,
    unacked: 0,
    next: 0,
    written: 0,
    finishes: false,
    flight: [],
    outbox: [],
    sackedOut: 0,
    lostOut: 0,
    retransOut: 0,
    window: INITIAL_WINDOW,
    slowStartBelow: Number.MAX_SAFE_INTEGER,
    priorWindow: INITIAL_WINDOW,
    acksInWindow: 0,
    recovery: RECOVERY.open,
    recoveryEnd: 0,
    conservingSince: 0,
    probeEnd: -1,
    probeRepeats: false,
    forwardCheck: false,
    timeouts: 0,
    smoothed8: 0,
    deviation4: 0,
    deviationMax: 0,
    variance: 0,
    varianceEnd: 0,
    minRoundTrip: Number.MAX_SAFE_INTEGER,
    timeoutMicros: FIRST_TIMEOUT_MICROS,
    timerKind: TIMER.none,
    timerAt: 0,
    timer: undefined,
    timerEventAt: 0,
    rackSent: 0,
    rackEnd: 0,
    rackRoundTrip: 0,
    rackAdvanced: false,
    reordered: false,
    reorderSteps: 1,
    highestSacked: 0,
    bareAcks: 0,
    expected: 0,
    announced: 0,
    ranges: [],
    finAt: -1,
    duplicateFrom: -1,
    duplicateTo: -1,
    echoMs: 0,
    ackBits: 0,
    ackTimer: undefined,
    ackAt: 0,
    ackTimeout: 0,
    quickAcks: 0,
    pingPong: false,
    peerSegment: SEGMENT_GUESS,
    lastDataTicks: 0,
    tries: 0,
    slowTimer: undefined,
    heardMicros: 0,
    keepAliveTries: 0,
  };
}

/** An independent copy, for a fork. Messages are shared, since they are immutable. */
export function cloneEnd(end: End): End {
  return {
    ...end,
    flight: end.flight.map(({ seq, end: to, sentMicros, transmissions, marks }) => ({
      seq,
      end: to,
      sentMicros,
      transmissions,
      marks,
    })),
    outbox: end.outbox.slice(),
    ranges: end.ranges.slice(),
  };
}

/** An end that still takes part: it is known to its host. */
export function isAlive(end: End): boolean {
  return end.state !== 'absent' && end.state !== 'gone';
}
