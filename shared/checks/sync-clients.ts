/**
 * Finds the sync clients of a tenant, by every form of them that is known. A client of Connect Sync is what holds a
 * permission of the sync or password reset service, which no ordinary user can give; a name can be taken by anyone who
 * may register an application, and makes none. Before 2.5.3.0 it was an account (`Sync_…`) in the role Directory
 * Synchronization Accounts: such a holder is told by the check `reset-admins`, by its role and not by its name.
 */
import * as z from 'zod';
import type { Lists } from '../graph/graph.ts';
import {
  CLOUD_SYNC_ACCOUNT_PREFIX,
  CLOUD_SYNC_TEMPLATE_ID,
  DEFAULT_ACCESS_ROLE_ID,
  SYNC_SERVICES,
} from './entra/well-known.ts';
import { isNotFound } from './refusals.ts';
import { rowId, text } from './rows.ts';

const permission = 'Application.Read.All';

/**
 * A configuration is made from the template, or is the gallery application itself (seen in 2019: its `appId` is the id of
 * the template, and it names no template). Only where both were looked for is there none.
 */
const CLOUD_SYNC_FORMS = ['applicationTemplateId', 'appId'].map(
  (property) => `${property} eq '${CLOUD_SYNC_TEMPLATE_ID}'`,
);

/** @param select properties of the shape, by comma */
export async function cloudSyncPrincipals<T extends { readonly id: string }>(
  lists: Lists,
  shape: z.ZodType<T>,
  select: string,
): Promise<T[]> {
  const forms = CLOUD_SYNC_FORMS.map((form) => lists.list(principalsPath(form, select), shape, { permission }));
  const found = (await Promise.all(forms)).flat();
  return [...new Map(found.map((one) => [one.id, one])).values()];
}

const accountShape = z.object({
  id: rowId,
  userPrincipalName: text,
  accountEnabled: z.boolean().nullish().catch(null),
});

/**
 * Accounts that Cloud Sync works under: it may be there though its service principal has a form that nobody knows. Whoever
 * makes users can take the name, so that it makes no client; it only forbids to take Cloud Sync for absent. Disabled ones
 * cannot sync.
 */
export async function cloudSyncAccounts(lists: Lists): Promise<{ readonly id: string; readonly upn: string }[]> {
  const filter = encodeURIComponent(`startswith(userPrincipalName,'${CLOUD_SYNC_ACCOUNT_PREFIX}')`);
  const path = `/users?$filter=${filter}&$select=id,userPrincipalName,accountEnabled`;
  const found = await lists.list(path, accountShape, { permission: 'User.Read.All' });
  return found
    .filter(({ accountEnabled }) => accountEnabled !== false)
    .map(({ id, userPrincipalName }) => ({ id, upn: userPrincipalName || id }));
}

export const principalsPath = (filter: string, select: string): string =>
  `/servicePrincipals?$filter=${encodeURIComponent(filter)}&$select=${select}`;

const assignmentShape = z.object({ principalId: rowId, appRoleId: text });

/** Ids of the service principals that hold a permission of a sync service, with the names of these permissions. */
export async function syncPermissionHolders(lists: Lists): Promise<ReadonlyMap<string, readonly string[]>> {
  const grants = (await Promise.all(SYNC_SERVICES.map((service) => grantsOn(lists, service)))).flat();
  const holders = new Map<string, Set<string>>();
  for (const { principalId, name } of grants) {
    holders.set(principalId, (holders.get(principalId) ?? new Set<string>()).add(name));
  }
  return new Map([...holders].map(([id, names]) => [id, [...names].sort()]));
}

/** A service that nothing in this tenant uses has no service principal here, and grants nothing. */
async function grantsOn(lists: Lists, { appId, name, roles }: (typeof SYNC_SERVICES)[number]) {
  const path = `/servicePrincipals(appId='${appId}')/appRoleAssignedTo?$top=999`;
  const rows = await lists.list(path, assignmentShape, { permission }).catch((thrown: unknown) => {
    if (isNotFound(thrown)) return [];
    throw thrown;
  });
  return rows
    .filter(({ appRoleId }) => appRoleId !== DEFAULT_ACCESS_ROLE_ID)
    .map(({ principalId, appRoleId }) => ({
      principalId,
      name:
        roles.find(({ id }) => id === appRoleId?.toLowerCase())?.name ?? `${appRoleId ?? 'a permission'} of ${name}`,
    }));
}
