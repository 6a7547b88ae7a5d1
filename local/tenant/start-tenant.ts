/**
 * Starts a simulated tenant: puts the state, the wire and the console together. For the local world, tests and
 * benchmarks; never part of the product.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { consoleHandler } from './console/handler.ts';
import type { Link } from './console/page.ts';
import { createFaults } from './faults.ts';
import { newState } from './new-state.ts';
import { seeded } from './random.ts';
import { createRequestLog } from './request-log.ts';
import { createHandler, listen } from './server.ts';
import { createShaker } from './shake.ts';
import type { TenantState } from './state.ts';
import { openState } from './state-file.ts';
import { type SimulatedTenant, tenantOf } from './tenant.ts';
import type { World } from './world.ts';

export interface TenantOptions {
  /** Default: any free port. */
  readonly port?: number;
  /** Where the tenant is kept; without one it ends with the process. */
  readonly folder?: string;
  /** Decides the ids of a new tenant and all chance. Default 1. */
  readonly seed?: number;
  /** ms since 1970. Default: the machine's clock. Tokens always live by the machine's clock. */
  readonly now?: () => number;
  /** Other pages, shown on top of the console. */
  readonly links?: readonly Link[];
}

/** @throws Error that names the port or the state file when it cannot be used */
export async function startTenant(options: TenantOptions = {}): Promise<SimulatedTenant> {
  const seed = options.seed ?? 1;
  const clock = options.now ?? Date.now;
  const { state, file } = openState(options.folder, newState(seed, clock()));
  const server = await listen(options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const world = worldOf(state, `http://127.0.0.1:${port}`, clock, seed);
  const tenant = tenantOf(world, file.save, () => stop(server));
  server.on('request', createHandler(world, consoleHandler(tenant, options.links ?? [])));
  return tenant;
}

/** Ends hanging answers too. */
async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

function worldOf(state: TenantState, origin: string, clock: () => number, seed: number): World {
  const random = seeded(seed);
  return {
    state,
    origin,
    identityHeader: crypto.randomUUID(),
    clock,
    random,
    faults: createFaults(),
    shaker: createShaker(random),
    requests: createRequestLog(),
    latencyMs: 0,
  };
}
