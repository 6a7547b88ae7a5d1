/**
 * What readings showed of members and owners of groups. A group is one fact with its members as elements: who is not known
 * to have come lately counts as having been there all along, so that nobody is told of what was shown.
 */
import type { SourceViews } from '../../../core/model/check.ts';
import type { BelievedFact, Fact } from '../../../core/model/fact.ts';
import { own } from '../../../core/model/own.ts';
import { iso, ms } from '../../../core/model/times.ts';
import { TENANT_SCOPE } from '../authority/scope.ts';
import { type GroupPart, groupKey, groupPartOf } from '../sources/keys.ts';
import type { RightEvent, Sighting } from './episodes.ts';
import { keyOf } from './keys.ts';

type Place = 'member' | 'owner';

const PARTS: { readonly [place in Place]: readonly GroupPart[] } = {
  member: ['members', 'memberApps'],
  owner: ['owners', 'ownerApps'],
};

const placeOf = (part: GroupPart): Place | null => {
  if (PARTS.member.includes(part)) return 'member';
  return PARTS.owner.includes(part) ? 'owner' : null;
};

/** Of those alone of whom events tell: a group may have thousands. */
export function membersNow(views: SourceViews, events: readonly RightEvent[], skew: number): Sighting[] {
  const { facts, lastGoodAt = null } = views.groups ?? { facts: null };
  if (!facts || lastGoodAt === null) return [];
  const told = new Set(events.map(({ key }) => key));
  const to = ms(lastGoodAt) + skew;
  return facts.flatMap((fact) =>
    elementsIn(fact)
      .filter(({ key, isGone }) => told.has(key) && !isGone)
      .map(({ key, joined }) => ({ key, scope: TENANT_SCOPE, from: joined === null ? 0 : ms(joined) + skew, to })),
  );
}

/** Who was shown until the last reading. */
export function membersGone(views: SourceViews, at: number, skew: number): Fact[] {
  const { facts, lastGoodAt = null, readBefore = null } = views.groups ?? { facts: null };
  if (!facts || readBefore === null || lastGoodAt !== iso(at)) return [];
  const to = iso(ms(readBefore) + skew);
  return facts.flatMap((fact) =>
    elementsIn(fact)
      .filter(({ isGone }) => isGone)
      .map(({ key, joined }) => ({
        key: `seen:${key.replaceAll(' ', ':')}:${readBefore}`,
        attributes: {},
        details: { id: key, scope: TENANT_SCOPE, from: iso(joined === null ? 0 : ms(joined) + skew), to },
      })),
  );
}

interface Element {
  readonly key: string;
  readonly isGone: boolean;
  /** Null: it was there before that is known. */
  readonly joined: string | null;
}

function elementsIn(fact: BelievedFact): Element[] {
  const { group, part } = groupPartOf(fact.key);
  const place = placeOf(part);
  const gone = new Set(fact.absent);
  if (place === null) return [];
  return (fact.elements ?? []).map((id) => ({
    key: keyOf(place, id, group),
    isGone: fact.missing === true || gone.has(id),
    joined: own(fact.joined, id) ?? null,
  }));
}

/** Whether a reading would name everybody who is in it: not where there are more than are named, or it cannot hold a role. */
export function isNamedWhole(group: string, { groups }: SourceViews): boolean {
  const facts = groups?.facts ?? [];
  const own = facts.find(({ key }) => key === group);
  return own?.attributes.isRoleAssignable === true && !facts.some(({ key }) => key === groupKey(group, 'crowd'));
}
