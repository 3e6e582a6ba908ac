// What the world needs of a network, however that one carries messages.

import type { Simulator } from '../kernel/simulator.js';
import type { Network } from './network.js';

/** The public face of `Network`, which `PacketNetwork` shares. */
export interface AnyNetwork extends Omit<Network, 'clone'> {
  /** An independent copy in its present state, for a fork of the simulator. It still needs a listener. */
  clone(simulator: Simulator): AnyNetwork;
}
