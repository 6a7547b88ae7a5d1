/**
 * `npm run conformance`: holds the simulated tenant and the product against Microsoft's own schema and samples, which
 * are not part of this repository. Without GRAPH_DOCS (a folder with `csdl/` and `samples/`) nothing can be compared,
 * and it says so. Where the Azure CLI is installed, it runs commands of infra/README.md against a stand-in for Azure.
 */
import { env, stdout } from 'node:process';
import { defineConfig } from 'vitest/config';

const hasDocs = Boolean(env.GRAPH_DOCS);
if (!hasDocs) {
  stdout.write('GRAPH_DOCS is not set: nothing of Graph to compare with (only the checker itself is tested).\n');
}

export default defineConfig({
  test: {
    include: hasDocs
      ? ['test/conformance/**/*.test.ts']
      : ['test/conformance/csdl.test.ts', 'test/conformance/az/*.test.ts'],
    testTimeout: 20_000,
  },
});
