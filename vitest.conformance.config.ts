/**
 * `npm run conformance`: holds the simulated tenant and the product against Microsoft's own schema and samples, which
 * are not part of this repository. Without GRAPH_DOCS (a folder with `csdl/` and `samples/`) nothing can be compared,
 * and it says so.
 */
import { env, stdout } from 'node:process';
import { defineConfig } from 'vitest/config';

const hasDocs = Boolean(env.GRAPH_DOCS);
if (!hasDocs) {
  stdout.write(
    'GRAPH_DOCS is not set: nothing to compare with, conformance skipped (only the checker itself is tested).\n',
  );
}

export default defineConfig({
  test: {
    include: [hasDocs ? 'test/conformance/**/*.test.ts' : 'test/conformance/csdl.test.ts'],
    testTimeout: 20_000,
  },
});
