/**
 * Groups what happened at once by its cause, so that a role given to a group of 500 is one alert. Nobody is lost:
 * whatever goes in comes out in exactly one group.
 */

export interface Caused {
  /** The rule that it raises. */
  readonly rule: string;
  readonly principal: string;
  /** The same for all to whom the same was done. */
  readonly cause: string;
}

export interface CauseGroup<T> {
  readonly rule: string;
  /** The one principal, else `by` and the cause: unique within the rule, though an application may be both. */
  readonly subject: string;
  readonly members: readonly [T, ...T[]];
}

/** Several principals by one cause are one group; what else happened to a single principal is one group too. */
export function causeGroups<T extends Caused>(all: readonly T[]): CauseGroup<T>[] {
  const byCause = [...Map.groupBy(all, ({ rule, cause }) => `${rule} ${cause}`).values()];
  const many = byCause.filter((members) => !isOne(members));
  const one = Map.groupBy(byCause.filter(isOne).flat(), ({ rule, principal }) => `${rule} ${principal}`);
  return [
    ...[...one.values()].flatMap((members) => groupOf(members, ({ principal }) => principal)),
    ...many.flatMap((members) => groupOf(members, ({ cause }) => `by ${cause}`)),
  ];
}

const isOne = (members: readonly Caused[]): boolean => new Set(members.map(({ principal }) => principal)).size === 1;

function groupOf<T extends Caused>(members: readonly T[], subjectOf: (one: T) => string): CauseGroup<T>[] {
  const [first, ...more] = members;
  return first ? [{ rule: first.rule, subject: subjectOf(first), members: [first, ...more] }] : [];
}
