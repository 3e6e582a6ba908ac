// Where the tests are and how they run; what a test needs from dist/ is built by `npm test` before.
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['{sim,scenarios,properties,reports,bin,scripts}/**/*.test.ts', '*.test.ts'],
    environment: 'node',
    testTimeout: 20_000,
    coverage: {
      provider: 'v8',
      include: ['index.ts', '{sim,scenarios,properties,reports,bin}/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.test-support.ts'],
      reporter: ['text-summary', 'html'],
    },
  },
});

export default config;
