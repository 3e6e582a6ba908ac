// What the suite of the world measures. It is bundled first: tsx names every function anew each time it is made,
// which is a tenth of a run and is not in the package that users get.
export { contractProperties } from '../../properties/index.js';
export { EventQueue } from '../../sim/kernel/event-queue.js';
export { stepClient } from '../../sim/models/client/step.js';
export { stepServer } from '../../sim/models/server/step.js';
export { buildWorld } from '../../sim/runner/build.js';
export { execute } from '../../sim/runner/execute.js';
export { crowd } from './crowd.js';
export { tenMinutes } from './ten-minutes.js';
