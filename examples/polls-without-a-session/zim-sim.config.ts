import { defineConfig } from 'zim-sim';

// Found by: no-calls-without-session
export default defineConfig({ app: './chat.ts' });
