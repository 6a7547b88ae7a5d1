/**
 * Facts of the verdict by which a right that came and went between two readings is told, once: what readings showed and
 * show no more, since when events count, and what was found. Times are by Graph's clock.
 *
 * | key | attributes | details |
 * |---|---|---|
 * | `events:since` | `at` | |
 * | `seen:{right}:{principal}:{role}:{scope}:{last}` | | `id`, `scope`, `from`, `to` |
 * | `lapse:{event}` | `right`, `principal`, `roleId`, `scope`, `from`, `to` | `ids`, `takenBy`, `by`, `name`, `type`, `role`, `leads` |
 * | `brief:{event}` | `right`, `principal`, `roleId`, `scope`, `from`, `to` | `ids`, `by`, `takenBy`, `name`, `type`, `activated`, `role`, `leads` |
 */

import type { Past, SourceViews } from '../../../core/model/check.ts';
import { asRead, type Fact, type Snapshot } from '../../../core/model/fact.ts';
import type { Json } from '../../../core/model/json.ts';
import { own } from '../../../core/model/own.ts';
import { iso, minutesMs, ms } from '../../../core/model/times.ts';
import { ACTIVATED, type RightKind, ROLE_ACTIVITIES } from '../../entra/role-activities.ts';
import { TENANT_SCOPE } from '../authority/scope.ts';
import { type Brief, briefGrants, briefLosses, type RightEvent, type Sighting } from './episodes.ts';
import { idsIn, keyOf, type Names, namesIn } from './keys.ts';

/** Which lists show a right, and where a row has the role or permission. */
const SHOWING: readonly { readonly source: string; readonly right: RightKind; readonly what: string }[] = [
  { source: 'roleAssignments', right: 'role', what: 'roleDefinitionId' },
  { source: 'assignmentSchedules', right: 'role', what: 'roleDefinitionId' },
  { source: 'eligibilities', right: 'eligible', what: 'roleDefinitionId' },
  { source: 'appRoleAssignments', right: 'permission', what: 'appRoleId' },
];

const KEPT_MS = minutesMs(48 * 60);

export function briefFacts(views: SourceViews, past: Past): Fact[] {
  const log = views.roleEvents?.facts;
  if (!log) return [];
  const before = past.verdict ?? [];
  const skew = past.skewMs ?? 0;
  const since = before.find(({ key }) => key === SINCE)?.attributes.at ?? iso(past.at + skew);
  const seen = seenFacts(views, before, past.at, skew);
  const names = namesIn(views);
  const events = log.flatMap((fact) => rightEvents(fact, names)).filter(({ at }) => at > ms(String(since)));
  const told = toldBefore(before, log);
  const isTold = new Set(told.flatMap(idsOf));
  const held = heldNow(views, skew);
  const isFresh = ({ ids, twins }: Brief): boolean => ![...ids, ...twins].some((id) => isTold.has(id));
  const fresh = briefGrants(events, [...held, ...seen.map(sightingOf)]).filter(isFresh);
  const losses = briefLosses(events, held).filter(isFresh);
  return [
    { key: SINCE, attributes: { at: since } },
    ...seen,
    ...told,
    ...losses.map((loss) => eventsFact('lapse', loss, log, names)),
    ...fresh.map((brief) => {
      const fact = eventsFact('brief', brief, log, names);
      return isActivation(brief, log) && wasEligible(fact, views, before)
        ? { ...fact, details: { ...fact.details, activated: true } }
        : fact;
    }),
  ];
}

const SINCE = 'events:since';

const idsOf = ({ details }: Fact): string[] => (details?.ids ?? []) as string[];

/** For as long as an event of it can be read again. */
function toldBefore(before: Snapshot, log: Snapshot): Fact[] {
  const there = new Set(log.map(({ key }) => key));
  return before
    .filter((fact) => /^(?:brief|lapse):/.test(fact.key) && idsOf(fact).some((id) => there.has(id)))
    .map(asRead);
}

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

function heldNow(views: SourceViews, skew: number): Sighting[] {
  return shownIn(views).flatMap((one) => {
    const { fact, lastGoodAt } = one;
    if (fact.missing || lastGoodAt === null) return [];
    return [{ key: keyIn(one), scope: scopeOf(fact), from: ms(fact.firstSeen) + skew, to: ms(lastGoodAt) + skew }];
  });
}

