// Whom a fault is about.
import type { Fault } from './fault.js';

/** The names of the hosts, devices and users that a fault names; none where it is about the backend as a whole. */
export function namesIn(fault: Fault): readonly string[] {
  const names: string[] = [];
  if ('device' in fault && fault.device !== undefined) names.push(fault.device);
  if ('host' in fault) names.push(fault.host);
  if ('user' in fault) names.push(fault.user);
  if ('between' in fault) names.push(...fault.between);
  return names;
}
