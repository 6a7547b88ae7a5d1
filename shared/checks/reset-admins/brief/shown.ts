/**
 * What readings showed of the rights that events tell of: what they show now, and what they showed until lately. What the
 * lists show no more is kept for as long as an event of it may still come. Times in ms by Graph's clock.
 */
import type { SourceViews } from '../../../core/model/check.ts';
import { asRead, compareText, type Fact, type Snapshot } from '../../../core/model/fact.ts';
import type { Json } from '../../../core/model/json.ts';
import { own } from '../../../core/model/own.ts';
import { iso, minutesMs, ms } from '../../../core/model/times.ts';
import type { RightKind } from '../../entra/role-activities.ts';
import { TENANT_SCOPE } from '../authority/scope.ts';
import type { Sighting } from './episodes.ts';
import { keyOf } from './keys.ts';
import { membersGone } from './members.ts';

/** Which lists show a right, and where a row has the role or permission. */
const SHOWING: readonly { readonly source: string; readonly right: RightKind; readonly what: string }[] = [
  { source: 'roleAssignments', right: 'role', what: 'roleDefinitionId' },
  { source: 'assignmentSchedules', right: 'role', what: 'roleDefinitionId' },
  { source: 'eligibilities', right: 'eligible', what: 'roleDefinitionId' },
  { source: 'appRoleAssignments', right: 'permission', what: 'appRoleId' },
];

const KEPT_MS = minutesMs(48 * 60);

interface Shown {
  readonly right: RightKind;
  readonly fact: Snapshot[number];
  readonly what: string;
  readonly lastGoodAt: string | null;
  readonly readBefore: string | null;
}

const shownIn = (views: SourceViews): Shown[] =>
  SHOWING.flatMap(({ source, right, what }) => {
    const { facts, lastGoodAt = null, readBefore = null } = own(views, source) ?? { facts: null };
    return (facts ?? []).map((fact) => ({
      right,
      fact,
      what: String(own(fact.attributes, what)),
      lastGoodAt,
      readBefore,
    }));
  });

const scopeOf = ({ attributes: { scope } }: Fact): string => (typeof scope === 'string' ? scope : TENANT_SCOPE);

const keyIn = ({ right, fact, what }: Shown): string => keyOf(right, String(fact.attributes.principalId), what);

export function heldNow(views: SourceViews, skew: number): Sighting[] {
  return shownIn(views).flatMap((one) => {
    const { fact, lastGoodAt } = one;
    if (fact.missing || lastGoodAt === null) return [];
    return [{ key: keyIn(one), scope: scopeOf(fact), from: ms(fact.firstSeen) + skew, to: ms(lastGoodAt) + skew }];
  });
}

/** What the last reading did not show any more: until when it was shown is known now, and never again. */
export function seenFacts(views: SourceViews, before: Snapshot, at: number, skew: number): Fact[] {
  const kept = before.filter(({ key }) => key.startsWith('seen:')).map(asRead);
  const known = new Set(kept.map(({ key }) => key));
  const gone = shownIn(views).flatMap((one): Fact[] => {
    const { right, fact, what, lastGoodAt, readBefore } = one;
    // Missing for the first time in this very reading: the one before it showed it.
    if (!fact.missing || readBefore === null || lastGoodAt !== iso(at)) return [];
    const key = `seen:${right}:${fact.attributes.principalId}:${what}:${scopeOf(fact)}:${readBefore}`;
    const from = iso(ms(fact.firstSeen) + skew);
    const [to, goneAt] = [iso(ms(readBefore) + skew), iso(at + skew)];
    const details = { id: keyIn(one), scope: scopeOf(fact), from, to, goneAt };
    return known.has(key) ? [] : [{ key, attributes: {}, details }];
  });
  const { facts, readBefore = null } = views.roleEvents ?? { facts: null };
  // One by one: there may be more than a call takes arguments.
  const oldest = (facts ?? []).reduce((least, { attributes: { at } }) => Math.min(least, ms(String(at))), Infinity);
  const read = readBefore === null ? Number.NEGATIVE_INFINITY : ms(readBefore) + skew - KEPT_MS;
  // An event may still come whose right was shown until then.
  const left = membersGone(views, at, skew).filter(({ key }) => !known.has(key));
  const all = [...kept, ...new Map([...gone, ...left].map((fact) => [fact.key, fact])).values()];
  return newestOfEach(all.filter(({ details }) => ms(String(details?.to)) >= Math.min(oldest, read)));
}

/** Of one role, permission or group, whose owner can move thousands an hour in and out. No more than events of it are kept. */
const MOST_OF_EACH = 5_000;

function newestOfEach(facts: readonly Fact[]): Fact[] {
  const whatOf = ({ details }: Fact): string => String(details?.id).split(' ').at(-1) ?? '';
  const later = (a: Fact, b: Fact): number => compareText(String(b.details?.to), String(a.details?.to));
  return [...Map.groupBy(facts, whatOf).values()].flatMap((own) =>
    own.length <= MOST_OF_EACH ? own : own.toSorted(later).slice(0, MOST_OF_EACH),
  );
}

export function sightingOf({ details }: Fact): Sighting {
  const { id, scope, from, to, goneAt } = details as { readonly [name: string]: Json };
  const shown = { key: String(id), scope: String(scope), from: ms(String(from)), to: ms(String(to)) };
  // Earlier versions did not keep it.
  return typeof goneAt === 'string' ? { ...shown, goneAt: ms(goneAt) } : shown;
}
