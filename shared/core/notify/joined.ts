/**
 * Joins what one message says of one rule: the most pressing alerts in full, all others in one block that names each by
 * its title and id. So a heap of cheap alerts takes no room from another rule. Drops none.
 */
import type { DigestAlert } from './digest.ts';

/** An alert as it is shown. `joined`: ids of those that its block also stands for. */
export interface ShownAlert extends DigestAlert {
  readonly joined?: readonly string[];
}

/** Alerts of one rule and severity in full; one more is shown as it is, too. */
const MOST_ALIKE = 5;

/** @param alerts the most pressing first; the blocks keep that order */
export function joinedAlerts(alerts: readonly DigestAlert[]): ShownAlert[] {
  const alike = Map.groupBy(alerts, ({ kind, rule, severity }) => `${kind}|${severity}|${rule}`);
  const blocks = new Map([...alike.values()].flatMap(blocksOf).map((block) => [block.id, block]));
  return alerts.flatMap(({ id }) => blocks.get(id) ?? []);
}

function blocksOf(alike: readonly DigestAlert[]): ShownAlert[] {
  const rest = alike.slice(MOST_ALIKE);
  const [first, ...others] = rest;
  if (!first || others.length === 0) return [...alike];
  return [...alike.slice(0, MOST_ALIKE), blockOf(first, others, rest)];
}

/** Why it matters and what to do stand with those in full. */
function blockOf(first: DigestAlert, others: readonly DigestAlert[], all: readonly DigestAlert[]): ShownAlert {
  const { actor: _actor, happenedAt: _happenedAt, until: _until, ...text } = first;
  return {
    ...text,
    title: `${all.length} more alerts of this rule (${first.rule})`,
    why: '',
    todo: '',
    lines: all.map(({ title }) => title),
    joined: others.map(({ id }) => id),
  };
}

/** How many alerts a list of blocks stands for. */
export const expanded = (shown: readonly ShownAlert[]): ShownAlert[] =>
  shown.flatMap((alert) => [alert, ...(alert.joined ?? []).map(() => alert)]);
