/**
 * Groups what happened at once by the one act that did it, so that a role given to a group of 500 is one alert. Nobody
 * is lost: whatever goes in comes out in exactly one group.
 */

export interface Effect<Rule extends string = string> {
  /** The rule that it raises. */
  readonly rule: Rule;
  readonly principal: string;
  /** The same for all to whom the same was done. */
  readonly act: string;
}

export interface ByOneAct<T> {
  /** The one principal, else `by` and the act: unique within the rule, though an application may be both. */
  readonly subject: string;
  readonly members: readonly [T, ...T[]];
}

/** Several principals by one act are one group; what else happened to a single principal is one group too. */
export function byOneAct<T extends Effect>(all: readonly T[]): ByOneAct<T>[] {
  const byAct = [...Map.groupBy(all, ({ rule, act }) => `${rule} ${act}`).values()];
  const many = byAct.filter((members) => !isOfOne(members));
  const ofOne = Map.groupBy(byAct.filter(isOfOne).flat(), ({ rule, principal }) => `${rule} ${principal}`);
  return [
    ...[...ofOne.values()].flatMap((members) => groupOf(members, ({ principal }) => principal)),
    ...many.flatMap((members) => groupOf(members, ({ act }) => `by ${act}`)),
  ];
}

const isOfOne = (members: readonly Effect[]): boolean => new Set(members.map(({ principal }) => principal)).size === 1;

function groupOf<T extends Effect>(members: readonly T[], subjectOf: (one: T) => string): ByOneAct<T>[] {
  const [first, ...more] = members;
  return first ? [{ subject: subjectOf(first), members: [first, ...more] }] : [];
}
