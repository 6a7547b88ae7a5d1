/**
 * The findings about shielded targets: one alert for a poll and rule that names who lost which protection, and a line
 * of history for each of them. Protections gained, and people who left, are only recorded.
 */
import type { AlertText } from '../../../core/model/alert.ts';
import type { Finding } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';
import { shieldOf } from '../stored.ts';
import { LOSS_ACTIVITIES } from './activities.ts';
import { verdictLine } from './lines.ts';
import { type Loss, type LossRule, lossOf, type Shield } from './losses.ts';
import { exposure, type Scene, WRITEBACK_NOW } from './scene.ts';
import { counted, fullName, nameLines, shortName } from './words.ts';

export function lossFindings(scene: Scene): Finding[] {
  const told = scene.drift('shield').map((drift) => ({ drift, loss: lossOf(drift, scene) }));
  const losses = Map.groupBy(
    told.flatMap(({ loss }) => loss ?? []),
    ({ rule }) => rule,
  );
  return [
    ...[...losses].flatMap(([rule, own]) => alerted(rule, own, scene)),
    ...told.flatMap(({ drift, loss }) => (loss ? [] : plainFindings(drift))),
  ];
}

function alerted(rule: LossRule, losses: readonly Loss[], scene: Scene): Finding[] {
  const event = lossAlert(rule, losses, scene);
  const shields = losses.flatMap(({ lost }) => lost);
  const activities = [...new Set(shields.flatMap(({ kind }) => LOSS_ACTIVITIES[kind] ?? []))].slice(0, MOST_ACTIVITIES);
  return losses.map(({ drift, target, lost }) => ({
    ...verdictLine(drift),
    title: `${fullName(target)} lost ${lost.map(shieldText).join(', ')}`,
    severity: event.severity,
    activities,
    event,
  }));
}

const MOST_ACTIVITIES = 3;

function lossAlert(rule: LossRule, losses: readonly Loss[], { writeback }: Scene): AlertText {
  const [first] = losses;
  const isOne = losses.length === 1;
  const who = isOne && first ? fullName(first.target) : counted(losses.length, 'synced user');
  const byShield = Map.groupBy(
    losses.flatMap(({ target, lost }) => lost.map((shield) => ({ text: shieldText(shield), name: fullName(target) }))),
    ({ text }) => text,
  );
  return {
    rule,
    subject: isOne && first ? first.target.id : 'several',
    severity: exposure(writeback),
    title: TITLES[rule](who),
    why: `${WHY[rule]} ${WRITEBACK_NOW[writeback]}`,
    todo: TODO[rule],
    lines: [...byShield].flatMap(([text, people]) => [
      `Lost ${text}, ${counted(people.length, 'person', 'people')}:`,
      ...nameLines(people.map(({ name }) => name)),
    ]),
  };
}

const TITLES: { readonly [rule in LossRule]: (who: string) => string } = {
  'restricted-lost': (who) => `A restricted unit no longer shields ${who} from resets`,
  'protection-lost': (who) => `More resetters reach ${who}: a protection is gone`,
};

const WHY: { readonly [rule in LossRule]: string } = {
  'restricted-lost':
    'In a restricted management unit only roles that are assigned at the unit reach a member; outside of it every tenant-wide resetter may.',
  'protection-lost':
    'Roles and role-assignable groups keep a target from the lesser resetters; without them more of those reach it.',
};

const TODO: { readonly [rule in LossRule]: string } = {
  'restricted-lost':
    'Confirm it with whoever did it. If nobody meant it, put them back: Entra admin center > Roles & admins > Admin units > the unit > Users.',
  'protection-lost':
    'Confirm that they still need no protection. If they do, put them back into the role or the role-assignable group.',
};

const KINDS: { readonly [kind: string]: string } = {
  restrictedUnit: 'the restricted unit',
  restrictedUnitRole: 'a role at the restricted unit',
  groupMember: 'membership of the role-assignable group',
  groupOwner: 'ownership of the role-assignable group',
  role: 'the role',
};

const shieldText = ({ kind, id, name }: Shield): string => `${KINDS[kind] ?? kind} ${shortName(name ?? id)}`;

/** That someone without protection comes into view, or leaves it, is nothing to tell. */
function plainFindings(drift: Drift): Finding[] {
  const [was, is] = [drift.before && shieldOf(drift.before), drift.after && shieldOf(drift.after)];
  const one = is ?? was;
  if (!one || ((was?.row ?? 'none') === 'none' && (is?.row ?? 'none') === 'none')) return [];
  const title = is
    ? `${fullName(one)}: shielded as ${was?.row ?? 'none'} → ${is.row}`
    : `${fullName(one)}: no longer a synced user, was shielded as ${was?.row}`;
  return [{ ...verdictLine(drift), title, severity: 'info' }];
}
