import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * These need a process of their own: they load the app anew, or meet the identity library, which remembers the first
 * endpoint of a process.
 */
const ALONE = [
  'test/compose/bounded-http.test.ts',
  'test/infra/{doctor,grant}/*.test.ts',
  'test/local/tenant/managed-identity.test.ts',
  'test/scenarios/{answering-hosted,console,hosted-page,hostile,settings,tokens}.test.ts',
];
const NEVER = ['**/node_modules/**', 'test/conformance/**', 'test/sweep/**'];

/**
 * The scripts of scenarios take longest, so they begin first, and nobody waits for the last of them alone. The projects
 * follow one another: a process that is kept for the next file is of one project.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project, moduleId }: TestSpecification): number =>
      project.name === 'alone' ? 0 : moduleId.includes('/test/scenarios/') ? 1 : 2;
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    setupFiles: ['test/properties.ts'],
    // Most of the time goes into waiting: for HTTP on loopback, for timers, for child processes.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    testTimeout: 20_000,
    hookTimeout: 30_000,
    sequence: { sequencer: LongestFirst },
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
