/**
 * Which targets lost a protection, so that more people reach them though no resetter changed. Decides what counts as a
 * loss and as which rule; the mail is written in loss-findings.ts. Whoever left the synced users lost nothing.
 */
import type { Drift } from '../../../../core/model/drift.ts';
import type { Shield } from '../../authority/protection.ts';
import { unitIdIn } from '../../authority/scope.ts';
import { type StoredShield, shieldOf, shieldText } from '../../stored.ts';
import type { LossRule } from '../../titles.ts';
import type { Comparison } from '../comparison.ts';

export interface Loss {
  readonly rule: LossRule;
  readonly drift: Drift;
  readonly target: StoredShield;
  readonly lost: readonly Shield[];
}

/** Null: nobody reaches this target more than before. */
export function lossOf(drift: Drift, compared: Comparison): Loss | null {
  if (!drift.before || !drift.after) return null;
  const [was, is] = [shieldOf(drift.before), shieldOf(drift.after)];
  const lost = missingIn(is, was.by);
  const rule = ruleOf(was, is, compared);
  if (rule === null || lost.every((shield) => isActivationEnd(shield, was.id, compared))) return null;
  return { rule, drift, target: is, lost };
}

const RANK: { readonly [row in StoredShield['row']]: number } = { restricted: 3, guarded: 2, roles: 1, none: 0 };

/**
 * Inside a restricted unit the rows below decide whom its own resetters reach, so their loss counts there too; where the
 * unit has no resetters, nobody reaches its members, before and after.
 */
function ruleOf(was: StoredShield, is: StoredShield, compared: Comparison): LossRule | null {
  // Also where another one shields them now: its own resetters reach them.
  if (missingIn(is, was.by.filter(isRestriction)).length > 0) return 'restricted-lost';
  if (RANK[is.row] > RANK[was.row]) return null;
  if (is.row === 'restricted' && !hasResetters(is.by, compared)) return null;
  const [before, after] = [innerRow(was), innerRow(is)];
  const isLower = RANK[after] < RANK[before];
  const isLessOfRoles = before === 'roles' && after === 'roles' && missingIn(is, was.by.filter(isRole)).length > 0;
  return isLower || isLessOfRoles ? 'protection-lost' : null;
}

/** Those of the shields that someone has no more. */
function missingIn({ by }: StoredShield, shields: readonly Shield[]): Shield[] {
  const left = new Set(by.map(shieldText));
  return shields.filter((shield) => !left.has(shieldText(shield)));
}

/** Whether a role that resets is held at one of these restricted units. */
function hasResetters(shields: readonly Shield[], { after }: Comparison): boolean {
  const units = new Set(shields.filter(isRestriction).map(({ id }) => id));
  return [...after.paths.values()].flat().some(({ scope }) => units.has(unitIdIn(scope) ?? ''));
}

const isRestriction = ({ kind }: Shield): boolean => kind === 'restrictedUnit';

const isRole = ({ kind }: Shield): boolean => kind === 'role';

/** The row that would fit without restricted units. */
function innerRow({ by }: StoredShield): StoredShield['row'] {
  const inner = by.filter((shield) => !isRestriction(shield));
  if (inner.some((shield) => !isRole(shield))) return 'guarded';
  return inner.length > 0 ? 'roles' : 'none';
}

/** A role that was held by activation shields while it is active, and was never meant to last. */
function isActivationEnd({ kind, id, isActivated }: Shield, target: string, { before }: Comparison): boolean {
  if (kind !== 'role') return false;
  const paths = before.paths.get(target) ?? [];
  return isActivated === true || paths.some(({ roleId, activated }) => roleId === id && activated);
}
