/**
 * Rights that an event gave, that no reading shows and no event takes: their holder was deleted, or the end was logged as
 * something else. Each waits until its list and the log were read well two hours after a first reading without it, and is
 * told then as given and gone. Never told is one that a reading showed, nor one that the lists could not show.
 *
 * An eligibility, and what PIM alone recorded, may be meant to begin later, and looks the same until then: neither waits.
 */
import type { Past, SourceViews } from '../../../core/model/check.ts';
import { asRead, type Fact, type Snapshot } from '../../../core/model/fact.ts';
import { own } from '../../../core/model/own.ts';
import { iso, minutesMs, ms } from '../../../core/model/times.ts';
import type { RightKind } from '../../entra/role-activities.ts';
import { isWatchedPermission } from '../authority/indirect-means.ts';
import { isShownSince, type Sighting, SLACK_MS } from './episodes.ts';
import { keyOf } from './keys.ts';
import { isNamedWhole } from './members.ts';

/** Longer than events are late (95 % within 2 minutes, others within a quarter of an hour), and than replicas lag. */
const WAIT_MS = minutesMs(120);

const KEPT_MS = minutesMs(48 * 60);

/** By right, the one list that shows all of it while it is in force. */
const LISTS: { readonly [right: string]: string } = {
  role: 'roleAssignments',
  permission: 'appRoleAssignments',
  member: 'groups',
  owner: 'groups',
} satisfies { readonly [right in RightKind]?: string };

const WAITS = 'waits:';

/** Ids of the events that gave it. */
export const idsOf = ({ details }: Fact): string[] => (details?.ids ?? []) as string[];

/**
 * Facts `waits:…` of those that wait on, and `brief:…` of those whose time has come.
 *
 * @param given facts of what events in the log gave and nothing took, as `waits:…`
 * @param sightings by which one is given up whose event has left the log
 */
export function waitingFacts(
  given: readonly Fact[],
  sightings: readonly Sighting[],
  log: Snapshot,
  views: SourceViews,
  past: Past,
): Fact[] {
  const before = (past.verdict ?? []).filter(({ key }) => key.startsWith(WAITS)).map(asRead);
  const there = new Set(log.map(({ key }) => key));
  const left = before.filter((fact) => !idsOf(fact).some((id) => there.has(id)) && !isShownNow(fact, sightings));
  const since = new Map(before.flatMap((fact) => idsOf(fact).map((id) => [id, fact.attributes.to] as const)));
  return [...given, ...left].flatMap((fact) => {
    if (!canBeShown(fact, views)) return [];
    const known = idsOf(fact).flatMap((id) => since.get(id) ?? []);
    return [stepOf(fact, known.map(String), views, past.skewMs ?? 0)];
  });
}

/** @param known when readings were without it, as it stood before */
function stepOf(fact: Fact, known: readonly string[], views: SourceViews, skew: number): Fact {
  const read = readAt(views, listOf(fact), skew);
  const shownFrom = ms(String(fact.details?.lastGiven)) + SLACK_MS;
  const to = known.find((at) => ms(at) >= shownFrom) ?? (read >= shownFrom ? iso(read) : null);
  const attributes = { ...fact.attributes, to };
  const ripe = to === null ? shownFrom : ms(to) + WAIT_MS;
  if (to !== null && Math.min(read, readAt(views, 'roleEvents', skew)) >= ripe) {
    const { lastGiven: _, ...details } = fact.details ?? {};
    const told = { ...details, isEndUntold: true, next: iso(ripe + KEPT_MS - skew) };
    return { ...fact, key: fact.key.replace(WAITS, 'brief:'), attributes, details: told };
  }
  return { ...fact, attributes, details: { ...fact.details, next: iso(ripe - skew) } };
}

const listOf = ({ attributes: { right } }: Fact): string => own(LISTS, String(right)) ?? '';

/** When it was last read well, in ms by Graph's clock. */
function readAt(views: SourceViews, source: string, skew: number): number {
  const at = own(views, source)?.lastGoodAt ?? null;
  return at === null ? Number.NEGATIVE_INFINITY : ms(at) + skew;
}

/** Another permission, or a role that is in no list, would be absent from every reading. */
function canBeShown({ attributes: { right, roleId } }: Fact, views: SourceViews): boolean {
  if (right === 'permission') return isWatchedPermission(String(roleId));
  if (right === 'member' || right === 'owner') return isNamedWhole(String(roleId), views);
  return right === 'role' && (views.roleDefinitions?.facts ?? []).some(({ key }) => key === roleId);
}

const isShownNow = ({ attributes: { right, principal, roleId, scope, from } }: Fact, all: readonly Sighting[]) => {
  const key = keyOf(right as RightKind, String(principal), String(roleId));
  const at = typeof scope === 'string' ? scope : null;
  return all.some((sighting) => sighting.key === key && isShownSince(ms(String(from)), at, sighting));
};

/** What was told is kept until `next`, though its event may have left the log: the same answer must come of the same. */
export function withoutPast(fact: Fact, now: number): Fact {
  const { next, ...details } = fact.details ?? {};
  return next === undefined || ms(String(next)) > now ? fact : { ...fact, details };
}

/** When the next of them is to be looked at again, by our clock, ISO 8601; null: none waits. */
export function nextWait(verdict: Snapshot): string | null {
  const all = verdict.flatMap(({ key, details }) => (/^(?:waits|brief):/.test(key) ? (details?.next ?? []) : []));
  return all.map(String).sort()[0] ?? null;
}
