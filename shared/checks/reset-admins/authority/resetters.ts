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
  /** Synced users reached by the ways that work now, each counted once; null: their number cannot be read. */
  readonly reach: number | null;
  /** The same with the ways that take one more step. */
  readonly reachOneStep: number | null;
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
  /** Null: the number cannot be read. */
  readonly reach: number | null;
  /** True if this works only through PIM activation. */
  readonly activated: boolean;
  /** When the last of what this path rests on ends, ISO 8601; null: no end known. */
  readonly until: string | null;
  /** The role is in no documented matrix, so every target is taken to be in reach. */
  readonly undocumented: boolean;
}

/** Whether it is in the list: whoever may reach someone. What reaches nobody so far is believed and compared all the same. */
export const isShown = ({ reachOneStep }: Pick<Resetter, 'reachOneStep'>): boolean => reachOneStep !== 0;

export const isPathShown = ({ reach }: Pick<ResetPath, 'reach'>): boolean => reach !== 0;

/** The list of the contract, from all that is believed. */
export const shownOf = (all: readonly Resetter[]): Resetter[] =>
  all.filter(isShown).map((one) => ({ ...one, paths: one.paths.filter(isPathShown) }));

type Ranked = Pick<Resetter, 'id' | 'reach' | 'reachOneStep'>;

/** A number that cannot be read may be the largest, and is taken for it. */
export const widthOf = (reach: number | null): number => reach ?? Number.MAX_SAFE_INTEGER;

const wider = (a: number | null, b: number | null): number => widthOf(b) - widthOf(a);

/** The widest first. */
export const byReach = (a: Ranked, b: Ranked): number =>
  wider(a.reach, b.reach) || wider(a.reachOneStep, b.reachOneStep) || compareText(a.id, b.id);

/** The widest first; then by what the path is, so that the same tenant always reads the same. */
export const byPathReach = (a: ResetPath, b: ResetPath): number =>
  wider(a.reach, b.reach) ||
  WAYS.indexOf(a.way) - WAYS.indexOf(b.way) ||
  compareText(a.roleId, b.roleId) ||
  compareText(a.scope, b.scope);
