// What the suite of logs measures; bundled first, like that of the world.
export { allProperties } from '../../properties/index.js';
export { checkLogs } from '../../sim/logs/check-logs.js';
export { parseLogLine } from '../../sim/logs/log-line.js';
export { logLines } from '../../sim/logs/write-log.js';
export { execute } from '../../sim/runner/execute.js';
export { tenMinutes } from './ten-minutes.js';
