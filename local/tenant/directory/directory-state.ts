/**
 * Who and what is in the directory, as plain JSON: users that have a name, groups, units, applications, and the rights
 * of all of them. Everything is kept by its id, so that nothing is ever searched for. Synced users that nothing names
 * are a number (`synced-users.ts`), never rows.
 */

export interface User {
  id: string;
  displayName: string;
  userPrincipalName: string;
  /** As `onPremisesSyncEnabled`: false was synced once, null never was. */
  synced: boolean | null;
  enabled: boolean;
  /** Invited from another organization; absent: a member. */
  isGuest?: boolean;
}

export interface Group {
  id: string;
  displayName: string;
  isAssignableToRole: boolean;
  /** Ids of whatever: users, groups, service principals, devices, contacts. */
  members: string[];
  owners: string[];
}

/** A part of the unnamed synced users, by index: `from` included, `to` not. */
export interface Range {
  from: number;
  to: number;
}

export interface Unit {
  id: string;
  displayName: string;
  isRestricted: boolean;
  /** The rule of a dynamic unit, which here decides nothing. */
  rule: string | null;
  /** Members of hidden membership are shown to nobody here. */
  isHidden: boolean;
  members: string[];
  ranges: Range[];
}

/** An application with its service principal. */
export interface App {
  /** Of the service principal. */
  id: string;
  appId: string;
  displayName: string;
  enabled: boolean;
  /** Registered in this tenant; one of another tenant has a service principal here and no application. */
  isOwn: boolean;
  /** The identity of an AI agent: a service principal without an `appId` of its own. Absent: an ordinary application. */
  isAgent?: boolean;
  /** Permissions on Microsoft Graph by name, and since when (ISO 8601). */
  granted: Record<string, string>;
}

/** What an application signs in with; no value of it is kept. */
export interface Credential {
  id: string;
  kind: 'secret' | 'certificate' | 'federated';
  /** Of the service principal itself, or of the application behind it. */
  of: 'servicePrincipal' | 'application';
  name: string;
  /** ms since 1970 */
  startsAt: number;
  endsAt: number;
}

/** What is neither user, group nor service principal, but can be a member of a group. */
export interface OtherObject {
  id: string;
  type: 'device' | 'orgContact';
  displayName: string;
}

export interface RolePermission {
  actions: string[];
  condition: string | null;
}

export interface Role {
  id: string;
  displayName: string;
  description: string;
  isEnabled: boolean;
  permissions: RolePermission[];
}

/** Times are ms since 1970; `endsAt` null: permanent. */
export interface Right {
  principalId: string;
  roleId: string;
  /** `/`, `/administrativeUnits/{id}` or `/{object id}`. */
  scope: string;
  startsAt: number;
  endsAt: number | null;
}

export interface Assignment extends Right {
  isActivated: boolean;
}

export interface GroupEligibility {
  groupId: string;
  principalId: string;
  access: 'member' | 'owner';
  startsAt: number;
  endsAt: number | null;
}

type ById<T> = Record<string, T>;

export interface Directory {
  users: ById<User>;
  /** How many synced users there are beside those in `users`. */
  unnamedSyncedUsers: number;
  groups: ById<Group>;
  units: ById<Unit>;
  apps: ById<App>;
  /** Who owns a service principal, by its id, and the application behind it. */
  owners: ById<{ servicePrincipal: string[]; application: string[] }>;
  /** By the id of the service principal; absent in what earlier versions stored. */
  credentials?: ById<Credential[]>;
  others: ById<OtherObject>;
  customRoles: ById<Role>;
  /** Built-in roles that differ from the documented ones. */
  changedRoles: ById<Partial<Pick<Role, 'isEnabled' | 'permissions'>>>;
  /** By `rightKey`. */
  assignments: ById<Assignment>;
  eligibilities: ById<Right>;
  groupEligibilities: ById<GroupEligibility>;
  /** How many enabled users may reset their own password: the named ones first, then the others by index. */
  ssprEnabledUsers: number;
  /** For how long new users and groups are named by rights and by no list of their own; absent: not at all. */
  freshMinutes?: number;
  /** By the id of a new user or group: until when only rights name it, in ms. */
  freshUntil?: Record<string, number>;
  /** Absent: nothing. */
  leftovers?: Leftovers;
  /** Ids of principals that were deleted and are still named by rows. */
  deleted?: string[];
  /** Whether a batch may ask for what PIM knows; not documented either way. */
  isPimBatched: boolean;
}

/**
 * What is left of the rights of a principal that is deleted: nothing; rows that name it and no principal (seen for hours
 * to days, ScubaGear issue 1305); or the same, and the whole list refused when it is to be expanded (M365-Assess PR 502).
 */
export const LEFTOVERS = ['nothing', 'rows', 'rows that refuse $expand'] as const;
export type Leftovers = (typeof LEFTOVERS)[number];

/** One right of a kind that a principal can have once. */
export const rightKey = (right: Pick<Right, 'principalId' | 'roleId' | 'scope'>, isActivated = false): string =>
  `${right.principalId} ${right.roleId} ${right.scope}${isActivated ? ' activated' : ''}`;

export const isCurrent = ({ startsAt, endsAt }: Pick<Right, 'startsAt' | 'endsAt'>, now: number): boolean =>
  startsAt <= now && (endsAt === null || now < endsAt);

/** What is kept under an id or another key. */
export const entryOf = <T>(all: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(all, key) ? all[key] : undefined;
