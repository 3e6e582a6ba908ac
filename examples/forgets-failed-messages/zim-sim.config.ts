import { defineConfig } from 'zim-sim';

// Found by: failed-message-is-shown
export default defineConfig({ app: './chat.ts' });
