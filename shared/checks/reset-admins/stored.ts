/**
 * The verdict as facts and back: who can reset whom, by which paths, who is kept out of reach, and who is one grant
 * away. Attributes are what is compared; numbers and names move by themselves and are details, never drift.
 *
 * | key | attributes | details |
 * |---|---|---|
 * | `authority` | | `syncedUsers`, `reachable`, `activationsRead`, `until` |
 * | `resetter:{principal}` | `type` | `name`, `upn`, `enabled`, `reach`, `reachOneStep` |
 * | `path:{way}:{role}:{scope}:{principal}` | `principal`, `way`, `roleId`, `scope`, `activated`, `via` | `role`, `scopeName`, `names`, `reach`, `until`, `undocumented` |
 * | `shield:{user}` | `row`, `by` | `upn`, `names` |
 * | `role:{definition}` | | |
 * | `unit:{unit}` | `growths` | `base`, `count` |
 * | `indirect:{kind}:{principal}:{by}` | `id`, `type`, `kind`, `by` | `name`, `means`, `detail` |
 */
import type { BelievedFact, Fact, Snapshot } from '../../core/model/fact.ts';
import type { Json } from '../../core/model/json.ts';
import type { Authority } from './authority/authority.ts';
import type { Indirect } from './authority/indirect.ts';
import type { ShieldedTarget } from './authority/protection.ts';
import { byPathReach, byReach, type ResetPath, type Resetter } from './authority/resetters.ts';

/** One path of one principal, as a rule needs it. */
export interface StoredPath extends ResetPath {
  readonly principal: string;
  /** The unit's name where the scope is one; else null. */
  readonly scopeName: string | null;
}

export type StoredResetter = Omit<Resetter, 'paths'>;

export interface StoredShield {
  readonly id: string;
  readonly name: string | null;
  readonly upn: string | null;
  /** `none`: known by id, and kept from nobody. */
  readonly row: ShieldedTarget['row'] | 'none';
  /** `kind:id` of each, ordered. */
  readonly by: readonly string[];
  /** Name of each, in the same order. */
  readonly names: readonly (string | null)[];
}

/** A unit at which a role that resets is assigned. `growths`: how often its count passed the thresholds. */
export interface StoredUnit {
  readonly id: string;
  readonly name: string | null;
  readonly growths: number;
  readonly base: number;
  readonly count: number;
}

export interface Totals {
  readonly syncedUsers: number;
  readonly reachable: number;
  readonly resetters: number;
  /** Whether activations through PIM could be told from grants. */
  readonly activationsRead: boolean;
  /** When the next right ends; null: none does. */
  readonly until: string | null;
}

/** What a fact of the verdict, or a drift of it, is about: the part of its key before the first colon. */
export const kindOf = ({ key }: { readonly key: string }): string => key.split(':', 1)[0] ?? '';

export function verdictFacts(
  { syncedUsers, reachable, list, indirect, shielded }: Authority,
  more: {
    readonly activationsRead: boolean;
    readonly until: string | null;
    readonly roles: readonly { readonly id: string; readonly name: string }[];
    readonly units: readonly StoredUnit[];
    /** Synced users known by id who are not shielded: who comes to be one of them has lost a protection. */
    readonly unshielded: readonly { readonly id: string; readonly name: string | null; readonly upn: string | null }[];
    readonly unitName: (scope: string) => string | null;
  },
): Fact[] {
  return [
    {
      key: 'authority',
      attributes: {},
      details: { syncedUsers, reachable, activationsRead: more.activationsRead, until: more.until },
    },
    ...list.map(resetterFact),
    ...list.flatMap((resetter) => resetter.paths.map((path) => pathFact(resetter, path, more.unitName(path.scope)))),
    ...shielded.map(shieldFact),
    ...more.unshielded.map((user) => shieldFact({ ...user, row: 'none', by: [] })),
    ...more.roles.map(({ id, name }) => ({ key: `role:${id}`, attributes: {}, label: name })),
    ...more.units.map(unitFact),
    ...indirect.map(indirectFact),
  ];
}

