/** The part of a finding that is the drift of the verdict itself; who did it is looked up by the ids in it. */
import type { Finding } from '../../../core/model/check.ts';
import type { Drift } from '../../../core/model/drift.ts';

export const verdictLine = ({ change, key, before, after }: Drift): Omit<Finding, 'title' | 'severity'> => ({
  source: 'verdict',
  change,
  key,
  before: before?.attributes ?? null,
  after: after?.attributes ?? null,
});

/** What meets the condition, and the rest, each in its order. */
export function split<T>(all: readonly T[], meets: (one: T) => boolean): [T[], T[]] {
  const parts = Map.groupBy(all, (one) => meets(one));
  return [parts.get(true) ?? [], parts.get(false) ?? []];
}
