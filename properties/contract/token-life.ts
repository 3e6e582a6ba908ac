// When the token of a session runs out, as far as it can be computed from outside: T1, T2 and T3 share it.
import { type DeviceView, isPending } from '../../sim/check/device-view.js';
import type { Judge } from '../../sim/check/property.js';

/** For timers, floored milliseconds and clients that count in whole seconds. */
export const TOKEN_SLACK_MS = 1500;

/** When the current token expires, virtual milliseconds; undefined where its times cannot be computed. */
export function expiryMsOf(view: DeviceView): number | undefined {
  return view.clockChanged || view.session !== 'open' ? undefined : view.expiresAtMs;
}

/** Before this the SDK may not end the session as expired. */
export function earliestEndMs({ setup }: Judge, expiresAtMs: number): number {
  return expiresAtMs - setup.params.tokenExpiredLeadMs - TOKEN_SLACK_MS;
}

/** Whether a renewal is under way, so that nobody can say which of two tokens counts. */
export function isRenewing(view: DeviceView): boolean {
  return isPending(view, 'renewToken');
}
