// Judging a log: sessions of ten minutes, one after the other, as two devices write them down. How many lines a second, how
// much of that is only reading JSON, and whether a longer log needs more memory.
import { importBundled } from '../bundled.js';
import type { BenchRow, BenchSuite } from '../measure.js';

type Parts = typeof import('../logs-parts.js');

const ROUNDS = 7;
const SESSIONS = 600;
const PIECE = 1 << 18;

export const suite: BenchSuite = {
  name: 'logs',
  async run() {
    const parts = await importBundled<Parts>(new URL('../logs-parts.ts', import.meta.url));
    const session = sessionOf(parts);
    const judged = await medianOf(() => secondsToJudge(parts, session, SESSIONS));
    const parsed = await medianOf(async () => secondsToParse(parts, session, SESSIONS));
    const lines = session.length * SESSIONS;
    return [
      {
        name: `JSON.parse of ${lines} lines, alone`,
        median: lines / parsed,
        unit: 'lines/s',
        ratio: 1,
        samples: ROUNDS,
      },
      {
        name: 'the same, judged by all properties',
        median: lines / judged,
        unit: 'lines/s',
        ratio: parsed / judged,
        samples: ROUNDS,
      },
      ...(await memoryRows(parts, session)),
    ];
  },
};

function sessionOf({ execute, logLines, tenMinutes }: Parts): readonly string[] {
  const { observations, sdk } = execute({ scenario: tenMinutes, seed: 0 }, { properties: [] });
  return logLines(observations, { sdk });
}

// A session after the other on the clock of the wall; with each a new process begins.
async function* bytesOf(session: readonly string[], sessions: number): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = '';
  for (let number = 0; number < sessions; number++) {
    for (const line of session) {
      text += `${line.replace(/"wall":(\d+)/, (_, wall) => `"wall":${Number(wall) + number * 660_000}`)}\n`;
    }
    if (text.length < PIECE && number < sessions - 1) continue;
    yield encoder.encode(text);
    text = '';
  }
}

async function chunksOf(session: readonly string[], sessions: number): Promise<readonly Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytesOf(session, sessions)) chunks.push(chunk);
  return chunks;
}

async function* from(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

let kept: readonly Uint8Array[] = [];

async function secondsToJudge(parts: Parts, session: readonly string[], sessions: number): Promise<number> {
  if (kept.length === 0) kept = await chunksOf(session, sessions);
  const before = process.cpuUsage();
  const { problems } = await parts.checkLogs([{ name: 'log', chunks: from(kept) }], {
    properties: parts.allProperties,
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return secondsSince(before);
}

function secondsToParse({ parseLogLine }: Parts, session: readonly string[], sessions: number): number {
  const before = process.cpuUsage();
  for (let number = 0; number < sessions; number++) for (const line of session) parseLogLine(line);
  return secondsSince(before);
}

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function medianOf(measure: () => Promise<number>): Promise<number> {
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS; round++) samples.push(await measure());
  return samples.sort((a, b) => a - b)[ROUNDS >> 1] as number;
}

async function memoryRows(parts: Parts, session: readonly string[]): Promise<readonly BenchRow[]> {
  kept = [];
  const peaks: number[] = [];
  for (const sessions of [1000, 5000]) {
    let peak = 0;
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of bytesOf(session, sessions)) {
        yield chunk;
        peak = Math.max(peak, process.memoryUsage().heapUsed);
      }
    };
    await parts.checkLogs([{ name: 'log', chunks: counted() }], { properties: parts.allProperties });
    peaks.push(peak / 1e6);
  }
  const [short = 0, long = 0] = peaks;
  return [
    { name: `heap for ${session.length * 1000} lines`, median: short, unit: 'MB', ratio: 1 },
    { name: 'heap for five times as many', median: long, unit: 'MB', ratio: long / short },
  ];
}
