// G5: a member who is away stays in the room for as long as the service says, and no longer. It looks into the backend.
// Source: the FAQ (a member who is away is timed out) and an assumed time.
import { always } from '../../sim/check/combinators.js';
import type { Judge, Property } from '../../sim/check/property.js';

interface Membership {
  readonly device: string;
  /** When its device was first away since it was last known to be there, ms; -1: it is there. */
  awayMs: number;
}

/** Kinds of faults that end memberships, or make the backend's clock or answers something else. */
const EXCUSES = [
  'memberTimeout',
  'memberTimeoutShorten',
  'resumeAnswer',
  'serverRestart',
  'serverSlow',
  'serverDeploy',
  'clockJump',
  'clockSkew',
  'clockDrift',
] as const;

/** Timers have whole milliseconds, and a device that comes back in the same second may be first. */
const SLACK_MS = 1000;

export const g5: Property<{ members: Map<string, Membership> }> = always(
  'A member who is away is timed out when the time is over, neither sooner nor never.',
  {
    id: 'G5',
    scope: 'world',
    whitebox: true,
    on: [
      'backend:memberJoined',
      'backend:memberLeft',
      'backend:resumeAnswered',
      'backend:sessionOffline',
      'backend:sessionResumed',
    ],
    needs: ['backend'],
    provenance: ['faq', 'assumed'],
    exercisedBy: 'judge',
    init: () => ({ members: new Map<string, Membership>() }),
    step({ members }, { device, what, atMs }, judge) {
      if (isExcused(judge)) return undefined;
      const { roomMemberTimeoutMs, memberTimeoutStarts } = judge.setup.params;
      switch (what.kind) {
        case 'sessionOffline':
          for (const member of members.values()) {
            if (member.device === device && member.awayMs < 0) member.awayMs = atMs;
          }
          return undefined;
        case 'sessionResumed':
          for (const [key, member] of members) {
            if (member.device !== device) continue;
            // Its old connection may be replaced before anybody misses it.
            if (member.awayMs < 0) member.awayMs = atMs;
            const awayMs = atMs - member.awayMs;
            if (awayMs <= roomMemberTimeoutMs + SLACK_MS) continue;
            return `${key.split('\n')[1]} still has ${device} as a member, who has been away for ${awayMs} ms`;
          }
          return undefined;
        case 'memberLeft': {
          const key = keyOf(what);
          const member = members.get(key);
          members.delete(key);
          if (what.reason !== 'timeout' || member === undefined || member.awayMs < 0) return undefined;
          judge.exercised();
          const awayMs = atMs - member.awayMs;
          if (memberTimeoutStarts !== 'offline' || awayMs >= roomMemberTimeoutMs - SLACK_MS) return undefined;
          return `${what.userID} is timed out of ${what.roomID} after ${awayMs} ms, and the time is ${roomMemberTimeoutMs} ms`;
        }
        case 'memberJoined':
        case 'resumeAnswered':
          if (what.kind === 'memberJoined' || what.outcome === 'member')
            members.set(keyOf(what), { device, awayMs: -1 });
          return undefined;
        default:
          return undefined;
      }
    },
  },
);

function keyOf({ userID, roomID }: { readonly userID: string; readonly roomID: string }): string {
  return `${userID}\n${roomID}`;
}

// Without a list of them nobody knows.
function isExcused({ setup: { faultKinds } }: Judge): boolean {
  return faultKinds === undefined || EXCUSES.some((kind) => faultKinds.has(kind));
}