/** What the last reading did not show any more: until when it was shown is known now, and never again. */
function seenFacts(views: SourceViews, before: Snapshot, at: number, skew: number): Fact[] {
  const kept = before.filter(({ key }) => key.startsWith('seen:')).map(asRead);
  const known = new Set(kept.map(({ key }) => key));
  const gone = shownIn(views).flatMap((one): Fact[] => {
    const { right, fact, what, lastGoodAt, readBefore } = one;
    // Missing for the first time in this very reading: the one before it showed it.
    if (!fact.missing || readBefore === null || lastGoodAt !== iso(at)) return [];
    const key = `seen:${right}:${fact.attributes.principalId}:${what}:${scopeOf(fact)}:${readBefore}`;
    const from = iso(ms(fact.firstSeen) + skew);
    const details = { id: keyIn(one), scope: scopeOf(fact), from, to: iso(ms(readBefore) + skew) };
    return known.has(key) ? [] : [{ key, attributes: {}, details }];
  });
  const { facts, readBefore = null } = views.roleEvents ?? { facts: null };
  const oldest = Math.min(...(facts ?? []).map(({ attributes: { at } }) => ms(String(at))));
  const read = readBefore === null ? Number.NEGATIVE_INFINITY : ms(readBefore) + skew - KEPT_MS;
  // An event may still come whose right was shown until then.
  return [...kept, ...new Map(gone.map((fact) => [fact.key, fact])).values()].filter(
    ({ details }) => ms(String(details?.to)) >= Math.min(oldest, read),
  );
}

function sightingOf({ details }: Fact): Sighting {
  const { id, scope, from, to } = details as { readonly [name: string]: Json };
  return { key: String(id), scope: String(scope), from: ms(String(from)), to: ms(String(to)) };
}

function rightEvents(fact: Fact, names: Names): RightEvent[] {
  const activity = String(fact.attributes.activity);
  const kind = ROLE_ACTIVITIES.get(activity);
  const ids = kind && idsIn(fact, names);
  // PIM's notice of what was done elsewhere: the directory tells the act itself.
  if (!kind || !ids || /outside of PIM/.test(activity)) return [];
  const { actor, told, unit } = (fact.details ?? {}) as unknown as Pick<RightEvent, 'actor' | 'told'> & {
    readonly unit: string | null;
  };
  const scope = told === 'person' ? null : scopeIn(activity, unit);
  const key = keyOf(kind.right, ids.principal, ids.what);
  return [
    { id: fact.key, at: ms(String(fact.attributes.at)), does: kind.does, key, scope, actor, ...(told && { told }) },
  ];
}

/** Where the directory records it. Null: it does not say at what. */
function scopeIn(activity: string, unit: string | null): string | null {
  if (unit !== null) return `/administrativeUnits/${unit}`;
  return /(?:role definition|scoped)/i.test(activity) ? null : TENANT_SCOPE;
}

function eventsFact(
  kind: 'brief' | 'lapse',
  { ids, scope, from, to, by, takenBy }: Brief,
  log: Snapshot,
  names: Names,
): Fact {
  const [first = ''] = ids;
  const event = log.find(({ key }) => key === first);
  const { principal = '', what = '', name = null } = (event && idsIn(event, names)) ?? {};
  const right = ROLE_ACTIVITIES.get(String(event?.attributes.activity))?.right ?? 'role';
  const type = right === 'permission' ? 'servicePrincipal' : typeOf(event, principal);
  return {
    key: `${kind}:${first}`,
    label: name ?? principal,
    attributes: { right, principal, roleId: what, scope, from: iso(from), to: iso(to) },
    details: {
      ids: [...ids],
      name,
      type,
      by: by.map((one) => ({ ...one })),
      takenBy: takenBy.map((one) => ({ ...one })),
    },
  };
}

/** The directory records an activation like a grant; PIM's own record of it says what it was. */
const isActivation = ({ ids, twins }: Brief, log: Snapshot): boolean =>
  log.some(({ key, attributes: { activity } }) => [...ids, ...twins].includes(key) && ACTIVATED.has(String(activity)));

/** Whether it was known before that whoever held it may activate it, by themselves or through a group. */
function wasEligible({ attributes: { principal, roleId, from } }: Fact, views: SourceViews, before: Snapshot): boolean {
  const rows = views.eligibilities?.facts ?? [];
  return (
    rows.some(
      ({ attributes: row, firstSeen }) =>
        row.principalId === principal && row.roleDefinitionId === roleId && firstSeen <= String(from),
    ) ||
    before.some(
      ({ key, attributes: path }) =>
        /^path:eligible(?:Group)?:/.test(key) && path.principal === principal && path.roleId === roleId,
    )
  );
}

/** What the event says that it was given to; null: it does not. */
function typeOf(event: Fact | undefined, principal: string): string | null {
  const types = (event?.details?.types ?? {}) as { readonly [id: string]: string };
  return own(OF_TARGET, own(types, principal) ?? '') ?? null;
}

const OF_TARGET: { readonly [type: string]: string } = {
  User: 'user',
  ServicePrincipal: 'servicePrincipal',
  Group: 'group',
};
