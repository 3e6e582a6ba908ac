// The properties that a caller brings along: checked before the run, and watched while it runs, so that a mistake in
// one of them names it. The project's own are tested and go without.
import { UsageError } from '../kernel/usage-error.js';
import type { Property } from './property.js';
import { checkPropertyShape, kindOf } from './property-shape.js';

/**
 * The list with each property checked and watched.
 *
 * @throws UsageError one line when something in it is no property
 * @example const properties = ownProperties([always('…', { … })]);
 */
export function ownProperties(list: readonly Property[]): readonly Property[] {
  return list.map((property, index) => {
    assertProperty(property, index);
    return watched(property);
  });
}

function assertProperty(property: unknown, index: number): asserts property is Property {
  const { id, title, kind, scope, goalOf } = (property ?? {}) as Partial<Property>;
  const isOne =
    typeof id === 'string' &&
    id !== '' &&
    (kind === 'always' || kind === 'eventually' || kind === 'sometimes') &&
    (scope === 'device' || scope === 'world');
  if (!isOne) {
    throw new UsageError(
      `Expected properties[${index}] to be made by always, eventually or sometimes, got ${kindOf(property)}. For example: properties: [always('…', { on: ['event'], step: () => undefined })]`,
    );
  }
  // A goal is counted by its property and hears nothing itself.
  const heard = goalOf === undefined ? property : { ...(property as object), on: ['event'] };
  checkPropertyShape(title, heard, ['init', 'step']);
}

function watched(property: Property): Property {
  const { id, init, step, due, waitsFor } = property;
  const text = (part: string, answer: unknown): string | undefined => {
    if (answer === undefined || typeof answer === 'string') return answer;
    throw new UsageError(
      `Expected \`${part}\` of the property ${JSON.stringify(id)} to return a text or nothing, got ${kindOf(answer)}. Return why it is broken, or undefined.`,
    );
  };
  return {
    ...property,
    init: (setup, device) => attempt(id, 'init', () => init(setup, device)),
    step: (state, observation, judge) =>
      text(
        'step',
        attempt(id, 'step', () => step(state, observation, judge)),
      ),
    ...(due === undefined
      ? {}
      : { due: (state, nowMs, judge) => attempt(id, 'due', () => due(state, nowMs, judge)) }),
    ...(waitsFor === undefined
      ? {}
      : {
          waitsFor: (state, nowMs, judge) =>
            text(
              'waitsFor',
              attempt(id, 'waitsFor', () => waitsFor(state, nowMs, judge)),
            ),
        }),
  };
}

function attempt<T>(id: string, part: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : kindOf(cause);
    throw new UsageError(
      `Expected \`${part}\` of the property ${JSON.stringify(id)} to return, but it threw ${what.split('\n')[0]}. Its stack is the cause of this error.`,
      { cause },
    );
  }
}
