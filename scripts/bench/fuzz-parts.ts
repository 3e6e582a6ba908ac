// What the suite of fuzzing measures; bundled first, like that of the world.
export { drawn } from '../../properties/arbitraries/draws.js';
export { faultSchedule } from '../../properties/arbitraries/fault-schedule.js';
export { fuzzCases } from '../../properties/arbitraries/fuzz-case.js';
export { allProperties } from '../../properties/index.js';
export { mutants } from '../../properties/mutants/index.js';
export { runBatch, seedOfRun } from '../../sim/campaign/batch.js';
export { capsuleOf, shrunkCapsule } from '../../sim/campaign/found.js';
export { execute } from '../../sim/runner/execute.js';
export { tenMinutes } from './ten-minutes.js';
