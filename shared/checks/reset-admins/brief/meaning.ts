/** What a right that came and went was called, and what it leads to, as the roles are defined now. Names it; decides no severity. */
import type { Fact } from '../../../core/model/fact.ts';
import { canReset } from '../authority/capability.ts';
import { MEANS, type MeansName, meansOf, PERMISSION_MEANS } from '../authority/indirect-means.ts';
import { RESETTING_APP_ROLE } from '../authority/matrix.ts';
import type { Tenant } from '../authority/tenant.ts';

interface Meaning {
  readonly role: string | null;
  /** Null: neither a reset nor one step from it. */
  readonly leads: string | null;
}

const RESETS = 'can reset passwords';

/** What leads to a reset in one step, as a lasting right is told by a rule of its own (findings/right-rules.ts). */
const ONE_STEP: ReadonlySet<MeansName> = new Set([
  'grant',
  'writeback',
  'withoutReset',
  'recovery',
  'federation',
  'otherPermission',
  'syncClient',
]);

/** Taking an application leads there while one can reset, or can give itself what does. */
const isOneStep = (means: MeansName, { appRoleAssignments }: Tenant): boolean =>
  ONE_STEP.has(means) ||
  (means === 'takeApplication' &&
    appRoleAssignments.some(
      ({ appRoleId }) => appRoleId === RESETTING_APP_ROLE.id || PERMISSION_MEANS.get(appRoleId)?.means === 'grant',
    ));

function leadsOf(resets: boolean, means: readonly MeansName[], tenant: Tenant): string | null {
  const all = [...(resets ? [RESETS] : []), ...means.filter((one) => isOneStep(one, tenant)).map((one) => MEANS[one])];
  return all.length > 0 ? all.join(', and ') : null;
}

/** A fact `brief:…` with its meaning; any other as it is, and one that was given its meaning before. */
export function withMeaning(fact: Fact, tenant: Tenant): Fact {
  const { roleId, right } = fact.attributes;
  if (typeof roleId !== 'string' || fact.details?.role !== undefined) return fact;
  const { role, leads } = meaningOf(String(right), roleId, tenant);
  return { ...fact, details: { ...fact.details, role, leads } };
}

function meaningOf(right: string, id: string, tenant: Tenant): Meaning {
  if (right === 'permission') return ofPermission(id, tenant);
  return right === 'member' || right === 'owner' ? ofGroup(id, right === 'owner', tenant) : ofRole(id, tenant);
}

/** What the group holds itself, now; an owner can join it. What it is eligible for takes a step that has events of its own. */
function ofGroup(id: string, isOwner: boolean, tenant: Tenant): Meaning {
  const held = new Set(tenant.assignments.flatMap((row) => (row.principalId === id ? [row.roleDefinitionId] : [])));
  const leads = [...new Set([...held].flatMap((role) => ofRole(role, tenant).leads ?? []))].sort().join(', and ');
  const name = tenant.groups.find((group) => group.id === id)?.name ?? null;
  if (leads === '') return { role: name, leads: null };
  return { role: name, leads: isOwner ? `can join a group that ${leads}` : `${leads}, through a group` };
}

function ofPermission(id: string, tenant: Tenant): Meaning {
  if (id === RESETTING_APP_ROLE.id) return { role: RESETTING_APP_ROLE.name, leads: RESETS };
  const known = PERMISSION_MEANS.get(id);
  return { role: known?.name ?? null, leads: known ? leadsOf(false, [known.means], tenant) : null };
}

function ofRole(id: string, tenant: Tenant): Meaning {
  const role = tenant.roleDefinitions.find((one) => one.id === id || one.templateId === id);
  return role
    ? { role: role.name, leads: leadsOf(canReset(role), meansOf(role), tenant) }
    : { role: null, leads: DELETED };
}

/** All roles are in the list: one that came and went with its assignment could have held anything. */
const DELETED = 'may have been able to reset passwords: the role is in no list of roles now, as one that was deleted';
