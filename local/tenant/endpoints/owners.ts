/** Who owns a service principal, and the application behind it, which is only here if it was registered here. */
import { ownersOf } from '../directory/apps.ts';
import { entryOf } from '../directory/directory-state.ts';
import type { Endpoint } from '../endpoint.ts';
import { graphOf, type Principal, principalsOf } from '../principals.ts';
import { notFound } from '../reply.ts';
import type { TenantState } from '../state.ts';
import { DIRECTORY_OBJECT, objectsOf } from './groups.ts';
import { principalById } from './service-principals.ts';

export const servicePrincipalOwners: Endpoint = {
  path: '/servicePrincipals/{id}/owners',
  versions: ['v1.0'],
  permission: 'Application.Read.All',
  options: ['$top'],
  set: 'directoryObjects',
  properties: () => DIRECTORY_OBJECT,
  read: (call, query) => {
    const { id } = principalById(call.state, call.ids[0]);
    return { list: objectsOf(call, ownersOf(call.state, id).servicePrincipal, query) };
  },
};

export const applicationOwners: Endpoint = {
  path: "/applications(appId='{id}')/owners",
  versions: ['v1.0'],
  permission: 'Application.Read.All',
  options: ['$top'],
  set: 'directoryObjects',
  properties: () => DIRECTORY_OBJECT,
  read: (call, query) => {
    const id = principalOfApplication(call.state, call.ids[0]);
    return { list: objectsOf(call, ownersOf(call.state, id).application, query) };
  },
};

/** @throws GraphRefusal 404 */
export function principalOfApplication(state: TenantState, appId = ''): string {
  const found = applicationOf(state, appId);
  if (!found) throw notFound(appId);
  return found.id;
}

/** The service principal of an application that is here. Graph and the managed identity have none. */
export function applicationOf(state: TenantState, appId: string): Principal | null {
  const found = principalsOf(state).find((principal) => principal.appId === appId);
  const others = [graphOf(state).id, state.identity.objectId];
  const isOwn = found && !others.includes(found.id) && entryOf(state.directory.apps, found.id)?.isOwn !== false;
  return isOwn ? found : null;
}
