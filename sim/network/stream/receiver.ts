// Takes data in: what comes in order moves on, what comes too early waits, what comes twice is reported. Messages
// are handed out by the owner of the streams.

import { enterQuickMode, noteData } from './acks.js';
import { ACK, type End } from './end.js';
import type { Packet } from './packet.js';
import { FLAG } from './packet.js';
import type { Transport } from './transport.js';

/** Takes the bytes of a packet in. Returns whether the end of what is in order has moved. */
export function takeData(t: Transport, end: End, packet: Packet): boolean {
  if ((packet.flags & FLAG.fin) !== 0) end.finAt = packet.end - 1;
  if (packet.end <= end.expected) {
    end.duplicateFrom = packet.seq;
    end.duplicateTo = packet.end;
    enterQuickMode(end);
    end.ackBits |= ACK.now;
    return false;
  }
  if (packet.seq > end.expected) {
    addRange(end, packet.seq, packet.end);
    end.ackBits |= ACK.scheduled;
    return false;
  }
  noteData(t, end, packet.end - end.expected);
  end.expected = packet.end;
  if (end.ranges.length > 0) joinRanges(end);
  if (end.finAt >= 0 && end.expected > end.finAt) end.ackBits |= ACK.now;
  return true;
}

// The range that changed last is reported first.
function addRange(end: End, from: number, to: number): void {
  const { ranges } = end;
  let [start, stop] = [from, to];
  const kept: number[] = [];
  for (let i = 0; i < ranges.length; i += 2) {
    const a = ranges[i] as number;
    const b = ranges[i + 1] as number;
    if (a <= from && to <= b) {
      end.duplicateFrom = from;
      end.duplicateTo = to;
    }
    if (b < start || a > stop) {
      kept.push(a, b);
      continue;
    }
    if (a < start) start = a;
    if (b > stop) stop = b;
  }
  end.ranges = [start, stop, ...kept];
}

function joinRanges(end: End): void {
  let changed = true;
  while (changed) {
    changed = false;
    for (let i = 0; i < end.ranges.length; i += 2) {
      if ((end.ranges[i] as number) > end.expected) continue;
      end.expected = Math.max(end.expected, end.ranges[i + 1] as number);
      end.ranges.splice(i, 2);
      changed = true;
      break;
    }
  }
  // A gap that closes is news for the sender.
  if (end.ranges.length === 0) end.ackBits |= ACK.now;
}
