/**
 * A whole world for scenarios: the simulated tenant, tables and the mail API over real HTTP on loopback, and watches
 * opened on them as the functions open theirs. Time is a number that the scenario moves.
 */
import { randomUUID } from 'node:crypto';
import { type LocalTables, startAzurite } from '../../local/azurite.ts';
import { type Mailbox, startMailbox } from '../../local/mailbox/mailbox.ts';
import { startTenant } from '../../local/tenant/start-tenant.ts';
import type { SimulatedTenant } from '../../local/tenant/tenant.ts';
import type { Access } from '../../shared/checks/access.ts';
import { writeback } from '../../shared/checks/writeback/index.ts';
import { type Monitor, openMonitor, type Seams } from '../../shared/compose.ts';
import type { Check } from '../../shared/core/model/check.ts';
import { serviceClock } from './service-clock.ts';

export interface World {
  readonly tenant: SimulatedTenant;
  readonly mailbox: Mailbox;
  readonly tables: LocalTables;
  readonly env: Readonly<Record<string, string>>;
  /** Moves the clock of the tenant, the mailbox and every watch. */
  wait(ms: number): void;
  now(): number;
  /** A new instance of the app: nothing is shared with the others but what is stored. */
  watch(seams?: Seams, settings?: Readonly<Record<string, string>>): Monitor;
  /** A token of the tenant's managed identity for Graph. */
  token(): Promise<string>;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** Tables that other worlds use too; each world has a table of its own. */
  readonly tables?: LocalTables;
  readonly settings?: Readonly<Record<string, string>>;
  readonly seed?: number;
  /** Which checks its watches consist of; `writeback` alone unless given. */
  readonly checks?: readonly Check<Access>[];
}

const START = Date.parse('2026-11-20T09:00:00.000Z');

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  let time = START;
  const now = () => time;
  const built = options.checks ?? [writeback];
  const tables = options.tables ?? (await startAzurite());
  const tenant = await startTenant({ now, seed: options.seed ?? 1 });
  const mailbox = await startMailbox({ now });
  const env = environment(tenant, mailbox, tables, options.settings ?? {});
  return {
    tenant,
    mailbox,
    tables,
    env,
    now,
    wait: (ms) => {
      time += ms;
    },
    watch: (seams = {}, settings = {}) =>
      openMonitor(
        { ...env, ...settings },
        {
          now,
          // The clock stands still: whoever waits by it would wait for ever, or in real time.
          sleep: async () => {},
          credential: credentialOf(tenant),
          checks: built,
          ...seams,
          tablePolicies: [serviceClock(now), ...(seams.tablePolicies ?? [])],
        },
      ),
    token: async () => (await credentialOf(tenant).getToken(`${tenant.origin}/.default`)).token,
    close: async () => {
      await Promise.all([tenant.close(), mailbox.close()]);
      if (!options.tables) await tables.close();
    },
  };
}

const environment = (
  tenant: SimulatedTenant,
  mailbox: Mailbox,
  tables: LocalTables,
  settings: Readonly<Record<string, string>>,
) => ({
  TENANT_ID: tenant.tenantId,
  GRAPH_BASE_URL: tenant.origin,
  STATE_CONNECTION_STRING: tables.connectionString,
  STATE_TABLE: `t${randomUUID().replaceAll('-', '')}`,
  MAIL_CONNECTION_STRING: mailbox.connectionString,
  MAIL_FROM: 'watch@contoso.example',
  MAIL_TO: 'admins@contoso.example',
  MAIL_PER_MINUTE: '30',
  MAIL_PER_HOUR: '100',
  // Scripts leap over hours; a notifier that is due once a month has missed no run then. Those about gaps set their own.
  NOTIFY_SCHEDULE: '0 0 0 1 * *',
  ...settings,
});

/** Asks the tenant's own managed identity endpoint, as the SDK does, but from a chosen one: several worlds share a process. */
const credentialOf = (tenant: SimulatedTenant) => ({
  async getToken(scope: string | string[]) {
    const resource = String(scope).replace(/\/\.default$/, '');
    const url = `${tenant.msi.endpoint}?api-version=2019-08-01&resource=${encodeURIComponent(resource)}`;
    const answer = await fetch(url, { headers: { 'X-IDENTITY-HEADER': tenant.msi.header } });
    if (!answer.ok) throw new Error(`the identity endpoint answered ${answer.status}`);
    const token = (await answer.json()) as { access_token: string; expires_on: string };
    return { token: token.access_token, expiresOnTimestamp: Number(token.expires_on) * 1000 };
  },
});
