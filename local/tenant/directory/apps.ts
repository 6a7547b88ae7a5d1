/** What is done to applications: registered, granted permissions on Microsoft Graph, owned, removed. */
import type { By } from '../changes.ts';
import { ALL_APP_ROLES, type Grantable } from '../permissions.ts';
import { graphOf } from '../principals.ts';
import type { TenantState } from '../state.ts';
import { UnknownObject } from '../unknown-object.ts';
import { type App, type Credential, entryOf } from './directory-state.ts';
import { appNamed, principalNamed } from './objects.ts';
import { type ChangeContext, changeAndRecord, type EventDetails, newId, targetOf } from './recorded-change.ts';
import { removeReferences } from './remove-references.ts';

export interface NewApp {
  readonly name: string;
  /** Registered in another tenant: a service principal here without an application. */
  readonly isForeign?: boolean;
  /** The identity of an AI agent, which has no `appId` and no registration of its own. Default false. */
  readonly isAgent?: boolean;
}

/** What an owner owns: the service principal, or the application behind it. */
export type Owned = 'servicePrincipal' | 'application';

/** Applications by name or by the id of their service principal. */
export interface AppActions {
  /** @returns the id of its service principal */
  create(app: NewApp, by?: By): string;
  remove(app: string, by?: By): void;
  setEnabled(app: string, isEnabled: boolean, by?: By): void;
  grantPermission(app: string, permission: Grantable, by?: By): void;
  revokePermission(app: string, permission: Grantable, by?: By): void;
  /** Also of the applications that sync signs in with. */
  addOwner(app: string, owner: string, owned?: Owned, by?: By): void;
  removeOwner(app: string, owner: string, owned?: Owned, by?: By): void;
  /** Something to sign in with, for two years. @returns its id */
  addCredential(app: string, kind: Credential['kind'], of?: Owned, by?: By): string;
  /** The oldest first. */
  removeCredential(app: string, by?: By): void;
}

export function appActions(context: ChangeContext): AppActions {
  const { state, clock } = context;
  const { directory } = state;
  const event = (activity: string, id: string, others: string[] = []) => ({
    activity,
    category: 'ApplicationManagement',
    target: targetOf(state, id),
    others: others.map((other) => targetOf(state, other)),
  });
  const owning =
    (isAdded: boolean) =>
    (name: string, owner: string, owned: Owned = 'servicePrincipal', by: By = {}): void =>
      changeAndRecord(context, by, () => {
        const [id, ownerId] = [principalNamed(state, name), principalNamed(state, owner)];
        const owners = ownersOf(state, id);
        const others = owners[owned].filter((other) => other !== ownerId);
        if (!isAdded && others.length === owners[owned].length)
          throw new UnknownObject(`'${owner}' does not own '${name}'.`);
        directory.owners[id] = { ...owners, [owned]: isAdded ? [...others, ownerId] : others };
        const what = owned === 'application' ? 'application' : 'service principal';
        return event(`${isAdded ? 'Add' : 'Remove'} owner ${isAdded ? 'to' : 'from'} ${what}`, id, [ownerId]);
      });
  return {
    create({ name, isForeign = false, isAgent = false }, by = {}) {
      const [id, appId] = [newId(context, 'principal'), newId(context, 'application')];
      changeAndRecord(context, by, () => {
        const isOwn = !isForeign && !isAgent;
        directory.apps[id] = {
          ...{ id, appId, displayName: name, enabled: true, isOwn, granted: {} },
          ...(isAgent && { isAgent }),
        };
        return event('Add service principal', id);
      });
      return id;
    },
    remove: (name, by = {}) =>
      changeAndRecord(context, by, () => {
        const { id } = appNamed(state, name);
        const recorded = event('Remove service principal', id);
        delete directory.apps[id];
        removeReferences(directory, id);
        return recorded;
      }),
    setEnabled: (name, enabled, by = {}) =>
      changeAndRecord(context, by, () => {
        const app = appNamed(state, name);
        app.enabled = enabled;
        return event('Update service principal', app.id);
      }),
    grantPermission: (name, permission, by = {}) =>
      changeAndRecord(context, by, () => {
        const app = appNamed(state, name);
        app.granted[permission] = new Date(clock()).toISOString();
        return ofPermission(state, app, permission, true);
      }),
    revokePermission: (name, permission, by = {}) =>
      changeAndRecord(context, by, () => {
        const app = appNamed(state, name);
        delete app.granted[permission];
        return ofPermission(state, app, permission, false);
      }),
    addOwner: owning(true),
    removeOwner: owning(false),
    addCredential(name, kind, of = 'application', by = {}) {
      const id = newId(context, 'credential');
      changeAndRecord(context, by, () => {
        const app = principalNamed(state, name);
        const [startsAt, held] = [clock(), credentialsOf(state, app)];
        const credential = { id, kind, of, name: `${kind} ${held.length + 1}`, startsAt, endsAt: startsAt + TWO_YEARS };
        directory.credentials = { ...directory.credentials, [app]: [...held, credential] };
        return event(of === 'application' ? 'Update application' : 'Add service principal credentials', app);
      });
      return id;
    },
    removeCredential: (name, by = {}) =>
      changeAndRecord(context, by, () => {
        const app = principalNamed(state, name);
        const [, ...left] = credentialsOf(state, app);
        directory.credentials = { ...directory.credentials, [app]: left };
        return event('Update application', app);
      }),
  };
}

export const ownersOf = ({ directory }: TenantState, id: string): Record<Owned, string[]> =>
  entryOf(directory.owners, id) ?? { servicePrincipal: [], application: [] };

const TWO_YEARS = 2 * 365 * 86_400_000;

export const credentialsOf = ({ directory }: TenantState, id: string): readonly Credential[] =>
  entryOf(directory.credentials ?? {}, id) ?? [];

/** The target is the resource, and who has the permission stands in the properties, as live tenants write it. */
function ofPermission(state: TenantState, app: App, permission: Grantable, isGranted: boolean): EventDetails {
  const verb = isGranted ? 'Add app role assignment to' : 'Remove app role assignment from';
  const properties = [
    ['AppRole.Id', ALL_APP_ROLES[permission]],
    ['AppRole.Value', permission],
    ['ServicePrincipal.ObjectID', app.id],
    ['ServicePrincipal.DisplayName', app.displayName],
  ];
  return {
    activity: `${verb} service principal`,
    category: 'ApplicationManagement',
    target: {
      id: graphOf(state).id,
      displayName: graphOf(state).displayName,
      type: 'ServicePrincipal',
    },
    modified: properties.map(([displayName = '', value]) => {
      const text = JSON.stringify(value);
      return { displayName, oldValue: isGranted ? null : text, newValue: isGranted ? text : null };
    }),
  };
}
