/** The app against a simulated tenant: nothing but this machine is needed, and nothing leaves it. */
import path from 'node:path';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { startTenant } from '../tenant/start-tenant.ts';
import type { SimulatedTenant } from '../tenant/tenant.ts';
import {
  closingOnFailure,
  historyUrl,
  type LocalWorld,
  mailboxSettings,
  openApp,
  opened,
  openFolder,
  openMailbox,
  openTables,
  type Ports,
  resettersUrl,
  setEnvironment,
  statusUrl,
} from './world.ts';

export function startSimulatedWorld(folder: string, ports: Ports): Promise<LocalWorld> {
  const all = opened();
  return closingOnFailure(all, async () => {
    const home = openFolder(folder, all);
    await openTables(home, all);
    const mailbox = await openMailbox(home, ports, all);
    const links = [
      { label: 'Mailbox', url: `${mailbox.origin}/` },
      { label: 'Webhook messages', url: mailbox.webhookUrl },
    ];
    const tenant = all.add(await startTenant({ port: ports.console, folder: path.join(home, 'tenant'), links }));
    setEnvironment({ ...mailboxSettings(mailbox, ports), ...webhookSettings(mailbox), ...tenantSettings(tenant) });
    await openApp(home, ports, all);
    return { greeting: greeting(home, ports), close: () => all.closeAll() };
  });
}

/** So that the second receiver shows what it gets, unless another one is set. */
const webhookSettings = (mailbox: Mailbox) => ({ WEBHOOK_URL: process.env.WEBHOOK_URL ?? mailbox.webhookUrl });

/** A managed identity that only the simulated tenant honours: no real token can reach it. */
const tenantSettings = (tenant: SimulatedTenant) => ({
  TENANT_ID: tenant.tenantId,
  GRAPH_BASE_URL: tenant.origin,
  AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
  AZURE_CLIENT_ID: tenant.msi.clientId,
  IDENTITY_ENDPOINT: tenant.msi.endpoint,
  IDENTITY_HEADER: tenant.msi.header,
});

const greeting = (folder: string, ports: Ports): string => `
Writeback Watch is running against a simulated tenant.

  Console   http://127.0.0.1:${ports.console}/          change the tenant here: turn password writeback on, stop the sync server
  Mailbox   http://127.0.0.1:${ports.mailbox}/          the first mail is here within seconds, others within about a minute
  Webhook   http://127.0.0.1:${ports.mailbox}/webhook   the same messages, as other programs get them
  Page      ${statusUrl(folder, ports)}
            it says whether you can trust the watch, and whether anything is wrong
  Resetters ${resettersUrl(folder, ports)}
  History   ${historyUrl(folder, ports)}
  State     ${folder}

Ctrl-C stops everything; the next start continues where this one stopped.`;
