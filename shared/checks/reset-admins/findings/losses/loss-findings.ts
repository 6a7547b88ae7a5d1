/**
 * The findings about shielded targets: one alert for a poll and rule that names who lost which protection, and a line
 * of history for each of them. Protections gained, and people who left, are only recorded.
 */

import type { Finding } from '../../../../core/model/check.ts';
import type { Drift } from '../../../../core/model/drift.ts';
import type { Said } from '../../../../core/model/rule.ts';
import { alertOf } from '../../../../core/model/rule.ts';
import { idBehind, named as namedThing } from '../../../../core/text/outside.ts';
import { listed, NO_WORDS, type Words, words } from '../../../../core/text/words.ts';
import type { Shield } from '../../authority/protection.ts';
import { roleWords } from '../../names.ts';
import { RULES } from '../../rules.ts';
import { type StoredShield, shieldOf } from '../../stored.ts';
import { hiddenTitle, LOSS_TITLES, type LossRule } from '../../titles.ts';
import { counted, fullName, nameLines } from '../../words.ts';
import { LOSS_ACTIVITIES } from '../activities.ts';
import type { Comparison } from '../comparison.ts';
import { verdictLine } from '../lines.ts';
import { type Loss, lossOf } from './losses.ts';

export function lossFindings(compared: Comparison): Finding[] {
  const told = compared.drift('shield').map((drift) => ({ drift, loss: lossOf(drift, compared) }));
  const losses = Map.groupBy(
    told.flatMap(({ loss }) => loss ?? []),
    ({ rule }) => rule,
  );
  return [
    ...[...losses].flatMap(([rule, own]) => alerted(rule, own, compared)),
    ...told.flatMap(({ drift, loss }) => (loss ? [] : plainFindings(drift))),
  ];
}

function alerted(rule: LossRule, losses: readonly Loss[], compared: Comparison): Finding[] {
  const event = lossAlert(rule, losses, compared);
  const shields = losses.flatMap(({ lost }) => lost);
  const kinds = [...new Set(shields.map(({ kind }) => kind))].slice(0, MOST_KINDS);
  const activities = [...new Set(kinds.flatMap((kind) => LOSS_ACTIVITIES[kind]))];
  return losses.map(({ drift, target, lost }) => ({
    ...verdictLine(drift),
    title: words`A user lost ${listed(lost.map(shieldName))}: ${fullName(target)}`,
    severity: event.severity,
    activities,
    event,
  }));
}

/** Each is up to two questions to the audit log. */
const MOST_KINDS = 3;

function lossAlert(rule: LossRule, losses: readonly Loss[], compared: Comparison): Said {
  const [first] = losses;
  const isOne = losses.length === 1;
  const whom = isOne ? words`a user` : counted(losses.length, 'synced user');
  const name = isOne && first ? words`: ${fullName(first.target)}` : NO_WORDS;
  const shields = losses.flatMap(({ target, lost }) => lost.map((shield) => ({ shield, name: fullName(target) })));
  const isHidden = ({ kind, id }: Shield): boolean => kind === 'restrictedUnit' && compared.hiddenUnits.has(id);
  const named = (shield: Shield): Words =>
    words`${shieldName(shield)}${isHidden(shield) ? ', which hides its members now' : ''}`;
  const byShield = Map.groupBy(shields, ({ shield }) => named(shield));
  return alertOf(RULES[rule], compared.writeback, {
    subject: isOne && first ? first.target.id : 'several',
    title: words`${shields.every(({ shield }) => isHidden(shield)) ? hiddenTitle(whom) : LOSS_TITLES[rule](whom)}${name}`,
    lines:
      isOne && first
        ? [words`Who: ${fullName(first.target)}${idBehind(first.target)}`, ...[...byShield.keys()].map(lostLine)]
        : [...byShield].flatMap(([text, people]) => [
            words`Lost by ${counted(people.length, 'person', 'people')}: ${text}`,
            ...nameLines(people.map(({ name }) => name)),
          ]),
  });
}

const lostLine = (shield: Words): Words => words`Lost: ${shield}`;

const KINDS = {
  restrictedUnit: 'the restricted unit',
  restrictedUnitRole: 'a role at the restricted unit',
  groupMember: 'membership of the role-assignable group',
  groupOwner: 'ownership of the role-assignable group',
} as const satisfies { readonly [kind in Exclude<Shield['kind'], 'role'>]: string };

function shieldName({ kind, id, name }: Shield): Words {
  if (kind !== 'role') return words`${KINDS[kind]} ${namedThing({ id, name })}`;
  const role = roleWords({ role: name ?? id, roleId: id });
  return role.startsWith('role ') ? words`the ${role}` : words`the role ${role}`;
}

/** What protects, in words. */
const PROTECTIONS = {
  none: 'nothing',
  restricted: 'a restricted unit',
  guarded: 'a role-assignable group or a role at a restricted unit',
  roles: 'the roles they hold',
} as const satisfies { readonly [row in Protection]: string };

type Protection = StoredShield['row'];

function changedTitle(who: Words, was: Protection, is: Protection): Words {
  if (was === is) return words`Still protected from resets by ${PROTECTIONS[is]}, though not as before: ${who}`;
  if (was === 'none') return words`Now protected from resets by ${PROTECTIONS[is]}: ${who}`;
  if (is === 'none') return words`No longer protected from resets by ${PROTECTIONS[was]}: ${who}`;
  return words`Now protected from resets by ${PROTECTIONS[is]} instead of ${PROTECTIONS[was]}: ${who}`;
}

/** That someone without protection comes into view, or leaves it, is nothing to tell. */
function plainFindings(drift: Drift): Finding[] {
  const [was, is] = [drift.before && shieldOf(drift.before), drift.after && shieldOf(drift.after)];
  const one = is ?? was;
  if (!one || ((was?.row ?? 'none') === 'none' && (is?.row ?? 'none') === 'none')) return [];
  const title = is
    ? changedTitle(fullName(one), was?.row ?? 'none', is.row)
    : words`No longer a synced user, and until now protected from resets by ${PROTECTIONS[was?.row ?? 'none']}: ${fullName(one)}`;
  return [{ ...verdictLine(drift), title, severity: 'info' }];
}
