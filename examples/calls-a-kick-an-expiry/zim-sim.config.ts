import { defineConfig } from 'zim-sim';

// Found by: reminder-fits-the-event
export default defineConfig({ app: './chat.ts' });
