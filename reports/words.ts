// Faults and what the backend did, in words, for a timeline's cells.
import type { BackendFact } from '../sim/check/observation.js';
import type { Fault } from '../sim/faults/fault.js';
import { unreachable } from '../sim/kernel/assert.js';
import { type DurationText, formatDuration, parseDurationMs } from '../sim/kernel/duration.js';
import type { DelaySpec } from '../sim/network/path-spec.js';
import type { FaultMark } from '../sim/runner/summary.js';
import type { Tone } from './style.js';

/**
 * A fault as a phrase, without its times.
 *
 * @example describeFault({ kind: 'partition', at: 0, between: ['alice', 'server'] }) // 'partition alice | server'
 */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'partition':
      return `partition ${pair(fault.between, fault.direction)}`;
    case 'offline':
      return `${fault.device} in flight mode`;
    case 'blackHole':
      return `black hole at ${fault.host}`;
    case 'refuse':
      return `${fault.host} refuses connections`;
    case 'weakNetwork':
      return `weak network ${pair(fault.between)}${weakness(fault)}`;
    case 'reset':
      return `connections of ${fault.host} reset`;
    case 'kick':
      return `${fault.user} is kicked out${fault.device === undefined ? '' : ` on ${fault.device}`}`;
    case 'unregister':
      return `account of ${fault.user} deleted`;
    case 'kickByDevice':
      return `${fault.user} logs in on another device`;
    case 'tokenRevoke':
      return `tokens of ${fault.user} revoked`;
    case 'handlerThrows':
      return `${fault.device}'s listener of ${fault.on} throws`;
    case 'duplicateDelivery':
      return 'server delivers everything twice';
    case 'lateAnswer':
      return `server answers ${duration(fault.delay)} late`;
    case 'memberTimeoutShorten':
      return `members time out after ${duration(fault.to)}`;
    case 'roomDelete':
      return `room ${fault.room} deleted`;
    case 'memberRemove':
      return `${fault.user} removed from ${fault.room}`;
    case 'memberTimeout':
      return `${fault.user} timed out of ${fault.room}`;
    case 'resumeAnswer':
      return `answer "${fault.outcome}" for ${fault.room ?? 'all rooms'}`;
    case 'issuerDown':
      return 'token server down';
    case 'issuerSlow':
      return `token server takes ${duration(fault.delay)}`;
    case 'issuerStale':
      return 'token server repeats old tokens';
    case 'tokenShorten':
      return `tokens valid for ${duration(fault.validity)} only`;
    case 'serverRestart':
      return `server restarts, memory ${fault.keepMemory === false ? 'lost' : 'kept'}`;
    case 'visible':
      return `${fault.device}: page visible again`;
    case 'online':
      return `${fault.device}: system says online`;
    case 'clockJump':
      return `clock of ${fault.host} jumps ${offBy(fault)}`;
    case 'clockSkew':
      return `clock of ${fault.host} ${offBy(fault)}`;
    case 'clockDrift':
      return `clocks of ${fault.host} run ${fault.ppm < 0 ? 'slow' : 'fast'} by ${Math.abs(fault.ppm)} ppm`;
    case 'dns':
      return `${fault.device}: names ${names(fault)}`;
    case 'captivePortal':
      return `${fault.device} behind a captive portal`;
    case 'natTimeout':
      return `NAT of ${fault.device} forgets after ${duration(fault.idle)}`;
    case 'handover':
      return handover(fault);
    case 'sleep':
      return `${fault.device} sleeps`;
    case 'kill':
      return `process of ${fault.device} killed, ${fault.keeps === 'token' ? 'its token kept' : 'everything lost'}`;
    case 'serverSlow':
      return `server overloaded, ${duration(fault.delay)} late`;
    case 'serverDeploy':
      return 'server deployed, connection by connection';
    default:
      return unreachable(fault);
  }
}

/**
 * A mark as a timeline has it: `partition alice | server begins, for 40s`. A fault of an instant only happens.
 */
export function describeMark({ fault, phase }: FaultMark): string {
  const phrase = describeFault(fault);
  if (!isSpan(fault)) return phrase;
  if (phase === 'ends') return `${phrase} ends`;
  const lasts = 'for' in fault ? fault.for : undefined;
  return `${phrase} begins${lasts === undefined ? '' : `, for ${duration(lasts)}`}`;
}

/**
 * What the backend did, and how it sounds.
 *
 * @param device for a user with several, whose sessions would all read the same
 */
