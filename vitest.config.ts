import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** These read no environment and connect to nothing but Azurite, so that they may share one loaded app. */
const TOGETHER = 'test/{checks,core,runs,settings,tables,web}/**/*.test.ts';
const NEVER = ['**/node_modules/**', 'test/conformance/**', 'test/sweep/**'];

export default defineConfig({
  test: {
    setupFiles: ['test/properties.ts'],
    // Most of the time goes into waiting: for HTTP on loopback, for timers, for child processes.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: [...NEVER, TOGETHER] } },
      // Loading the app anew for each file would take longer than these tests do.
      { extends: true, test: { name: 'together', isolate: false, include: [TOGETHER], exclude: NEVER } },
    ],
  },
});
