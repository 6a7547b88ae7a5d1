/**
 * The verdict as facts and back: who can reset whom, by which paths, who is kept out of reach, and who is one grant
 * away. Attributes are what is compared; numbers and names move by themselves and are details, never drift.
 *
 * | key | attributes | details |
 * |---|---|---|
 * | `authority` | | `syncedUsers`, `reachable`, `activationsRead`, `principalsRead`, `until`, `missing`, `format` |
 * | `called:{group}` | `type` | |
 * | `activation:{holder}:{role}:{scope}`, `dated:…` | `holder`, `roleId`, `scope` | `until` |
 * | `resetter:{principal}` | `type`, `enabled` | `name`, `upn`, `reach`, `reachOneStep` |
 * | `path:{way}:{role}:{scope}:{principal}` | `principal`, `way`, `roleId`, `scope`, `activated`, `via`, `until` | `role`, `scopeName`, `names`, `reach`, `undocumented` |
 * | `holder:{way}:{role}:{scope}:{group}` | the same | the same, `members` |
 * | `shield:{user}` | `row`, `by` | `upn`, `names`, `activated` |
 * | `role:{definition}` | `conditions` | |
 * | `unit:{unit}` | `growths` | `base`, `count` |
 * | `indirect:{kind}:{principal}:{by}` | `id`, `type`, `kind`, `by`, `isActivated`, `until`, `enabled` | `name`, `means`, `detail` |
 *
 * What an earlier version wrote in another way is put into this one in `formats.ts`, to be compared.
 */
import type { BelievedFact, Fact, Snapshot } from '../../core/model/fact.ts';
import type { Json } from '../../core/model/json.ts';
import type { Authority, ResettingGroup } from './authority/authority.ts';
import { basisOf, basisText } from './authority/basis.ts';
import { conditionsOf } from './authority/capability.ts';
import type { Indirect } from './authority/indirect.ts';
import type { Shield, ShieldedTarget } from './authority/protection.ts';
import {
  byPathReach,
  byReach,
  isShown,
  type PrincipalType,
  type ResetPath,
  type Resetter,
} from './authority/resetters.ts';
import type { RoleDefinition } from './authority/tenant.ts';

/** One path of one principal, as a rule needs it. */
export interface StoredPath extends ResetPath {
  readonly principal: string;
  /** The unit's name where the scope is one; else null. */
  readonly scopeName: string | null;
  /** The tenant made the role, and named it. */
  readonly isCustom?: true;
}

/** One path of a group; `principal` is the group. `members`: how many are seen in it; null: nobody could read it. */
export type StoredHolder = StoredPath & Pick<ResettingGroup, 'members'>;

export type StoredResetter = Omit<Resetter, 'paths'>;

export interface StoredShield {
  readonly id: string;
  readonly name: string | null;
  readonly upn: string | null;
  /** `none`: known by id, and kept from nobody. */
  readonly row: ShieldedTarget['row'] | 'none';
  readonly by: readonly Shield[];
}

/** A unit at which a role that resets is assigned. `growths`: how often its count passed the thresholds. */
export interface StoredUnit {
  readonly id: string;
  readonly name: string | null;
  readonly growths: number;
  readonly base: number;
  readonly count: number;
}

/** A role that is held for a time, by a person or a group; `activation`: through PIM. */
export interface StoredTerm {
  readonly kind: 'activation' | 'dated';
  readonly holder: string;
  readonly roleId: string;
  readonly scope: string;
  readonly until: string | null;
}

interface Totals {
  /** Null: they could not be counted. */
  readonly syncedUsers: number | null;
  readonly reachable: number | null;
  readonly resetters: number;
  /** Whether activations through PIM could be told from grants. */
  readonly activationsRead: boolean;
  /** Whether everyone who is named could be looked up. */
  readonly principalsRead: boolean;
  /** Sources that could be read, and did not show all that they were asked for. */
  readonly missing: readonly string[];
  /** Ids of the units that hide their members. */
  readonly hiddenUnits: readonly string[];
  /** When the next right ends; null: none does. */
  readonly until: string | null;
  /** Absent: version 0.1 wrote it, which left out who reaches nobody. */
  readonly format?: number;
}

/** What this version writes. */
export const FORMAT = 3;

/** What a fact of the verdict, or a drift of it, is about: the part of its key before the first colon. */
export const kindOf = ({ key }: { readonly key: string }): string => key.split(':', 1)[0] ?? '';

