import { defineConfig } from 'zim-sim';

// Found by: special-event-is-shown
export default defineConfig({ app: './chat.ts' });
