/**
 * What is told of a right that was given and taken back without any reading showing it: one alert for each that resets or
 * leads there, a line of history for any other. By whom is in the very events.
 */
import type { Actor, OneActor } from '../../../core/model/alert.ts';
import type { Finding } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';
import type { Fact } from '../../../core/model/fact.ts';
import { alertOf } from '../../../core/model/rule.ts';
import { oneOf } from '../../../core/notify/attribution.ts';
import { utcText } from '../../../core/text/ages.ts';
import { RULES } from '../rules.ts';
import { briefTitle } from '../titles.ts';
import { nameOf, shortName } from '../words.ts';
import type { Comparison } from './comparison.ts';
import { verdictLine } from './lines.ts';

export const briefFindings = (compared: Comparison): Finding[] =>
  compared.drift('brief').flatMap((drift) => finding(drift, compared));

interface Told {
  readonly name: string | null;
  readonly role: string | null;
  /** What it leads to; null: neither to a reset nor near it. */
  readonly leads: string | null;
  readonly by: readonly OneActor[];
  readonly takenBy: readonly OneActor[];
}

function finding(drift: Drift, compared: Comparison): Finding[] {
  const { change, after } = drift;
  if (change !== 'added' || !after) return [];
  const { principal, roleId, right } = after.attributes;
  const told = after.details as unknown as Told;
  const who = nameOf(compared.after.resetters.get(String(principal)) ?? { id: String(principal), name: told.name });
  const what = `${right === 'eligible' ? 'eligibility for ' : ''}${shortName(told.role ?? String(roleId))}`;
  const title = briefTitle(who, what, spanOf(after));
  const actor = oneOf(distinct(told.by));
  const line = { ...verdictLine(drift), change: 'changed' as const, title, ...(actor && { actor }) };
  if (told.leads === null) return [{ ...line, severity: 'info' }];
  const event = alertOf(RULES['brief-grant'], compared.writeback, {
    subject: after.key,
    title,
    lines: [`Who: ${who}, id ${principal}`, `It ${told.leads}`, ...takenLine(oneOf(distinct(told.takenBy)))],
    happenedAt: String(after.attributes.from),
    ...(actor && { actor }),
  });
  return [{ ...line, severity: event.severity, event }];
}

const spanOf = ({ attributes: { from, to } }: Fact): { readonly from: string; readonly to: string } => ({
  from: utcText(String(from)) ?? String(from),
  to: utcText(String(to)) ?? String(to),
});

const takenLine = (actor: Actor | null): string[] =>
  actor === null ? [] : [`Taken back by: ${shortName(actor.name)}`];

const distinct = (actors: readonly OneActor[]): OneActor[] => [
  ...new Map(actors.map((actor) => [`${actor.type} ${actor.id} ${actor.name}`, actor])).values(),
];
