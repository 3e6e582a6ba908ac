import { defineConfig } from 'zim-sim';

// Found by: no-login-while-reconnecting
export default defineConfig({ app: './chat.ts' });
