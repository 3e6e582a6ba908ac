// One direction of a path. It decides what becomes of a packet: lost, corrupted, late, doubled, or dropped by a
// full queue. The simulator owns time; what packets carry is the streams' business.

import { assert } from '../../kernel/assert.js';
import type { Choices } from '../../kernel/choices.js';
import { type Purpose, purpose } from '../../kernel/random.js';
import { checkDelay, type DelaySettings, delayFor } from './delay-models.js';
import { checkLoss, type LossSettings, NO_LOSS } from './loss-models.js';
import { checkProbability, checkWhole } from './settings-check.js';

/** How one direction of a path treats what crosses it. */
export interface LinkSettings {
  readonly loss: LossSettings;
  readonly delay: DelaySettings;
  /** Up to this much is added to a crossing, uniformly, in microseconds. */
  readonly jitterMicros: number;
  /** Whether a later packet may overtake an earlier one; if not, it waits for it. */
  readonly reorders: boolean;
  /** The probability that a packet arrives twice: 0..1. */
  readonly duplication: number;
  /** The probability that a packet is damaged, so that its receiver's checksum drops it: 0..1. */
  readonly corruption: number;
  /** Bits per second; 0 is without limit. */
  readonly rateBitsPerSecond: number;
  /** How many bytes may wait behind the packet that is being sent; only with a rate. A full queue drops the new packet. */
  readonly queueBytes: number;
}

/** A link that delivers everything at once. */
export const PERFECT_LINK: LinkSettings = {
  loss: NO_LOSS,
  delay: { kind: 'constant', micros: 0 },
  jitterMicros: 0,
  reorders: false,
  duplication: 0,
  corruption: 0,
  rateBitsPerSecond: 0,
  queueBytes: 1_000_000,
};

/** The state of a link: plain data. */
export interface Link {
  /** Identifies the link in draws. */
  readonly key: number;
  settings: LinkSettings;
  /** Each block needs its own unblock; while there is one, everything is lost. */
  blocks: number;
  sent: number;
  bytes: number;
  lost: number;
  corrupted: number;
  overflowed: number;
  duplicated: number;
  /** Whether a Gilbert-Elliott link is in its bad state. */
  isBad: boolean;
  /** When the last packet so far has been sent: whole microseconds, and parts of one in units of 1 / rate. */
  busyUntil: number;
  busyParts: number;
  /** Packets that wait: when each begins to be sent, its bytes, and so on in turn. */
  waiting: number[];
  waitingBytes: number;
  lastArrivalMicros: number;
}

/** Packets are lost, or arrive at an instant; `again` is the arrival of a second copy. -1: never. */
export interface Crossing {
  arrivalMicros: number;
  againMicros: number;
}

const LOSS: Purpose = purpose('network.packet.loss');
const BURST: Purpose = purpose('network.packet.burst');
const BURST_LOSS: Purpose = purpose('network.packet.burst.loss');
const DELAY: Purpose = purpose('network.packet.delay');
const JITTER: Purpose = purpose('network.packet.jitter');
const CORRUPTION: Purpose = purpose('network.packet.corruption');
const DUPLICATION: Purpose = purpose('network.packet.duplication');
const DELAY_AGAIN: Purpose = purpose('network.packet.delay.again');

const DRAW_STEPS = 1_048_575; // the widest range that one draw of 32 bits fills evenly
const MICROS_PER_BYTE_SECOND = 8_000_000;

/** A link without traffic. Throws a RangeError when a setting makes no sense. */
export function createLink(key: number, settings: LinkSettings): Link {
  checkLink(settings);
  return {
    key,
    settings,
    blocks: 0,
    sent: 0,
    bytes: 0,
    lost: 0,
    corrupted: 0,
    overflowed: 0,
    duplicated: 0,
    isBad: false,
    busyUntil: 0,
    busyParts: 0,
    waiting: [],
    waitingBytes: 0,
    lastArrivalMicros: 0,
  };
}

/** An independent copy, for a fork. */
export function cloneLink(link: Link): Link {
  return { ...link, waiting: link.waiting.slice() };
}

/** Changes settings for what is sent from now on. Throws a RangeError, and changes nothing, when one makes no sense. */
export function changeLink(link: Link, settings: Partial<LinkSettings>): void {
  const changed = { ...link.settings, ...settings };
  checkLink(changed);
  if (changed.rateBitsPerSecond !== link.settings.rateBitsPerSecond && link.busyParts > 0) {
    link.busyUntil++;
    link.busyParts = 0;
  }
  link.settings = changed;
}

/** Throws a RangeError with the field's path when a setting makes no sense. */
function checkLink(settings: LinkSettings): void {
  const path = 'link';
  checkLoss(`${path}.loss`, settings.loss);
  checkDelay(`${path}.delay`, settings.delay);
  checkWhole(`${path}.jitterMicros`, settings.jitterMicros, { min: 0, example: 5000 });
  checkProbability(`${path}.duplication`, settings.duplication);
  checkProbability(`${path}.corruption`, settings.corruption);
  checkWhole(`${path}.rateBitsPerSecond`, settings.rateBitsPerSecond, { min: 0, example: 1_600_000 });
  checkWhole(`${path}.queueBytes`, settings.queueBytes, { min: 1, max: 1_000_000_000, example: 64_000 });
}

