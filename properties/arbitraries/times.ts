// Instants and lengths of time as bad days have them: most are anywhere, many are where things are decided.
import fc from 'fast-check';

/** What happens within a handshake or just beside an edge, ms. */
const BESIDE: readonly number[] = [-2000, -1000, -100, -40, -1, 0, 1, 40, 80, 200, 320, 400, 480, 1000, 2000];

/** Lengths around what the SDK and the backend wait for: heartbeats, T1, memberships, silence, back-offs. */
const PATIENCE_MS: readonly number[] = [
  500, 2000, 6000, 10_000, 15_000, 20_000, 30_000, 35_000, 40_000, 60_000,
];

/**
 * An instant from 0 to the horizon, ms: anywhere, or beside one of the edges.
 *
 * @param edgesMs where things are decided: 30 s and 2 s before the end of a token, logins, the ends of other faults
 */
export function instant(horizonMs: number, edgesMs: readonly number[] = []): fc.Arbitrary<number> {
  const anywhere = fc.integer({ min: 0, max: horizonMs });
  const edges = edgesMs.filter((edge) => edge >= 0 && edge <= horizonMs);
  if (edges.length === 0) return anywhere;
  const beside = fc
    .tuple(fc.constantFrom(...edges), fc.constantFrom(...BESIDE))
    .map(([edge, by]) => Math.min(horizonMs, Math.max(0, edge + by)));
  return fc.oneof({ arbitrary: anywhere, weight: 2 }, { arbitrary: beside, weight: 1 });
}

/** How long something lasts, ms: a moment, about as long as somebody's patience, or long. */
export const lasting: fc.Arbitrary<number> = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 3000 }), weight: 2 },
  {
    arbitrary: fc
      .tuple(fc.constantFrom(...PATIENCE_MS), fc.integer({ min: -1500, max: 1500 }))
      .map(([patience, by]) => Math.max(1, patience + by)),
    weight: 3,
  },
  { arbitrary: fc.integer({ min: 1, max: 180_000 }), weight: 2 },
);
