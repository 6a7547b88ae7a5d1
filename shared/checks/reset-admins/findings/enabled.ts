/**
 * Who was disabled, or is enabled again, and holds a right. Enabled again is a step wider like a new right, so it is
 * told; that somebody is known now of whom it was not known before is none.
 */

import type { Finding } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';
import { sameJson } from '../../../core/model/json.ts';
import { alertOf } from '../../../core/model/rule.ts';
import { idBehind } from '../../../core/text/outside.ts';
import { type Words, words } from '../../../core/text/words.ts';
import type { Indirect } from '../authority/indirect.ts';
import { MEANS } from '../authority/indirect-means.ts';
import type { PrincipalType } from '../authority/resetters.ts';
import { widthOf } from '../authority/resetters.ts';
import { RULES, type RuleId } from '../rules.ts';
import { indirectOf, kindOf } from '../stored.ts';
import { enabledTitle } from '../titles.ts';
import { fullName, pathLine, rightWords, someone, stepText, syncedUsers } from '../words.ts';
import type { Comparison } from './comparison.ts';
import { verdictLine } from './lines.ts';
import { ruleOf } from './right-rules.ts';

/** Whether a drift says that somebody was enabled or disabled. */
export const isSwitched = ({ before, after }: Drift): boolean =>
  typeof before?.attributes.enabled === 'boolean' &&
  typeof after?.attributes.enabled === 'boolean' &&
  before.attributes.enabled !== after.attributes.enabled;

/** Whether nothing changed but that it is known now, or no longer, whether somebody is enabled. */
export function isLearned({ before, after }: Drift): boolean {
  if (!before || !after || isSwitched({ change: 'changed', key: after.key, before, after })) return false;
  return sameJson({ ...before.attributes, enabled: null }, { ...after.attributes, enabled: null });
}

/** @param rights those of which nothing else is told */
export function enabledFindings(
  resetters: readonly Drift[],
  rights: readonly Drift[],
  compared: Comparison,
): Finding[] {
  const byPrincipal = Map.groupBy([...resetters, ...rights].filter(isSwitched), principalIn);
  return [...byPrincipal].flatMap(([id, own]) => findingsOf(id, own, compared));
}

const principalIn = ({ key, after }: Drift): string =>
  kindOf({ key }) === 'resetter' ? key.slice('resetter:'.length) : String(after?.attributes.id);

function findingsOf(id: string, drifts: readonly Drift[], compared: Comparison): Finding[] {
  const isEnabled = drifts.some(({ after }) => after?.attributes.enabled === true);
  const who = compared.after.resetters.get(id);
  const known = who ?? { id, name: drifts[0]?.after?.label ?? null };
  const name = fullName(known);
  const one = someone(typeIn(drifts));
  const plain = words`${one} is ${isEnabled ? 'enabled again' : 'disabled now'}: ${name}`;
  if (!isEnabled) return drifts.map((drift) => ({ ...verdictLine(drift), title: plain, severity: 'info' }));
  const { rule, what, lines } = who ? asResetter(id, compared) : byRights(drifts, compared);
  const event = alertOf(RULES[rule], compared.writeback, {
    subject: rule === 'holder-enabled' ? id : `${id} enabled`,
    weight: who ? widthOf(who.reachOneStep) : 0,
    title: enabledTitle(one, what, name),
    lines: [words`Who: ${name}${idBehind(known)}`, ...lines],
  });
  const { activities } = RULES['holder-enabled'];
  return drifts.map((drift) => ({
    ...{ ...verdictLine(drift), title: event.title, severity: event.severity, activities, event },
  }));
}

interface Holding {
  readonly rule: Extract<RuleId, 'holder-enabled' | 'right-new'>;
  readonly what: Words;
  readonly lines: readonly Words[];
}

function asResetter(id: string, { after }: Comparison): Holding {
  const { reach = 0, reachOneStep = 0 } = after.resetters.get(id) ?? {};
  const paths = after.paths.get(id) ?? [];
  const step = stepText(paths.map(({ way }) => way));
  return {
    rule: RULES['holder-enabled'].id,
    what:
      reach === 0
        ? words`can reset ${syncedUsers(reachOneStep)} after ${step}`
        : words`can reset ${syncedUsers(reach)}`,
    lines: paths.map((path) => words`Path: ${pathLine(path)}`),
  };
}

/** The gravest of the rights says how grave it is. */
function byRights(drifts: readonly Drift[], compared: Comparison): Holding {
  const rights = drifts.flatMap(({ after }) => (after ? [indirectOf(after)] : []));
  const grave = rights.find((right) => ruleOf(right, compared) !== 'right-new');
  const [first] = rights;
  return {
    rule: RULES[grave ? 'holder-enabled' : 'right-new'].id,
    what: meansWords(grave ?? first),
    lines: rights.map((right) => words`Right: ${rightWords(right)}`),
  };
}

const meansWords = (right: Indirect | undefined): Words => (right ? words`${MEANS[right.kind]}` : words`holds a right`);

const typeIn = (drifts: readonly Drift[]): PrincipalType => {
  const type = drifts.find(({ after }) => after !== null)?.after?.attributes.type;
  return type === 'user' || type === 'servicePrincipal' ? type : 'unknown';
};
