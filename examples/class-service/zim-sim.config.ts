import { defineConfig } from 'zim-sim';

export default defineConfig({ app: './chat-service.ts', tokenEndpoint: '/api/zim-token' });