/**
 * Sends a packet and says in `result` when it arrives. The identity of its draws is (link and connection, byte
 * offset, transmission number), so no other packet has a say in it; only bursts depend on how many came before.
 */
export function cross(
  link: Link,
  choices: Choices,
  now: number,
  bytes: number,
  result: Crossing,
  a: number,
  b: number,
  c: number,
): void {
  const { settings } = link;
  link.sent++;
  link.bytes += bytes;
  result.againMicros = -1;
  result.arrivalMicros = -1;
  // The queue stands before the radio: what is lost on the way has used its time and place there.
  const left = settings.rateBitsPerSecond === 0 ? now : leave(link, now, bytes);
  if (left < 0) return;
  if (isLost(link, choices, a, b, c)) {
    link.lost++;
    return;
  }
  if (settings.corruption > 0 && choices.chance(CORRUPTION, settings.corruption, a, b, c)) {
    link.corrupted++;
    return;
  }
  result.arrivalMicros = inOrder(link, left + crossingMicros(settings, choices, DELAY, a, b, c));
  if (settings.duplication > 0 && choices.chance(DUPLICATION, settings.duplication, a, b, c)) {
    link.duplicated++;
    result.againMicros = inOrder(link, left + crossingMicros(settings, choices, DELAY_AGAIN, a, b, c));
  }
}

/** A block comes from one partition; the link is open again when every partition has lifted its own. */
export function unblockLink(link: Link): void {
  assert(link.blocks > 0, 'unblocked a link that nothing blocks');
  link.blocks--;
}

function isLost(link: Link, choices: Choices, a: number, b: number, c: number): boolean {
  const { loss } = link.settings;
  if (loss.kind === 'independent') {
    if (link.blocks > 0) return true;
    // The common case must not draw: a lossless world spends its time elsewhere.
    return loss.probability > 0 && choices.chance(LOSS, loss.probability, a, b, c);
  }
  const turns = link.isBad ? loss.toGood : loss.toBad;
  if (turns > 0 && choices.chance(BURST, turns, link.key, link.sent)) link.isBad = !link.isBad;
  if (link.blocks > 0) return true;
  const probability = link.isBad ? loss.lossInBad : loss.lossInGood;
  return probability > 0 && choices.chance(BURST_LOSS, probability, link.key, link.sent);
}

function crossingMicros(
  settings: LinkSettings,
  choices: Choices,
  kind: Purpose,
  a: number,
  b: number,
  c: number,
): number {
  const { delay, jitterMicros } = settings;
  let micros = 0;
  if (delay.kind === 'constant') micros = delay.micros;
  else micros = delayFor(delay, choices.between(kind, 0, DRAW_STEPS - 1, a, b, c) / DRAW_STEPS);
  if (jitterMicros > 0) micros += choices.between((kind ^ JITTER) as Purpose, 0, jitterMicros, a, b, c);
  return micros;
}

function inOrder(link: Link, arrival: number): number {
  if (link.settings.reorders) return arrival;
  if (arrival > link.lastArrivalMicros) link.lastArrivalMicros = arrival;
  return link.lastArrivalMicros;
}

// When the last bit has left, rounded up to a microsecond; -1 when the queue is full. Parts of a microsecond are
// kept as whole numbers of 1 / rate, so that a million packets take exactly as long as the arithmetic says.
function leave(link: Link, now: number, bytes: number): number {
  const { rateBitsPerSecond: rate, queueBytes } = link.settings;
  forgetSent(link, now);
  const isIdle = link.busyUntil < now || (link.busyUntil === now && link.busyParts === 0);
  if (isIdle) {
    link.busyUntil = now;
    link.busyParts = 0;
  } else {
    if (link.waitingBytes + bytes > queueBytes) {
      link.overflowed++;
      return -1;
    }
    link.waiting.push(link.busyUntil + (link.busyParts > 0 ? 1 : 0), bytes);
    link.waitingBytes += bytes;
  }
  const parts = bytes * MICROS_PER_BYTE_SECOND + link.busyParts;
  const whole = Math.floor(parts / rate);
  link.busyUntil += whole;
  link.busyParts = parts - whole * rate;
  return link.busyUntil + (link.busyParts > 0 ? 1 : 0);
}

function forgetSent(link: Link, now: number): void {
  const { waiting } = link;
  let begun = 0;
  while (begun < waiting.length && (waiting[begun] as number) <= now) {
    link.waitingBytes -= waiting[begun + 1] as number;
    begun += 2;
  }
  if (begun > 0) waiting.splice(0, begun);
}
