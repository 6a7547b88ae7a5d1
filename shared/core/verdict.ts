/**
 * Decides when a verdict is made anew, and makes it: only in a poll that read every required source.
 * Otherwise the stored one stands, and nothing is diffed against it.
 */
import { believe } from './belief.ts';
import type { Check, SourceViews } from './check.ts';
import { normalised, type Snapshot } from './facts.ts';
import { canonical } from './json.ts';
import type { Hash, SourceOutcome } from './reading.ts';
import { isSeen, type SourceRecord, sourceState } from './source.ts';
import { iso } from './times.ts';

/** Hash of all that a verdict depends on, without its facts being loaded. */
export function verdictInputs<A>(
  check: Check<A>,
  records: { readonly [source: string]: SourceRecord | undefined },
  at: { now: number; blindAfter: number; hash: Hash },
): string {
  const sources = check.sources.map((source) => {
    const record = records[source.name];
    const seen = isSeen(sourceState(record, at.now, at.blindAfter));
    return [source.name, record?.snapshot ?? null, seen, record?.unbrokenSince ?? null];
  });
  return at.hash(canonical([check.version, sources]));
}

export function viewsOf(outcomes: readonly SourceOutcome[], now: number, blindAfter: number): SourceViews {
  const views = outcomes.map(({ source, record, snapshot }) => {
    const state = sourceState(record, now, blindAfter);
    return [source.name, { state, facts: snapshot, unbrokenSince: record.unbrokenSince }] as const;
  });
  return Object.fromEntries(views);
}

export const canJudge = (outcomes: readonly SourceOutcome[]): boolean =>
  outcomes.every(({ source, read, snapshot }) => !source.required || (read && snapshot !== null));

/** The verdict's facts, each with the time since when it is so. A verdict needs no second reading to lose a fact. */
export function judge<A>(check: Check<A>, views: SourceViews, before: Snapshot | null, startedAt: number): Snapshot {
  const after = believe(before, normalised(check.judge(views)), 'state', iso(startedAt));
  return after.filter((fact) => !fact.missing);
}
