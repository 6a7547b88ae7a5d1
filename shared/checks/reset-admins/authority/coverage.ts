/**
 * How many synced users anyone but themselves can reset now. A user whom only that user reaches does not count, so
 * each area remembers by whom it is held: by nobody, by one user who is a target too, or by others.
 */
import type { Area } from './reach.ts';
import { PLAIN, type Targets } from './targets.ts';

const NOBODY = -2;
const OTHERS = -1;

/** Who holds an area: `NOBODY`, `OTHERS`, or the target index of the only one who does. */
type Holder = number;

const together = (a: Holder, b: Holder): Holder => (a === NOBODY || a === b ? b : b === NOBODY ? a : OTHERS);

export class Coverage {
  readonly #holders = new Map<Area, Holder>();

  /** `self`: the target index of the principal who holds the areas, if it is a target. */
  add(areas: readonly Area[], self: number | undefined): void {
    for (const area of areas) {
      this.#holders.set(area, together(this.#holders.get(area) ?? NOBODY, self ?? OTHERS));
    }
  }

  /** Null: some of what is held cannot be counted. */
  reachable({ profiles, profileOf, syncedUsers }: Targets): number | null {
    if ([...this.#holders.keys()].some(({ isUncountable }) => isUncountable)) return null;
    const byProfile = new Int32Array(profiles.length).fill(NOBODY);
    const byTarget = new Int32Array(profileOf.length).fill(NOBODY);
    for (const [{ members, reached }, holder] of this.#holders) {
      if (members === null) {
        reached.forEach((is, profile) => {
          if (is === 1) note(byProfile, profile, holder);
        });
      } else {
        for (const target of members) if (reached[profileOf[target] ?? PLAIN] === 1) note(byTarget, target, holder);
      }
    }
    const knownByCount = byProfile[PLAIN] === NOBODY ? 0 : (syncedUsers ?? 0) - profileOf.length;
    return profileOf.reduce((count, profile, target) => {
      const holder = together(byTarget[target] ?? NOBODY, byProfile[profile] ?? NOBODY);
      return holder === NOBODY || holder === target ? count : count + 1;
    }, knownByCount);
  }
}

function note(holders: Int32Array, at: number, holder: Holder): void {
  holders[at] = together(holders[at] ?? NOBODY, holder);
}
