/**
 * Names of directory audit activities, as in Microsoft's list of them (learn.microsoft.com/entra/identity/
 * monitoring-health/reference-audit-activities). Which change writes which is unconfirmed where it says so. Data alone.
 */

/** Which of the three writeback switches writes them is unconfirmed. */
export const WRITEBACK_ACTIVITIES = {
  on: 'Enable password writeback for directory',
  off: 'Disable password writeback for directory',
} as const;

/** Changes of the self-service reset policy, the on-premises integration among them (since about 2025-01). */
export const SSPR_SETTINGS = 'Update SSPR Settings';

export const RESET_SERVICE = 'Self-service Password Management';

export const ADMIN_RESET = 'Reset password (by admin)';

/** By the user, with the methods that are registered: the old password is not asked for. */
export const OWN_RESET = 'Reset password (self-service)';

/** By the user; all of them are written back where the user is synced (concept-sspr-writeback). */
export const OWN_RESETS: ReadonlySet<string> = new Set([OWN_RESET, 'Change password (self-service)']);

/** Service Self-service Password Management. */
export const RESET_ACTIVITIES = [
  ADMIN_RESET,
  ...OWN_RESETS,
  'Self-service password reset flow activity progress',
] as const;

/** Where the log may say who did it. That these cover every change is unconfirmed. */
export const CHANGED = {
  syncFeature: ['Set DirSync feature', 'Set directory feature on tenant'],
  syncEnabled: ['Set DirSyncEnabled flag'],
  authorizationPolicy: ['Update authorization policy'],
  servicePrincipal: ['Add service principal', 'Update service principal', 'Remove service principal'],
  provisioning: [
    'Add provisioning configuration',
    'Delete provisioning configuration',
    'Disable/pause provisioning configuration',
    'Enable/restart provisioning configuration',
    'Enable/start provisioning configuration',
    'Update provisioning setting or credentials',
  ],
  /** That it is written for Cloud Sync agents too is unconfirmed. */
  agent: ['Register connector'],
} as const;

/** What a person looks for who wants to know how the watch came by, or lost, a permission. */
export const PERMISSION_ACTIVITIES = {
  granted: 'Add app role assignment to service principal',
  taken: 'Remove app role assignment from service principal',
} as const;
