import { defineConfig } from 'zim-sim';

// Found by: no-login-after-special-event
export default defineConfig({ app: './chat.ts' });
