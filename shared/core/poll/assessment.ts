/**
 * What one poll knows after its readings were applied: what is believed of each source, and the verdict on it. Decides
 * neither what is mailed nor what is stored.
 */
import type { SourceViews } from '../model/check.ts';
import type { Snapshot } from '../model/fact.ts';
import { nextHistoryTime } from '../model/times.ts';
import type { PollInput } from './input.ts';
import { type Measured, measured, measuresRead } from './measures.ts';
import { applyReading, keptOutcome, type SourceOutcome } from './reading.ts';
import { canJudge, judge, viewsOf } from './verdict.ts';

export interface Assessment<A> {
  readonly input: PollInput<A>;
  readonly generation: number;
  readonly at: string;
  readonly outcomes: readonly SourceOutcome[];
  readonly views: SourceViews;
  readonly judged: boolean;
  readonly verdictBefore: Snapshot | null;
  readonly verdict: Snapshot | null;
  readonly measured: Measured;
}

export function assess<A>(input: PollInput<A>): Assessment<A> {
  const { check, head, now, policy } = input;
  const outcomes = check.sources.map((source) => {
    const before = input.before[source.name] ?? null;
    const record = head?.sources[source.name];
    if (input.readings === 'kept') return keptOutcome(source, record, before);
    const reading = input.readings[source.name];
    if (!reading) throw new Error(`no reading of ${source.name}`);
    return applyReading(source, record, before, reading, input.startedAt, input.hash);
  });
  const views = viewsOf(outcomes, now, policy.blindAfter);
  const verdictBefore = input.verdictBefore === 'lost' ? null : input.verdictBefore;
  const judged = canJudge(outcomes);
  const verdict = judged ? judge(check, views, verdictBefore, input.startedAt, policy.growth) : verdictBefore;
  const generation = head ? head.generation + 1 : now;
  const at = nextHistoryTime(head?.lastHistoryAt ?? null, now);
  const measures = measuredIn(input, outcomes);
  return { input, generation, at, outcomes, views, judged, verdictBefore, verdict, measured: measures };
}

/** A source whose key scheme is new may count in another way too. */
function measuredIn<A>({ head, readings, now, policy }: PollInput<A>, outcomes: readonly SourceOutcome[]): Measured {
  const redefined = outcomes.filter(({ baseline }) => baseline === 'new-scheme').map(({ source }) => source.name);
  const read = readings === 'kept' ? [] : measuresRead(readings, redefined);
  return measured(head?.measures ?? {}, read, now, policy.growth);
}

/** The tenant's display name, as this check or another one last read it. */
export const tenantNameOf = <A>({ input: { check, tenantName, head }, views }: Assessment<A>): string | null =>
  check.tenantName(views) ?? tenantName ?? head?.tenantName ?? null;
