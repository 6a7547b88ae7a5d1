/**
 * Who may reset their own password, from the report on registered methods: of enabled users only, `$filter` its one
 * documented option, premium tenants only. The refusal without a licence was seen for this very report; its page size
 * is not documented.
 */
import type { User } from '../directory/directory-state.ts';
import { syncedUser } from '../directory/synced-users.ts';
import type { Endpoint, EndpointCall } from '../endpoint.ts';
import { isPremium } from '../licences.ts';
import type { Row, RowList } from '../odata/row-list.ts';
import { refusalOf } from '../reply.ts';
import { NOT_PREMIUM } from './sign-in-activities.ts';
import { timeText } from './times.ts';

const HOUR_MS = 3_600_000;

export const registrationDetails: Endpoint = {
  path: '/reports/authenticationMethods/userRegistrationDetails',
  versions: ['v1.0'],
  permission: 'AuditLog.Read.All',
  isSelectable: false,
  options: ['$filter'],
  filters: { isSsprEnabled: { eq: 'truth' } },
  properties: () => PROPERTIES,
  read: (call, { filter }) => {
    if (!isPremium(call.state.licences))
      throw refusalOf(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant', NOT_PREMIUM);
    return { list: part(everyone(call), call.state.directory.ssprEnabledUsers, filter[0]?.value) };
  },
};

/** Those who are enabled come first. */
function part(all: RowList, enabled: number, isEnabled: string | undefined): RowList {
  const count = Math.min(enabled, all.length);
  const [from, to] =
    isEnabled === undefined ? [0, all.length] : isEnabled === 'true' ? [0, count] : [count, all.length];
  return { length: to - from, idAt: (at) => all.idAt(from + at), rowAt: (at) => all.rowAt(from + at) };
}

function everyone({ state, now }: EndpointCall): RowList {
  const { tenantId, directory } = state;
  const named = Object.values(directory.users).filter(({ enabled }) => enabled);
  const userAt = (at: number): User => named[at] ?? syncedUser(tenantId, at - named.length);
  const updated = timeText(Math.floor(now / HOUR_MS) * HOUR_MS);
  return {
    length: named.length + directory.unnamedSyncedUsers,
    idAt: (at) => userAt(at).id,
    rowAt: (at) => rowOf(userAt(at), at < directory.ssprEnabledUsers, updated),
  };
}

const rowOf = ({ id, displayName, userPrincipalName }: User, isSsprEnabled: boolean, updated: string | null): Row => ({
  id,
  isAdmin: false,
  isMfaCapable: false,
  isMfaRegistered: false,
  isPasswordlessCapable: false,
  isSsprCapable: isSsprEnabled,
  isSsprEnabled,
  isSsprRegistered: isSsprEnabled,
  isSystemPreferredAuthenticationMethodEnabled: false,
  lastUpdatedDateTime: updated,
  methodsRegistered: isSsprEnabled ? ['email'] : [],
  systemPreferredAuthenticationMethods: [],
  userDisplayName: displayName,
  userPreferredMethodForSecondaryAuthentication: 'none',
  userPrincipalName,
  userType: 'member',
});

const PROPERTIES = Object.keys(
  rowOf({ id: '', displayName: '', userPrincipalName: '', synced: null, enabled: true }, true, null),
);
