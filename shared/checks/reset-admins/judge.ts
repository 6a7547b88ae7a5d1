/**
 * The verdict of the check: the authority of the believed tenant as facts, with what only the verdict before can tell,
 * such as how far a unit has grown. A protection is not given up before it is known that its holder is still there.
 */
import type { Past, SourceViews } from '../../core/model/check.ts';
import type { Fact } from '../../core/model/fact.ts';
import { isGrowth } from '../../core/poll/measures.ts';
import { type Authority, computeAuthority } from './authority/authority.ts';
import { canReset } from './authority/capability.ts';
import { unitIdIn } from './authority/scope.ts';
import type { Tenant } from './authority/tenant.ts';
import { briefFacts } from './brief/brief-facts.ts';
import { withMeaning } from './brief/meaning.ts';
import { calledIn } from './called.ts';
import { credentialFacts } from './credentials.ts';
import { heldShields } from './held-shields.ts';
import { kindFacts } from './kinds.ts';
import { groupPartOf } from './sources/keys.ts';
import { type StoredTerm, type StoredUnit, unitsOf, verdictFacts } from './stored.ts';
import { nextEnd, tenantOf } from './tenant-of.ts';

export function judge(views: SourceViews, past: Past): Fact[] {
  const called = calledIn(views, past);
  const tenant = tenantOf(views, past, called);
  const authority = computeAuthority(tenant);
  const names = new Map(tenant.units.map(({ id, name }) => [id, name]));
  const shielded = new Set(authority.shielded.map(({ id }) => id));
  const hiddenUnits = tenant.units.filter(({ isHidden }) => isHidden).map(({ id }) => id);
  const unseen = hiddenUnits.length + (tenant.unreadUnits ?? []).length;
  const facts = verdictFacts(authority, {
    activationsRead: views.assignmentSchedules?.state === 'ok',
    principalsRead: views.principals?.state === 'ok' && views.groups?.state === 'ok',
    missing: [...(called.missing.length > 0 || hasCrowd(views) ? ['groups'] : []), ...(unseen > 0 ? ['units'] : [])],
    hiddenUnits,
    until: nextEnd(tenant, past.at),
    groups: called.groups,
    terms: termsOf(tenant),
    roles: tenant.roleDefinitions.filter(canReset),
    units: scopedUnits(tenant, authority, past),
    unshielded: tenant.users.filter(({ id, isSynced }) => isSynced && !shielded.has(id)),
    unitName: (scope) => names.get(unitIdIn(scope) ?? '') ?? null,
  });
  const held = heldShields(facts, views.principals, past.verdict);
  const kinds = kindFacts(views, new Set(authority.holders.map(({ id }) => id)));
  const brief = briefFacts(views, past).map((fact) => withMeaning(fact, tenant));
  const kept = facts.filter(({ key }) => !held.has(key));
  return [...kept, ...held.values(), ...kinds, ...credentialFacts(views), ...brief];
}

/** Who is in a group is then known in part. */
const hasCrowd = ({ groups }: SourceViews): boolean =>
  (groups?.facts ?? []).some(({ key }) => groupPartOf(key).part === 'crowd');

/** What is held until a known time, or by activation. */
const termsOf = ({ assignmentSchedules }: Tenant): StoredTerm[] =>
  assignmentSchedules.flatMap(
    ({ principalId: holder, roleDefinitionId: roleId, scope, endsAt: until, ...row }): StoredTerm[] => {
      const right = { holder, roleId, scope, until };
      if (row.assignmentType === 'Activated') return [{ kind: 'activation', ...right }];
      return until === null ? [] : [{ kind: 'dated', ...right }];
    },
  );

/** The units at which someone can reset, each with the number that its growth is counted from. */
function scopedUnits(tenant: Tenant, { holders }: Authority, { verdict, growth }: Past): StoredUnit[] {
  const scopes = new Set(holders.flatMap(({ paths }) => paths.map(({ scope }) => unitIdIn(scope))));
  const before = new Map(unitsOf(verdict).map((unit) => [unit.id, unit]));
  return (
    tenant.units
      .filter(({ id, isHidden }) => scopes.has(id) && !isHidden)
      // Who is new beside who is leaving is no growth, nor is one who was missing once.
      .map(({ id, name, syncedUserIds: { length: believed }, shown: count = believed }) => {
        const { base = believed, growths = 0 } = before.get(id) ?? {};
        const hasGrown = count > base && isGrowth(base, count, growth);
        return {
          id,
          name,
          count,
          base: hasGrown ? count : Math.min(base, believed),
          growths: growths + Number(hasGrown),
        };
      })
  );
}
