/**
 * Which identity the app asks for tokens as. With one there is no question; of several it is the one that the setting
 * AZURE_CLIENT_ID names, since that is what the app does.
 */
import { z } from 'zod';
import { MonitorError } from '../../shared/errors.ts';
import { type App, below } from './app.ts';
import type { Service } from './service.ts';

export interface Identity {
  /** Object id of its service principal. */
  readonly objectId: string;
  /** Null: system-assigned. */
  readonly clientId: string | null;
  readonly name: string;
}

/** App settings as they are set: texts by name. References to a vault are not resolved. */
export type AppSettings = Readonly<Record<string, string>>;

const settingsShape = z.object({ properties: z.record(z.string(), z.string()).nullish() });

/** Reads, though by POST: settings may hold secrets, so Azure asks for more than the right to read. */
export async function appSettings(arm: Service, app: App): Promise<AppSettings> {
  return (await arm.post(below(app, 'config/appsettings/list'), undefined, settingsShape)).properties ?? {};
}

function identitiesOf({ site }: App): Identity[] {
  const { principalId, userAssignedIdentities } = site.identity ?? {};
  const assigned = Object.entries(userAssignedIdentities ?? {}).map(([id, { principalId: objectId, clientId }]) => ({
    objectId: objectId.toLowerCase(),
    clientId: clientId.toLowerCase(),
    name: id.split('/').at(-1) ?? id,
  }));
  const system = principalId ? [{ objectId: principalId.toLowerCase(), clientId: null, name: 'system-assigned' }] : [];
  return [...assigned, ...system];
}

/** @throws MonitorError `config` when there is none, or it cannot be told which of several */
export async function identityOf(app: App, settings: () => Promise<AppSettings>): Promise<Identity> {
  const all = identitiesOf(app);
  const [only] = all;
  if (only === undefined) throw none(app);
  if (all.length === 1) return only;
  const named = (await settings()).AZURE_CLIENT_ID?.trim().toLowerCase();
  const found = named === undefined ? undefined : all.find(({ clientId }) => clientId === named);
  if (found) return found;
  throw new MonitorError(
    'config',
    `${app.site.name} has ${all.length} identities: ${all.map(({ name }) => name).join(', ')}`,
    {
      hint: 'Set AZURE_CLIENT_ID in the app settings to the client id of the identity that the app should use.',
    },
  );
}

const none = ({ site }: App): MonitorError =>
  new MonitorError('config', `${site.name} has no managed identity`, {
    hint: 'Deploy the template of infra/ again: it makes the identity and assigns it.',
  });
