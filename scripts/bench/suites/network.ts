// Packets through a link and messages over a stream, alone: without clients, servers and properties.
import { importBundled } from '../bundled.js';
import { type Contenders, cpuMedians } from '../cpu-time.js';
import type { BenchRow, BenchSuite } from '../measure.js';

type Parts = typeof import('../network-parts.js');

const PACKETS = 100_000;
const MESSAGES = 2000;

export const suite: BenchSuite = {
  name: 'network',
  async run() {
    const parts = await importBundled<Parts>(new URL('../network-parts.ts', import.meta.url));
    return [...linkRows(parts), ...streamRows(parts)];
  },
};

function linkRows({
  createLink,
  cross,
  linkWith,
  PERFECT_LINK,
  Randomness,
  SeededChoices,
}: Parts): readonly BenchRow[] {
  const plain = linkWith(PERFECT_LINK, { delay: '40ms' });
  const kinds = {
    'a link that only delays': plain,
    'loss 5 %': linkWith(plain, { loss: 0.05 }),
    'bursts, jitter, 1 Mbit/s': linkWith(plain, {
      burst: { p: 0.02, r: 0.1, lossGood: 0.005, lossBad: 0.7 },
      jitter: '20ms',
      rateBitsPerSecond: 1_000_000,
      queueBytes: 64_000,
    }),
    'normal delay, overtaking': linkWith(plain, {
      delay: { normal: { mean: '80ms', deviation: '20ms' } },
      reorder: true,
    }),
  };
  const contenders: Contenders = Object.fromEntries(
    Object.entries(kinds).map(([name, settings]) => [
      name,
      (seed: number): void => {
        const link = createLink(1, settings);
        const choices = new SeededChoices(new Randomness(seed));
        const result = { arrivalMicros: -1, againMicros: -1 };
        for (let i = 0; i < PACKETS; i++) cross(link, choices, i * 1000, 120, result, 1, i * 68, 1);
      },
    ]),
  );
  const medians = cpuMedians(contenders, { rounds: 11, calls: 3, warmUp: 6 });
  const base = Object.values(medians)[0] as number;
  return Object.entries(medians).map(([name, median]) => ({
    name: `packets: ${name}`,
    median: (PACKETS * 1e6) / median,
    unit: 'packets/s',
    ratio: median / base,
    samples: 11,
  }));
}

function streamRows(parts: Parts): readonly BenchRow[] {
  const contenders: Contenders = {
    'a link that only delays': (seed) => chat(parts, seed, 0),
    'loss 5 %': (seed) => chat(parts, seed, 0.05),
    'loss 20 %': (seed) => chat(parts, seed, 0.2),
  };
  const medians = cpuMedians(contenders, { rounds: 11, calls: 5, warmUp: 20 });
  const base = Object.values(medians)[0] as number;
  return Object.entries(medians).map(([name, median]) => ({
    name: `messages over a stream: ${name}`,
    median: (median * 1000) / MESSAGES,
    unit: 'ns',
    ratio: median / base,
    samples: 11,
  }));
}

/** One side says something every second, and the other answers. */
function chat(parts: Parts, seed: number, loss: number): void {
  const { createLink, linkWith, NETWORK_TRACE, PERFECT_LINK, Simulator, Streams } = parts;
  const simulator = new Simulator({ seed, vocabulary: NETWORK_TRACE, keepTrace: false });
  const settings = linkWith(PERFECT_LINK, { delay: '40ms', loss });
  const links = [createLink(1, settings), createLink(2, settings)] as const;
  const streams = new Streams(simulator, { target: 0 }, (link) => links[link as 0 | 1]);
  const nothing = (): void => {};
  streams.listener = {
    welcome: () => 'accept',
    opened: () => void simulator.schedule(0, 1, 0, undefined),
    failed: nothing,
    accepted: nothing,
    message: (stream, side) => {
      if (side === 1) streams.send(stream, 1, 'answer', 100);
    },
    ended: nothing,
    lost: nothing,
    repeated: nothing,
  };
  let said = 0;
  simulator.onEvent = (target, kind, payload) => {
    if (target === 0) streams.handle(kind, payload);
    else {
      streams.send(0, 0, 'question', 100);
      said += 2;
      if (said < MESSAGES) simulator.schedule(1_000_000, 1, 0, undefined);
    }
  };
  streams.connect(0, { forth: { link: 0, key: 1 }, back: { link: 1, key: 2 } });
  simulator.runUntil(2_000_000_000);
}
