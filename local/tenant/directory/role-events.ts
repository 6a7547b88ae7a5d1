/**
 * What the audit log says of roles and rights. Names of events are documented; that a role as a target has the id of its
 * directoryRole object, not of its definition, and stands after the principal, is as the log is known to be.
 */
import { guidOf } from '../random.ts';
import type { AuditEvent, AuditTarget, TenantState } from '../state.ts';
import { BUILT_IN_ROLES } from './built-in-roles.ts';
import { entryOf, type Right, type Role } from './directory-state.ts';
import { unitOfScope } from './objects.ts';
import { type EventDetails, targetOf } from './recorded-change.ts';
import { isBuiltIn } from './role-definitions.ts';

export const spanOf = ({ endsAt }: Right): string => (endsAt === null ? 'permanent' : 'timebound');

type Bare = Pick<Right, 'principalId' | 'roleId' | 'scope'>;

const PLACES = { Add: 'to', Remove: 'from' } as const;

/** An assignment outside of PIM, given or taken. */
export const byCore = (state: TenantState, verb: keyof typeof PLACES, right: Bare): EventDetails =>
  ofRight(state, coreActivity(state, verb, right), right);

function coreActivity(state: TenantState, verb: keyof typeof PLACES, { roleId, scope }: Bare): string {
  const place = PLACES[verb];
  const unit = unitOfScope(state, scope);
  if (unit?.isRestricted) return `${verb} member ${place} role scoped over Restricted Management Administrative Unit`;
  if (unit) return `${verb} scoped member ${place} role`;
  return isBuiltIn(roleId) && scope === '/'
    ? `${verb} member ${place} role`
    : `${verb} role assignment ${place} role definition`;
}

/** As the directory calls PIM, in whose name it does what a person does there; live events give no `appId`. */
const PIM = { appId: null, displayName: 'MS-PIM' };

/** A role, given or taken: recorded by the directory in the name of PIM, and by PIM with the person (seen live). */
export function byPim(state: TenantState, activity: string, right: Bare): EventDetails[] {
  const app = { ...PIM, objectId: guidOf(`${state.tenantId}|MS-PIM`) };
  const core = byCore(state, activity.startsWith('Remove') ? 'Remove' : 'Add', right);
  return [{ ...core, app }, eligibleByPim(state, activity, right)];
}

/** An eligibility, which only PIM records. Who it is about stands behind the role, with what else PIM names. */
export function eligibleByPim(state: TenantState, activity: string, { principalId, roleId }: Bare): EventDetails {
  const { displayName } = roleNameOf(state, roleId);
  const noted = (what: string, type: string): AuditTarget => ({
    ...{ id: guidOf(`${state.tenantId}|${what}|${state.counter}`), displayName: null, type },
  });
  return {
    activity,
    category: 'RoleManagement',
    service: 'PIM',
    target: { id: guidOf(`${state.tenantId}|PIM role|${roleId}`), displayName, type: 'Role' },
    others: [
      noted('request', 'Request'),
      targetOf(state, principalId),
      { id: state.tenantId, displayName: state.displayName, type: 'Directory' },
      noted('other', 'Other'),
    ],
    modified: [
      ['RoleDefinitionOriginId', roleId],
      ['RoleDefinitionOriginType', isBuiltIn(roleId) ? 'BuiltInRole' : 'CustomRole'],
      ['TemplateId', roleId],
    ].map(([name = '', value]) => ({ displayName: name, oldValue: '""', newValue: JSON.stringify(value) })),
  };
}

function ofRight(state: TenantState, activity: string, { principalId, roleId, scope }: Bare): EventDetails {
  const { displayName } = roleNameOf(state, roleId);
  const objectId = guidOf(`${state.tenantId}|directoryRole|${roleId}`);
  const role: AuditTarget = { id: objectId, displayName, type: 'Role' };
  const unit = unitOfScope(state, scope);
  return {
    activity,
    category: 'RoleManagement',
    target: targetOf(state, principalId),
    others: [role, ...(unit ? [targetOf(state, unit.id)] : [])],
    modified: roleModified(objectId, displayName, roleId, activity.startsWith('Remove')),
  };
}

const roleNameOf = (state: TenantState, roleId: string): { readonly displayName: string } =>
  entryOf(state.directory.customRoles, roleId) ?? BUILT_IN_ROLES.get(roleId) ?? { displayName: '' };

/** Values in the audit log are JSON texts; what was taken stands in the old ones (seen live). */
const roleModified = (objectId: string, name: string, roleId: string, isTaken: boolean): AuditEvent['modified'] =>
  [
    ['Role.ObjectID', objectId],
    ['Role.DisplayName', name],
    ['Role.TemplateId', roleId],
  ].map(([displayName = '', value]) => {
    const text = JSON.stringify(value);
    return { displayName, oldValue: isTaken ? text : null, newValue: isTaken ? null : text };
  });

export const definition = (activity: string, { id, displayName }: Role): EventDetails => ({
  activity,
  category: 'RoleManagement',
  target: { id, displayName, type: 'Role' },
});
