/**
 * Facts of the verdict by which a right that came and went between two readings is told, once: what readings showed and
 * show no more, since when events count, and what was found. Times are by Graph's clock.
 *
 * | key | attributes | details |
 * |---|---|---|
 * | `events:since`, `events:since:groups` | `at` | |
 * | `cut:{hour}` | `at` | |
 * | `seen:{right}:{principal}:{role}:{scope}:{last}` | | `id`, `scope`, `from`, `to`, `goneAt` |
 * | `lapse:{event}` | `right`, `principal`, `roleId`, `scope`, `from`, `to` | `ids`, `takenBy`, `by`, `name`, `type`, `role`, `leads` |
 * | `brief:{event}` | `right`, `principal`, `roleId`, `scope`, `from`, `to` | `ids`, `by`, `takenBy`, `name`, `type`, `activated`, `isEndUntold`, `next`, `role`, `leads` |
 * | `waits:{event}` | the same; `to` null until a reading was without it | the same, `lastGiven`, `next` |
 */

import type { Past, SourceViews } from '../../../core/model/check.ts';
import { asRead, type Fact, type Snapshot } from '../../../core/model/fact.ts';
import { own } from '../../../core/model/own.ts';
import { iso, ms } from '../../../core/model/times.ts';
import { ACTIVATED, ROLE_ACTIVITIES } from '../../entra/role-activities.ts';
import { TENANT_SCOPE } from '../authority/scope.ts';
import { CUT } from '../sources/group-events.ts';
import { type Brief, briefGrants, briefLosses, openGrants, type RightEvent } from './episodes.ts';
import { idsIn, keyOf, type Names, namesIn } from './keys.ts';
import { isNamedWhole, membersNow } from './members.ts';
import { heldNow, seenFacts, sightingOf } from './shown.ts';
import { idsOf, waitingFacts, withoutPast } from './waiting.ts';

export function briefFacts(views: SourceViews, past: Past): Fact[] {
  const log = views.roleEvents?.facts;
  if (!log) return [];
  const before = past.verdict ?? [];
  const skew = past.skewMs ?? 0;
  const beginnings = [SINCE, SINCE_GROUPS].map((key) => {
    const known = before.find((fact) => fact.key === key);
    return { key, attributes: { at: String(known?.attributes.at ?? iso(past.at + skew)) } };
  });
  const [since = 0, sinceGroups = 0] = beginnings.map(({ attributes: { at } }) => ms(at));
  const seen = seenFacts(views, before, past.at, skew);
  const names = namesIn(views);
  const events = log
    .flatMap((fact) => rightEvents(fact, names, views))
    .filter(({ at, key }) => at > (isOfGroup(key) ? sinceGroups : since));
  const told = toldBefore(before, log, past.at);
  const isTold = new Set(told.flatMap(idsOf));
  const held = heldNow(views, skew);
  const isFresh = ({ ids, twins }: Pick<Brief, 'ids' | 'twins'>): boolean =>
    ![...ids, ...twins].some((id) => isTold.has(id));
  const sightings = [...held, ...membersNow(views, events, skew), ...seen.map(sightingOf)];
  const losses = briefLosses(events, held).filter(isFresh);
  const grantFact = (kind: 'brief' | 'waits', grant: Brief): Fact => {
    const fact = eventsFact(kind, grant, log, names);
    const wasExpected = isOfGroup(grant.key)
      ? isByPim(fact, log) && wasEligibleFor(fact, views)
      : isActivation(grant, log) && wasEligible(fact, views, before);
    return wasExpected ? { ...fact, details: { ...fact.details, activated: true } } : fact;
  };
  const given = openGrants(events, sightings)
    .filter(isFresh)
    .map((grant) => {
      const fact = grantFact('waits', { ...grant, to: grant.from, takenBy: [] });
      return { ...fact, details: { ...fact.details, lastGiven: iso(grant.lastGiven) } };
    });
  return [
    ...beginnings,
    ...log.filter(({ key }) => key.startsWith(CUT)).map(asRead),
    ...seen,
    ...told,
    ...losses.map((loss) => eventsFact('lapse', loss, log, names)),
    ...briefGrants(events, sightings)
      .filter(isFresh)
      .map((brief) => grantFact('brief', brief)),
    ...waitingFacts(given, sightings, log, views, past),
  ];
}

const SINCE = 'events:since';
/** Earlier versions read none of groups. */
const SINCE_GROUPS = 'events:since:groups';

const isOfGroup = (key: string): boolean => /^(?:member|owner) /.test(key);

/** For as long as an event of it can be read again. */
function toldBefore(before: Snapshot, log: Snapshot, now: number): Fact[] {
  const there = new Set(log.map(({ key }) => key));
  return before
    .filter(({ key }) => /^(?:brief|lapse):/.test(key))
    .map((fact) => withoutPast(asRead(fact), now))
    .filter((fact) => fact.details?.next !== undefined || idsOf(fact).some((id) => there.has(id)));
}

function rightEvents(fact: Fact, names: Names, views: SourceViews): RightEvent[] {
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
  if (isOfGroup(key) && !isNamedWhole(ids.what, views)) return [];
  return [
    { id: fact.key, at: ms(String(fact.attributes.at)), does: kind.does, key, scope, actor, ...(told && { told }) },
  ];
}

/** Where the directory records it. Null: it does not say at what. */
function scopeIn(activity: string, unit: string | null): string | null {
  if (unit !== null) return `/administrativeUnits/${unit}`;
  return /(?:role ?definition|scoped)/i.test(activity) ? null : TENANT_SCOPE;
}

function eventsFact(
  kind: 'brief' | 'lapse' | 'waits',
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

/** PIM for Groups records an activation as itself in the directory: who could activate the membership did so. */
function isByPim(fact: Fact, log: Snapshot): boolean {
  const ids = new Set(idsOf(fact));
  return log.filter(({ key }) => ids.has(key)).every(({ details }) => details?.told === 'front');
}

const wasEligibleFor = ({ attributes: { right, principal, roleId, from } }: Fact, views: SourceViews): boolean =>
  (views.groupEligibilities?.facts ?? []).some(
    ({ attributes: row, firstSeen }) =>
      row.principalId === principal && row.groupId === roleId && row.access === right && firstSeen <= String(from),
  );

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
