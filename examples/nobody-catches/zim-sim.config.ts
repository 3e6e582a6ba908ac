import { defineConfig } from 'zim-sim';

// Found by: app-no-uncaught-errors
export default defineConfig({ app: './chat.ts' });