export function verdictFacts(
  { syncedUsers, reachable, holders, groups, indirect, shielded }: Authority,
  more: {
    readonly activationsRead: boolean;
    readonly principalsRead: boolean;
    readonly missing: readonly string[];
    readonly hiddenUnits: readonly string[];
    readonly until: string | null;
    /** Ids that are groups. */
    readonly groups: readonly string[];
    readonly terms: readonly StoredTerm[];
    readonly roles: readonly RoleDefinition[];
    readonly units: readonly StoredUnit[];
    /** Synced users known by id who are not shielded: who comes to be one of them has lost a protection. */
    readonly unshielded: readonly { readonly id: string; readonly name: string | null; readonly upn: string | null }[];
    readonly unitName: (scope: string) => string | null;
  },
): Fact[] {
  const custom = new Set(more.roles.filter(({ isBuiltIn }) => !isBuiltIn).map(({ id }) => id));
  const naming = { unitName: more.unitName, isCustom: (roleId: string) => custom.has(roleId) };
  return [
    {
      key: 'authority',
      attributes: {},
      details: {
        ...{
          syncedUsers,
          reachable,
          until: more.until,
          missing: more.missing,
          hiddenUnits: more.hiddenUnits,
          format: FORMAT,
        },
        ...{ activationsRead: more.activationsRead, principalsRead: more.principalsRead },
      },
    },
    ...more.groups.map((id) => ({ key: `called:${id}`, attributes: { type: 'group' } })),
    ...more.terms.map(termFact),
    ...holders.map(resetterFact),
    ...holders.flatMap((resetter) => resetter.paths.map((path) => pathFact(resetter, path, naming))),
    ...groups.flatMap((group) => group.paths.map((path) => holderFact(group, path, naming))),
    ...shielded.map(shieldFact),
    ...more.unshielded.map((user) => shieldFact({ ...user, row: 'none', by: [] })),
    ...more.roles.map((role) => ({
      key: `role:${role.id}`,
      attributes: { conditions: conditionsOf(role) },
      label: role.name,
      ...(!role.isBuiltIn && { details: { isCustom: true } }),
    })),
    ...more.units.map(scopedUnitFact),
    ...indirect.map(indirectFact),
  ];
}

const resetterFact = ({ id, type, enabled, paths: _, ...details }: Resetter): Fact => ({
  key: `resetter:${id}`,
  attributes: { type, enabled },
  label: details.name ?? details.upn ?? id,
  details,
});

/** How the role and the scope of a path are called. */
interface Naming {
  readonly unitName: (scope: string) => string | null;
  readonly isCustom: (roleId: string) => boolean;
}

function pathFact({ id, name, upn }: Pick<Resetter, 'id' | 'name' | 'upn'>, path: ResetPath, naming: Naming) {
  const { way, roleId, scope, activated, via, role, reach, until, undocumented } = path;
  return {
    key: `path:${way}:${roleId}:${scope}:${id}`,
    attributes: { principal: id, way, roleId, scope, activated, via: via.map((group) => group.id), until },
    label: name ?? upn ?? id,
    details: {
      ...{ role, scopeName: naming.unitName(scope), names: via.map((group) => group.name), reach, undocumented },
      ...(naming.isCustom(roleId) && { isCustom: true }),
    },
  };
}

function holderFact({ id, name, members }: ResettingGroup, path: ResetPath, naming: Naming): Fact {
  const { key, details, ...fact } = pathFact({ id, name, upn: null }, path, naming);
  return { ...fact, key: key.replace(/^path:/, 'holder:'), details: { ...details, members } };
}

const shieldKey = (id: string): string => `shield:${id}`;

const shieldFact = ({ id, name, upn, row, by }: Omit<ShieldedTarget, 'row'> & Pick<StoredShield, 'row'>): Fact => ({
  key: shieldKey(id),
  attributes: { row, by: by.map(shieldText) },
  label: name ?? upn ?? id,
  details: {
    upn,
    names: by.map((shield) => shield.name),
    activated: by.filter(({ isActivated }) => isActivated).map(shieldText),
  },
});

export const shieldText = ({ kind, id }: Pick<Shield, 'kind' | 'id'>): string => `${kind}:${id}`;

/** @param activated those that are held by activation alone */
function shieldIn(text: string, name: string | null, activated: readonly string[]): Shield {
  const [kind = '', id = ''] = text.split(':');
  const shield = { kind: kind as Shield['kind'], id, name };
  return activated.includes(text) ? { ...shield, isActivated: true } : shield;
}

const termFact = ({ kind, holder, roleId, scope, until }: StoredTerm): Fact => ({
  key: `${kind}:${holder}:${roleId}:${scope}`,
  attributes: { holder, roleId, scope },
  details: { until },
});

const scopedUnitFact = ({ id, name, growths, base, count }: StoredUnit): Fact => ({
  key: `unit:${id}`,
  attributes: { growths },
  label: name ?? id,
  details: { base, count },
});

export const rightKey = ({ kind, id, by }: Pick<Indirect, 'kind' | 'id' | 'by'>): string =>
  `indirect:${kind}:${id}:${basisText(by)}`;

const indirectFact = ({ id, kind, by, type, isActivated, until, enabled, ...details }: Indirect): Fact => ({
  key: rightKey({ id, kind, by }),
  attributes: { id, type, kind, by: basisText(by), isActivated, until, enabled },
  label: details.name ?? id,
  details,
});

/** Only `judge` writes these facts, under a hash that is verified, so their shapes are known. */
const merged = (fact: Fact): { readonly [name: string]: Json } => ({ ...fact.details, ...fact.attributes });

const idOf = ({ key }: Fact): string => key.slice(key.indexOf(':') + 1);

