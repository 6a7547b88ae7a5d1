/**
 * What it means that a number has grown past both thresholds: a unit in which someone resets, how many synced users
 * there are, how many may reset themselves. That a number sinks is never told.
 */

import type { Finding, Occasion } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';
import type { Growth } from '../../../core/model/measure.ts';
import type { Said } from '../../../core/model/rule.ts';
import { alertOf } from '../../../core/model/rule.ts';
import { named } from '../../../core/text/outside.ts';
import { NO_WORDS, type Words, words } from '../../../core/text/words.ts';
import { unitIdIn } from '../authority/scope.ts';
import { roleWords } from '../names.ts';
import { RULES } from '../rules.ts';
import { SSPR_USERS } from '../sources/sspr.ts';
import { SYNCED_USERS } from '../sources/synced-users.ts';
import { type StoredPath, scopedUnitOf } from '../stored.ts';
import { MEASURE_TITLES, type MeasureRule, unitTitle } from '../titles.ts';
import { counted, nameLines, nameOf, number, syncedUsers } from '../words.ts';
import type { Comparison } from './comparison.ts';
import { verdictLine } from './lines.ts';

/** Told of the units themselves; that one became a scope or is none any more is told by the paths. */
export const unitFindings = (compared: Comparison): Finding[] =>
  compared.drift('unit').flatMap((drift) => grownUnit(drift, compared));

function grownUnit(drift: Drift, compared: Comparison): Finding[] {
  if (!drift.before || !drift.after) return [];
  const [was, is] = [scopedUnitOf(drift.before), scopedUnitOf(drift.after)];
  if (is.growths <= was.growths) return [];
  const unit = named({ id: is.id, name: is.name });
  const paths = [...compared.after.paths.values()].flat().filter(({ scope }) => unitIdIn(scope) === is.id);
  const title = unitTitle(unit, syncedUsers(is.count), number(was.base), resetters(paths));
  const event = alertOf(RULES['unit-grew'], compared.writeback, {
    subject: is.id,
    title,
    lines: holderLines(paths, compared),
  });
  return [{ ...verdictLine(drift), title, severity: event.severity, event }];
}

const resetters = (paths: readonly StoredPath[]): Words =>
  counted(new Set(paths.map(({ principal }) => principal)).size, 'resetter');

/** Who resets there with which role. */
function holderLines(paths: readonly StoredPath[], { after }: Comparison): Words[] {
  const byRole = Map.groupBy(paths, (path) => roleWords(path));
  return [...byRole].flatMap(([role, own]) => {
    const ids = [...new Set(own.map(({ principal }) => principal))];
    const names = ids.map((id) => nameOf(after.resetters.get(id) ?? { id, name: null }));
    const [first = NO_WORDS, ...others] = nameLines(names);
    return [words`With ${role} there: ${first}`, ...others];
  });
}

/** Null: a number that says nothing of who can reset whom. */
export function growth({ name, before, now }: Growth, { writeback }: Occasion): Said | null {
  const grown = GROWN.get(name);
  if (!grown) return null;
  return alertOf(RULES[grown.id], writeback, {
    subject: name,
    title: MEASURE_TITLES[grown.id](syncedUsers(now), number(before)),
    lines: [words`${grown.measure}: ${number(before)} → ${number(now)}`],
  });
}

const GROWN: ReadonlyMap<string, { readonly id: MeasureRule; readonly measure: Words }> = new Map([
  [SYNCED_USERS, { id: 'reach-grew', measure: words`Synced users` }],
  [SSPR_USERS, { id: 'sspr-grew', measure: words`Synced users who may reset their own password` }],
]);
