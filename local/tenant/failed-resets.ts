/**
 * Resets that could not be written back, as the audit log has them. The activities and the codes are documented, and the
 * bare name stands in `resultReason` (seen in live events). A reset that is refused outright, also because writeback is
 * off in the tenant, leaves no event.
 */
import { audit } from './changes.ts';
import { guidOf } from './random.ts';
import type { AuditEvent, TenantState } from './state.ts';

export const RESET_ACTIVITIES = [
  'Reset password (by admin)',
  'Reset password (self-service)',
  'Self-service password reset flow activity progress',
] as const;

/** Codes with a documented number: 29, 30, 10 and 9. Any other text can be given too. */
export const RESET_REASONS = [
  'OnPremisesAdminActionRequired',
  'OnPremisesConnectivityError',
  'WritebackNotEnabled',
  'TenantSSPRFlagDisabled',
] as const;

export interface FailedResets {
  /** Default 1. */
  readonly count?: number;
  readonly activity?: (typeof RESET_ACTIVITIES)[number];
  readonly reason?: string;
  /** Default `failure`. */
  readonly result?: AuditEvent['result'];
  /** ms since 1970; default now. */
  readonly at?: number;
}

/** Each is of another user. */
export function failResets(state: TenantState, now: number, options: FailedResets): void {
  for (let n = 0; n < (options.count ?? 1); n += 1) failReset(state, now, options);
}

function failReset(state: TenantState, now: number, options: FailedResets): void {
  const { activity = RESET_ACTIVITIES[0], reason = RESET_REASONS[0], result = 'failure', at = now } = options;
  const number = state.counter + 1;
  const id = guidOf(`${state.tenantId}|user|${number}`);
  const userPrincipalName = `user${number}@contoso.com`;
  const isByAdmin = activity === 'Reset password (by admin)';
  audit(state, now, {
    activity,
    category: 'UserManagement',
    service: 'Self-service Password Management',
    target: { id, displayName: null, type: 'User', userPrincipalName },
    result,
    reason,
    at,
    ...(isByAdmin
      ? { details: [{ key: 'OnPremisesAgent', value: 'None' }] }
      : { user: { id, displayName: `User ${number}`, userPrincipalName } }),
  });
}
