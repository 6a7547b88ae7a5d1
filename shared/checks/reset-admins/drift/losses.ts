/**
 * Which targets lost a protection, so that more people reach them though no resetter changed. Decides what counts as a
 * loss and as which rule; the mail is written in loss-rules.ts. Whoever left the synced users lost nothing.
 */
import type { Drift } from '../../../core/model/drift.ts';
import { type StoredShield, shieldOf } from '../stored.ts';
import type { Scene } from './scene.ts';

export type LossRule = 'restricted-lost' | 'protection-lost';

/** Something that shielded someone, and what it is. */
export interface Shield {
  readonly kind: string;
  readonly id: string;
  readonly name: string | null;
}

export interface Loss {
  readonly rule: LossRule;
  readonly drift: Drift;
  readonly target: StoredShield;
  readonly lost: readonly Shield[];
}

/** Null: nobody reaches this target more than before. */
export function lossOf(drift: Drift, scene: Scene): Loss | null {
  if (!drift.before || !drift.after) return null;
  const [was, is] = [shieldOf(drift.before), shieldOf(drift.after)];
  const kept = new Set(is.by);
  const lost = shieldsOf(was).filter(({ kind, id }) => !kept.has(`${kind}:${id}`));
  const rule = ruleOf(was, is);
  if (rule === null || lost.every((shield) => isActivationEnd(shield, was.id, scene))) return null;
  return { rule, drift, target: is, lost };
}

const RANK: { readonly [row in StoredShield['row']]: number } = { restricted: 3, guarded: 2, roles: 1, none: 0 };

/** Inside a restricted unit the rows below decide whom its own resetters reach, so their loss counts there too. */
function ruleOf(was: StoredShield, is: StoredShield): LossRule | null {
  // Also where another one shields them now: its own resetters reach them.
  if (was.by.some((one) => isRestriction(one) && !is.by.includes(one))) return 'restricted-lost';
  if (RANK[is.row] > RANK[was.row]) return null;
  const [before, after] = [innerRow(was), innerRow(is)];
  const isLower = RANK[after] < RANK[before];
  const isLessOfRoles =
    before === 'roles' && after === 'roles' && was.by.some((one) => isRole(one) && !is.by.includes(one));
  return isLower || isLessOfRoles ? 'protection-lost' : null;
}

const isRestriction = (shield: string): boolean => shield.startsWith('restrictedUnit:');

const isRole = (shield: string): boolean => shield.startsWith('role:');

/** The row that would fit without restricted units. */
function innerRow({ by }: StoredShield): StoredShield['row'] {
  const inner = by.filter((shield) => !isRestriction(shield));
  if (inner.some((shield) => !isRole(shield))) return 'guarded';
  return inner.length > 0 ? 'roles' : 'none';
}

function shieldsOf({ by, names }: StoredShield): Shield[] {
  return by.map((shield, n) => {
    const [kind = '', id = ''] = shield.split(':');
    return { kind, id, name: names[n] ?? null };
  });
}

/** A role that was held by activation shields while it is active, and was never meant to last. */
function isActivationEnd({ kind, id }: Shield, target: string, { before, activations }: Scene): boolean {
  if (kind !== 'role') return false;
  const paths = before.paths.get(target) ?? [];
  const isEnded = [...activations.ended].some((ended) => ended.startsWith(`${target} ${id} `));
  return isEnded || paths.some(({ roleId, activated }) => roleId === id && activated);
}
