import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/conformance/**', 'test/sweep/**'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
