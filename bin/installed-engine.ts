// Binds the command line to the scenarios and properties of this package.
import { EXCUSED_BY_BACKEND, rulesInLogs, TOKEN_SERVER_RULES } from '../properties/app-rules/in-logs.js';
import { allProperties } from '../properties/index.js';
import { scenarios } from '../scenarios/index.js';
import { checkLogs } from '../sim/logs/check-logs.js';
import { runWith } from '../sim/runner/run.js';
import { version } from '../sim/runner/version.js';
import type { Engine } from './engine.js';

/** What `zim-sim` works with when it is not under test. */
export const installedEngine: Engine = {
  version,
  scenarios,
  properties: allProperties.map(({ id, title, goalOf }) => ({
    id,
    title,
    ...(goalOf === undefined ? {} : { goalOf }),
  })),
  checkLogs: (sources, options) =>
    checkLogs(sources, {
      ...options,
      properties: [...allProperties, ...rulesInLogs],
      tokenServer: TOKEN_SERVER_RULES,
      unseen: EXCUSED_BY_BACKEND,
    }),
  run: (scenario, { untilMs, ...options }) =>
    runWith(allProperties, scenario, { ...options, ...(untilMs === undefined ? {} : { until: untilMs }) }),
};
