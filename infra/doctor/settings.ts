/**
 * The app settings as they are set: what Flex Consumption refuses, what holds a key, what the app or its host miss, and
 * what is wrong. The app's own are judged by the app's own reader. No value that may be secret is printed.
 */
import { z } from 'zod';
import { readSettings } from '../../shared/settings.ts';
import { azOptions } from '../arguments.ts';
import { below } from '../azure/app.ts';
import type { AppSettings } from '../azure/identity.ts';
import { type Finding, mend, orOk, unseen } from './finding.ts';
import type { Scene } from './scene.ts';

/** Refused or ignored on Flex, by region; the platform's own sign-in settings aside. */
const FORBIDDEN = /^(WEBSITE_(?!AUTH_)|FUNCTIONS_|SCM_|ENABLE_ORYX|TZ$)/i;
/** Each is, or holds, a key. */
const KEYS = [
  'AzureWebJobsStorage',
  'STATE_CONNECTION_STRING',
  'MAIL_CONNECTION_STRING',
  'APPINSIGHTS_INSTRUMENTATIONKEY',
];
const REFERENCE = /^@Microsoft\.KeyVault\(/i;

export async function lookAtSettings(scene: Scene): Promise<Finding[]> {
  const settings = await scene.settings();
  return orOk(
    [
      ...forbidden(settings, scene),
      ...keys(settings, scene),
      ...forgeable(settings, scene),
      ...own(settings, scene),
      ...host(settings, scene),
      ...(await references(settings, scene)),
    ],
    `${Object.keys(settings).length} settings: none is missing, none is wrong`,
  );
}

const forbidden = (settings: AppSettings, scene: Scene): Finding[] =>
  Object.keys(settings)
    .filter((name) => FORBIDDEN.test(name))
    .map((name) => mend(`${name} is set, but Flex Consumption refuses or ignores it`, remove(name, scene)));

const keys = (settings: AppSettings, scene: Scene): Finding[] =>
  KEYS.filter((name) => name in settings).map((name) =>
    mend(`${name} is set: it holds a key, and this app needs none`, remove(name, scene)),
  );

/** The platform says with it that the name of who is signed in comes from the platform. Set by hand, anybody can be anybody. */
const forgeable = (settings: AppSettings, scene: Scene): Finding[] =>
  Object.keys(settings)
    .filter((name) => name.toUpperCase() === 'WEBSITE_AUTH_ENABLED')
    .map((name) =>
      mend(`${name} was set by hand, so anyone who answers an alert can claim any name`, remove(name, scene)),
    );

/** What the app itself would report, and a tenant that is not the identity's. */
function own(settings: AppSettings, scene: Scene): Finding[] {
  const { azure, now } = scene;
  // What a reference stands for is not seen here.
  const plain = Object.fromEntries(Object.entries(settings).filter(([, value]) => !REFERENCE.test(value)));
  const { settings: read, problems } = readSettings(plain, { now: new Date(now()), require: 'app' });
  const wrong = problems.map(({ setting, what }) => mend(what, set(setting.split(' or ')[0] ?? setting, scene)));
  const isOther = read.tenantId !== null && read.tenantId !== azure.tenantId;
  if (!isOther) return wrong;
  const what = `TENANT_ID is ${read.tenantId}, but the identity belongs to tenant ${azure.tenantId}`;
  return [...wrong, mend(what, set('TENANT_ID', scene, azure.tenantId))];
}

/** What the host and the credential of the app need, name by name. */
function host(settings: AppSettings, scene: Scene): Finding[] {
  const { clientId } = scene.identity;
  const needed: [name: string, value: string][] = [
    ['AzureWebJobsStorage__credential', 'managedidentity'],
    ['AZURE_TOKEN_CREDENTIALS', 'ManagedIdentityCredential'],
    ...(clientId === null ? [] : forClient(clientId)),
  ];
  const wrong = needed.filter(([name, value]) => settings[name]?.toLowerCase() !== value.toLowerCase());
  return [
    ...wrong.map(([name, value]) =>
      mend(`${name} is ${name in settings ? 'not' : 'not set; it should be'} ${value}`, set(name, scene, value)),
    ),
    ...hostStorage(settings, scene),
    ...telemetry(settings, scene),
  ];
}

const forClient = (clientId: string): [string, string][] => [
  ['AzureWebJobsStorage__clientId', clientId],
  ['AZURE_CLIENT_ID', clientId],
];

function hostStorage(settings: AppSettings, scene: Scene): Finding[] {
  const uris = ['blob', 'queue', 'table'].map((service) => `AzureWebJobsStorage__${service}ServiceUri`);
  if (settings.AzureWebJobsStorage__accountName || uris.every((name) => settings[name])) return [];
  return [
    mend('The host does not know its storage', set('AzureWebJobsStorage__accountName', scene, '<storage account>')),
  ];
}

function telemetry(settings: AppSettings, scene: Scene): Finding[] {
  if (!settings.APPLICATIONINSIGHTS_CONNECTION_STRING) {
    return [
      mend(
        'APPLICATIONINSIGHTS_CONNECTION_STRING is not set, so nobody sees whether timers run',
        set('APPLICATIONINSIGHTS_CONNECTION_STRING', scene),
      ),
    ];
  }
  const { clientId } = scene.identity;
  const expected = clientId === null ? 'Authorization=AAD' : `ClientId=${clientId};Authorization=AAD`;
  const name = 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING';
  if (settings[name]?.toLowerCase() === expected.toLowerCase()) return [];
  return [mend(`${name} does not make the app send telemetry as its identity`, set(name, scene, `'${expected}'`))];
}

const referenceShape = z.object({ name: z.string(), properties: z.object({ status: z.string().nullish() }) });

/** Whether Azure could resolve what refers to a vault; only asked where something does. */
async function references(settings: AppSettings, scene: Scene): Promise<Finding[]> {
  const names = Object.keys(settings).filter((name) => REFERENCE.test(settings[name] ?? ''));
  if (names.length === 0) return [];
  const all = await scene.azure.arm.list(below(scene.app, 'config/configreferences/appsettings'), referenceShape);
  const statuses = new Map(all.map(({ name, properties }) => [name.split('/').at(-1), properties.status ?? '']));
  return names.flatMap((name) => {
    const status = statuses.get(name);
    if (status === undefined)
      return [unseen(`${name} refers to a vault, and Azure does not say whether it could read the secret`)];
    if (status === 'Resolved') return [];
    const what = `${name} refers to a vault, and Azure could not read the secret: ${status}`;
    return [
      mend(
        what,
        'Check the names of the vault and the secret, the network of the vault, and that the identity has the role Key Vault Secrets User',
      ),
    ];
  });
}

const set = (name: string, { place }: Scene, value = '<value>'): string =>
  `az functionapp config appsettings set ${azOptions(place)} --settings ${name}=${value}  (set it as a parameter too: the next deployment overwrites it)`;

const remove = (name: string, { place }: Scene): string =>
  `az functionapp config appsettings delete ${azOptions(place)} --setting-names ${name}`;
