/**
 * What one poll knows after its readings were applied: what is believed of each source, and the verdict on it. Decides
 * neither what is mailed nor what is stored.
 */

import type { SourceViews } from '../model/check.ts';
import type { Snapshot } from '../model/fact.ts';
import type { Head } from '../model/head.ts';
import { own } from '../model/own.ts';
import { ageMs, iso, ms, nextHistoryTime } from '../model/times.ts';
import type { PollInput } from './input.ts';
import { type Measured, measured, measuresRead } from './measures.ts';
import { applyReading, heldOutcome, keptOutcome, type SourceOutcome } from './reading.ts';
import { beatReads, figureReads, withoutUncountable } from './traces.ts';
import { type Clock, canJudge, judge, viewsOf } from './verdict.ts';

export interface Assessment<A> {
  readonly input: PollInput<A>;
  readonly clock: Clock;
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
  const { check, head, now, startedAt, policy } = input;
  const clock = clockOf(input);
  const outcomes = outcomesOf(input);
  const views = viewsOf(outcomes, clock, head);
  const verdictBefore = verdictBeforeOf(input, clock);
  const judged = canJudge(outcomes);
  const verdict = judged
    ? judge(check, views, verdictBefore, startedAt, policy.growth, clock.graphNow - now)
    : verdictBefore;
  const generation = head ? head.generation + 1 : now;
  const at = nextHistoryTime(head?.lastHistoryAt ?? null, now);
  const measures = measuredIn(input, outcomes, judged ? verdict : null, clock);
  return { input, clock, generation, at, outcomes, views, judged, verdictBefore, verdict, measured: measures };
}

type Timed = Pick<PollInput<unknown>, 'head' | 'startedAt' | 'now' | 'skewMs' | 'policy'>;

/** After a gap nothing is concluded from it: nobody looked, or the clock jumped. */
export const clockOf = ({ head, startedAt, now, skewMs, policy }: Timed): Clock => ({
  now,
  graphNow: now + (skewMs ?? head?.skewMs ?? 0),
  blindAfter: policy.blindAfter,
  upSince: upSince(head, startedAt, policy.gapAfter),
});

const upSince = (head: Head | null, startedAt: number, gapAfter: number): string | null =>
  head && ageMs(head.finishedAt, startedAt) > gapAfter ? iso(startedAt) : (head?.upSince ?? null);

/** Once there was a verdict, no snapshot moves in a poll that cannot judge. */
function outcomesOf<A>(input: PollInput<A>): SourceOutcome[] {
  const { check, head } = input;
  const outcomes = check.sources.map((source) => outcomeOf(source.name, input));
  if (canJudge(outcomes) || !head?.verdict) return outcomes;
  return outcomes.map((outcome) => {
    const { name } = outcome.source;
    return heldOutcome(outcome, own(head.sources, name), own(input.before, name) ?? null);
  });
}

function outcomeOf<A>(name: string, { check, head, before, readings, startedAt, hash }: PollInput<A>): SourceOutcome {
  const source = check.sources.find((one) => one.name === name);
  const reading = readings === 'kept' ? undefined : own(readings, name);
  if (!source || (readings !== 'kept' && !reading)) throw new Error(`no reading of ${name}`);
  const record = own(head?.sources, name);
  const snapshot = own(before, name) ?? null;
  return reading
    ? applyReading(source, record, snapshot, reading, startedAt, hash)
    : keptOutcome(source, record, snapshot);
}

/** A verdict whose text is lost is made again from what was believed, so that what is new now is told and not swallowed. */
function verdictBeforeOf<A>(input: PollInput<A>, clock: Clock): Snapshot | null {
  const { check, head, before, verdictBefore, policy } = input;
  if (verdictBefore !== 'lost') return verdictBefore;
  const known = check.sources.flatMap((source) => {
    const record = own(head?.sources, source.name);
    const snapshot = own(before, source.name) ?? null;
    return record ? [{ source, record, snapshot: snapshot === 'lost' ? null : snapshot }] : [];
  });
  if (!head || !canJudge(known)) return null;
  return judge(check, viewsOf(known, clock, null), null, ms(head.readStartedAt), policy.growth);
}

/** A source whose key scheme is new may count in another way too. */
function measuredIn<A>(
  { check, head, readings, now, policy }: PollInput<A>,
  outcomes: readonly SourceOutcome[],
  verdict: Snapshot | null,
  { graphNow }: Clock,
): Measured {
  if (readings === 'kept') return measured(head?.measures ?? {}, [], now, policy.growth);
  const redefined = outcomes.filter(({ baseline }) => baseline === 'new-scheme').map(({ source }) => source.name);
  const sources = Object.fromEntries(outcomes.map(({ source, record }) => [source.name, record]));
  const plotted = [...beatReads(check, sources, graphNow), ...(verdict ? figureReads(check, verdict, sources) : [])];
  const read = [...measuresRead(readings, redefined), ...plotted];
  const found = measured(head?.measures ?? {}, read, now, policy.growth);
  return verdict ? { ...found, records: withoutUncountable(check, verdict, found.records) } : found;
}

/** The tenant's display name, as this check or another one last read it. */
export const tenantNameOf = <A>({ input: { check, tenantName, head }, views }: Assessment<A>): string | null =>
  check.tenantName(views) ?? tenantName ?? head?.tenantName ?? null;
