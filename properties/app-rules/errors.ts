// What an app throws: in the listeners that the SDK calls, and elsewhere. What a fault makes a listener throw is no
// mistake of the app, and has no source.
import type { ErrorObservation } from '../../sim/check/observation.js';
import type { Property } from '../../sim/check/property.js';
import { appRule } from './rule.js';

export const listenersDoNotThrow: Property<undefined> = appRule('The listeners of the app do not throw.', {
  id: 'listeners-do-not-throw',
  row: 'A1',
  advice: 'Check what an event carries before you use it, and catch what can fail inside the listener.',
  on: ['event', 'error'],
  step(_state, observation, judge) {
    if (observation.kind === 'event') {
      judge.exercised();
      judge.note(observation);
      return undefined;
    }
    return observation.source === 'listener' ? `a listener threw: ${textOf(observation)}` : undefined;
  },
});

export const appNoUncaughtErrors: Property<undefined> = appRule('The app leaves no error uncaught.', {
  id: 'app-no-uncaught-errors',
  row: 'A1',
  advice: 'Handle what a promise rejects with: every call of the SDK can fail.',
  on: ['call', 'error'],
  step(_state, observation, judge) {
    if (observation.kind === 'call') {
      judge.exercised();
      return undefined;
    }
    if (observation.source === 'uncaught') return `an error was not caught: ${textOf(observation)}`;
    return observation.source === 'rejection'
      ? `nobody handled a rejection: ${textOf(observation)}`
      : undefined;
  },
});

function textOf({ message, where }: ErrorObservation): string {
  return where === undefined ? message : `${message} (${where})`;
}
