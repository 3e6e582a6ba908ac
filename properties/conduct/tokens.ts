// T4: `tokenWillExpire` comes once for each token of a session, and says how much is left. Source: the documentation (30 s)
// and what was observed (at once when less is left).
import { always } from '../../sim/check/combinators.js';
import { isPending } from '../../sim/check/device-view.js';
import type { Property } from '../../sim/check/property.js';

/** Tokens end with a second, and what is left of one is rounded. */
const ROUNDING_MS = 2000;

interface State {
  /** The expiry of which the app was warned, virtual ms; -1 before the first warning. */
  warnedOfMs: number;
}

export const t4: Property<State> = always(
  'The warning of an expiry comes once for each token, with the seconds that are left.',
  {
    id: 'T4',
    on: [
      'event:tokenWillExpire',
      'event:connectionStateChanged',
      'settle:renewToken',
      'call:login',
      'device',
    ],
    needs: ['event', 'call'],
    provenance: ['docs', 'observed'],
    exercisedBy: 'judge',
    init: (): State => ({ warnedOfMs: -1 }),
    step(state, observation, judge) {
      const { device, setup } = judge;
      if (observation.kind === 'call' || observation.kind === 'device') {
        // Another login, another warning, with whatever token; and another process.
        state.warnedOfMs = -1;
        return undefined;
      }
      if (observation.kind === 'settle') {
        // Renewed with the very token that it had, it may warn again.
        if (observation.ok) state.warnedOfMs = -1;
        return undefined;
      }
      if (observation.name === 'connectionStateChanged') {
        if ((observation.data as { readonly state: number }).state === 0) state.warnedOfMs = -1;
        return undefined;
      }
      const { second } = observation.data as { readonly second: number };
      const leadS = Math.ceil(setup.params.tokenWillExpireLeadMs / 1000);
      // Nobody outside knows what a wrong clock shows.
      if (device.clockChanged) return undefined;
      judge.exercised(observation);
      if (!Number.isInteger(second) || second < 0 || second > leadS) {
        return `${second} s are said to be left, and the warning comes at ${leadS} s`;
      }
      // Before the CONNECTED of a login the token is the login's.
      const expiresAtMs = device.session === 'open' ? device.expiresAtMs : device.loginExpiresAtMs;
      // The warning of a new token with little left comes before `renewToken` settles.
      if (expiresAtMs === undefined || device.asleep || isPending(device, 'renewToken')) return undefined;
      const leftMs = Math.max(0, expiresAtMs - observation.atMs);
      if (second * 1000 > leftMs + ROUNDING_MS)
        return `${second} s are said to be left, and it is ${leftMs} ms`;
      if (state.warnedOfMs === expiresAtMs)
        return `warned twice of the token that expires at ${expiresAtMs} ms`;
      state.warnedOfMs = expiresAtMs;
      return undefined;
    },
  },
);
