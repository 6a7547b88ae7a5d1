/**
 * A tenant with something of every kind that a verdict holds. `test/fixtures/reset-admins-stored.json` is what version
 * 0.1 stored of it after six polls; it is never written anew.
 */
import {
  activated,
  application,
  assign,
  at,
  eligible,
  group,
  groupEligible,
  restricted,
  scheduled,
  synced,
  tenantOf,
  unit,
  user,
} from './tenants.ts';

export const UPGRADED = tenantOf({
  users: [user('ann'), user('bob'), user('eve'), user('gus'), synced('tom'), synced('joe'), synced('vip')],
  servicePrincipals: [application('robot'), application('sync', { isSyncClient: true }), application('bot')],
  groups: [
    group('desk', ['bob', 'inner', 'bot'], { owners: ['gus'] }),
    group('inner', ['joe'], { isRoleAssignable: false }),
    group('ops', ['eve'], { owners: ['ann'] }),
  ],
  units: [restricted('board', ['vip', 'm1']), unit('plant', ['m2', 'm3', 'joe'])],
  assignments: [
    assign('ann', 'helpdesk'),
    assign('ann', 'password', at('plant')),
    assign('desk', 'helpdesk'),
    assign('tom', 'exchange'),
    assign('eve', 'user'),
    assign('gus', 'hybridIdentity'),
    assign('ghost', 'authentication'),
    assign('bob', 'custom', '/tom'),
    assign('ann', 'privilegedAuthentication', at('board')),
  ],
  assignmentSchedules: [
    activated('eve', 'user', { endsAt: '2026-12-20T12:00:00.000Z' }),
    scheduled('ann', 'helpdesk', { endsAt: '2027-01-01T00:00:00.000Z' }),
  ],
  eligibilities: [eligible('eve', 'user'), eligible('ops', 'password'), eligible('tom', 'privilegedRole')],
  groupEligibilities: [
    groupEligible('eve', 'desk'),
    groupEligible('tom', 'ops'),
    groupEligible('vip', 'desk', { access: 'owner' }),
  ],
  appRoleAssignments: [
    { principalId: 'robot', appRoleId: 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7' },
    { principalId: 'bot', appRoleId: '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8' },
  ],
  applicationOwners: [
    { servicePrincipalId: 'robot', ownerId: 'ann' },
    { servicePrincipalId: 'sync', ownerId: 'gus' },
  ],
});
