// Every call comes to an end. What the SDK is known to leave open is left out: see the comments.
import { always } from '../../sim/check/combinators.js';
import type { DeviceView, PendingCall } from '../../sim/check/device-view.js';
import type { Judge, Property } from '../../sim/check/property.js';

const MOST_MS = 60_000;
/** Messages are sent again for 30 s, and those queued behind them 10 s apart. */
const EACH_MESSAGE_MS = 12_000;

const SENDS = /^(sendMessage|sendMediaMessage|replyMessage|editMessage)$/;
/** They return at once, and only create and the like are seen by their names. */
const PREFIX = 'ZIM.';

interface State {
  open: { id: number; name: string; atMs: number; dueMs: number }[];
}

export const promisesSettle: Property<State> = always('Every promise of the SDK settles in time.', {
  id: 'promises-settle',
  on: ['call', 'settle', 'device', 'event:connectionStateChanged'],
  needs: ['call', 'settle'],
  provenance: ['docs', 'observed'],
  advice: 'Give every await of an SDK call a timeout of your own.',
  exercisedBy: 'judge',
  init: (): State => ({ open: [] }),
  step(state, observation, judge) {
    switch (observation.kind) {
      case 'call': {
        const { id, name, atMs, args } = observation;
        if (name === 'logout' || name === 'destroy') state.open = [];
        // A login may wait for a network as long as it takes, a second one for the same user as well.
        if (name === 'login' && (!isOffline(args) || judge.device.session !== 'none')) return undefined;
        if (name.startsWith(PREFIX)) return undefined;
        const before = state.open.filter((one) => SENDS.test(one.name)).length;
        const more = SENDS.test(name) ? before * EACH_MESSAGE_MS : 0;
        state.open.push({ id, name, atMs, dueMs: atMs + MOST_MS + more });
        break;
      }
      case 'settle':
        if (state.open.some(({ id }) => id === observation.id)) judge.exercised();
        state.open = state.open.filter(({ id }) => id !== observation.id);
        break;
      case 'event':
        // What is under way when a session ends is known to stay open.
        if (observation.data.state === 0) state.open = [];
        break;
      default:
        if (observation.what === 'kill') state.open = [];
        // Timers stood still, or the SDK's own clock is no longer ours.
        if (observation.what === 'wake' || observation.what === 'clock')
          for (const one of state.open) one.dueMs = observation.atMs + MOST_MS + EACH_MESSAGE_MS;
    }
    arm(state, judge);
    return undefined;
  },
  due(state, nowMs, judge) {
    if (judge.device.asleep || judge.device.destroyed) return;
    const late = state.open.find(({ dueMs }) => dueMs <= nowMs);
    if (late === undefined) {
      arm(state, judge);
      return;
    }
    const call = pending(judge.device, late.id);
    judge.violated(
      `${late.name}, called at ${late.atMs} ms${call?.session === 'open' ? ' while logged in' : ''}, has not settled by ${nowMs} ms`,
    );
  },
});

function arm({ open }: State, judge: Judge): void {
  if (open.length === 0) judge.sleep();
  else judge.wakeAt(Math.min(...open.map(({ dueMs }) => dueMs)));
}

function isOffline(args: readonly unknown[]): boolean {
  const [, config] = args;
  return typeof config === 'object' && config !== null && Reflect.get(config, 'isOfflineLogin') === true;
}

function pending({ calls }: DeviceView, id: number): PendingCall | undefined {
  return calls.find(({ observation }) => observation.id === id);
}
