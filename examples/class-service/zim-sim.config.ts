import { defineConfig } from 'zim-sim';

export default defineConfig({ app: './chat-service.ts', services: './back-end.ts' });
