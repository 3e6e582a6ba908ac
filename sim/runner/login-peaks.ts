// How many clients log in within one second, at the worst of times: what an outage costs the backend when it is over.
// Counted while the run goes on, by what the backend did.

const SECOND_MS = 1000;

/** The worst second of a run. */
export interface RunMetrics {
  /** Sessions that began or were resumed within one second, at most. */
  readonly peakLoginsPerSecond: number;
  /** When that second begins: its first login. 0 where nobody logged in. */
  readonly atMs: number;
  /** All logins of the run. */
  readonly logins: number;
}

/** Plain data, so that a fork counts on by itself. */
export interface LoginCount {
  peak: number;
  atMs: number;
  logins: number;
  /** The logins of the last second, from `first` on. */
  times: number[];
  first: number;
}

export function createLoginCount(): LoginCount {
  return { peak: 0, atMs: 0, logins: 0, times: [], first: 0 };
}

/** One more login. Times never go back. */
export function countLogin(count: LoginCount, atMs: number): void {
  const { times } = count;
  times.push(atMs);
  count.logins += 1;
  while ((times[count.first] as number) <= atMs - SECOND_MS) count.first += 1;
  const within = times.length - count.first;
  if (within > count.peak) {
    count.peak = within;
    count.atMs = times[count.first] as number;
  }
  // What lies before is dropped now and then, so that a login costs the same in a long run.
  if (count.first <= within + 64) return;
  times.splice(0, count.first);
  count.first = 0;
}

export function metricsOf({ peak, atMs, logins }: LoginCount): RunMetrics {
  return { peakLoginsPerSecond: peak, atMs, logins };
}
