// One run: a spec in, a summary out. Whether the summary is good news is for others to say.

import type { ObservationKind } from '../check/observation.js';
import type { Property, PropertyVerdict } from '../check/property.js';
import { kindOf } from '../check/property-shape.js';
import { virtual } from '../kernel/driver.js';
import { parseDurationMs } from '../kernel/duration.js';
import { UsageError } from '../kernel/usage-error.js';
import { stepClient } from '../models/client/step.js';
import { stepServer } from '../models/server/step.js';
import { LATEST_SDK_VERSION } from '../zim/versions.js';
import { buildWorld } from './build.js';
import type { ExternalApps } from './external-app.js';
import { metricsOf } from './login-peaks.js';
import type { ExpectedGoal, Outcome, RunResult, RunSpec } from './summary.js';
import type { WorldSteps } from './world-parts.js';

/** Wraps a model's step, to make a client or a backend that is wrong in some way. */
export interface Wrap {
  readonly client?: (step: WorldSteps['client']) => WorldSteps['client'];
  readonly server?: (step: WorldSteps['server']) => WorldSteps['server'];
}

export interface ExecuteOptions {
  readonly properties: readonly Property[];
  readonly wrap?: Wrap | undefined;
  /** Code in the place of scripts: makes the apps of this run. */
  readonly apps?: ((spec: RunSpec) => ExternalApps) | undefined;
  /** Kinds of observations that nobody can make in this run: properties that need them are not observable. */
  readonly unseen?: readonly ObservationKind[] | undefined;
  /** Whether the trace can be read afterwards. Default true. */
  readonly keepTrace?: boolean | undefined;
  /** Whether the observations are in the result. Default true. */
  readonly keepObservations?: boolean | undefined;
}

/**
 * Executes a run. The spec must have been checked (check-scenario.ts).
 *
 * @example const result = execute({ scenario, seed: 42 }, { properties });
 */
export function execute(spec: RunSpec, options: ExecuteOptions): RunResult {
  const { wrap, keepObservations = true } = options;
  const apps = options.apps?.(spec);
  const { world, params, sdk } = buildWorld(spec, {
    properties: options.properties,
    steps: {
      client: wrap?.client === undefined ? stepClient : wrapped('client', wrap.client(stepClient)),
      server: wrap?.server === undefined ? stepServer : wrapped('server', wrap.server(stepServer)),
    },
    apps,
    unseen: options.unseen,
    keepTrace: options.keepTrace ?? true,
    keepObservations,
  });
  const scenarioEndsMs = parseDurationMs(spec.scenario.until);
  const untilMs = spec.untilMs ?? scenarioEndsMs;
  try {
    world.start();
    virtual.run(world.parts.simulator, untilMs * 1000);
  } finally {
    world.end();
  }
  const { recorder } = world.parts;
  // A run that is cut short proves nothing about what it still waited for.
  const properties = recorder.monitor.finish(untilMs, { quiet: untilMs >= scenarioEndsMs });
  const expects = goalsOf(spec, properties);
  return {
    scenario: spec.scenario.name,
    seed: spec.seed,
    sdk: sdk.version,
    outcome: outcomeOf(properties),
    traceHash: recorder.trace.hash,
    virtualMs: untilMs,
    events: world.events,
    metrics: metricsOf(world.parts.logins),
    params: { ...params },
    properties,
    expects,
    observations: recorder.observations ?? [],
    faults: recorder.faults,
    trace: recorder.trace,
    hosts: world.parts.hosts,
    ...(apps === undefined || !keepObservations
      ? {}
      : { console: apps.console, callPlaces: apps.callPlaces }),
  };
}

function wrapped<Step>(name: keyof Wrap, step: Step): Step {
  if (typeof step === 'function') return step;
  throw new UsageError(
    `Expected wrap.${name} to return a step, which is a function, got ${kindOf(step)}. For example: ${name}: (step) => (state, input, context, out) => step(state, input, context, out)`,
  );
}

function outcomeOf(properties: readonly PropertyVerdict[]): Outcome {
  if (properties.some(({ verdict }) => verdict === 'violated')) return 'violated';
  return properties.some(({ verdict }) => verdict === 'pending') ? 'stuck' : 'held';
}

// Goals belong to the scenario's own faults and version: under others nobody expects them.
function goalsOf(spec: RunSpec, properties: readonly PropertyVerdict[]): ExpectedGoal[] {
  const ownSdk = spec.scenario.sdk ?? LATEST_SDK_VERSION;
  if (spec.schedule !== undefined || (spec.sdk ?? ownSdk) !== ownSdk) return [];
  return spec.scenario.expects.map((id) => {
    const verdict = properties.find((property) => property.id === id);
    return { id, reached: verdict !== undefined && verdict.exercised > 0 && verdict.verdict === 'held' };
  });
}
