// A page that would be too large, made smaller: quiet stretches go, what was seen and what was broken stays.

import type { PageParticipant, PagePatch, PageRun, PageStep } from './page-document.js';

/**
 * A run without its quiet stretches: messages that only keep connections alive, and what changed in somebody while
 * nothing else happened.
 */
export function thinned(run: PageRun): PageRun {
  const { quiet } = run.moments;
  const count = quiet.reduce((sum, one) => sum + one, 0);
  const messages = run.messages.filter(({ kind, lostMs }) => kind !== 'heartbeat' || lostMs.length > 0);
  return {
    ...run,
    messages: messages.map(({ data: _, ...message }) => message),
    observations: run.observations.map((row) => {
      if (row.kind !== 'socket' && row.kind !== 'backend') return row;
      const { data: _, ...rest } = row;
      return rest;
    }),
    participants: run.participants.map((participant) => merged(participant, quiet)),
    leftOut: [
      ...run.leftOut,
      `The page would be larger than 2 MB, so ${count} moments are not told apart in which only heartbeats went to and fro; ${run.messages.length - messages.length} heartbeats have no arrow, and messages say only what they are.`,
    ],
  };
}

// What changed in a quiet moment is told with the next one that is not.
function merged(participant: PageParticipant, quiet: readonly number[]): PageParticipant {
  const steps: PageStep[] = [];
  let moment = 0;
  let last = 0;
  let waiting = new Map<number, PagePatch>();
  for (const step of participant.steps) {
    moment += step[0];
    if (step[1] === 'whole') {
      waiting = new Map();
      steps.push([moment - last, 'whole', step[2], step[3]]);
      last = moment;
      continue;
    }
    // A later value of the same path takes the place of an earlier one, behind all others.
    for (const patch of step[1]) {
      waiting.delete(patch[0]);
      waiting.set(patch[0], patch);
    }
    if (quiet[moment] === 1) continue;
    steps.push([moment - last, [...waiting.values()]]);
    last = moment;
    waiting = new Map();
  }
  return { ...participant, steps };
}
