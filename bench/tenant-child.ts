/** A grown simulated tenant in a process of its own, so that its work is not taken for ours. Argument: a growth as JSON. */
import { type Growth, growTenant } from '../local/tenant/directory/grow.ts';
import { startTenant } from '../local/tenant/start-tenant.ts';

const growth = JSON.parse(process.argv[2] ?? '{}') as Growth;
const tenant = await startTenant({ seed: growth.seed ?? 1 });
growTenant(tenant.state, growth);
process.stdout.write(`${JSON.stringify({ origin: tenant.origin, tenantId: tenant.tenantId, msi: tenant.msi })}\n`);
process.once('SIGTERM', () => process.exit(0));
