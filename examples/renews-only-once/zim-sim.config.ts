import { defineConfig } from 'zim-sim';

// Found by: renewal-is-tried-again
export default defineConfig({ app: './chat.ts' });
