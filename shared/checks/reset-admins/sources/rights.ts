/**
 * What rows of role management have in common: who, which role, at which scope, until when. Decides which of several
 * rows about the same right stands: the one that lasts longest.
 */
import type { Fact } from '../../../core/model/fact.ts';
import { ms } from '../../../core/model/times.ts';
import { readTime } from '../../times.ts';
import { id, text } from './objects.ts';

export const rightShape = { principalId: id, roleDefinitionId: id, directoryScopeId: text };

/**
 * Rows of role assignments may name the organization of their principal: whoever is of another one is a partner's. A tenant
 * that partners run may have more rows of theirs than of its own people.
 *
 * @param home the tenant that is read; null: nobody knows, and nobody is called a partner's
 */
export function partnersIn(
  rows: readonly { readonly principalId: string; readonly principalOrganizationId: string | null }[],
  home: string | null,
): ReadonlySet<string> {
  if (home === null) return new Set();
  const foreign = rows.filter(({ principalOrganizationId: of }) => of !== null && of.toLowerCase() !== home);
  return new Set(foreign.map(({ principalId }) => principalId));
}

/** What PIM says of a row beside the right. */
export const spanShape = { endDateTime: text, memberType: text };

interface Right {
  readonly principalId: string;
  readonly roleDefinitionId: string;
  readonly scope: string;
}

export const rightOf = ({ principalId, roleDefinitionId, scope }: Right) => ({ principalId, roleDefinitionId, scope });

/** Rows without a `directoryScopeId` are of other systems than the directory, and reset nobody in it. */
export const scoped = <T extends { readonly directoryScopeId: string | null }>(rows: readonly T[]) =>
  rows.flatMap((row) => (row.directoryScopeId ? [{ ...row, scope: row.directoryScopeId }] : []));

/** ISO 8601; null: no end, or one that nobody can read or mean, such as the first day of the year 1: such a right lasts. */
export const endOf = ({ endDateTime }: { readonly endDateTime: string | null }): string | null =>
  readTime('endDateTime', endDateTime).at;

interface Instance {
  readonly endDateTime: string | null;
  readonly memberType: string | null;
}

/**
 * Without rows that only echo a group membership, which is read anyway, and rows that ended but are still listed.
 * Where Graph does not say that a row is an echo, it is none.
 */
export const standingAlone = <T extends Instance>(rows: readonly T[], now: number) =>
  rows.flatMap((row) => {
    const end = endOf(row);
    const memberType = row.memberType || 'Direct';
    return memberType.toLowerCase() === 'direct' && (end === null || ms(end) > now) ? [{ ...row, memberType }] : [];
  });

/** Of facts with one key the one whose attribute `endsAt` is the latest; none is later than all. */
export function longest(facts: readonly Fact[]): Fact[] {
  const byKey = new Map<string, Fact>();
  for (const fact of facts) {
    const other = byKey.get(fact.key);
    if (!other || lastsLonger(fact, other)) byKey.set(fact.key, fact);
  }
  return [...byKey.values()];
}

function lastsLonger(a: Fact, b: Fact): boolean {
  const [one, other] = [a.attributes.endsAt, b.attributes.endsAt];
  if (typeof one !== 'string' || typeof other !== 'string') return one === null && other !== null;
  return ms(one) > ms(other);
}
