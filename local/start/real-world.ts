/**
 * The app against the tenant that this machine is signed in to. It only reads it. State stays on this machine,
 * in a folder of that tenant's own; mail goes to the local mailbox unless mail settings are set.
 */
import path from 'node:path';
import { DefaultAzureCredential } from '@azure/identity';
import { type CheckResult, checkOnce } from '../../shared/compose/check-once.ts';
import { VERSION } from '../../shared/compose.ts';
import { told } from '../../shared/core/text/outside.ts';
import { MonitorError } from '../../shared/errors.ts';
import { tenantOfToken } from '../../shared/graph/token.ts';
import { followProxy } from '../../shared/proxy.ts';
import { withCredentialChoice } from '../credential-choice.ts';
import { SIGN_IN_HINT } from '../sign-in.ts';
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

export function startRealWorld(folder: string, ports: Ports): Promise<LocalWorld> {
  const all = opened();
  return closingOnFailure(all, async () => {
    followProxy(process.env);
    withCredentialChoice(process.env);
    const tenantId = await signedInTenant();
    process.stdout.write(`Signed in to tenant ${tenantId}. Reading it once…\n`);
    const sight = await checkOnce({ ...process.env, TENANT_ID: tenantId }, VERSION, () => {});
    const home = openFolder(path.join(folder, tenantId), all);
    await openTables(home, all);
    await openMail(home, ports, all);
    setEnvironment({ TENANT_ID: tenantId });
    await openApp(home, ports, all);
    return { greeting: greeting(home, ports, tenantId, sight), close: () => all.closeAll() };
  });
}

async function openMail(home: string, ports: Ports, all: ReturnType<typeof opened>): Promise<void> {
  if (process.env.MAIL_ENDPOINT || process.env.MAIL_CONNECTION_STRING) return;
  setEnvironment(mailboxSettings(await openMailbox(home, ports, all), ports));
}

/** The tenant is the one the token names: whoever is signed in decides, not a setting. */
async function signedInTenant(): Promise<string> {
  const origin = process.env.GRAPH_BASE_URL ?? 'https://graph.microsoft.com';
  const credential = new DefaultAzureCredential();
  const token = await credential.getToken(`${origin.replace(/\/$/, '')}/.default`).catch((cause: unknown) => {
    throw new MonitorError('auth', 'This machine cannot get a token for Microsoft Graph', {
      hint: SIGN_IN_HINT,
      cause,
    });
  });
  const tenantId = tenantOfToken(token.token);
  if (tenantId === null) throw new MonitorError('auth', 'The token does not name a tenant', { hint: SIGN_IN_HINT });
  return tenantId;
}

const greeting = (folder: string, ports: Ports, tenantId: string, sight: CheckResult): string => `
Writeback Watch is running against tenant ${tenantId} (read only).

  Page      ${statusUrl(folder, ports)}
  Resetters ${resettersUrl(folder, ports)}
  History   ${historyUrl(folder, ports)}
  Mailbox   ${process.env.MAIL_CONNECTION_STRING?.includes('127.0.0.1') ? `http://127.0.0.1:${ports.mailbox}/` : 'as set in MAIL_ENDPOINT or MAIL_CONNECTION_STRING'}
  State     ${folder}

${unseen(sight)}
Ctrl-C stops everything; the next start continues where this one stopped.`;

/** A user's token from \`az\` holds fewer permissions than the app's identity will: what it cannot read is said. */
function unseen(sight: CheckResult): string {
  if (sight.kind === 'settings') return `${sight.problems.map(({ what }) => what).join('\n')}\n`;
  const blind = sight.overview.report.sources.filter(({ state }) => state !== 'ok');
  const lines = blind.map(({ name, error }) => `  ${name}: ${told(error?.message ?? 'not read')}`);
  const pim = 'A token from `az login` cannot read PIM (eligible roles), whatever rights the user has.';
  return blind.length === 0
    ? `This credential can read every source. ${pim}\n`
    : `This credential cannot read:\n${lines.join('\n')}\n${pim}\n`;
}
