import { defineConfig } from 'zim-sim';

// Found by: lost-room-is-handled
export default defineConfig({ app: './chat.ts' });
