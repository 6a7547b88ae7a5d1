/**
 * How many synced users a path reaches, and several paths together, each user once. A path's targets are an *area*:
 * a scope's members of which certain profiles are reached. Areas are few and counted once, whoever holds them.
 */
import type { MatrixRow } from './matrix.ts';
import { objectIdIn, TENANT_SCOPE, unitIdIn } from './scope.ts';
import { PLAIN, type Profile, type Targets } from './targets.ts';

export interface Area {
  readonly id: number;
  /** Whom it holds cannot be counted: the synced users were not, or its unit shows nobody. */
  readonly isUncountable: boolean;
  /** Sorted target indexes, repeated ones counted once; null: the whole tenant, with those known by their count alone. */
  readonly members: Uint32Array | null;
  /** Those of the members with a role or protection: all that is left where everyone without is reached anyway. */
  readonly special: Uint32Array;
  /** By profile: 1 if its targets are reached. */
  readonly reached: Uint8Array;
}

/** What the areas ask of a unit. */
export interface UnitTraits {
  isRestricted(unitId: string): boolean;
  /** Nobody can say who is in it. */
  isUnseen(unitId: string): boolean;
}

/** The areas of one tenant. */
export class Areas {
  readonly #targets: Targets;
  readonly #units: UnitTraits;
  readonly #areas = new Map<string, Area | null>();
  readonly #special = new Map<string, Uint32Array>();
  readonly #reached = new Map<string, Uint8Array>();
  readonly #counts = new Map<string, number>();
  /** By target: the last union it was counted in. */
  readonly #seen: Uint32Array;
  #union = 0;

  constructor(targets: Targets, units: UnitTraits) {
    this.#targets = targets;
    this.#units = units;
    this.#seen = new Uint32Array(targets.profileOf.length);
  }

  /** What a role of this row reaches at a scope; row null: everyone. Null: a scope that is known to hold no synced user. */
  at(scope: string, row: MatrixRow | null): Area | null {
    const key = `${row?.templateId ?? ''} ${scope}`;
    const known = this.#areas.get(key);
    if (known !== undefined) return known;
    const members = scope === TENANT_SCOPE ? null : this.#membersOf(scope);
    const isUncountable = members === null ? this.#targets.syncedUsers === null : this.#isUnseen(scope);
    const area = members?.length === 0 && !isUncountable ? null : this.#area(scope, members, row, isUncountable);
    this.#areas.set(key, area);
    return area;
  }

  #area(scope: string, members: Uint32Array | null, row: MatrixRow | null, isUncountable: boolean): Area {
    const special =
      this.#special.get(scope) ?? (members ?? NOBODY).filter((target) => this.#targets.profileOf[target] !== PLAIN);
    this.#special.set(scope, special);
    return { id: this.#areas.size, isUncountable, members, special, reached: this.#rows(scope, row) };
  }

  /** Synced users in any of the areas, each once, but not `self` (a target index); null: they cannot be counted. */
  count(areas: readonly Area[], self: number | undefined): number | null {
    if (areas.some(({ isUncountable }) => isUncountable)) return null;
    const all = this.#countAll([...new Set(areas)].sort((a, b) => a.id - b.id));
    return self !== undefined && areas.some((area) => this.contains(area, self)) ? all - 1 : all;
  }

  contains({ members, reached }: Area, target: number): boolean {
    if (reached[this.#targets.profileOf[target] ?? PLAIN] === 0) return false;
    return members === null || includes(members, target);
  }

  #countAll(areas: readonly Area[]): number {
    const key = areas.map(({ id }) => id).join(' ');
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    const { profiles, sizes } = this.#targets;
    const everywhere = profiles.map((_, profile) => areas.some((area) => isEverywhere(area, profile)));
    let count = 0;
    sizes.forEach((size, profile) => {
      if (everywhere[profile]) count += size;
    });
    this.#union += 1;
    for (const area of areas) count += this.#unseen(area, everywhere);
    this.#counts.set(key, count);
    return count;
  }

  /** The members reached that no area of this union has reached yet. */
  #unseen({ members, special, reached }: Area, everywhere: readonly boolean[]): number {
    const { profileOf } = this.#targets;
    let count = 0;
    for (const target of everywhere[PLAIN] ? special : (members ?? NOBODY)) {
      const profile = profileOf[target] ?? PLAIN;
      if (reached[profile] === 0 || everywhere[profile] || this.#seen[target] === this.#union) continue;
      this.#seen[target] = this.#union;
      count += 1;
    }
    return count;
  }

  #isUnseen(scope: string): boolean {
    const unit = unitIdIn(scope);
    return unit !== null && this.#units.isUnseen(unit);
  }

  /** A group or a device as an object scope brings nobody; nor does a unit that is gone. */
  #membersOf(scope: string): Uint32Array {
    const unit = unitIdIn(scope);
    if (unit !== null) return this.#targets.unitMembers.get(unit) ?? NOBODY;
    const target = this.#targets.indexOf(objectIdIn(scope) ?? '');
    return target === undefined ? NOBODY : Uint32Array.of(target);
  }

  #rows(scope: string, row: MatrixRow | null): Uint8Array {
    const unit = unitIdIn(scope);
    const isAtRestricted = unit !== null && this.#units.isRestricted(unit);
    const key = `${row?.templateId ?? ''} ${unit !== null} ${isAtRestricted}`;
    const reached =
      this.#reached.get(key) ??
      Uint8Array.from(this.#targets.profiles, (profile) =>
        (isAtRestricted || !profile.isRestricted) && reaches(row, profile, unit !== null) ? 1 : 0,
      );
    this.#reached.set(key, reached);
    return reached;
  }
}

const NOBODY = new Uint32Array(0);

/** Whether all with the profile are reached, those known by their count alone included. */
const isEverywhere = ({ members, reached }: Area, profile: number): boolean =>
  members === null && reached[profile] === 1;

/**
 * The rows of the table below the first: an unlisted role, an application and the three that reach everyone pass all;
 * a guarded target only they; a target with roles also a role whose row lists them all; one without roles every role.
 */
function reaches(row: MatrixRow | null, { isGuarded, roles }: Profile, isAtUnit: boolean): boolean {
  const kind = (isAtUnit ? row?.atUnit : row?.reach) ?? 'everyone';
  if (kind === 'everyone') return true;
  if (isGuarded) return false;
  if (roles.length === 0) return true;
  return kind === 'limited' && roles.every((role) => row?.targets.includes(role));
}

function includes(sorted: Uint32Array, target: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? target) < target) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === target;
}
