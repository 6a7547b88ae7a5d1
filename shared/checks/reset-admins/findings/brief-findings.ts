/**
 * What is told of a right that was given and taken back, or taken and given back, without any reading showing it: one alert
 * for each that resets or leads there, or that shields who holds it; a line of history for any other. By whom is in the
 * very events.
 */
import type { Actor, OneActor } from '../../../core/model/alert.ts';
import type { Finding } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';
import type { Fact } from '../../../core/model/fact.ts';
import { alertOf } from '../../../core/model/rule.ts';
import { candidatesIn, oneOf } from '../../../core/notify/attribution.ts';
import { utcText } from '../../../core/text/ages.ts';
import { actorsWords, idBehind, named, ours, quoted, told } from '../../../core/text/outside.ts';
import { type Words, words } from '../../../core/text/words.ts';
import { PERMISSION_MEANS } from '../authority/indirect-means.ts';
import type { PrincipalType } from '../authority/resetters.ts';
import { roleWords } from '../names.ts';
import { RULES } from '../rules.ts';
import { CUT, OF_ROLES } from '../sources/group-events.ts';
import { briefLine, briefTitle, endlessLine, lapseLine, lapseTitle, spanWords } from '../titles.ts';
import { fullName, someone } from '../words.ts';
import type { Comparison } from './comparison.ts';
import { verdictLine } from './lines.ts';

export const briefFindings = (compared: Comparison): Finding[] => [
  ...[...Map.groupBy(compared.drift('brief'), whatOf).values()].flatMap((drifts) =>
    foldedFrom(
      drifts.flatMap((drift) => finding(drift, compared)),
      compared,
    ),
  ),
  ...compared.drift('lapse').flatMap((drift) => lossFinding(drift, compared)),
  ...compared.drift('cut').flatMap((drift) => cutFinding(drift, compared)),
];

/** A lower bound is said: once an hour as a line of history, and mailed where an ordinary user can bring it about. */
function cutFinding(drift: Drift, compared: Comparison): Finding[] {
  const { change, after } = drift;
  if (change !== 'added' || !after) return [];
  if (!after.key.startsWith(`${CUT}${OF_ROLES}`)) {
    const title = words`More changes of groups were logged within minutes than are read: who was in a group for less than a minute then may be told late, or not at all`;
    return [{ ...verdictLine(drift), change: 'changed', title, severity: 'info' }];
  }
  const title = words`More changes of application permissions were logged within minutes than are read: a permission that was held for less than a minute then may not be told`;
  const event = alertOf(RULES['log-flooded'], compared.writeback, { subject: 'log', title, lines: [] });
  return [{ ...verdictLine(drift), change: 'changed', title, severity: event.severity, event }];
}

/** Of one poll about one role, permission or group: more would be alerts without end, which its owner chooses. */
const MOST_ALONE = 5;

const whatOf = ({ after }: Drift): string => `${after?.attributes.right} ${after?.attributes.roleId}`;

/** Each stays a line of history. */
function foldedFrom(findings: readonly Finding[], compared: Comparison): Finding[] {
  const rest = findings.filter(({ event }) => event !== undefined).slice(MOST_ALONE);
  const [first] = rest;
  if (!first?.event || rest.length === 1) return [...findings];
  const among = new Set(rest);
  const by = oneOf(distinct(rest.flatMap(({ actor }) => (actor ? candidatesIn(actor) : []))));
  const event = alertOf(RULES['brief-grant'], compared.writeback, {
    subject: first.event.subject,
    title: words`${rest.length} more came and went the same way, and no reading showed them. One of them: ${first.title}`,
    lines: [words`All of them: lines of the history, GET /api/drift`],
    ...(by && { actor: by }),
  });
  return findings.map((one) => {
    if (one === first) return { ...one, event };
    const { event: _, ...line } = one;
    return among.has(one) ? line : one;
  });
}

interface Told {
  readonly name: string | null;
  /** As the event says it; absent in what an earlier version stored. */
  readonly type?: PrincipalType | 'group' | null;
  readonly role: string | null;
  /** It was an activation in PIM, by somebody who was known to be eligible: recorded, like one that a reading shows. */
  readonly activated?: true;
  /** No event took it: by `to` a reading was without it. */
  readonly isEndUntold?: true;
  /** What it leads to; null: neither to a reset nor near it. */
  readonly leads: string | null;
  readonly by: readonly OneActor[];
  readonly takenBy: readonly OneActor[];
}

