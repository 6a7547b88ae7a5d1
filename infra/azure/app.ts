/**
 * Finds the function app by its name and group, in every subscription that the sign-in sees. Only reads. Two apps of
 * one name and group in two subscriptions are never guessed between.
 */
import { z } from 'zod';
import { MonitorError } from '../../shared/errors.ts';
import { again, type Place } from '../arguments.ts';
import { isRefusal } from './refusal.ts';
import type { Service } from './service.ts';
import type { Azure } from './sign-in.ts';

const WEB = 'api-version=2024-04-01';

const siteShape = z.object({
  id: z.string(),
  name: z.string(),
  location: z.string(),
  kind: z.string().nullish(),
  identity: z
    .object({
      principalId: z.string().nullish(),
      userAssignedIdentities: z
        .record(z.string(), z.object({ principalId: z.string(), clientId: z.string() }))
        .nullish(),
    })
    .nullish(),
  properties: z.object({
    state: z.string(),
    defaultHostName: z.string(),
    lastModifiedTimeUtc: z.string().nullish(),
  }),
});

export type Site = z.infer<typeof siteShape>;

const subscriptionShape = z.object({
  subscriptionId: z.string(),
  displayName: z.string(),
  tenantId: z.string(),
  state: z.string(),
});

type Subscription = z.infer<typeof subscriptionShape>;

export interface App {
  readonly subscriptionId: string;
  readonly site: Site;
}

/** Path below the app, its version included. */
export const below = ({ site }: App, path: string): string => `${site.id}/${path}?${WEB}`;

/** @throws MonitorError `config`: none, several, or another tenant; what the service refuses */
export async function findApp({ arm, tenantId }: Azure, place: Place): Promise<App> {
  const subscriptions = await searched(arm, place, tenantId);
  const found: Looked[] = [];
  // Few at a time, so that hundreds of subscriptions are no storm of requests.
  for (let at = 0; at < subscriptions.length; at += 8) {
    const looked = subscriptions.slice(at, at + 8).map((one) => siteIn(arm, one, place));
    found.push(...(await Promise.all(looked)));
  }
  const apps = found.filter((one): one is App => typeof one === 'object');
  const [only, ...more] = apps;
  const closed = found.filter((one) => one === 'denied').length;
  if (only === undefined) throw notFound(place, subscriptions, closed, tenantId);
  if (more.length > 0) throw several(place, apps);
  return only;
}

async function searched(arm: Service, { subscription }: Place, tenantId: string): Promise<Subscription[]> {
  if (subscription === null) {
    const all = await arm.list('/subscriptions?api-version=2022-12-01', subscriptionShape);
    return all.filter(({ state }) => state !== 'Disabled' && state !== 'Deleted');
  }
  const one = await arm.get(`/subscriptions/${subscription}?api-version=2022-12-01`, subscriptionShape);
  if (one.tenantId.toLowerCase() !== tenantId) throw otherTenant(subscription, one.tenantId, tenantId);
  return [one];
}

/** What a subscription holds of that name; `denied`: Azure answers so, too, where there is no such group. */
type Looked = App | 'none' | 'denied';

async function siteIn(arm: Service, { subscriptionId }: Subscription, { app, group }: Place): Promise<Looked> {
  const path = `/subscriptions/${subscriptionId}/resourceGroups/${encodeURIComponent(group)}`;
  try {
    const site = await arm.get(`${path}/providers/Microsoft.Web/sites/${app}?${WEB}`, siteShape);
    return { subscriptionId, site };
  } catch (error) {
    if (isRefusal(error, 404)) return 'none';
    if (isRefusal(error, 403)) return 'denied';
    throw error;
  }
}

function notFound(
  place: Place,
  subscriptions: readonly Subscription[],
  closed: number,
  tenantId: string,
): MonitorError {
  const where = subscriptions.map(({ displayName }) => displayName).slice(0, 5);
  const more = subscriptions.length > where.length ? `, and ${subscriptions.length - where.length} more` : '';
  const looked =
    where.length === 0
      ? 'in which you see no subscription'
      : `looked in: ${where.join(', ')}${more}${closed === 0 ? '' : `; you may not look into ${closed} of them`}`;
  return new MonitorError(
    'config',
    `No function app ${place.app} in group ${place.group} of tenant ${tenantId}, ${looked}`,
    {
      hint: 'Check both names with `az functionapp list --output table`. If the app is in another tenant: az login --tenant <tenant id>. If it is not deployed yet: see infra/README.md.',
    },
  );
}

function several(place: Place, found: readonly App[]): MonitorError {
  const ids = found.map(({ subscriptionId }) => subscriptionId).sort();
  return new MonitorError(
    'config',
    `There are ${found.length} apps named ${place.app} in groups named ${place.group}, in the subscriptions ${ids.join(' and ')}`,
    {
      hint: `Say which one: ${again({ ...place, subscription: ids[0] ?? null })}`,
    },
  );
}

const otherTenant = (subscription: string, its: string, ours: string): MonitorError =>
  new MonitorError(
    'config',
    `Subscription ${subscription} belongs to tenant ${its}, but you are signed in to ${ours}`,
    {
      hint: `Sign in to the tenant of the app: az login --tenant ${its}`,
    },
  );
