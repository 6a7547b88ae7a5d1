/**
 * What an instance needs: memory and run times of the built app by size of the tenant, each part of the world in a
 * process of its own. The size of the tenant decides the size of the instance, and that the price (infra/README.md).
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { startAzurite } from '../local/azurite.ts';
import { buildApp } from '../local/build.ts';
import { type Growth, LARGE, ORDINARY, scaled } from '../local/tenant/directory/grow.ts';
import type { BenchRow } from './bench-row.ts';
import type { Footprint } from './memory-child.ts';

/** Billed memory of the smallest instance. What the platform's own host takes is not billed and comes on top. */
const SMALLEST_MB = 512;
const ROUNDS = 4;

const SIZES: readonly { readonly name: string; readonly growth: Growth }[] = [
  { name: '5,000 synced users, 200 assignments', growth: ORDINARY },
  { name: 'the same, and one group of 25,000 that can reset', growth: { ...ORDINARY, crowd: 25_000 } },
  { name: 'the same, and one group of 100,000', growth: { ...ORDINARY, crowd: 100_000 } },
  { name: '50,000 synced users, 200 resetters, 10 units of 5,000', growth: scaled(LARGE, 0.1) },
  { name: '250,000 synced users, 1,000 resetters, 50 units of 5,000', growth: scaled(LARGE, 0.5) },
  { name: '500,000 synced users, 2,000 resetters, 100 units of 5,000', growth: LARGE },
];

export async function measureMemory(): Promise<BenchRow[]> {
  const out = await mkdtemp(path.join(tmpdir(), 'bench-memory-'));
  try {
    const { entry } = await buildApp({ out });
    const rows: BenchRow[] = [];
    for (const { name, growth } of SIZES) rows.push(rowOf(name, await footprintOf(entry, growth)));
    return rows;
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

async function footprintOf(entry: string, growth: Growth): Promise<Footprint> {
  const tables = await startAzurite();
  const tenant = spawn(process.execPath, [file('tenant-child.ts'), JSON.stringify(growth)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(createInterface(tenant.stdout), 'line')) as [string];
    const args = [file('memory-child.ts'), entry, String(ROUNDS)];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env: settings(line, tables.connectionString),
    });
    return JSON.parse(stdout) as Footprint;
  } finally {
    tenant.kill();
    await tables.close();
  }
}

const file = (name: string): string => path.join(import.meta.dirname, name);

function settings(tenant: string, tables: string): NodeJS.ProcessEnv {
  const { origin, tenantId, msi } = JSON.parse(tenant) as {
    origin: string;
    tenantId: string;
    msi: { endpoint: string; header: string };
  };
  return {
    TENANT_ID: tenantId,
    GRAPH_BASE_URL: origin,
    IDENTITY_ENDPOINT: msi.endpoint,
    IDENTITY_HEADER: msi.header,
    AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
    STATE_CONNECTION_STRING: tables,
    // Nothing is mailed: the notifier is not run.
    MAIL_ENDPOINT: 'http://127.0.0.1:9',
    MAIL_FROM: 'watch@example.com',
    MAIL_TO: 'oncall@example.com',
  };
}

function rowOf(name: string, { hostMb, loadedMb, peakMb, seconds }: Footprint): BenchRow {
  const mb = (size: number): string => size.toFixed(0);
  const times = Object.values(seconds).map(({ first, later }) => `${later.toFixed(1)} (${first.toFixed(1)})`);
  return {
    what: name,
    measured: `peak ${mb(peakMb)} MB (loaded ${mb(loadedMb)}, host ${mb(hostMb)}); writeback, agents, reset-admins ${times.join(', ')} s`,
    bound: `curve; an instance has at least ${SMALLEST_MB} MB`,
    holds: true,
  };
}
