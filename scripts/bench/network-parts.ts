// What the suite of the network measures, bundled first like the parts of the world.
export { SeededChoices } from '../../sim/kernel/choices.js';
export { Randomness } from '../../sim/kernel/random.js';
export { Simulator } from '../../sim/kernel/simulator.js';
export { createLink, cross, PERFECT_LINK } from '../../sim/network/link/link.js';
export { linkWith } from '../../sim/network/path-spec.js';
export { Streams } from '../../sim/network/stream/streams.js';
export { NETWORK_TRACE } from '../../sim/network/trace-kinds.js';
