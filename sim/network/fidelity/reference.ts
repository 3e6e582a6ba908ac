// Reads a file of measured latencies. Its form is that of tcp-reference.json beside this file, which was measured
// on Linux 6.18 on 2026-11-23 (see its `meta`): real TCP between two network namespaces over a user-space link.

import { UsageError } from '../../kernel/usage-error.js';
import type { LossSettings } from '../link/loss-models.js';

/** One latency that was measured. */
export interface Measured {
  /** How many samples there were. */
  readonly n: number;
  readonly mean: number;
  /** Quantile i/100 for i = 0 … 99, milliseconds. */
  readonly quantilesMs: readonly number[];
}

/** One condition. `loss` is a share of packets, 0..1; for bursts it is what the file says, if anything. */
export interface ReferenceRow {
  readonly loss: number | null;
  readonly lossModel: LossSettings;
  readonly oneWayMs: number;
  readonly intervalMs: number;
  /** As in the file: `independent`, or `gilbert-elliott p=… r=… bad=… good=…`. */
  readonly model: string;
  readonly connect: Measured;
  readonly echo: Measured;
}

const EXAMPLE_MODEL = 'gilbert-elliott p=0.03 r=0.25 bad=1.0 good=0.002';
const MAX_MS = 100_000;

/**
 * Checks the content of a reference file.
 *
 * @throws UsageError with the path of the field that is wrong
 */
export function parseReference(content: unknown): ReferenceRow[] {
  const rows = recordAt(content, 'the file').rows;
  if (!Array.isArray(rows) || rows.length === 0) throw wrong('rows', 'a list of at least one row', rows);
  return rows.map((row, i) => parseRow(row, `rows[${i}]`));
}

function parseRow(value: unknown, path: string): ReferenceRow {
  const row = recordAt(value, path);
  const model = row.model ?? 'independent';
  if (typeof model !== 'string') throw wrong(`${path}.model`, 'a text', model);
  const isIndependent = model === 'independent';
  const loss =
    isIndependent || (row.loss !== undefined && row.loss !== null)
      ? numberAt(row.loss, `${path}.loss`, 0, 1)
      : null;
  return {
    loss,
    lossModel: isIndependent
      ? { kind: 'independent', probability: loss as number }
      : parseModel(model, `${path}.model`),
    oneWayMs: numberAt(row.one_way_ms, `${path}.one_way_ms`, 0, MAX_MS),
    intervalMs: numberAt(row.interval_ms, `${path}.interval_ms`, 1, MAX_MS),
    model,
    connect: parseMeasured(row.connect, `${path}.connect`),
    echo: parseMeasured(row.echo, `${path}.echo`),
  };
}

function parseMeasured(value: unknown, path: string): Measured {
  const record = recordAt(value, path);
  const quantiles = record.quantiles_ms;
  if (!Array.isArray(quantiles) || quantiles.length !== 100) {
    throw wrong(`${path}.quantiles_ms`, 'a list of 100 quantiles', quantiles);
  }
  return {
    n: numberAt(record.n, `${path}.n`, 1, Number.MAX_SAFE_INTEGER),
    mean: numberAt(record.mean, `${path}.mean`, 0, Number.MAX_SAFE_INTEGER),
    quantilesMs: quantiles.map((ms, i) => {
      const least = i === 0 ? 0 : (quantiles[i - 1] as number);
      return numberAt(ms, `${path}.quantiles_ms[${i}]`, least, Number.MAX_SAFE_INTEGER);
    }),
  };
}

function parseModel(model: string, path: string): LossSettings {
  const words = model.split(/\s+/);
  const values = new Map(words.slice(1).map((word) => word.split('=') as [string, string]));
  if (words[0] !== 'gilbert-elliott' || values.size !== 4) {
    throw wrong(path, `independent or a text like "${EXAMPLE_MODEL}"`, model);
  }
  const read = (name: string): number => numberAt(Number(values.get(name) ?? 'x'), `${path} ${name}`, 0, 1);
  return {
    kind: 'gilbertElliott',
    toBad: read('p'),
    toGood: read('r'),
    lossInBad: read('bad'),
    lossInGood: read('good'),
  };
}

function numberAt(value: unknown, path: string, min: number, max: number): number {
  if (typeof value === 'number' && value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
  throw wrong(path, `a number ${range}`, value);
}

function recordAt(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw wrong(path, 'an object', value);
}

function wrong(path: string, expected: string, value: unknown): UsageError {
  const got = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value)).slice(0, 60);
  return new UsageError(
    `Expected ${path} to be ${expected}, got ${got}. The form is that of sim/network/fidelity/tcp-reference.json`,
  );
}
