import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * These need a process of their own: they load the app anew, or meet the identity library, which remembers the first
 * endpoint of a process.
 */
const ALONE = [
  'test/compose/bounded-http.test.ts',
  'test/local/tenant/managed-identity.test.ts',
  'test/scenarios/{answering-hosted,console,hosted-page,hostile,settings,tokens}.test.ts',
];
const NEVER = ['**/node_modules/**', 'test/conformance/**', 'test/sweep/**'];

export default defineConfig({
  test: {
    setupFiles: ['test/properties.ts'],
    // Most of the time goes into waiting: for HTTP on loopback, for timers, for child processes.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE } },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...NEVER, ...ALONE],
          // One loaded app for many files, loaded by Node itself as `npm start` does: nothing here mocks a module.
          isolate: false,
          experimental: { viteModuleRunner: false, nodeLoader: false },
        },
      },
    ],
  },
});
