import { defineConfig } from 'zim-sim';

export default defineConfig({ app: './chat.ts' });
