// One direction of a path between two hosts: its settings, its counters and how many partitions block it.
// It decides what becomes of a transmission; who sends, when and what for is the wire's business.

import { assert } from '../kernel/assert.js';
import type { Choices } from '../kernel/choices.js';
import { hashText, type Purpose, purpose } from '../kernel/random.js';

/** How one direction of a path treats what crosses it. */
export interface LinkSettings {
  /** The least time to cross, in microseconds. */
  readonly delayMicros: number;
  /** Up to this much is added to a crossing, uniformly, in microseconds. */
  readonly jitterMicros: number;
  /** The probability that a transmission is lost, each on its own: 0..1. */
  readonly loss: number;
}

/** What a link has seen so far. `sent` counts transmissions; repeats are in `retransmitted` as well. */
export interface LinkStats {
  readonly sent: number;
  readonly lost: number;
  readonly retransmitted: number;
  readonly bytes: number;
}

/** The state of a link: plain data that only the wire and the paths change. */
export interface Link {
  /** Identifies the link in draws, by the names of its hosts: it survives a change of other hosts. */
  readonly key: number;
  settings: LinkSettings;
  /** How many partitions block this direction now. */
  blocks: number;
  sent: number;
  lost: number;
  retransmitted: number;
  bytes: number;
}

const LOSS: Purpose = purpose('network.link.loss');
const JITTER: Purpose = purpose('network.link.jitter');

/** A link without traffic. */
export function createLink(names: { source: string; target: string }, settings: LinkSettings): Link {
  checkSettings(settings);
  const key = hashText(`${names.source}>${names.target}`);
  return { key, settings, blocks: 0, sent: 0, lost: 0, retransmitted: 0, bytes: 0 };
}

/**
 * Whether this transmission is lost: the link is blocked at this instant, or the draw says so.
 * (direction, ordinal, transmission) is its identity, so no other transmission has a say in it.
 */
export function isLost(
  link: Link,
  choices: Choices,
  direction: number,
  ordinal: number,
  transmission: number,
): boolean {
  if (link.blocks > 0) return true;
  const { loss } = link.settings;
  // The common case must not draw: a lossless world spends its time elsewhere.
  return loss > 0 && choices.chance(LOSS, loss, direction, ordinal, transmission);
}

/** How long this transmission takes to cross, in microseconds. The identity is that of {@link isLost}. */
export function crossingMicros(
  link: Link,
  choices: Choices,
  direction: number,
  ordinal: number,
  transmission: number,
): number {
  const { delayMicros, jitterMicros } = link.settings;
  if (jitterMicros === 0) return delayMicros;
  return delayMicros + choices.between(JITTER, 0, jitterMicros, direction, ordinal, transmission);
}

/** Throws an error that says what was expected when a setting makes no sense. */
export function checkSettings(settings: LinkSettings): void {
  checkMicros('delayMicros', settings.delayMicros);
  checkMicros('jitterMicros', settings.jitterMicros);
  if (settings.loss >= 0 && settings.loss <= 1) return;
  throw new RangeError(
    `Expected loss to be a probability from 0 to 1, got ${settings.loss}. For example: 0.05`,
  );
}

/** A block comes from one partition; the link is open again when every partition has lifted its own. */
export function unblockLink(link: Link): void {
  assert(link.blocks > 0, 'unblocked a link that nothing blocks');
  link.blocks--;
}

function checkMicros(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new RangeError(
    `Expected ${name} to be a whole number of microseconds from 0, got ${value}. For example: 30000`,
  );
}
