/** What is done to users: named ones come and go, the others are a number. */
import type { By } from '../changes.ts';
import type { TenantState } from '../state.ts';
import { known } from '../unknown-object.ts';
import { entryOf, type User } from './directory-state.ts';
import { principalNamed } from './objects.ts';
import { type ChangeContext, changeAndRecord, type EventDetails, freshId, targetOf } from './recorded-change.ts';
import { removeReferences } from './remove-references.ts';

export interface NewUser {
  readonly name: string;
  /** Default: made from the name. */
  readonly upn?: string;
  /** Default true. Null: never; false: not any more. */
  readonly synced?: boolean | null;
  /** Default true. */
  readonly enabled?: boolean;
  /** Default false. A guest is not synced. */
  readonly guest?: boolean;
}

export interface UserActions {
  /** @returns its id */
  add(user: NewUser, by?: By): string;
  /** A named one. */
  remove(user: string, by?: By): void;
  setEnabled(user: string, isEnabled: boolean, by?: By): void;
  setSynced(user: string, synced: boolean | null, by?: By): void;
  rename(user: string, name: string, by?: By): void;
  /** For how long only rights name new users and groups; 0: not at all. */
  setFreshMinutes(minutes: number): void;
  /** Synced users in all, named ones included, of which there are never fewer. */
  setSyncedUsers(count: number): void;
  /** How many enabled users may reset their own password. */
  setSsprEnabled(count: number): void;
}

export function userActions(context: ChangeContext): UserActions {
  const { state } = context;
  const { directory } = state;
  const edit = (name: string, changed: Partial<User>, by: By): void =>
    changeAndRecord(context, by, () => {
      const user = namedUser(state, name);
      Object.assign(user, changed);
      return ofUser(state, 'Update user', user.id);
    });
  return {
    add({ name, guest = false, upn = upnOf(name, guest), synced = guest ? null : true, enabled = true }, by = {}) {
      const id = freshId(context, 'user');
      changeAndRecord(context, by, () => {
        directory.users[id] = {
          ...{ id, displayName: name, userPrincipalName: upn, synced, enabled },
          ...(guest && { isGuest: true }),
        };
        return ofUser(state, 'Add user', id);
      });
      return id;
    },
    remove: (name, by = {}) =>
      changeAndRecord(context, by, () => {
        const { id } = namedUser(state, name);
        const event = ofUser(state, 'Delete user', id);
        delete directory.users[id];
        removeReferences(directory, id);
        return event;
      }),
    setEnabled: (name, enabled, by = {}) => edit(name, { enabled }, by),
    setSynced: (name, synced, by = {}) => edit(name, { synced }, by),
    rename: (name, displayName, by = {}) => edit(name, { displayName }, by),
    setFreshMinutes: (freshMinutes) => context.change(() => void Object.assign(directory, { freshMinutes })),
    setSyncedUsers: (count) =>
      context.change(() => {
        directory.unnamedSyncedUsers = Math.max(0, count - namedSyncedUsers(state));
      }),
    setSsprEnabled: (count) => context.change(() => void Object.assign(directory, { ssprEnabledUsers: count })),
  };
}

export const namedSyncedUsers = ({ directory }: TenantState): number =>
  Object.values(directory.users).filter(({ synced }) => synced).length;

const upnOf = (name: string, isGuest: boolean): string =>
  `${name.toLowerCase().replace(/[^a-z0-9]+/g, '.')}${isGuest ? '_fabrikam.com#EXT#' : ''}@contoso.com`;

const namedUser = (state: TenantState, name: string): User =>
  known(entryOf(state.directory.users, principalNamed(state, name)), 'named user', name);

const ofUser = (state: TenantState, activity: string, id: string): EventDetails => ({
  activity,
  category: 'UserManagement',
  target: targetOf(state, id),
});
