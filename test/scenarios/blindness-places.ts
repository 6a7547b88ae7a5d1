/**
 * Every place where a source is read, and what an empty answer there comes to, as data beside `blindness-table.ts`. A
 * source of a check that has no row here fails the scenario, so a new one brings its row.
 */

/**
 * | empty answer | what becomes of it |
 * |---|---|
 * | `malformed` | cannot be: the tenant always has one, so it is a failed reading |
 * | `nothing` | says nothing: events are only added, counts and signs of life never speak for health, an activation stays one, a sync client is found in another way |
 * | `number` | none of those that are counted: asked again, and believed the second time in a row |
 * | a list | not believed once; the second time in a row all of it is gone, and these rules are mailed, none for what is only recorded |
 */
export type Empty = 'malformed' | 'nothing' | 'number' | readonly string[];

/** Where a source is read. One that reads several places has a row for each. */
export interface Place {
  /** `check/source` */
  readonly source: string;
  /** As faults of the simulated tenant match it. */
  readonly path: string;
  /** One object and no list. */
  readonly single?: true;
  readonly empty: Empty;
  /** Other sources of the check that are read there too, by name. */
  readonly also?: readonly string[];
  /** Other sources of the check that cannot be read before this one was, by name. */
  readonly before?: readonly string[];
  /** Read once a day, by the first poll after midnight (UTC). */
  readonly daily?: true;
}

// biome-ignore format: a table, one place per row
const RESET_ADMINS: readonly Place[] = [
  { source: 'reset-admins/roleDefinitions', path: '/roleManagement/directory/roleDefinitions', empty: 'malformed' },
  { source: 'reset-admins/roleAssignments', path: '/roleManagement/directory/roleAssignments', empty: 'malformed', before: ['groups', 'units', 'principals', 'applicationOwners'] },
  { source: 'reset-admins/groups', path: '/groups?*isAssignableToRole eq true*', empty: [], also: ['groupEligibilities'], before: ['principals'] },
  { source: 'reset-admins/groups', path: '/groups?*id in*', empty: [], before: ['principals'] },
  { source: 'reset-admins/groups', path: '/groups/*/members', empty: ['protection-lost'], before: ['principals'] },
  { source: 'reset-admins/groups', path: '/groups/*/members/microsoft.graph.servicePrincipal', empty: [], before: ['principals'] },
  { source: 'reset-admins/groups', path: '/groups/*/owners', empty: ['protection-lost'], before: ['principals'] },
  { source: 'reset-admins/groups', path: '/groups/*/owners/microsoft.graph.servicePrincipal', empty: [], before: ['principals'] },
  { source: 'reset-admins/units', path: '/directory/administrativeUnits', empty: ['restricted-lost'], before: ['principals'] },
  { source: 'reset-admins/units', path: '/directory/administrativeUnits/*/members/microsoft.graph.user', empty: ['restricted-lost'], before: ['principals'] },
  { source: 'reset-admins/appRoleAssignments', path: '/servicePrincipals(*00000003-0000-0000-c000-000000000000*)/appRoleAssignedTo', empty: [], before: ['groups', 'principals', 'applicationOwners'] },
  { source: 'reset-admins/principals', path: '/users?*displayName*', empty: [] },
  { source: 'reset-admins/principals', path: '/servicePrincipals?*id in*', empty: [], also: ['applicationOwners'] },
  { source: 'reset-admins/syncedUsers', path: '/users/$count', single: true, empty: 'number' },
  { source: 'reset-admins/assignmentSchedules', path: '/roleManagement/directory/roleAssignmentScheduleInstances', empty: 'nothing' },
  { source: 'reset-admins/eligibilities', path: '/roleManagement/directory/roleEligibilityScheduleInstances', empty: [] },
  { source: 'reset-admins/groupEligibilities', path: '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances', empty: [] },
  { source: 'reset-admins/applicationOwners', path: '/servicePrincipals(*6bf85cfa-ac8a-4be5-b5de-425a0d0dc016*)/appRoleAssignedTo', empty: 'nothing' },
  { source: 'reset-admins/applicationOwners', path: '/servicePrincipals?*applicationTemplateId eq*', empty: [] },
  { source: 'reset-admins/applicationOwners', path: '/servicePrincipals/*/owners', empty: [] },
  { source: 'reset-admins/applicationOwners', path: '/applications(*)/owners', empty: [] },
  { source: 'reset-admins/roleEvents', path: '/auditLogs/directoryAudits?*RoleManagement*', empty: 'nothing' },
  { source: 'reset-admins/sspr', path: '/reports/authenticationMethods/userRegistrationDetails', empty: 'number', daily: true },
  { source: 'reset-admins/sspr', path: '/users?*id,onPremisesSyncEnabled*', empty: 'number', daily: true },
];

// biome-ignore format: a table, one place per row
export const PLACES: readonly Place[] = [
  { source: 'writeback/directoryAudits', path: '/auditLogs/directoryAudits?*password writeback*', empty: 'nothing' },
  { source: 'writeback/onPremisesSynchronization', path: '/directory/onPremisesSynchronization', empty: 'malformed' },
  { source: 'writeback/organization', path: '/organization', empty: 'malformed' },
  { source: 'writeback/cloudSync', path: '/servicePrincipals', empty: [] },
  { source: 'writeback/ssprSettings', path: '/auditLogs/directoryAudits?*SSPR Settings*', empty: 'nothing' },
  { source: 'writeback/resets', path: '/auditLogs/directoryAudits?*loggedByService*', empty: 'nothing' },
  { source: 'writeback/authorizationPolicy', path: '/policies/authorizationPolicy', single: true, empty: 'malformed' },
  { source: 'agents/organization', path: '/organization?*LastSyncDateTime*', empty: 'malformed' },
  { source: 'agents/passwordSync', path: '/organization?*LastPasswordSyncDateTime*', empty: 'malformed' },
  { source: 'agents/cloudSyncJobs', path: '/servicePrincipals?*applicationTemplateId*', empty: ['sync-job-removed'] },
  { source: 'agents/cloudSyncJobs', path: '/servicePrincipals/*/synchronization/jobs', empty: ['sync-job-removed'] },
  { source: 'agents/connectSignIn', path: '/servicePrincipals?*startswith*', empty: 'nothing' },
  { source: 'agents/connectSignIn', path: '/servicePrincipals(*)/appRoleAssignedTo', empty: 'nothing' },
  { source: 'agents/connectSignIn', path: '/reports/servicePrincipalSignInActivities', empty: 'nothing' },
  { source: 'agents/connectClient', path: '/directory/onPremisesSynchronization', empty: 'malformed' },
  { source: 'agents/provisioningAgents', path: '/onPremisesPublishingProfiles/provisioning/agents', empty: ['agent-removed', 'agents-degraded'] },
  { source: 'agents/authenticationAgents', path: '/onPremisesPublishingProfiles/authentication/agents', empty: ['agent-removed', 'agents-degraded'] },
  { source: 'watch/permissions', path: '/servicePrincipals/*/appRoleAssignments', empty: ['permission-missing', 'permission-taken'] },
  { source: 'watch/licence', path: '/subscribedSkus', empty: ['licence-gone'] },
  ...RESET_ADMINS,
];

/** Sources that are read from settings: Graph cannot fail them, and a wrong setting is a row of the watch itself. */
export const BY_SETTING: readonly string[] = ['writeback/declaration', 'watch/settings'];
