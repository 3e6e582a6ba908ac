import { defineConfig } from 'zim-sim';

// Found by: restored-room-is-left-alone
export default defineConfig({ app: './chat.ts' });
