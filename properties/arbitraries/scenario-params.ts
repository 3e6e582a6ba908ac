// Parameters that nobody documents, drawn from the ranges that the facts give them.
import fc from 'fast-check';
import type { Fact } from '../../sim/zim/fact-table.js';
import { assumedFacts } from '../../sim/zim/facts.js';

/** Parameters by name, as a run takes them. */
export type DrawnParams = Readonly<Record<string, number | string>>;

/**
 * Some of the assumed facts, each with a value from its range: the ends of the range are as likely as its middle. A
 * property that holds only for the value that we assumed is wrong.
 *
 * @example drawn(scenarioParams(), 7) // { heartbeatAckTimeoutMs: 35000 }
 */
export function scenarioParams(): fc.Arbitrary<DrawnParams> {
  const drawn = Object.fromEntries(
    assumedFacts().map((fact) => [fact.id, fc.option(valueFor(fact), { freq: 2 })]),
  );
  return fc
    .record(drawn, { noNullPrototype: true })
    .map(
      (values) =>
        Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as DrawnParams,
    );
}

function valueFor(fact: Fact): fc.Arbitrary<number | string> {
  switch (fact.kind) {
    case 'choice':
      return fc.constantFrom(...fact.choices);
    case 'series':
      return fc.constant(fact.value.join(','));
    default: {
      const [min, max] = fact.range;
      return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max));
    }
  }
}
