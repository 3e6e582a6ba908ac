import { defineConfig } from 'zim-sim';

// Found by: token-is-renewed
export default defineConfig({ app: './chat.ts' });
