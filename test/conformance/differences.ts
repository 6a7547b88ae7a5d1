/**
 * Where a documented sample and the CSDL disagree: both are accepted, and here is why. A row that no longer applies
 * fails the test, as does a difference without a row.
 */

export interface Difference {
  readonly file: string;
  /** Place in the body; `[*]` stands for any index. */
  readonly at: string;
  readonly what: 'not declared' | 'not of this type' | 'not a member';
  readonly reason: string;
}

const OPEN = 'the type is open: the service adds names that the schema does not list';
const PLACEHOLDER = 'the page prints a placeholder instead of a value';
const MISSPELT = 'the page spells the name another way than the service and the schema';
const CAST = 'the page leaves out @odata.type; the properties are those of the derived type';
const UNDECLARED = 'the service sends it and the schema of v1.0 does not have it';
const CAPITAL = 'the page prints a capital letter, the schema does not: to be compared without case';
const EMPTY = 'the page prints an empty text for "none", the service null';
const SHORT = 'the page prints a shorter form than the schema allows';

const rows = (file: string, what: Difference['what'], reason: string, ...places: string[]): readonly Difference[] =>
  places.map((at) => ({ file: `${file}.json`, at, what, reason }));

export const DIFFERENCES: readonly Difference[] = [
  ...rows('v1.0-auditLogs-directoryAudit', 'not declared', MISSPELT, 'value[*].targetResource'),
  ...rows('v1.0-auditLogs-directoryAudits', 'not declared', MISSPELT, 'value[*].targetResources[*].Type'),
  ...rows(
    'v1.0-auditLogs-directoryAudits-by-initiator',
    'not declared',
    OPEN,
    'value[*].initiatedBy.user.userType',
    'value[*].initiatedBy.user.homeTenantId',
    'value[*].initiatedBy.user.homeTenantName',
  ),
  ...rows(
    'beta-organization',
    'not of this type',
    PLACEHOLDER,
    'value[*].assignedPlans[*].assignedDateTime',
    'value[*].assignedPlans[*].servicePlanId',
  ),
  ...rows(
    'v1.0-directory-administrativeUnits-scopedRoleMembers',
    'not declared',
    OPEN,
    'value[*].roleMemberInfo.userPrincipalName',
  ),
  ...rows(
    'v1.0-roleManagement-directory-roleAssignments-by-principal',
    'not declared',
    UNDECLARED,
    'value[*].resourceScope',
  ),
  ...rows(
    'v1.0-roleManagement-directory-roleAssignments-expand-principal',
    'not declared',
    UNDECLARED,
    'value[*].resourceScope',
  ),
  ...rows('v1.0-groups-delta', 'not of this type', PLACEHOLDER, 'value[*].createdDateTime'),
  ...rows('v1.0-groups-members', 'not declared', CAST, 'value[*].mail'),
  ...rows(
    'v1.0-directoryRoles-members',
    'not declared',
    CAST,
    ...[
      'businessPhones',
      'displayName',
      'givenName',
      'jobTitle',
      'mail',
      'officeLocation',
      'preferredLanguage',
      'surname',
    ].map((name) => `value[*].${name}`),
    'value[*].userPrincipalName',
  ),
  ...rows(
    'beta-servicePrincipals-synchronization-job',
    'not of this type',
    EMPTY,
    'status.quarantine.currentBegan',
    'status.quarantine.nextAttempt',
    'status.quarantine.seriesBegan',
  ),
  ...rows('beta-servicePrincipals-synchronization-job', 'not a member', EMPTY, 'status.quarantine.reason'),
  ...rows('beta-onPremisesPublishingProfiles-applicationProxy-connector', 'not a member', PLACEHOLDER, 'status'),
  ...rows(
    'beta-onPremisesPublishingProfiles-applicationProxy-connectors',
    'not a member',
    PLACEHOLDER,
    'value[*].status',
  ),
  ...rows(
    'beta-onPremisesPublishingProfiles-applicationProxy-connectorGroups',
    'not a member',
    PLACEHOLDER,
    'value[*].connectorGroupType',
    'value[*].region',
  ),
  ...rows('beta-onPremisesPublishingProfiles-provisioning-agent', 'not a member', CAPITAL, 'status'),
  ...rows('beta-onPremisesPublishingProfiles-provisioning-agents', 'not a member', CAPITAL, 'value[*].status'),
  ...rows('beta-onPremisesPublishingProfiles-provisioning-agentGroup', 'not a member', CAPITAL, 'agents[*].status'),
  ...rows(
    'beta-onPremisesPublishingProfiles-provisioning-agentGroups',
    'not a member',
    CAPITAL,
    'value[*].agents[*].status',
  ),
  ...rows(
    'beta-onPremisesPublishingProfiles-provisioning',
    'not a member',
    CAPITAL,
    'agents[*].status',
    'agentGroups[*].agents[*].status',
  ),
  ...rows(
    'beta-onPremisesPublishingProfiles-provisioning',
    'not of this type',
    SHORT,
    'hybridAgentUpdaterConfiguration.deferUpdateDateTime',
    'hybridAgentUpdaterConfiguration.updateWindow.updateWindowStartTime',
  ),
];

/** What the simulated tenant serves and the CSDL does not declare. */
export const TENANT_DIFFERENCES: readonly Omit<Difference, 'file'>[] = [
  {
    at: 'value[*].onPremisesLastPasswordSyncDateTime',
    what: 'not declared',
    reason: 'global beta has it; the beta schema at hand is that of a sovereign cloud, which has not',
  },
  ...['userType', 'homeTenantId', 'homeTenantName'].map((name) => ({
    at: `value[*].initiatedBy.user.${name}`,
    what: 'not declared' as const,
    reason: OPEN,
  })),
];
