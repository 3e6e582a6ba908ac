import { describe, expect, it } from 'vitest';
import type { BackendFact, Observation } from '../sim/check/observation.js';
import { timelineRows } from './timeline-rows.js';
import { describeBackend } from './words.js';

const roomID = 'lobby';
const userID = 'alice';

describe('what the backend did', () => {
  it.each([
    ['member', 'tells alice: still a member of lobby'],
    ['timeout', 'tells alice: timed out of lobby'],
    ['notExist', 'tells alice: lobby does not exist'],
    ['other', 'tells alice: out of lobby for another reason'],
  ] as const)('the answer %s is a sentence', (outcome, text) => {
    expect(describeBackend({ kind: 'resumeAnswered', roomID, userID, outcome }).text).toBe(text);
  });

  it('a member whose session ended by a kick is not said to have logged out', () => {
    const fact: BackendFact = { kind: 'memberLeft', roomID, userID, reason: 'loggedOut' };
    expect(describeBackend(fact).text).toBe('alice out of lobby: session over');
  });

  it('a session names its device where the user has several', () => {
    const starts = (device: string, user: string): Observation => ({
      kind: 'backend',
      atMs: 1,
      device,
      what: { kind: 'sessionStarted', userID: user },
    });
    const observations = [starts('phone', 'alice'), starts('bob', 'bob'), starts('tablet', 'alice')];
    expect(timelineRows({ observations, faults: [] }).map(({ text }) => text)).toEqual([
      "alice's session on phone starts",
      "bob's session starts",
      "alice's session on tablet starts",
    ]);
  });
});
