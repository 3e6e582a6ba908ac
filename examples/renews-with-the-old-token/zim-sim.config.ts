import { defineConfig } from 'zim-sim';

// Found by: token-is-renewed-with-a-new-one
export default defineConfig({ app: './chat.ts' });
