import { defineConfig } from 'zim-sim';

// Found by: reconnection-is-left-alone
export default defineConfig({ app: './chat.ts' });
