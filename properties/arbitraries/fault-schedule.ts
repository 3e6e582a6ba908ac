// Schedules of faults: which kinds are possible at all, how many there are, and when.
import fc from 'fast-check';
import type { Fault, FaultKind } from '../../sim/faults/fault.js';
import { FAULT_KINDS, FAULT_RECIPES, type FaultTargets } from './fault-kinds.js';
import { instant, lasting } from './times.js';

export interface FaultScheduleOptions {
  /** The devices that faults are about, by name; `server` and `issuer` are meant as well. */
  readonly hosts: readonly string[];
  /** Every fault has begun and ended by then, ms. */
  readonly horizonMs: number;
  /** Which kinds there may be. Default: all. */
  readonly kinds?: readonly FaultKind[];
  /** Default 20. */
  readonly maxFaults?: number;
  /** Default: the hosts, since a device's user has its name unless somebody says otherwise. */
  readonly users?: readonly string[];
  /** Default: `lobby`. */
  readonly rooms?: readonly string[];
  /** Where things are decided, ms: the ends of tokens, logins. Many faults begin beside one of them. */
  readonly edgesMs?: readonly number[];
}

/** How far from another fault's beginning or end one begins that is drawn to it, ms. */
const BESIDE_MS: readonly number[] = [-1, 0, 0, 0, 1, 40, 80, 200, 500, 1000, 2000];

/**
 * Schedules of faults, as plain data. Each draws which kinds are possible in it at all (swarm testing): a day on which
 * only two things go wrong finds what a day on which everything does hides. Some faults begin in the instant of
 * another, at its end, or just after it, which is where T1 is.
 *
 * @throws RangeError when there is no kind, no host, or a number that makes no sense
 * @example fc.assert(fc.property(faultSchedule({ hosts: ['alice', 'bob'], horizonMs: 300_000 }), (schedule) => …))
 */
export function faultSchedule(options: FaultScheduleOptions): fc.Arbitrary<readonly Fault[]> {
  const { hosts, horizonMs, kinds = FAULT_KINDS, maxFaults = 20, edgesMs = [] } = options;
  checkOptions({ hosts, horizonMs, kinds, maxFaults });
  const targets = { devices: hosts, users: options.users ?? hosts, rooms: options.rooms ?? ['lobby'] };
  const faults = new Map(kinds.map((kind) => [kind, faultOf(kind, targets, horizonMs, edgesMs)]));
  const sizes = sizesUpTo(maxFaults);
  return fc
    .tuple(swarm(kinds), sizes)
    .chain(([possible, size]) => {
      const one = fc.oneof(...possible.map((kind) => faults.get(kind) as fc.Arbitrary<Fault>));
      return fc.tuple(
        fc.array(one, { minLength: size, maxLength: size }),
        fc.array(fc.tuple(fc.nat(9), fc.nat(999), fc.boolean(), fc.constantFrom(...BESIDE_MS)), {
          minLength: size,
          maxLength: size,
        }),
      );
    })
    .map(([drawn, pulls]) =>
      drawn.map((fault, index) => pulled(fault, drawn, pulls[index] as Pull, horizonMs)),
    );
}

function faultOf(
  kind: FaultKind,
  targets: FaultTargets,
  horizonMs: number,
  edgesMs: readonly number[],
): fc.Arbitrary<Fault> {
  const { lasts, of } = FAULT_RECIPES[kind];
  const at = instant(horizonMs, edgesMs);
  if (!lasts) return fc.tuple(of(targets), at).map(([rest, begin]) => ({ ...rest, at: begin }) as Fault);
  return fc
    .tuple(of(targets), at, lasting)
    .map(([rest, begin, length]) => clipped({ ...rest, at: begin, for: length } as Timed, horizonMs));
}

type Timed = Fault & { readonly at: number; readonly for: number };

/** One in ten is drawn to another fault: which one, to its end or its beginning, and how near. */
type Pull = readonly [chance: number, other: number, end: boolean, by: number];

function pulled(
  fault: Fault,
  all: readonly Fault[],
  [chance, other, end, by]: Pull,
  horizonMs: number,
): Fault {
  if (chance > 1 || all.length < 2) return fault;
  const target = all[other % all.length] as Partial<Timed>;
  const edge = (target.at ?? 0) + (end ? (target.for ?? 0) : 0);
  const at = Math.min(horizonMs, Math.max(0, edge + by));
  return 'for' in fault ? clipped({ ...fault, at } as Timed, horizonMs) : ({ ...fault, at } as Fault);
}

// What lasts is over by the horizon.
function clipped(fault: Timed, horizonMs: number): Fault {
  const length = Math.min(fault.for, horizonMs - fault.at);
  return length === fault.for ? fault : ({ ...fault, for: length } as Fault);
}

function swarm(kinds: readonly FaultKind[]): fc.Arbitrary<readonly FaultKind[]> {
  return fc.oneof(
    { arbitrary: fc.subarray([...kinds], { minLength: 1, maxLength: Math.min(3, kinds.length) }), weight: 2 },
    { arbitrary: fc.subarray([...kinds], { minLength: 1 }), weight: 2 },
    { arbitrary: fc.constant(kinds), weight: 1 },
  );
}

// Few faults are a usual day; many are what hides in the corners.
function sizesUpTo(most: number): fc.Arbitrary<number> {
  return fc.oneof(
    { arbitrary: fc.integer({ min: 1, max: Math.min(3, most) }), weight: 3 },
    { arbitrary: fc.integer({ min: 1, max: Math.min(8, most) }), weight: 3 },
    { arbitrary: fc.integer({ min: 1, max: most }), weight: 1 },
  );
}

function checkOptions(options: {
  readonly hosts: readonly string[];
  readonly horizonMs: number;
  readonly kinds: readonly FaultKind[];
  readonly maxFaults: number;
}): void {
  const { hosts, horizonMs, kinds, maxFaults } = options;
  if (hosts.length === 0) throw new RangeError("Expected at least one host. For example: hosts: ['alice']");
  if (kinds.length === 0)
    throw new RangeError("Expected at least one kind. For example: kinds: ['partition']");
  checkWhole('horizonMs', horizonMs, 300_000);
  checkWhole('maxFaults', maxFaults, 20);
}

function checkWhole(name: string, value: number, example: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new RangeError(`Expected ${name} to be a whole number from 1, got ${value}. For example: ${example}`);
}
