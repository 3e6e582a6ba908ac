// Networks by name: numbers that others have published, under their source's name, and a few situations of our own.
// What becomes of them in a simulated network is the business of whoever builds one.

import { nearestNames, quotedList } from '../kernel/nearest.js';
import { UsageError } from '../kernel/usage-error.js';
import type { BurstSpec } from './path-spec.js';

/** One direction of a device's way to the servers. */
export interface ProfileDirection {
  /** One way. */
  readonly delayMs: number;
  /** Up to this much more, uniformly. */
  readonly jitterMs?: number;
  readonly rateBitsPerSecond?: number;
  /** What waits for its turn to be sent. More is dropped. */
  readonly queueBytes?: number;
  /** The loss of each packet on its own: 0 to 1. */
  readonly loss?: number;
  readonly burst?: BurstSpec;
}

/** A network by name. */
export interface Profile {
  readonly name: string;
  /** One line, for the list. */
  readonly title: string;
  /** Where the numbers come from. */
  readonly source: string;
  /** From the device to the servers … */
  readonly up: ProfileDirection;
  /** … and back. */
  readonly down: ProfileDirection;
}

/** Every profile, in the order of `zim-sim list profiles`. Names are unique. */
export const PROFILES: readonly Profile[] = [
  // Kilobits a second as DevTools shows them, its correction of the rate, its latency and the correction of that.
  devTools('slow-3g', 'Slow 3G', { up: 500, down: 500, share: 0.8, latencyMs: 400 * 5 }),
  devTools('slow-4g', 'Slow 4G', { up: 750, down: 1600, share: 0.9, latencyMs: 150 * 3.75 }),
  devTools('fast-4g', 'Fast 4G', { up: 1500, down: 9000, share: 0.9, latencyMs: 60 * 2.75 }),
  webPageTest('edge', 'EDGE', { up: 200, down: 240, roundTripMs: 840 }),
  webPageTest('2g', '2G', { up: 256, down: 280, roundTripMs: 800 }),
  webPageTest('3g-slow', '3G Slow', { up: 400, down: 400, roundTripMs: 400 }),
  webPageTest('3g', '3G', { up: 768, down: 1600, roundTripMs: 300 }),
  webPageTest('3g-fast', '3G Fast', { up: 768, down: 1600, roundTripMs: 150 }),
  webPageTest('4g', '4G', { up: 9000, down: 9000, roundTripMs: 170 }),
  webPageTest('lte', 'LTE', { up: 12_000, down: 12_000, roundTripMs: 70 }),
  situation('elevator', 'The doors close: what still gets through does so in gasps', {
    up: { delayMs: 120, jitterMs: 200, ...line(200, 32), burst: burst(0.06, 0.12, 0.02, 0.9) },
    down: { delayMs: 100, jitterMs: 150, ...line(400, 64), burst: burst(0.06, 0.12, 0.02, 0.85) },
  }),
  situation('subway', 'Good at the platform, bad in the tunnel, and a crowd that shares the cell', {
    up: { delayMs: 90, jitterMs: 120, ...line(500, 64), burst: burst(0.02, 0.1, 0.005, 0.7) },
    down: { delayMs: 70, jitterMs: 80, ...line(2000, 256), burst: burst(0.02, 0.1, 0.005, 0.6) },
  }),
  situation('train', 'From cell to cell at 200 km/h, with short gaps between them', {
    up: { delayMs: 60, jitterMs: 60, ...line(1000, 128), burst: burst(0.008, 0.15, 0.003, 0.8) },
    down: { delayMs: 50, jitterMs: 40, ...line(4000, 512), burst: burst(0.008, 0.15, 0.003, 0.7) },
  }),
  situation('hotel-wifi', 'Everybody streams: long queues, a slow way up, little real loss', {
    up: { delayMs: 40, jitterMs: 60, ...line(512, 256), burst: burst(0.004, 0.25, 0.002, 0.3) },
    down: { delayMs: 30, jitterMs: 40, ...line(2000, 512), burst: burst(0.004, 0.25, 0.002, 0.2) },
  }),
  situation('stadium', 'Full bars and fifty thousand phones: packets wait for seconds or are lost in rows', {
    up: { delayMs: 300, jitterMs: 400, ...line(100, 64), burst: burst(0.03, 0.08, 0.01, 0.5) },
    down: { delayMs: 200, jitterMs: 250, ...line(300, 128), burst: burst(0.03, 0.08, 0.01, 0.4) },
  }),
];

/**
 * The profile of a name.
 *
 * @throws UsageError one line with the nearest names
 * @example findProfile('subway').up.delayMs // 90
 */
export function findProfile(name: string): Profile {
  const profile = PROFILES.find((known) => known.name === name);
  if (profile !== undefined) return profile;
  const names = PROFILES.map((known) => known.name);
  throw new UsageError(
    `Unknown profile ${JSON.stringify(name)}: the nearest are ${quotedList(nearestNames(name, names))}. All of them: zim-sim list profiles`,
  );
}

/**
 * The share of packets that a direction loses in the long run: a burst's states weighed by how often they hold, and
 * what gets through that is lost by itself.
 *
 * @example averageLoss({ delayMs: 0, burst: { p: 0.1, r: 0.3, lossGood: 0, lossBad: 1 } }) // 0.25
 */
export function averageLoss({ loss = 0, burst: states }: ProfileDirection): number {
  if (states === undefined) return loss;
  const { p, r, lossGood, lossBad } = states;
  const inBursts = p + r === 0 ? lossGood : (r * lossGood + p * lossBad) / (p + r);
  return 1 - (1 - loss) * (1 - inBursts);
}

/**
 * DevTools adds its latency to each request, once, and knows no packets. Half of it each way makes a question and its
 * answer on an open connection take as long; a connect, with its four round trips, takes longer than it would there.
 */
function devTools(
  name: string,
  title: string,
  {
    up,
    down,
    share,
    latencyMs,
  }: { readonly up: number; readonly down: number; readonly share: number; readonly latencyMs: number },
): Profile {
  const direction = (kilobits: number): ProfileDirection => ({
    delayMs: latencyMs / 2,
    rateBitsPerSecond: Math.round(kilobits * 1000 * share),
  });
  return {
    name,
    title: `Chrome DevTools: ${title}`,
    source:
      'Chrome DevTools, presets of its network throttling; the latency is for each request there, here half of it delays each packet each way',
    up: direction(up),
    down: direction(down),
  };
}

function webPageTest(
  name: string,
  title: string,
  { up, down, roundTripMs }: { readonly up: number; readonly down: number; readonly roundTripMs: number },
): Profile {
  const direction = (kilobits: number): ProfileDirection => ({
    delayMs: roundTripMs / 2,
    rateBitsPerSecond: kilobits * 1000,
  });
  return {
    name,
    title: `WebPageTest: ${title}`,
    source: 'WebPageTest, its connectivity profiles; half of the round trip is the delay each way',
    up: direction(up),
    down: direction(down),
  };
}

function situation(
  name: string,
  title: string,
  directions: { readonly up: ProfileDirection; readonly down: ProfileDirection },
): Profile {
  return { name, title, source: 'zim-sim: our own, made to be typical; measured nowhere', ...directions };
}

function line(
  kilobits: number,
  queueKilobytes: number,
): { readonly rateBitsPerSecond: number; readonly queueBytes: number } {
  return { rateBitsPerSecond: kilobits * 1000, queueBytes: queueKilobytes * 1000 };
}

function burst(p: number, r: number, lossGood: number, lossBad: number): BurstSpec {
  return { p, r, lossGood, lossBad };
}
