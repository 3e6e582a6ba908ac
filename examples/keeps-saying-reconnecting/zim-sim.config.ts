import { defineConfig } from 'zim-sim';

// Found by: reconnecting-is-taken-away
export default defineConfig({ app: './chat.ts' });
