/**
 * By what a right beside a reset comes: a role, a permission, a group or an application that is owned. A value; its text
 * is part of the keys under which verdicts are stored, and is written and read here alone.
 */
import { type MeansName, PERMISSION_MEANS } from './indirect-means.ts';
import { WAYS, type Way } from './resetters.ts';

export type Basis =
  | { readonly kind: 'role'; readonly way: Way; readonly roleId: string; readonly scope: string }
  | { readonly kind: 'permission' | 'group' | 'application'; readonly id: string }
  | { readonly kind: 'itself' }
  | (Step & { readonly kind: 'steps'; readonly roleId: string; readonly scope: string });

/** What someone is, or may become, in a group that has a role, or may. */
export interface Step {
  readonly as: 'owner' | 'eligible member' | 'eligible owner';
  readonly group: string;
  readonly does: 'holds' | 'is eligible for';
}

export function basisText(by: Basis): string {
  switch (by.kind) {
    case 'role':
      return `${by.way} ${by.roleId} ${by.scope}`;
    case 'steps':
      return `${by.as} ${by.group} ${by.does} ${by.roleId} ${by.scope}`;
    case 'itself':
      return 'itself';
    default:
      return by.id;
  }
}

const STEPS = /^(owner|eligible member|eligible owner) (\S+) (holds|is eligible for) (\S+) (\S+)$/;

/** @param means tells apart what has one id alone */
export function basisOf(means: MeansName, text: string): Basis {
  const [, as, group = '', does, roleId = '', scope = ''] = STEPS.exec(text) ?? [];
  if (means === 'twoSteps') {
    return { kind: 'steps', as: as as Step['as'], group, does: does as Step['does'], roleId, scope };
  }
  const [first = '', role, at] = text.split(' ');
  const way = WAYS.find((one) => one === first);
  if (way && role !== undefined && at !== undefined) return { kind: 'role', way, roleId: role, scope: at };
  if (text === 'itself') return { kind: 'itself' };
  if (PERMISSION_MEANS.has(text)) return { kind: 'permission', id: text };
  return { kind: means === 'manageGroups' ? 'group' : 'application', id: text };
}
