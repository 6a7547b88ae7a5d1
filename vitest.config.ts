import { defineConfig } from 'vitest/config';

/** These set variables that a library reads when it is loaded, or play against the whole app: each file gets a process of its own. */
const ALONE = [
  'test/{browser,compose,gallery,scenarios}/**/*.test.ts',
  'test/local/tenant/managed-identity.test.ts',
  'test/receivers/mail/send.test.ts',
  'test/proxy.test.ts',
];
const NEVER = ['**/node_modules/**', 'test/conformance/**', 'test/sweep/**'];

export default defineConfig({
  test: {
    setupFiles: ['test/properties.ts'],
    // Most of the time goes into waiting: for HTTP on loopback, for timers, for child processes.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE, exclude: NEVER } },
      // Loading the app anew for each file would take longer than these tests do.
      {
        extends: true,
        test: { name: 'together', isolate: false, include: ['test/**/*.test.ts'], exclude: [...NEVER, ...ALONE] },
      },
    ],
  },
});
