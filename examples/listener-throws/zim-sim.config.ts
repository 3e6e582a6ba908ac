import { defineConfig } from 'zim-sim';

// Found by: listeners-do-not-throw
export default defineConfig({ app: './chat.ts' });