export function describeBackend(
  fact: BackendFact,
  device?: string,
): { readonly text: string; readonly tone: Tone } {
  const whose = (userID: string): string =>
    `${userID}'s session${device === undefined ? '' : ` on ${device}`}`;
  switch (fact.kind) {
    case 'sessionStarted':
      return { text: `${whose(fact.userID)} starts`, tone: 'plain' };
    case 'sessionResumed':
      return { text: `${whose(fact.userID)} resumed`, tone: 'good' };
    case 'restarted':
      return { text: fact.keepMemory ? 'up again' : 'up again, memory lost', tone: 'warn' };
    case 'tokensRevoked':
      return { text: `tokens of ${fact.userID} revoked`, tone: 'warn' };
    case 'sessionOffline':
      return { text: `${whose(fact.userID)} offline`, tone: 'warn' };
    case 'sessionEnded':
      return {
        text: `${whose(fact.userID)} ends: ${words(fact.reason)}`,
        tone: fact.reason === 'logout' ? 'plain' : 'bad',
      };
    case 'memberJoined':
      return { text: `${fact.userID} joins ${fact.roomID}`, tone: 'plain' };
    case 'memberLeft':
      return memberLeft(fact);
    case 'roomCreated':
      return { text: `room ${fact.roomID} created`, tone: 'plain' };
    case 'roomDestroyed':
      return { text: `room ${fact.roomID} destroyed`, tone: 'warn' };
    case 'resumeAnswered':
      return {
        text: `tells ${fact.userID}: ${answer(fact)}`,
        tone: fact.outcome === 'member' ? 'good' : 'warn',
      };
    default:
      return unreachable(fact);
  }
}

function answer({ roomID, outcome }: BackendFact & { kind: 'resumeAnswered' }): string {
  switch (outcome) {
    case 'member':
      return `still a member of ${roomID}`;
    case 'timeout':
      return `timed out of ${roomID}`;
    case 'notExist':
      return `${roomID} does not exist`;
    case 'other':
      return `out of ${roomID} for another reason`;
    default:
      return unreachable(outcome);
  }
}

function memberLeft(fact: BackendFact & { kind: 'memberLeft' }): { text: string; tone: Tone } {
  const { userID, roomID, reason } = fact;
  if (reason === 'left') return { text: `${userID} leaves ${roomID}`, tone: 'plain' };
  if (reason === 'timeout') return { text: `${userID} timed out of ${roomID}`, tone: 'warn' };
  // It ended somehow, not only by a logout.
  const why = reason === 'loggedOut' ? 'session over' : words(reason);
  return { text: `${userID} out of ${roomID}: ${why}`, tone: 'warn' };
}

/** Whether a fault lasts: one that only happens has no end to show. */
export function isSpan({ kind }: Fault): boolean {
  switch (kind) {
    case 'handover':
    case 'kickByDevice':
    case 'tokenRevoke':
    case 'reset':
    case 'kick':
    case 'unregister':
    case 'roomDelete':
    case 'memberRemove':
    case 'memberTimeout':
    case 'visible':
    case 'online':
    case 'clockJump':
      return false;
    default:
      return true;
  }
}

function pair([source, target]: readonly [string, string], direction = 'both'): string {
  if (direction === 'there') return `${source} → ${target}`;
  if (direction === 'back') return `${source} ← ${target}`;
  return `${source} | ${target}`;
}

function weakness(fault: Fault & { kind: 'weakNetwork' }): string {
  const { loss, burst, delay, jitter, rateBitsPerSecond, queueBytes, duplicate, corrupt, reorder } = fault;
  const parts = [
    loss === undefined ? '' : `loss ${percent(loss)}`,
    burst === undefined
      ? ''
      : `bursts of ${Math.round(10 / Math.max(burst.r, 0.001)) / 10}, loss ${percent(burst.lossBad)}`,
    delay === undefined ? '' : `delay ${delayWords(delay)}`,
    jitter === undefined ? '' : `jitter ${duration(jitter)}`,
    rateBitsPerSecond === undefined ? '' : `${rateBitsPerSecond / 1000} kbit/s`,
    queueBytes === undefined ? '' : `queue ${queueBytes} bytes`,
    duplicate === undefined ? '' : `duplicates ${percent(duplicate)}`,
    corrupt === undefined ? '' : `damaged ${percent(corrupt)}`,
    reorder === true ? 'out of order' : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function delayWords(delay: DelaySpec): string {
  if (typeof delay !== 'object') return duration(delay);
  if ('uniform' in delay) return `${duration(delay.uniform.min)} to ${duration(delay.uniform.max)}`;
  if ('normal' in delay) return `${duration(delay.normal.mean)} ± ${duration(delay.normal.deviation)}`;
  if ('pareto' in delay) return `${duration(delay.pareto.min)} up to ${duration(delay.pareto.max)}`;
  return `${duration(delay.quantiles[0] ?? 0)} to ${duration(delay.quantiles.at(-1) ?? 0)}`;
}

function handover({ device, profile, for: gap }: Fault & { kind: 'handover' }): string {
  const without = gap === undefined ? '' : `, ${duration(gap)} without any`;
  return `${device} changes ${profile === undefined ? 'to another network' : `to ${profile}`}${without}`;
}

function names({ answer, delay }: Fault & { kind: 'dns' }): string {
  if (answer === 'failing') return 'are not found';
  if (answer === 'wrong') return 'have a wrong address';
  return delay === undefined ? 'are found slowly' : `are found after ${duration(delay)}`;
}

function percent(part: number): string {
  return `${Math.round(part * 1000) / 10}%`;
}

function offBy({ by, direction }: Fault & { kind: 'clockJump' | 'clockSkew' }): string {
  return `${duration(by)} ${direction}`;
}

function duration(text: DurationText): string {
  return formatDuration(parseDurationMs(text));
}

// 'kickedOut' is written 'kicked out'.
function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
