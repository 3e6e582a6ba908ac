import { defineConfig } from 'zim-sim';

// Found by: states-are-numbers
export default defineConfig({ app: './chat.ts' });
