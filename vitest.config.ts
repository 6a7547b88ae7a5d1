import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/properties.ts'],
    exclude: ['**/node_modules/**', 'test/conformance/**', 'test/sweep/**'],
    // Most of the time goes into waiting: for HTTP on loopback, for timers, for child processes.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
