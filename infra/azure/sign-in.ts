/**
 * Signs in to Azure Resource Manager and Microsoft Graph as `npm run check` does. Both must be of one tenant: what one
 * says of an identity is nothing to the other else.
 */
import { setTimeout as sleepFor } from 'node:timers/promises';
import { DefaultAzureCredential } from '@azure/identity';
import { withCredentialChoice } from '../../local/credential-choice.ts';
import { MonitorError } from '../../shared/errors.ts';
import { origin } from '../../shared/settings/endpoints.ts';
import { type Say, say as toTerminal } from '../terminal.ts';
import { Service, type Sleep } from './service.ts';

export interface Azure {
  readonly arm: Service;
  readonly graph: Service;
  /** In lower case. */
  readonly tenantId: string;
}

/** What a command has from its surroundings; a test may stand in. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly say: Say;
  readonly sleep: Sleep;
  readonly now: () => number;
}

export const surroundings = (): Surroundings => ({
  env: process.env,
  say: toTerminal,
  sleep: (ms) => sleepFor(ms),
  now: Date.now,
});

/** @throws MonitorError `auth` when not signed in, `config` for an address that is none, or two tenants */
export async function signIn({ env, say, sleep }: Surroundings): Promise<Azure> {
  const { AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: clientId } = withCredentialChoice(env);
  const credential = new DefaultAzureCredential({
    ...(tenantId && { tenantId }),
    ...(clientId && { managedIdentityClientId: clientId }),
  });
  const service = (name: string, setting: string, otherwise: string) =>
    new Service({ name, origin: originOf(env, setting, otherwise), credential, sleep, say });
  const arm = service('Azure', 'ARM_BASE_URL', 'https://management.azure.com');
  const graph = service('Graph', 'GRAPH_BASE_URL', 'https://graph.microsoft.com');
  return { arm, graph, tenantId: await oneTenant(arm, graph) };
}

async function oneTenant(arm: Service, graph: Service): Promise<string> {
  // One after the other: two `az` at once may stand in each other's way.
  const tenantId = await arm.tenantId();
  const other = await graph.tenantId();
  if (tenantId === other) return tenantId;
  throw new MonitorError('config', `Signed in to two tenants: Azure says ${tenantId}, Graph says ${other}`, {
    hint: `Sign in to the tenant of the app: az login --tenant ${tenantId}`,
  });
}

function originOf(env: NodeJS.ProcessEnv, setting: string, otherwise: string): string {
  const given = (env[setting] ?? '').trim();
  const read = given === '' ? otherwise : origin(given);
  if (read !== undefined) return read;
  throw new MonitorError(
    'config',
    `${setting} must be an https origin without a path (plain http only for loopback hosts)`,
    {
      hint: `Unset it for ${otherwise}, or set the origin of your national cloud.`,
    },
  );
}