const resetterOf = (fact: Fact): StoredResetter => ({ id: idOf(fact), ...merged(fact) }) as unknown as StoredResetter;

export function pathOf(fact: Fact): StoredPath {
  const { via, names, ...path } = merged(fact) as { via: string[]; names: (string | null)[] };
  return { ...path, via: via.map((id, n) => ({ id, name: names[n] ?? null })) } as unknown as StoredPath;
}

export const holderOf = (fact: Fact): StoredHolder => pathOf(fact) as StoredHolder;

/** A role that resets, as it is called. */
export const roleOf = (fact: Fact) => ({
  role: fact.label ?? fact.key,
  roleId: fact.key.slice('role:'.length),
  isCustom: fact.details?.isCustom === true,
});

/** Under which conditions a role resets; null among them: under none. */
export const conditionsIn = (fact: Fact): readonly (string | null)[] =>
  (fact.attributes.conditions ?? []) as (string | null)[];

export function shieldOf(fact: Fact): StoredShield {
  const {
    row,
    by,
    names,
    upn,
    activated = [],
  } = merged(fact) as unknown as Omit<StoredShield, 'by'> & {
    readonly by: readonly string[];
    readonly names: readonly (string | null)[];
    readonly activated?: readonly string[];
  };
  return {
    ...{ id: idOf(fact), name: fact.label ?? null, upn, row },
    by: by.map((text, n) => shieldIn(text, names[n] ?? null, activated)),
  };
}

export const scopedUnitOf = (fact: Fact): StoredUnit =>
  ({ id: idOf(fact), name: fact.label ?? null, ...merged(fact) }) as unknown as StoredUnit;

export function indirectOf(fact: Fact): Indirect {
  const { by, ...right } = merged(fact) as unknown as Indirect & { readonly by: string };
  return { ...BY_02, ...right, by: basisOf(right.kind, by), isActivated: right.isActivated === true };
}

/** What earlier versions did not write of a right. */
const BY_02 = { until: null, enabled: null };

const factsOf = (verdict: Snapshot | null, kind: string): BelievedFact[] =>
  (verdict ?? []).filter((fact) => kindOf(fact) === kind);

/** What version 0.1 did not write, as it was: it judged only what was read whole. */
const BY_01 = { principalsRead: true, missing: [] as readonly string[], hiddenUnits: [] as readonly string[] };

/** Null: no verdict yet. */
export function totalsOf(verdict: Snapshot | null): Totals | null {
  const own = verdict?.find(({ key }) => key === 'authority');
  if (!own) return null;
  const resetters = factsOf(verdict, 'resetter').map(resetterOf).filter(isShown).length;
  return { ...BY_01, ...(own.details as unknown as Omit<Totals, 'resetters' | keyof typeof BY_01>), resetters };
}

export const unitsOf = (verdict: Snapshot | null): StoredUnit[] => factsOf(verdict, 'unit').map(scopedUnitOf);

/** Ids that were called a group. */
export const groupsIn = (verdict: Snapshot | null): string[] => factsOf(verdict, 'called').map(idOf);

export const termsIn = (verdict: Snapshot | null): StoredTerm[] =>
  (['activation', 'dated'] as const).flatMap((kind) =>
    factsOf(verdict, kind).map((fact) => ({ kind, ...merged(fact) }) as unknown as StoredTerm),
  );

/** Of an earlier verdict the facts of those who were shielded, by user, to be kept as they are. */
export const shieldFactsIn = (verdict: Snapshot | null): ReadonlyMap<string, Fact> =>
  new Map(
    factsOf(verdict, 'shield').map(({ key, attributes, label, details }) => [
      idOf({ key, attributes }),
      { key, attributes, ...(label !== undefined && { label }), ...(details && { details }) },
    ]),
  );

export const shieldsIn = (verdict: Snapshot | null): StoredShield[] => factsOf(verdict, 'shield').map(shieldOf);

/** All whose name and kind were told. */
export const peopleIn = (
  verdict: Snapshot | null,
): {
  readonly id: string;
  readonly type: PrincipalType;
  readonly name: string | null;
  readonly upn: string | null;
  readonly enabled: boolean | null;
}[] => [
  ...factsOf(verdict, 'indirect')
    .map(indirectOf)
    .map(({ id, type, name, enabled }) => ({ id, type, name, upn: null, enabled })),
  ...factsOf(verdict, 'resetter')
    .map(resetterOf)
    .map(({ id, type, name, upn, enabled }) => ({ id, type, name, upn, enabled })),
];

export const indirectList = (verdict: Snapshot | null): Indirect[] => factsOf(verdict, 'indirect').map(indirectOf);

/** Those who can reset, or hold what resets, without their paths, the widest first. */
export const resettersOf = (verdict: Snapshot | null): StoredResetter[] =>
  factsOf(verdict, 'resetter').map(resetterOf).sort(byReach);

/** The paths of each principal, the widest first. */
export function pathsOf(verdict: Snapshot | null): ReadonlyMap<string, readonly StoredPath[]> {
  return Map.groupBy(factsOf(verdict, 'path').map(pathOf).sort(byPathReach), ({ principal }) => principal);
}
