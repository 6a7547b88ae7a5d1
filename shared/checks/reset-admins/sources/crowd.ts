/**
 * Decides who of a group is named one by one. An owner can put in as many as they like, and each who is named costs a
 * look-up, a line of the verdict and one of history: so from some number on the others are a crowd, one principal that is
 * counted, told and shown like any other. It must never hide a grant: a crowd in a group that holds a role is itself a
 * resetter, told when it comes and whenever it has doubled, and who was named before stays named.
 */
import { type BelievedFact, compareText, elementsOf } from '../../../core/model/fact.ts';

/** Named one by one in each group; the largest tenants of the benchmarks have as many resetters altogether. */
export const MOST_NAMED = 2_000;
/** The same for applications: each is asked for its owners, too. */
export const MOST_NAMED_APPS = 200;
/** Groups in a group that are expanded; each of them is four lists. */
export const MOST_NESTED = 100;
/** Ids of a group that are read: 21 pages, about 2 MB. */
export const MOST_READ = 20_000;

export interface Member {
  readonly id: string;
  readonly isGroup: boolean;
}

export interface Named {
  readonly ids: readonly string[];
  readonly groups: readonly string[];
  /** How many are not among them. */
  readonly more: number;
  /** There may be more than that. */
  readonly isCut: boolean;
}

/**
 * Always the same ones while they are there: first who was named before, then by id, for Graph promises no order.
 *
 * @param isCut there may be more than were read: who is not among these may be there all the same, and stays
 */
export function namedOf(
  all: readonly Member[],
  before: BelievedFact | undefined,
  { isCut, most = MOST_NAMED }: { readonly isCut: boolean; readonly most?: number },
): Named {
  const read = new Map(all.map((member) => [member.id, member]));
  const was = new Set(before?.elements ?? []);
  const kept = isCut ? [...was].filter((id) => !read.has(id)).map((id) => ({ id, isGroup: false })) : [];
  const ranked = [...read.values(), ...kept].sort(
    (a, b) => Number(was.has(b.id)) - Number(was.has(a.id)) || compareText(a.id, b.id),
  );
  const groups = ranked.filter(({ isGroup }) => isGroup).slice(0, MOST_NESTED);
  const others = ranked.filter(({ isGroup }) => !isGroup).slice(0, most);
  const named = [...groups, ...others];
  return {
    ids: elementsOf(named.map(({ id }) => id)),
    groups: elementsOf(groups.map(({ id }) => id)),
    more: ranked.length - named.length,
    isCut,
  };
}

/** The number, rounded down to a power of two. */
export const stepOf = (more: number): number => 2 ** Math.floor(Math.log2(more));
