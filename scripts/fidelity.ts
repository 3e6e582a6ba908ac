// `npm run fidelity [-- --data FILE --json --seed N]`: the latencies of a real TCP stack and of the simulator, side
// by side. Exit codes: 0 printed, 2 a file or an option that makes no sense.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UsageError } from '../sim/kernel/usage-error.js';
import {
  type Comparison,
  compareRow,
  isMet,
  type Pair,
  type RowComparison,
} from '../sim/network/fidelity/compare.js';
import { parseReference } from '../sim/network/fidelity/reference.js';

const OWN_DATA = fileURLToPath(new URL('../sim/network/fidelity/tcp-reference.json', import.meta.url));

function main(): void {
  const { data, json, seed } = readOptions();
  const rows = parseReference(readJson(data)).map((row) => compareRow(row, seed));
  if (json) process.stdout.write(`${JSON.stringify({ rows: rows.map(jsonRow) }, undefined, 2)}\n`);
  else for (const row of rows) print(row);
}

function readOptions(): { data: string; json: boolean; seed: number } {
  const options = {
    data: { type: 'string', default: OWN_DATA },
    json: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  } as const;
  try {
    const { values } = parseArgs({ options });
    const seed = Number(values.seed);
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new UsageError(
        `Expected --seed to be a whole number from 0 to 9007199254740991, got "${values.seed}". For example: --seed 42`,
      );
    }
    return { data: values.data, json: values.json, seed };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `${(error as Error).message.split('\n')[0]} Usage: npm run fidelity -- --data FILE --json`,
    );
  }
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new UsageError(`Expected --data to be a file that can be read, got "${path}"`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`Expected "${path}" to hold JSON, got ${JSON.stringify(text.slice(0, 40))}`);
  }
}

/** The simulator's own figures stand where one looks first, those of the real stack beside them in the same shape. */
function jsonRow({ connect, echo, ...row }: RowComparison): object {
  return { ...row, connect: jsonLatency(connect), echo: jsonLatency(echo) };
}

function jsonLatency({ ks, ksMet, samples, p50, p90, p99, p99Interval, mean }: Comparison): object {
  const each = <T>(pick: (pair: Pair) => T): Record<'p50' | 'p90' | 'p99' | 'mean', T> => ({
    p50: pick(p50),
    p90: pick(p90),
    p99: pick(p99),
    mean: pick(mean),
  });
  return {
    ks,
    ...each(({ simulated }) => simulated),
    real: each(({ real }) => real),
    met: { ks: ksMet, ...each(({ met }) => met) },
    p99Interval,
    samples,
  };
}

function print(row: RowComparison): void {
  const loss = row.model === 'independent' ? `loss ${row.loss}` : row.model;
  console.log(
    `${loss}, one way ${row.oneWayMs} ms, a message every ${row.intervalMs} ms${isMet(row) ? '' : '   (!: further off than hoped for)'}`,
  );
  for (const name of ['connect', 'echo'] as const) printLatency(name, row[name]);
  console.log('');
}

function printLatency(name: string, latency: Comparison): void {
  const { samples, quantilesMs } = latency;
  console.log(`  ${name}: ${samples.real} real, ${samples.simulated} simulated samples`);
  const { low, high } = latency.p99Interval;
  for (const key of ['p50', 'p90', 'p99', 'mean'] as const) {
    const again = key === 'p99' ? `   (real, measured again: ${low.toFixed(0)} to ${high.toFixed(0)})` : '';
    console.log(`${line(key, latency[key])}${again}`);
  }
  for (const i of [75, 80, 85, 95]) {
    const pair = { real: quantilesMs.real[i] as number, simulated: quantilesMs.simulated[i] as number };
    console.log(line(`p${i}`, { ...pair, met: true }));
  }
  console.log(`    ks   ${latency.ks.toFixed(3)}${latency.ksMet ? '' : ' !'}`);
}

function line(key: string, { real, simulated, met }: Pair): string {
  const change = (100 * (simulated - real)) / real;
  const percent = `${change >= 0 ? '+' : ''}${change.toFixed(1)} %`;
  return `    ${key.padEnd(4)} ${real.toFixed(1).padStart(8)} ${simulated.toFixed(1).padStart(8)} ${percent.padStart(9)}${met ? '' : ' !'}`;
}

try {
  main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
