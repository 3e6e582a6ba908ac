// How a stream is made: SYN, SYN-ACK, and the first acknowledgement. Both sides repeat what is not answered.

import type { End } from './end.js';
import { FLAG, NO_SACKS, type Packet } from './packet.js';
import { measured } from './round-trip.js';
import { headerOf } from './sender.js';
import type { Stream } from './stream.js';
import { STREAM_EVENT, type Transport } from './transport.js';

const SYN_MICROS = 1_000_000; // Linux: TCP_TIMEOUT_INIT
const LINEAR_TIMEOUTS = 4; // Linux since 6.5: tcp_syn_linear_timeouts
const SYN_RETRIES = 6 + LINEAR_TIMEOUTS; // Linux: tcp_syn_retries, to which the linear ones are added
const ANSWER_RETRIES = 5; // Linux: tcp_synack_retries
const SYN_PLACE = 0;

/**
 * How long the connecting end waits after its n-th SYN, in microseconds: one second for the first five, then twice
 * as long each time. Retries leave after 1, 2, 3, 4, 5, 7, 11, 19, 35 and 67 s, and it gives up at 131 s (the
 * kernel's ip-sysctl documentation).
 *
 * @example synTimeoutMicros(6) === 2_000_000
 */
function synTimeoutMicros(syns: number): number {
  const linear = LINEAR_TIMEOUTS + 1;
  return syns <= linear ? SYN_MICROS : SYN_MICROS * (1 << (syns - linear));
}

/** Sends the next SYN and waits for its answer. Returns false when there were enough of them. */
export function sendSyn(t: Transport, stream: Stream, end: End): boolean {
  if (end.tries > SYN_RETRIES) return false;
  end.tries++;
  end.heardMicros = t.now;
  t.put(stream, end, headerOf(t, end, FLAG.syn, { seq: 0, end: 0 }), SYN_PLACE, end.tries);
  end.slowTimer = t.fireAt(t.deadline(synTimeoutMicros(end.tries)), end, STREAM_EVENT.slowTimer);
  return true;
}

/** Sends the answer to a SYN, for the first time or because the SYN came again. */
export function answerSyn(t: Transport, stream: Stream, end: End): void {
  end.tries++;
  if (end.tries === 1) end.heardMicros = t.now;
  const flags = FLAG.syn | FLAG.ack;
  t.put(stream, end, headerOf(t, end, flags, { seq: 0, end: 0 }), SYN_PLACE, end.tries);
  if (end.slowTimer !== undefined) t.cancel(end.slowTimer);
  const backedOff = SYN_MICROS * (1 << end.keepAliveTries);
  end.slowTimer = t.fireAt(t.deadline(backedOff), end, STREAM_EVENT.slowTimer);
}

/** Nobody has acknowledged the answer. Returns false when the accepting host gives up. */
export function answerAgain(t: Transport, stream: Stream, end: End): boolean {
  if (end.keepAliveTries >= ANSWER_RETRIES) return false;
  end.keepAliveTries++;
  answerSyn(t, stream, end);
  return true;
}

/** The end is open from here on; the packet that made it so gives the first measurement of the round trip. */
export function establish(t: Transport, end: End, packet: Packet): void {
  if (end.slowTimer !== undefined) t.cancel(end.slowTimer);
  end.slowTimer = undefined;
  const exact = t.now - end.heardMicros;
  // What was repeated is measured by timestamps, which have a grain of 1 ms.
  const stamped = Math.max(1, Math.floor(t.now / 1000) - packet.echoMs) * 1000;
  measured(end, end.tries === 1 ? exact : stamped);
  // Linux starts with one packet when even the second SYN was lost.
  if (end.tries > 2 && end.address.side === 0) end.window = 1;
  end.keepAliveTries = 0;
  end.heardMicros = t.now;
  end.state = 'open';
}

/** A reset; it acknowledges nothing. */
export function resetOf(t: Transport, end: End): Packet {
  return {
    stream: end.address.stream,
    from: end.address.side,
    flags: FLAG.rst,
    seq: end.next,
    end: end.next,
    ack: end.expected,
    sacks: NO_SACKS,
    duplicate: false,
    sentMs: Math.floor(t.now / 1000),
    echoMs: end.echoMs,
  };
}