const resetterFact = ({ id, type, paths: _, ...details }: Resetter): Fact => ({
  key: `resetter:${id}`,
  attributes: { type },
  label: details.name ?? details.upn ?? id,
  details,
});

function pathFact({ id, name, upn }: Resetter, path: ResetPath, scopeName: string | null): Fact {
  const { way, roleId, scope, activated, via, role, reach, until, undocumented } = path;
  return {
    key: `path:${way}:${roleId}:${scope}:${id}`,
    attributes: { principal: id, way, roleId, scope, activated, via: via.map((group) => group.id) },
    label: name ?? upn ?? id,
    details: { role, scopeName, names: via.map((group) => group.name), reach, until, undocumented },
  };
}

const shieldFact = ({ id, name, upn, row, by }: Omit<ShieldedTarget, 'row'> & Pick<StoredShield, 'row'>): Fact => ({
  key: `shield:${id}`,
  attributes: { row, by: by.map((shield) => `${shield.kind}:${shield.id}`) },
  label: name ?? upn ?? id,
  details: { upn, names: by.map((shield) => shield.name) },
});

const unitFact = ({ id, name, growths, base, count }: StoredUnit): Fact => ({
  key: `unit:${id}`,
  attributes: { growths },
  label: name ?? id,
  details: { base, count },
});

const indirectFact = ({ id, kind, by, type, ...details }: Indirect): Fact => ({
  key: `indirect:${kind}:${id}:${by}`,
  attributes: { id, type, kind, by },
  label: details.name ?? id,
  details,
});

/** Only `judge` writes these facts, under a hash that is verified, so their shapes are known. */
const merged = (fact: Fact): { readonly [name: string]: Json } => ({ ...fact.details, ...fact.attributes });

const idOf = ({ key }: Fact): string => key.slice(key.indexOf(':') + 1);

export const resetterOf = (fact: Fact): StoredResetter =>
  ({ id: idOf(fact), ...merged(fact) }) as unknown as StoredResetter;

export function pathOf(fact: Fact): StoredPath {
  const { via, names, ...path } = merged(fact) as { via: string[]; names: (string | null)[] };
  return { ...path, via: via.map((id, n) => ({ id, name: names[n] ?? null })) } as unknown as StoredPath;
}

export const shieldOf = (fact: Fact): StoredShield =>
  ({ id: idOf(fact), name: fact.label ?? null, ...merged(fact) }) as unknown as StoredShield;

export const unitOf = (fact: Fact): StoredUnit =>
  ({ id: idOf(fact), name: fact.label ?? null, ...merged(fact) }) as unknown as StoredUnit;

export const indirectOf = (fact: Fact): Indirect => merged(fact) as unknown as Indirect;

const factsOf = (verdict: Snapshot | null, kind: string): BelievedFact[] =>
  (verdict ?? []).filter((fact) => kindOf(fact) === kind);

/** Null: no verdict yet. */
export function totalsOf(verdict: Snapshot | null): Totals | null {
  const own = verdict?.find(({ key }) => key === 'authority');
  if (!own) return null;
  return { ...(own.details as unknown as Totals), resetters: factsOf(verdict, 'resetter').length };
}

export const unitsOf = (verdict: Snapshot | null): StoredUnit[] => factsOf(verdict, 'unit').map(unitOf);

export const indirectList = (verdict: Snapshot | null): Indirect[] => factsOf(verdict, 'indirect').map(indirectOf);

/** Those who can reset without their paths, the widest first. */
export const resettersOf = (verdict: Snapshot | null): StoredResetter[] =>
  factsOf(verdict, 'resetter').map(resetterOf).sort(byReach);

/** The paths of each principal, the widest first. */
export function pathsOf(verdict: Snapshot | null): ReadonlyMap<string, readonly StoredPath[]> {
  return Map.groupBy(factsOf(verdict, 'path').map(pathOf).sort(byPathReach), ({ principal }) => principal);
}
