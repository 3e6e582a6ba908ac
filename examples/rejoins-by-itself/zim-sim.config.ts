import { defineConfig } from 'zim-sim';

// Found by: no-rejoin-by-itself
export default defineConfig({ app: './chat.ts' });
