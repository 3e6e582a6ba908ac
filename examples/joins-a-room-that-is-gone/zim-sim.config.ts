import { defineConfig } from 'zim-sim';

// Found by: gone-room-is-not-joined
export default defineConfig({ app: './chat.ts' });
