/** The resources beside the app, found by what its settings say of them, wherever the sign-in may look. */
import { z } from 'zod';
import type { AppSettings } from '../azure/identity.ts';
import type { Scene } from './scene.ts';

/** First label of a host name in lower case: the account of a storage endpoint. */
function account(url: string | undefined): string | null {
  const host = url && URL.canParse(url) ? new URL(url).hostname : '';
  return host.split('.')[0]?.toLowerCase() || null;
}

export const hostAccount = (settings: AppSettings): string | null =>
  settings.AzureWebJobsStorage__accountName?.toLowerCase() || account(settings.AzureWebJobsStorage__blobServiceUri);

export const stateAccount = (settings: AppSettings): string | null => account(settings.STATE_TABLES_URL);

const resourceShape = z.object({ id: z.string(), name: z.string() });

function listed<T>({ azure, app }: Scene, type: string, version: string, shape: z.ZodType<T>): Promise<T[]> {
  return azure.arm.list(`/subscriptions/${app.subscriptionId}/providers/${type}?api-version=${version}`, shape);
}

/** Id by name; null: there is none that the sign-in sees. */
export async function storageId(scene: Scene, name: string | null): Promise<string | null> {
  if (name === null) return null;
  const all = await listed(scene, 'Microsoft.Storage/storageAccounts', '2023-05-01', resourceShape);
  return all.find((one) => one.name.toLowerCase() === name)?.id ?? null;
}

const componentShape = resourceShape.extend({ properties: z.object({ InstrumentationKey: z.string().nullish() }) });

/** The Application Insights component that the app sends to. */
export async function componentId(scene: Scene): Promise<string | null> {
  const text = (await scene.settings()).APPLICATIONINSIGHTS_CONNECTION_STRING ?? '';
  const key = /(?:^|;)InstrumentationKey=([^;]+)/i.exec(text)?.[1]?.toLowerCase();
  if (key === undefined) return null;
  const all = await listed(scene, 'Microsoft.Insights/components', '2020-02-02', componentShape);
  return all.find(({ properties }) => properties.InstrumentationKey?.toLowerCase() === key)?.id ?? null;
}

const communicationShape = resourceShape.extend({
  properties: z.object({ hostName: z.string().nullish(), linkedDomains: z.array(z.string()).nullish() }),
});

export type Communication = z.infer<typeof communicationShape>;

/** The Communication Services resource that MAIL_ENDPOINT names. */
export async function communication(scene: Scene): Promise<Communication | null> {
  const endpoint = (await scene.settings()).MAIL_ENDPOINT ?? '';
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname.toLowerCase() : null;
  if (host === null) return null;
  const all = await listed(scene, 'Microsoft.Communication/communicationServices', '2023-04-01', communicationShape);
  return all.find(({ properties }) => properties.hostName?.toLowerCase() === host) ?? null;
}

const VAULT =
  /^@Microsoft\.KeyVault\((?:VaultName=([^;)]+);SecretName=([^;)]+)|SecretUri=https:\/\/([^./]+)\.[^/]+\/secrets\/([^/)]+))/i;

/** The secret that WEBHOOK_URL refers to; null: none, or no reference. */
export function secretOf({ WEBHOOK_URL: text = '' }: AppSettings): { vault: string; secret: string } | null {
  const [, vault, secret, host, name] = VAULT.exec(text) ?? [];
  const [inVault, called] = [vault ?? host, secret ?? name];
  return inVault && called ? { vault: inVault, secret: called } : null;
}

/** Id of a vault by its name. */
export async function vaultId(scene: Scene, vault: string): Promise<string | null> {
  const all = await listed(scene, 'Microsoft.KeyVault/vaults', '2023-07-01', resourceShape);
  return all.find(({ name }) => name.toLowerCase() === vault.toLowerCase())?.id ?? null;
}
