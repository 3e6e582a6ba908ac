import { defineConfig } from 'zim-sim';

// Found by: no-rejoin-by-itself. The backend seldom answers so: these faults make it.
export default defineConfig({ app: './chat.ts', faults: ['offline', 'partition', 'resumeAnswer'] });
