// The tables of properties. A row of the contract has the row's id; beside each stands the goal `<id>.reached`,
// which shows that runs really got to where the row says something.
import { goalOf } from '../sim/check/combinators.js';
import type { Property } from '../sim/check/property.js';
import { contractRow } from '../sim/zim/contract.js';
import { g1, g2 } from './conduct/agreement.js';
import { m1, m2, m3 } from './conduct/delivery.js';
import { d1 } from './conduct/destroyed.js';
import { g4 } from './conduct/kicked-stays-out.js';
import { g5 } from './conduct/memberships.js';
import { b1, b2 } from './conduct/rates.js';
import { m4 } from './conduct/room-delivery.js';
import { s3 } from './conduct/room-order.js';
import { l1, l2 } from './conduct/settles.js';
import { s1, s2 } from './conduct/states.js';
import { l3 } from './conduct/steady.js';
import { g3 } from './conduct/t1.js';
import { t4 } from './conduct/tokens.js';
import { k1 } from './contract/k1.js';
import { k2 } from './contract/k2.js';
import { n1 } from './contract/n1.js';
import { n2 } from './contract/n2.js';
import { n3 } from './contract/n3.js';
import { n4 } from './contract/n4.js';
import { n5 } from './contract/n5.js';
import { n6 } from './contract/n6.js';
import { r0 } from './contract/r0.js';
import { r1 } from './contract/r1.js';
import { r2a, r2b, r2c, r2d } from './contract/r2.js';
import { r3 } from './contract/r3.js';
import { r4 } from './contract/r4.js';
import { r5 } from './contract/r5.js';
import { t0 } from './contract/t0.js';
import { t1 } from './contract/t1.js';
import { t2 } from './contract/t2.js';
import { t3 } from './contract/t3.js';
import { h1 } from './herd.js';

/** What the SDK and the backend promise, in the order in which reports print it. Pass this very list to every run. */
export const contractProperties: readonly Property[] = [
  ...[n1, n2, n3, n4, n5, n6],
  ...[k1, k2],
  ...[t0, t1, t2, t3],
  ...[r0, r1, r2a, r2b, r2c, r2d, r3, r4, r5],
];

/** A goal for each of them: runs reach its premise. Reached exactly when the property was exercised. */
export const contractGoals: readonly Property[] = contractProperties.map((property) =>
  goalOf(property, `Runs reach ${property.id}: ${contractRow(property.id)?.premise ?? property.title}`),
);

/** What any client and backend should do besides, sentence by sentence: how they behave, and what they come to. */
const conductProperties: readonly Property[] = [
  ...[s1, s2, s3, l1, l2, l3, g1, g2, g3, g4, g5],
  ...[m1, m2, m3, m4, t4, b1, b2, d1],
];

/** What nobody promises and a backend has to live with; each has its goal as well. */
export const serviceProperties: readonly Property[] = [h1];

/** The rows, what concerns the backend, and their goals: what a run checks unless it is told otherwise. */
export const allProperties: readonly Property[] = [
  ...contractProperties,
  ...conductProperties,
  ...serviceProperties,
  ...contractGoals,
  ...[...conductProperties, ...serviceProperties].map((property) =>
    goalOf(property, `Runs reach ${property.id}: ${property.title}`),
  ),
];

/**
 * The property or goal of an id, whatever its case; `undefined` when there is none.
 *
 * @example findProperty('r2b')?.title
 */
export function findProperty(id: string): Property | undefined {
  const wanted = id.trim().toLowerCase();
  return allProperties.find((property) => property.id.toLowerCase() === wanted);
}
