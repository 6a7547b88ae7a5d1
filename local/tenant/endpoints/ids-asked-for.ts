/** Narrows a collection to the ids of a filter before any row is made. */
import type { Query } from '../odata/query.ts';

/** Each once; null when the query does not say. */
export function idsAskedFor({ filter }: Query): readonly string[] | null {
  const clause = filter.find(({ property, operator }) => property === 'id' && operator === 'in');
  return clause ? [...new Set(clause.values)] : null;
}
