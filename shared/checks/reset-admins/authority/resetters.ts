/**
 * The shape and order in which resetters are stored, shown and exported: part of the contract of `/api/reset-admins`,
 * so its keys are exactly these. Nothing is decided here.
 */
import { compareText } from '../../../core/model/fact.ts';

/** How a principal comes by the right to reset. The first three work now, the others take one more step. */
export type Way = 'direct' | 'group' | 'application' | 'eligible' | 'eligibleGroup' | 'owner';

/** In the order in which they are shown. */
export const WAYS: readonly Way[] = ['direct', 'group', 'application', 'eligible', 'eligibleGroup', 'owner'];

export const WORKS_NOW: ReadonlySet<Way> = new Set<Way>(['direct', 'group', 'application']);

export type PrincipalType = 'user' | 'servicePrincipal' | 'unknown';

export interface Resetter {
  readonly id: string;
  /** `unknown`: the id resolves to nothing this tenant shows, as those of partners do. */
  readonly type: PrincipalType;
  readonly name: string | null;
  readonly upn: string | null;
  readonly enabled: boolean | null;
  /** Synced users reached by the ways that work now, each counted once. */
  readonly reach: number;
  /** The same with the ways that take one more step. */
  readonly reachOneStep: number;
  readonly paths: readonly ResetPath[];
}

export interface ResetPath {
  readonly way: Way;
  readonly role: string;
  /** Role definition id; of an application the app role id. */
  readonly roleId: string;
  readonly scope: string;
  /** The groups that hold the role or are eligible for it, ordered by id. */
  readonly via: readonly { readonly id: string; readonly name: string | null }[];
  readonly reach: number;
  /** True if this works only through PIM activation. */
  readonly activated: boolean;
  /** When the last of what this path rests on ends, ISO 8601; null: no end known. */
  readonly until: string | null;
  /** The role is in no documented matrix, so every target is taken to be in reach. */
  readonly undocumented: boolean;
}

type Ranked = Pick<Resetter, 'id' | 'reach' | 'reachOneStep'>;

/** The widest first. */
export const byReach = (a: Ranked, b: Ranked): number =>
  b.reach - a.reach || b.reachOneStep - a.reachOneStep || compareText(a.id, b.id);

/** The widest first; then by what the path is, so that the same tenant always reads the same. */
export const byPathReach = (a: ResetPath, b: ResetPath): number =>
  b.reach - a.reach ||
  WAYS.indexOf(a.way) - WAYS.indexOf(b.way) ||
  compareText(a.roleId, b.roleId) ||
  compareText(a.scope, b.scope);
