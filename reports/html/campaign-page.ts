// The HTML page of a campaign.

import type { RunSpec } from '../../sim/runner/summary.js';
import { faqName } from '../../sim/zim/enums.js';
import { CONNECTION_PAIRS, ROOM_PAIRS, type StatePair } from '../../sim/zim/state-pairs.js';
import type { CampaignReport, ReportedFailure } from '../campaign-report.js';
import { pageText } from './embed.js';
import type { CampaignFailure, CampaignPage, CampaignPair } from './page-document.js';
import { scheduleOf } from './schedule.js';

/** A campaign, with what only a page shows. */
export interface CampaignPageReport extends CampaignReport {
  /** Pages of failures beside this one, by capsule. */
  readonly pages?: ReadonlyMap<string, string> | undefined;
  /** Runs as they were drawn, by capsule. */
  readonly originals?: ReadonlyMap<string, RunSpec>;
}

/** States of the connection as coverage has them; `-` is before anything was said. */
const STATES = ['-', '0', '1', '2', '3'] as const;

/**
 * The whole text of a campaign's page.
 *
 * @example writeFileSync('campaign.html', campaignPage(campaignReport(tally, options)));
 */
export function campaignPage(report: CampaignPageReport): string {
  return pageText(documentOf(report));
}

function documentOf(report: CampaignPageReport): CampaignPage {
  const { campaign, seed, seconds, checked, faultKinds, seen } = report;
  const counts = Object.values(seen);
  return {
    kind: 'campaign',
    zimSim: report.zimSim,
    name: campaign,
    seed,
    runs: report.runs,
    ranges: report.ranges.map(({ from, to }) => `${from}-${to - 1}`).join(', '),
    events: report.events,
    faults: report.faults,
    virtualMs: report.virtualMs,
    ...(seconds === undefined ? {} : { seconds }),
    outcomes: Object.entries(report.outcomes).sort(([a], [b]) => Number(b === 'held') - Number(a === 'held')),
    behaviours: counts.length,
    seenOnce: counts.filter((count) => count === 1).length,
    seenTwice: counts.filter((count) => count === 2).length,
    chanceOfNews: report.chanceOfNews,
    failures: report.failures.map((failure) => failureOf(failure, report)),
    heat: heatOf(seen, faultKinds),
    pairs: [...pairsOf('connection', CONNECTION_PAIRS, seen), ...pairsOf('room', ROOM_PAIRS, seen)],
    properties: checked
      .filter(({ goalOf }) => goalOf === undefined)
      .map(({ id, title }) => {
        const { exercised = 0, violated = 0, pending = 0 } = report.properties[id] ?? {};
        return { id, title, exercised, violated, pending };
      }),
    history: report.history ?? [],
  };
}

function failureOf(failure: ReportedFailure, { pages, originals }: CampaignPageReport): CampaignFailure {
  const { property, title, verdict, reason, runs, index, spec, originalFaults, capsule } = failure;
  const page = pages?.get(capsule);
  return {
    property,
    title,
    verdict,
    reason,
    runs,
    index,
    scenario: spec.scenario.name,
    originalFaults,
    schedule: scheduleOf(spec, originals?.get(capsule)),
    reproduce: failure.reproduce,
    ...(page === undefined ? {} : { page }),
  };
}

function heatOf(seen: CampaignReport['seen'], kinds: readonly string[]): CampaignPage['heat'] {
  return {
    states: STATES.map((state) =>
      state === '-' ? 'nothing yet' : faqName('connectionState', Number(state)),
    ),
    rows: kinds.map((fault) => ({
      fault,
      counts: STATES.map((state) => seen[`fault ${fault} × connection ${state}`] ?? 0),
    })),
  };
}

function pairsOf(
  about: CampaignPair['about'],
  pairs: readonly StatePair[],
  seen: CampaignReport['seen'],
): readonly CampaignPair[] {
  return pairs.map(({ state, event }) => ({
    about,
    pair: `${state}/${event}`,
    text: `${faqName(`${about}State`, state)} (${faqName(`${about}Event`, event)})`,
    runs: seen[`${about} ${state}/${event}`] ?? 0,
  }));
}
