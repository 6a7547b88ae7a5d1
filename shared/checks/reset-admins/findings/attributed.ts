/**
 * Who did it, where the log told it in time for the first mail, from the events of the same reading; and by which other ids
 * the log may speak of an application later. An alert names somebody only if all of its lines do, and the same.
 */
import type { Actor, AlertText } from '../../../core/model/alert.ts';
import type { Finding, Occasion, SourceViews } from '../../../core/model/check.ts';
import { minutesMs, ms } from '../../../core/model/times.ts';
import { actorOf, isFrontAlone, isSame } from '../../../core/notify/attribution.ts';
import { loggedEvent } from '../sources/role-events.ts';
import { APPLICATION_GRANTED } from './activities.ts';

/** Replicas lag: what is new may have been done a little before the reading that did not show it. */
const LAG_MS = minutesMs(15);

export function attributed(findings: readonly Finding[], { views = {} }: Occasion): Finding[] {
  const aliased = findings.map((finding) => ({ ...finding, ...aliasesOf(finding, views) }));
  const events = recentEvents(views);
  const actors = aliased.map((finding) =>
    finding.actor || isFrontAlone(finding, events) ? null : actorOf(finding, events),
  );
  const byEvent = Map.groupBy(
    aliased.flatMap(({ event, activities }, n) => (event && activities ? [{ event, actor: actors[n] ?? null }] : [])),
    ({ event }) => event,
  );
  const named = new Map<AlertText, AlertText>();
  for (const [event, lines] of byEvent) {
    const actor = sameOf(lines.map((line) => line.actor));
    if (actor) named.set(event, { ...event, actor });
  }
  return aliased.map((finding, n) => {
    const { event } = finding;
    const actor = actors[n] ?? null;
    if (event === undefined) return actor === null ? finding : { ...finding, actor };
    const told = named.get(event);
    if (!told) return finding;
    return { ...finding, event: told, ...(actor && { actor }) };
  });
}

/** Null: they differ, or one is missing. */
function sameOf(actors: readonly (Actor | null)[]): Actor | null {
  const [first = null] = actors;
  return first !== null && actors.every((one) => one !== null && isSame(one, first)) ? first : null;
}

function recentEvents(views: SourceViews) {
  const read = Object.values(views).flatMap(({ readBefore }) => (readBefore ? [ms(readBefore)] : []));
  if (read.length === 0) return [];
  const from = Math.min(...read) - LAG_MS;
  const logged = (views.roleEvents?.facts ?? []).filter(({ details }) => details?.actor !== undefined);
  return logged.map(loggedEvent).filter(({ at }) => ms(at) >= from);
}

/** The log may name an application by its `appId` or its name alone. */
function aliasesOf(finding: Finding, { principals, appRoleAssignments }: SourceViews): Pick<Finding, 'aliases'> {
  if (!finding.activities?.some((activity) => APPLICATION_GRANTED.includes(activity))) return {};
  const after = finding.after as { readonly principal?: unknown; readonly id?: unknown } | null;
  const id = after?.principal ?? after?.id;
  const facts = [...(principals?.facts ?? []), ...(appRoleAssignments?.facts ?? [])];
  const own = facts.filter(({ attributes }) => (attributes.principalId ?? attributes.id) === id);
  const all = own.flatMap(({ attributes, details }) => [attributes.appId, details?.name]);
  const aliases = [...new Set(all.filter((one): one is string => typeof one === 'string'))];
  return aliases.length > 0 ? { aliases } : {};
}
