// Which packets are lost: each on its own, or in bursts (Gilbert-Elliott: a link that is good or bad, and moves
// between the two with every packet). The burst's state is kept by the link.

import { checkProbability, unknownKind } from './settings-check.js';

/**
 * `independent`: each packet with this probability. `gilbertElliott`: before every packet a good link turns bad
 * with `toBad`, a bad one good with `toGood`; then the packet is lost with the probability of the state. In the
 * long run the link is bad for toBad / (toBad + toGood) of the packets, 1 / toGood in a row.
 */
export type LossSettings =
  | { readonly kind: 'independent'; readonly probability: number }
  | {
      readonly kind: 'gilbertElliott';
      readonly toBad: number;
      readonly toGood: number;
      readonly lossInBad: number;
      readonly lossInGood: number;
    };

/** Nothing is lost. */
export const NO_LOSS: LossSettings = { kind: 'independent', probability: 0 };

/** Throws a RangeError with the field's path when a setting makes no sense. */
export function checkLoss(path: string, loss: LossSettings): void {
  switch (loss.kind) {
    case 'independent':
      checkProbability(`${path}.probability`, loss.probability);
      break;
    case 'gilbertElliott':
      checkProbability(`${path}.toBad`, loss.toBad);
      checkProbability(`${path}.toGood`, loss.toGood);
      checkProbability(`${path}.lossInBad`, loss.lossInBad);
      checkProbability(`${path}.lossInGood`, loss.lossInGood);
      break;
    default:
      throw unknownKind(path, (loss as { kind: unknown }).kind, ['independent', 'gilbertElliott']);
  }
}

/** The share of packets that are lost in the long run: 0..1. */
export function meanLoss(loss: LossSettings): number {
  if (loss.kind === 'independent') return loss.probability;
  const { toBad, toGood, lossInBad, lossInGood } = loss;
  if (toBad + toGood === 0) return lossInGood;
  return (toBad * lossInBad + toGood * lossInGood) / (toBad + toGood);
}
