// From when on a schedule leaves clients, backend and the paths between them alone: before that nothing can be said
// to have settled.

import { unreachable } from '../kernel/assert.js';
import { parseDurationMs } from '../kernel/duration.js';
import type { Fault, Schedule } from './fault.js';
import { lengthOf } from './nemesis.js';

/**
 * When the last of these faults is over, virtual milliseconds; infinite where one lasts to the end of the run.
 *
 * @example quietFromMs([{ kind: 'offline', at: '20s', for: '15s', device: 'alice' }]) // 35000
 */
export function quietFromMs(schedule: Schedule): number {
  let fromMs = 0;
  for (const fault of schedule) fromMs = Math.max(fromMs, overMs(fault));
  return fromMs;
}

function overMs(fault: Fault): number {
  const atMs = parseDurationMs(fault.at);
  switch (fault.kind) {
    // These do something in one instant.
    case 'reset':
    case 'kick':
    case 'unregister':
    case 'roomDelete':
    case 'memberRemove':
    case 'memberTimeout':
    case 'visible':
    case 'online':
    case 'clockJump':
    case 'kickByDevice':
    case 'tokenRevoke':
      return atMs;
    // The paths and the backend are as good as ever meanwhile.
    case 'resumeAnswer':
    case 'issuerDown':
    case 'issuerSlow':
    case 'issuerStale':
    case 'tokenShorten':
    case 'handlerThrows':
      return atMs;
    // What has piled up is worked off afterwards.
    case 'serverSlow':
    case 'lateAnswer':
      return atMs + lengthOf(fault) + parseDurationMs(fault.delay);
    // Without `for` a restart takes no time.
    case 'serverRestart':
      return atMs + (fault.for === undefined ? 0 : lengthOf(fault));
    case 'partition':
    case 'offline':
    case 'blackHole':
    case 'refuse':
    case 'weakNetwork':
    case 'clockSkew':
    case 'clockDrift':
    case 'sleep':
    case 'kill':
    case 'serverDeploy':
    case 'dns':
    case 'captivePortal':
    case 'natTimeout':
    case 'handover':
    case 'duplicateDelivery':
    case 'memberTimeoutShorten':
      return atMs + lengthOf(fault);
    default:
      return unreachable(fault);
  }
}