function finding(drift: Drift, compared: Comparison): Finding[] {
  const { change, after } = drift;
  if (change !== 'added' || !after) return [];
  const { principal, roleId, right } = after.attributes;
  const brief = after.details as unknown as Told;
  const known = compared.after.resetters.get(String(principal));
  const whose = known ?? { id: String(principal), name: brief.name };
  const who = fullName(whose);
  const what = rightWords(String(right), String(roleId), brief.role);
  const holder = holderWords(known?.type ?? brief.type ?? 'unknown');
  const title = (brief.isEndUntold ? endlessLine : briefLine)(holder, what, spanOf(after), who);
  const actor = oneOf(distinct(brief.by));
  const line = { ...verdictLine(drift), change: 'changed' as const, title, ...(actor && { actor }) };
  if (brief.leads === null || brief.activated) return [{ ...line, severity: 'info' }];
  const event = alertOf(RULES['brief-grant'], compared.writeback, {
    subject: after.key,
    title: brief.isEndUntold ? title : briefTitle(holder, what, who),
    lines: [
      words`Who: ${who}${idBehind(whose)}`,
      words`Whoever holds it ${told(brief.leads)}`,
      ...(brief.isEndUntold ? [] : [words`Held: ${spanWords(spanOf(after))}`]),
      ...takenLine(oneOf(distinct(brief.takenBy))),
    ],
    happenedAt: String(after.attributes.from),
    ...(actor && { actor }),
  });
  return [{ ...line, severity: event.severity, event }];
}

/** Only of whom the role shields: what a resetter was without is no exposure. */
function lossFinding(drift: Drift, compared: Comparison): Finding[] {
  const { change, after } = drift;
  const target = compared.shields.get(String(after?.attributes.principal));
  const roleId = String(after?.attributes.roleId);
  const isShield = target?.by.some(({ kind, id, isActivated }) => kind === 'role' && id === roleId && !isActivated);
  if (change !== 'added' || !after || !target || !isShield) return [];
  const loss = after.details as unknown as Told;
  const what = rightName(roleId, loss.role);
  const title = lapseLine(what, spanOf(after), fullName(target));
  const actor = oneOf(distinct(loss.takenBy));
  const back = oneOf(distinct(loss.by));
  const event = alertOf(RULES['brief-loss'], compared.writeback, {
    subject: after.key,
    title: lapseTitle(what, fullName(target)),
    lines: [
      words`Who: ${fullName(target)}${idBehind(target)}`,
      words`Without it: ${spanWords(spanOf(after))}`,
      ...(back === null ? [] : [words`Given back by: ${actorsWords(back)}`]),
    ],
    happenedAt: String(after.attributes.from),
    ...(actor && { actor }),
  });
  const line = { ...verdictLine(drift), change: 'changed' as const, title, ...(actor && { actor }) };
  return [{ ...line, severity: event.severity, event }];
}

const holderWords = (type: PrincipalType | 'group'): Words => (type === 'group' ? words`A group` : someone(type));

function rightWords(right: string, id: string, name: string | null): Words {
  if (right === 'member') return words`membership of group ${named({ id, name })}`;
  if (right === 'owner') return words`ownership of group ${named({ id, name })}`;
  return words`${right === 'eligible' ? 'an eligibility for ' : ''}${rightName(id, name)}`;
}

/** Permissions are called as Microsoft does, whatever the log says. */
function rightName(roleId: string, role: string | null): Words {
  const permission = PERMISSION_MEANS.get(roleId)?.name;
  return permission === undefined ? roleWords({ role: role ?? roleId, roleId }) : ours(permission);
}

const spanOf = ({ attributes: { from, to } }: Fact): { readonly from: Words; readonly to: Words } => ({
  from: timeWords(String(from)),
  to: timeWords(String(to)),
});

const timeWords = (at: string): Words => utcText(at) ?? quoted(at);

const takenLine = (actor: Actor | null): Words[] =>
  actor === null ? [] : [words`Taken back by: ${actorsWords(actor)}`];

const distinct = (actors: readonly OneActor[]): OneActor[] => [
  ...new Map(actors.map((actor) => [`${actor.type} ${actor.id} ${actor.name}`, actor])).values(),
];
