// A run as a page needs it: verdicts from its result, everything else from a second run that looks inside.

import { failureOf } from '../../sim/campaign/failure.js';
import type { Observation } from '../../sim/check/observation.js';
import type { Property, PropertyVerdict } from '../../sim/check/property.js';
import type { Trace } from '../../sim/kernel/trace.js';
import type { ExecuteOptions, Wrap } from '../../sim/runner/execute.js';
import { MOST_LINES } from '../../sim/runner/external-app.js';
import type { RunResult, RunSpec } from '../../sim/runner/summary.js';
import { withCodeNames } from '../code-names.js';
import { issuerLane } from './issuer-lane.js';
import { lanesOf } from './lanes.js';
import { markdownOf } from './markdown.js';
import { messagesOf } from './messages.js';
import { momentTexts } from './moment-texts.js';
import { observationRows } from './observation-rows.js';
import type { PageBroken, PageProperty, PageRun } from './page-document.js';
import { faultsOf, scheduleOf, scheduleYaml } from './schedule.js';
import { type Moment, replayWithStates } from './states.js';
import { type Heard, watchedProperties } from './watched-properties.js';

/** A run and all that it takes to repeat it. */
export interface RunPageReport {
  readonly spec: RunSpec;
  readonly run: Pick<
    RunResult,
    'scenario' | 'seed' | 'sdk' | 'outcome' | 'traceHash' | 'virtualMs' | 'events' | 'properties' | 'expects'
  >;
  /** The same as the run had. */
  readonly properties: readonly Property[];
  readonly wrap?: Wrap | undefined;
  /** Code in the place of scripts: then this is called from an immediate, as every run of code. */
  readonly apps?: ExecuteOptions['apps'];
  readonly unseen?: ExecuteOptions['unseen'];
  /** The command that repeats it. */
  readonly reproduce: string;
  /** The run as it was drawn, where it was made smaller since. */
  readonly original?: RunSpec | undefined;
  /** Sentences that a reader must know of before anything else. */
  readonly notes?: readonly string[] | undefined;
  /** The id of the property whose failure it is about; the first one that failed unless given. */
  readonly property?: string | undefined;
}

/** A page's run, and what comparing takes. */
export interface RunDocument {
  readonly run: PageRun;
  readonly trace: Trace;
  readonly moments: readonly Moment[];
}

/** @param withStates whether the page can show what everybody knew at each moment */
export function runDocument(report: RunPageReport, withStates: boolean): RunDocument {
  const { spec, run } = report;
  const { watched, heard } = watchedProperties(report.properties);
  const { world, apps, moments, participants } = replayWithStates(spec, {
    properties: watched,
    wrap: report.wrap,
    apps: report.apps,
    unseen: report.unseen,
    withStates,
  });
  const { recorder, hosts, devices } = world.parts;
  const observations = recorder.observations ?? [];
  const seen = {
    observations,
    faults: recorder.faults,
    virtualMs: run.virtualMs,
    ...(apps === undefined ? {} : { console: apps.console, callPlaces: apps.callPlaces }),
  };
  const { rows, places } = observationRows(seen, moments);
  const isSame = recorder.trace.hash === run.traceHash;
  const broken = brokenOf(report, { observations, places, moments });
  const schedule = scheduleOf(spec, report.original);
  const messages = messagesOf(recorder.trace, hosts);
  const head = {
    scenario: run.scenario,
    title: spec.scenario.title,
    // With other faults it is another story.
    story: spec.schedule === undefined ? withCodeNames(spec.scenario.story ?? '') : '',
    seed: run.seed,
    sdk: run.sdk,
    outcome: run.outcome,
    traceHash: run.traceHash,
    virtualMs: run.virtualMs,
    events: run.events,
    reproduce: report.reproduce,
    scheduleYaml: scheduleYaml(faultsOf(spec)),
    missed: run.expects.filter(({ reached }) => !reached).map(({ id }) => id),
    ...(broken === undefined ? {} : { broken }),
  };
  return {
    trace: recorder.trace,
    moments,
    run: {
      ...head,
      markdown: markdownOf(head, rows),
      properties: run.properties.map((verdict) =>
        pageProperty(verdict, heard.get(verdict.id), run.virtualMs),
      ),
      schedule,
      lanes: [
        ...lanesOf(
          seen,
          devices.map(({ name }) => name),
        ),
        ...issuerLane(messages, schedule.faults),
      ],
      moments: momentTexts(recorder.trace, moments, world.parts),
      observations: rows,
      messages,
      participants,
      leftOut: [
        ...(report.notes ?? []),
        ...(isSame
          ? []
          : [
              'The run came out differently when it was repeated for this page; the picture is of the repetition.',
            ]),
        ...((apps?.console.length ?? 0) < MOST_LINES
          ? []
          : [`Consoles have no more than their first ${MOST_LINES} lines.`]),
        ...(withStates
          ? []
          : ['What everybody knew at each moment is left out: the page would be too large.']),
      ],
    },
  };
}

interface Seen {
  readonly observations: readonly Observation[];
  readonly places: readonly number[];
  readonly moments: readonly Moment[];
}

function brokenOf(report: RunPageReport, seen: Seen): PageBroken | undefined {
  const { spec, run, properties } = report;
  const failure = failureOf(spec, run, report.property) ?? failureOf(spec, run);
  if (failure === undefined) return undefined;
  const verdict = run.properties.find(({ id }) => id === failure.property);
  const advice = properties.find(({ id }) => id === failure.property)?.advice;
  const evidence = (verdict?.evidence ?? [])
    .map((observation) => placeOf(observation, seen))
    .filter((place) => place >= 0);
  const { observations, moments } = seen;
  const last = observations.findLastIndex(({ atMs }) => atMs <= failure.atMs);
  const moment = moments.findLastIndex(({ atMicros }) => atMicros < (failure.atMs + 1) * 1000);
  const thrown = observations.find(
    (one) => one.kind === 'error' && one.atMs === failure.atMs && one.device === failure.device,
  );
  const stack = thrown?.kind === 'error' ? thrown.stack : undefined;
  const at = evidence.at(-1) ?? seen.places[last] ?? -1;
  return {
    id: failure.property,
    title: withCodeNames(failure.title),
    verdict: failure.verdict,
    reason: withCodeNames(failure.reason),
    atMs: failure.atMs,
    moment: Math.max(0, moment),
    ...(failure.device === undefined ? {} : { device: failure.device }),
    ...(advice === undefined ? {} : { advice: withCodeNames(advice) }),
    ...(stack === undefined ? {} : { stack }),
    evidence: evidence.length > 0 ? evidence : at < 0 ? [] : [at],
  };
}

// The evidence is of the first run, so equal observations are looked for.
function placeOf(wanted: Observation, { observations, places }: Seen): number {
  const text = JSON.stringify(wanted);
  const index = observations.findIndex(
    (candidate) => candidate.atMs === wanted.atMs && JSON.stringify(candidate) === text,
  );
  return index < 0 ? -1 : (places[index] ?? -1);
}

function pageProperty(verdict: PropertyVerdict, heard: Heard | undefined, endMs: number): PageProperty {
  const { id, title, exercised, atMs, device, reason } = verdict;
  return {
    id,
    title,
    verdict: verdict.verdict,
    exercised,
    ...(atMs === undefined ? {} : { atMs }),
    ...(device === undefined ? {} : { device }),
    ...(reason === undefined ? {} : { reason }),
    exercisedAt: heard?.exercisedAt ?? [],
    waits: (heard?.waits ?? []).map(({ fromMs, toMs, what }) => [fromMs, toMs ?? endMs, what] as const),
  };
}
