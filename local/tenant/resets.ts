/**
 * What the service behind self-service reset writes into the audit log beside failures: resets that went through, changes
 * of its policy, and any other activity. Documented are the activities and the detail `OnPremisesAgent` with its values;
 * that the policy's event has old and new values is known, the names of its properties are not.
 */
import { audit, type By } from './changes.ts';
import { userNamed } from './directory/objects.ts';
import { guidOf } from './random.ts';
import type { TenantState } from './state.ts';
import { known } from './unknown-object.ts';

const SERVICE = 'Self-service Password Management';

/** `None`: it was not written back. */
export const RESET_AGENTS = ['Microsoft Entra Connect', 'CloudSync', 'None'] as const;

export const OWN_RESET_ACTIVITIES = ['Reset password (self-service)', 'Change password (self-service)'] as const;

export interface Reset extends By {
  /** Id or name of a user of the tenant; default one who is in no list. */
  readonly user?: string;
  /** Of a reset by an administrator. Default the first. */
  readonly agent?: string;
  /** By the user: which of the two. Default: an administrator did it. */
  readonly own?: (typeof OWN_RESET_ACTIVITIES)[number];
}

export function resetPassword(state: TenantState, now: number, { user, agent, own, ...by }: Reset): void {
  const target = user === undefined ? someone(state) : known(userNamed(state, user) ?? undefined, 'user', user);
  const { id, displayName, userPrincipalName } = target;
  audit(state, now, {
    activity: own ?? 'Reset password (by admin)',
    category: 'UserManagement',
    service: SERVICE,
    target: { id, displayName: null, type: 'User', userPrincipalName },
    ...(own ? { user: { id, displayName, userPrincipalName } } : {}),
    ...(own ? {} : { details: [{ key: 'OnPremisesAgent', value: agent ?? RESET_AGENTS[0] }] }),
    ...by,
  });
}

function someone(state: TenantState) {
  const number = state.counter + 1;
  const id = guidOf(`${state.tenantId}|user|${number}`);
  return { id, displayName: `User ${number}`, userPrincipalName: `user${number}@contoso.com` };
}

export interface PolicyChange {
  readonly property: string;
  readonly from: string;
  readonly to: string;
}

export function changeResetPolicy(state: TenantState, now: number, changes: readonly PolicyChange[], by: By): void {
  audit(state, now, {
    activity: 'Update SSPR Settings',
    category: 'PolicyManagement',
    service: SERVICE,
    target: { id: state.tenantId, displayName: 'SSPR settings', type: 'Policy' },
    modified: changes.map(({ property, from, to }) => ({
      displayName: property,
      oldValue: JSON.stringify(from),
      newValue: JSON.stringify(to),
    })),
    ...by,
  });
}

/** A switch under a name that nobody knows yet. */
export function otherResetActivity(state: TenantState, now: number, activity: string, by: By): void {
  audit(state, now, { activity, category: 'DirectoryManagement', service: SERVICE, ...by });
}
