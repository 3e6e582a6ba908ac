// Writes what a simulated run showed as logs of its devices, so that whatever reads logs can be tried without a phone.
import type { Observation } from '../check/observation.js';
import { EPOCH_MS } from '../models/model.js';
import { version } from '../runner/version.js';

/** What a run is written with. */
export interface WriteLogOptions {
  readonly sdk: string;
  /** Only of this device. */
  readonly device?: string;
}

const RECORDS = ['call', 'settle', 'event', 'user', 'ui', 'error', 'socket', 'device'];

/**
 * The lines of a run, one log for all of its devices; IDs, texts and tokens stay as they are. What the backend did is in
 * no log.
 *
 * @example writeFileSync('log.jsonl', `${logLines(run.observations, { sdk: run.sdk }).join('\n')}\n`)
 */
export function logLines(observations: readonly Observation[], { sdk, device }: WriteLogOptions): string[] {
  const isOurs = (one: Observation): boolean =>
    one.kind !== 'backend' &&
    one.device !== 'server' &&
    one.device !== 'issuer' &&
    (device ?? one.device) === one.device;
  const ours = observations.filter(isOurs);
  const devices = [...new Set(ours.map((one) => one.device))];
  const opening = { kind: 'log', wall: EPOCH_MS, mono: 0 };
  return [
    ...devices.map((name) => ({
      ...opening,
      device: name,
      format: 1,
      app: `zim-sim ${version}`,
      sdk,
      records: RECORDS,
    })),
    ...ours.map(({ kind, atMs, device: name, ...rest }) => ({
      kind,
      wall: EPOCH_MS + atMs,
      mono: atMs,
      device: name,
      ...rest,
    })),
  ].map((line) => JSON.stringify(line));
}
