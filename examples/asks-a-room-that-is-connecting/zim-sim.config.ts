import { defineConfig } from 'zim-sim';

// Found by: no-room-calls-while-connecting
export default defineConfig({ app: './chat.ts' });
