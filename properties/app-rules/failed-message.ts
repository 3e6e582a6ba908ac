// What follows from A1 and A2 for messages: one that was not sent does not look as if it had been.
import { pausedMsOf } from '../../sim/check/device-view.js';
import type { Property } from '../../sim/check/property.js';
import { isExcused } from '../contract/told.js';
import { appRule } from './rule.js';
import { saysFailed } from './words.js';

const SHOW_MS = 3000;

interface State {
  /** When the oldest failure came that nothing shows, -1 for none. */
  failedMs: number;
  code: number;
  dueMs: number;
  pausedMs: number;
}

export const failedMessageIsShown: Property<State> = appRule('A message that failed is shown as failed.', {
  id: 'failed-message-is-shown',
  row: 'A1',
  advice: 'Handle the rejection of sendMessage: mark the message as not sent and offer to send it again.',
  on: ['settle:sendMessage', 'ui', 'error', 'device'],
  needs: ['settle', 'ui'],
  init: (): State => ({ failedMs: -1, code: 0, dueMs: 0, pausedMs: 0 }),
  step(state, observation, judge) {
    switch (observation.kind) {
      case 'ui': {
        const { action, what } = observation;
        if (action === 'screen' || (action === 'remind' && saysFailed(what))) state.failedMs = -1;
        return undefined;
      }
      case 'error':
        // A rejection that nobody handles is another mistake.
        if (observation.source !== undefined) state.failedMs = -1;
        return undefined;
      case 'device':
        if (observation.what === 'kill') state.failedMs = -1;
        return undefined;
      default: {
        const { ok, error, atMs } = observation;
        if (ok) return undefined;
        judge.exercised(observation);
        if (state.failedMs >= 0) return undefined;
        state.failedMs = atMs;
        state.code = error?.code ?? 0;
        state.dueMs = atMs + SHOW_MS;
        state.pausedMs = pausedMsOf(judge.device, atMs);
        judge.wakeAt(state.dueMs);
        return undefined;
      }
    }
  },
  due(state, nowMs, judge) {
    if (state.failedMs < 0 || isExcused(judge, state, nowMs)) return;
    judge.violated(
      `a message failed with ${state.code} at ${state.failedMs} ms, and ${SHOW_MS} ms later nothing shows it`,
    );
  },
});
