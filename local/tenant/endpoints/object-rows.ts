/** Directory objects as rows: of a user only what was asked for, since there may be half a million of them. */

import type { Group, Unit, User } from '../directory/directory-state.ts';
import { type DirectoryObject, objectOf } from '../directory/objects.ts';
import type { Row } from '../odata/row-list.ts';
import type { TenantState } from '../state.ts';
import { principalRow } from './service-principals.ts';

/** What Graph shows of a user that is not asked for by name. */
export const USER_DEFAULTS = [
  'id',
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
];

const ofUser: Readonly<Record<string, (user: User) => unknown>> = {
  id: ({ id }) => id,
  deletedDateTime: () => null,
  accountEnabled: ({ enabled }) => enabled,
  businessPhones: () => [],
  displayName: ({ displayName }) => displayName,
  givenName: ({ displayName }) => displayName.split(' ')[0] ?? null,
  imAddresses: ({ userPrincipalName }) => [userPrincipalName],
  jobTitle: () => null,
  mail: ({ userPrincipalName }) => userPrincipalName,
  mailNickname: ({ userPrincipalName }) => userPrincipalName.split('@')[0] ?? null,
  mobilePhone: () => null,
  officeLocation: () => null,
  onPremisesSyncEnabled: ({ synced }) => synced,
  preferredLanguage: () => null,
  surname: ({ displayName }) => displayName.split(' ')[1] ?? null,
  userPrincipalName: ({ userPrincipalName }) => userPrincipalName,
  userType: ({ isGuest = false }) => (isGuest ? 'Guest' : 'Member'),
};

/** An excerpt: the schema has some eighty. */
export const USER_PROPERTIES = Object.keys(ofUser);

export function userRow(user: User, names: readonly string[]): Row {
  const row: Record<string, unknown> = {};
  for (const name of names) row[name] = ofUser[name]?.(user);
  return row;
}

/** An excerpt, like that of a user. */
export const groupRow = ({ id, displayName, isAssignableToRole }: Group): Row => ({
  id,
  deletedDateTime: null,
  description: null,
  displayName,
  groupTypes: [],
  isAssignableToRole,
  mail: null,
  mailEnabled: false,
  mailNickname: displayName,
  membershipRule: null,
  onPremisesSyncEnabled: null,
  proxyAddresses: [],
  securityEnabled: true,
  visibility: null,
});

export const unitRow = ({ id, displayName, isRestricted, rule, isHidden }: Unit): Row => ({
  id,
  deletedDateTime: null,
  description: null,
  displayName,
  isMemberManagementRestricted: isRestricted,
  membershipRule: rule,
  membershipRuleProcessingState: rule === null ? null : 'On',
  membershipType: rule === null ? null : 'Dynamic',
  visibility: isHidden ? 'HiddenMembership' : null,
});

/**
 * With its type, as in every list of objects of many types; null for what the tenant does not have.
 * @param names the properties it is to show; null: all
 */
export function objectRow(state: TenantState, id: string, names: readonly string[] | null = null): Row | null {
  const found = objectOf(state, id);
  if (!found) return null;
  const shown = found.type === 'user' && names ? userRow(found.object, names) : wholeRow(found);
  const wanted = names ? Object.entries(shown).filter(([name]) => names.includes(name)) : Object.entries(shown);
  return { '@odata.type': `#microsoft.graph.${typeOf(found)}`, ...Object.fromEntries(wanted) };
}

const typeOf = ({ type, object }: DirectoryObject): string =>
  type === 'servicePrincipal' && object.isAgent ? 'agentIdentity' : type;

function wholeRow(found: DirectoryObject): Row {
  switch (found.type) {
    case 'user':
      return userRow(found.object, USER_PROPERTIES);
    case 'group':
      return groupRow(found.object);
    case 'servicePrincipal':
      return principalRow(found.object, 'v1.0');
    case 'administrativeUnit':
      return unitRow(found.object);
    default:
      return { id: found.object.id, deletedDateTime: null, displayName: found.object.displayName };
  }
}
