/** How often one pass asks the token endpoint, with the credential of the deployment: the SDK's own, for a managed identity. */
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { CHECKS } from '../../shared/checks/index.ts';
import { credentialOf } from '../../shared/compose/credential.ts';
import { openWorld, type World } from '../world/world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld({ checks: CHECKS });
  vi.stubEnv('IDENTITY_ENDPOINT', world.tenant.msi.endpoint);
  vi.stubEnv('IDENTITY_HEADER', world.tenant.msi.header);
  vi.stubEnv('AZURE_TOKEN_CREDENTIALS', 'ManagedIdentityCredential');
});

afterEach(() => world.tenant.faults.clear());

afterAll(async () => {
  vi.unstubAllEnvs();
  await world.close();
});

const asked = (): number => world.tenant.requests.list().filter(({ path }) => path.startsWith('/msi/')).length;

/** All polls and the notifier within one minute, as one process runs them. */
async function pass(watch: ReturnType<World['watch']>): Promise<number> {
  world.tenant.requests.clear();
  world.wait(60_000);
  for (const check of ['writeback', 'agents', 'reset-admins']) await watch.poll(check);
  await watch.notify();
  return asked();
}

it('asks twice while the endpoint fails, once when it works, and not again while the token is good', async () => {
  const watch = world.watch({ credential: credentialOf({ clientId: null, tenantId: null }) });
  world.tenant.faults.add({ path: '/msi/token', kind: 'status', status: 500, count: null });
  expect(await pass(watch)).toBe(2);
  world.tenant.faults.clear();
  expect(await pass(watch)).toBe(1);
  expect(await pass(watch)).toBe(0);
});
