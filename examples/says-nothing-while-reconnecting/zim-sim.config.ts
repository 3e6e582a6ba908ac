import { defineConfig } from 'zim-sim';

// Found by: reconnecting-is-shown
export default defineConfig({ app: './chat.ts' });
