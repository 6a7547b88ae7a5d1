/**
 * What the tenant says about who can reset whom, as plain rows: the input of `computeAuthority`. Only what carries
 * privilege, protection or a scoped unit is here by id; all other synced users are one number. Ids are object ids as
 * Graph writes them, each row list names an id once, and nothing here knows where a row was read.
 */

/** Everything the authority is computed from. A source that was not read, or is unlicensed, is an empty list. */
export interface Tenant {
  readonly roleDefinitions: readonly RoleDefinition[];
  /** `roleAssignments`: all active assignments, PIM-activated ones included, without type or end. */
  readonly assignments: readonly RoleAssignment[];
  /** `roleAssignmentScheduleInstances`: the same once more, with type and end. */
  readonly assignmentSchedules: readonly AssignmentSchedule[];
  /** `roleEligibilityScheduleInstances`. */
  readonly eligibilities: readonly Eligibility[];
  /** PIM for Groups. */
  readonly groupEligibilities: readonly GroupEligibility[];
  /** Every role-assignable group, and every other group that holds, is eligible for, or is nested in one that does. */
  readonly groups: readonly Group[];
  /** Every unit that is a scope of an assignment or eligibility, and every restricted one. */
  readonly units: readonly Unit[];
  /** Units that are a scope and that nobody could look for yet: who is in them is not known. */
  readonly unreadUnits?: readonly string[];
  /** Application permissions granted on Microsoft Graph. */
  readonly appRoleAssignments: readonly AppRoleAssignment[];
  /** Owners of service principals and of their applications; only `indirect` shows them. */
  readonly applicationOwners: readonly ApplicationOwner[];
  /** Every user that is named by a row above (principal, member, owner, object scope); of unit members as many as one likes. */
  readonly users: readonly User[];
  readonly servicePrincipals: readonly ServicePrincipal[];
  /** Of a kind that is neither, or not known here, and all that is known of them. */
  readonly others?: readonly Pick<User, 'id' | 'upn' | 'name'>[];
  /** Users with `onPremisesSyncEnabled` true in the whole tenant; null: nobody could count them. */
  readonly syncedUserCount: number | null;
}

export interface RoleDefinition {
  readonly id: string;
  readonly templateId: string;
  readonly name: string;
  readonly isBuiltIn: boolean;
  readonly isEnabled: boolean;
  readonly permissions: readonly RolePermission[];
}

export interface RolePermission {
  readonly allowedActions: readonly string[];
  readonly condition: string | null;
}

export interface RoleAssignment {
  readonly principalId: string;
  readonly roleDefinitionId: string;
  /** `directoryScopeId`: `/`, `/administrativeUnits/{id}` or `/{object id}`. */
  readonly scope: string;
}

export interface Eligibility extends RoleAssignment {
  /** `Direct`; everything else (`Group`, `Inherited`) only echoes what a group holds. */
  readonly memberType: string;
  /** ISO 8601; null: no end. */
  readonly endsAt: string | null;
}

export interface AssignmentSchedule extends Eligibility {
  /** `Activated`: through PIM, from an eligibility. `Assigned`: otherwise. */
  readonly assignmentType: string;
}

export interface GroupEligibility {
  readonly groupId: string;
  readonly principalId: string;
  readonly access: 'member' | 'owner';
  /** As in `Eligibility`; PIM for Groups writes it in lower case. */
  readonly memberType: string;
  readonly endsAt: string | null;
}

export interface Group {
  readonly id: string;
  readonly name: string | null;
  readonly isRoleAssignable: boolean;
  /**
   * Users, service principals and groups, direct or transitive: groups named here are expanded again either way.
   * Devices and contacts can neither reset nor be reset and are left out when read.
   */
  readonly members: readonly string[];
  readonly owners: readonly string[];
  /** It is named and nobody could read who is in it. */
  readonly isUnread?: boolean;
}

export interface Unit {
  readonly id: string;
  readonly name: string | null;
  /** `isMemberManagementRestricted`. */
  readonly isRestricted: boolean;
  /**
   * The members that are users themselves with `onPremisesSyncEnabled` true, by id alone: no other member is a target.
   * Whoever is here counts as synced, named in `users` or not.
   */
  readonly syncedUserIds: readonly string[];
  /** Its membership is hidden and nobody is shown, so that it shields nobody, and whom its roles reach is not known. */
  readonly isHidden?: boolean;
  /** How many of these the last reading showed, where it showed less than is believed. */
  readonly shown?: number;
}

export interface AppRoleAssignment {
  readonly principalId: string;
  readonly appRoleId: string;
}

interface ApplicationOwner {
  /** The service principal that is owned, itself or through its application. */
  readonly servicePrincipalId: string;
  readonly ownerId: string;
}

export interface User {
  readonly id: string;
  readonly upn: string | null;
  readonly name: string | null;
  readonly isEnabled: boolean | null;
  readonly isSynced: boolean;
}

export interface ServicePrincipal {
  readonly id: string;
  readonly name: string | null;
  readonly isEnabled: boolean | null;
  /** The application Connect or Cloud Sync signs in with: who takes it can turn writeback on. */
  readonly isSyncClient: boolean;
}
