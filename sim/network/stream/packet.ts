// What crosses a link for a stream: the headers that matter and how many bytes the packet weighs. Contents stay
// with the sender's end; the receiver takes a message from there when its last byte has arrived.

/** Streams are numbered by whoever connects them. */
export type StreamId = number;

/** 0 is the end that connected, 1 the end that accepted. */
export type Side = 0 | 1;

/** The header's flags. */
export const FLAG = { syn: 1, ack: 2, fin: 4, rst: 8, keepAlive: 16 } as const;

/**
 * A packet; immutable, since the queue and every fork share it. Byte offsets start at 0 with the first byte of
 * data; a FIN counts as one byte.
 */
export interface Packet {
  readonly stream: StreamId;
  readonly from: Side;
  readonly flags: number;
  /** The offset of its first byte. */
  readonly seq: number;
  /** The offset behind its last byte. */
  readonly end: number;
  /** The offset that the sender expects next from the other side. */
  readonly ack: number;
  /** Received out of order: start, end, start, end, …; the most recent first. */
  readonly sacks: readonly number[];
  /** Whether the first range of `sacks` reports a duplicate instead. */
  readonly duplicate: boolean;
  /** Timestamps as in RFC 7323, whole milliseconds. */
  readonly sentMs: number;
  readonly echoMs: number;
}

/** The largest payload of a packet on an Ethernet-like path with timestamps, in bytes. */
export const MSS = 1448;

/** No ranges; shared so that most packets need no array of their own. */
export const NO_SACKS: readonly number[] = [];

const HEADERS = 52; // IPv4 20, TCP 20, timestamps 12
const SYN_HEADERS = 60;

/** The weight of a packet on a link, in bytes. */
export function weightOf(packet: Packet): number {
  if ((packet.flags & FLAG.syn) !== 0) return SYN_HEADERS;
  const payload = packet.end - packet.seq - ((packet.flags & FLAG.fin) !== 0 ? 1 : 0);
  return HEADERS + payload + (packet.sacks.length > 0 ? 4 + packet.sacks.length * 4 : 0);
}

/** The other side. */
export function peerOf(side: Side): Side {
  return side === 0 ? 1 : 0;
}
