/**
 * Decides when a verdict is made anew, and makes it: in every poll that read anything new. What is unread counts with
 * its last believed facts; only while a source that carries the verdict was never read is nothing judged.
 */

import type { Check, SourceViews } from '../model/check.ts';
import { normalised, type Snapshot } from '../model/fact.ts';
import type { Head } from '../model/head.ts';
import { type Heartbeat, heartbeat } from '../model/heartbeat.ts';
import { canonical } from '../model/json.ts';
import type { GrowthThresholds } from '../model/measure.ts';
import { own } from '../model/own.ts';
import type { WritebackState } from '../model/rule.ts';
import { isFreshReading, isRequired, isSeen, type SourceRecord, sourceState } from '../model/source.ts';
import { dayOf, iso, ms } from '../model/times.ts';
import { believe, standing } from './belief.ts';
import type { Hash, SourceOutcome } from './reading.ts';

/** The times that a poll is judged by. */
export interface Clock {
  readonly now: number;
  /** The time that Graph's answers tell, in ms: how old something is that Graph dated. */
  readonly graphNow: number;
  readonly blindAfter: number;
  /** Start of the unbroken chain of polls, ISO 8601; null: there was no gap. No silence before it is held against a source. */
  readonly upSince: string | null;
}

/** What a poll is judged at. `writeback`: the stored verdict of that check, on which severity may depend. */
export interface JudgedAt extends Clock {
  readonly hash: Hash;
  readonly writeback: WritebackState;
}

/** Hash of all that a verdict and its conditions depend on, without its facts being loaded. */
export function verdictInputs<A>(
  check: Check<A>,
  records: { readonly [source: string]: SourceRecord | undefined },
  at: JudgedAt,
): string {
  const sources = check.sources.map((source) => {
    const record = own(records, source.name);
    const seen = isSeen(sourceState(record, at.now, at.blindAfter, at.upSince));
    const isFresh = isFreshReading(record, at.now, at.blindAfter, at.upSince);
    const beats = heartbeatsOf(record, at.graphNow).map((one) => [
      one.key,
      one.state,
      one.state === 'ok' ? null : one.at,
    ]);
    return [source.name, record?.snapshot ?? null, seen, isFresh, record?.unbrokenSince ?? null, beats];
  });
  return at.hash(canonical([check.version, sources, at.writeback, ...(check.daily ? [dayOf(at.now)] : [])]));
}

export function viewsOf(
  outcomes: readonly Pick<SourceOutcome, 'source' | 'record' | 'snapshot'>[],
  { now, graphNow, blindAfter, upSince }: Clock,
  head: Head | null,
): SourceViews {
  const views = outcomes.map(({ source, record, snapshot }) => {
    const state = sourceState(record, now, blindAfter, upSince);
    const facts = snapshot && standing(snapshot);
    const { unbrokenSince } = record;
    const isFresh = isFreshReading(record, now, blindAfter, upSince);
    const heartbeats = heartbeatsOf(record, graphNow);
    const readBefore = own(head?.sources, source.name)?.lastGoodAt ?? null;
    const times = { unbrokenSince, lastGoodAt: record.lastGoodAt, readBefore };
    return [source.name, { state, isFresh, facts, ...times, heartbeats }] as const;
  });
  return Object.fromEntries(views);
}

/**
 * The signs of life of a source, as old as they are now. While it cannot be read none of them ages: that we see nothing
 * new says nothing of what we watch.
 */
export function heartbeatsOf(record: SourceRecord | undefined, now: number): Heartbeat[] {
  const seenAt = record?.error && record.lastGoodAt ? Math.min(now, ms(record.lastGoodAt)) : now;
  return (record?.pulses ?? []).map((pulse) => heartbeat(pulse, seenAt));
}

export const canJudge = (outcomes: readonly Pick<SourceOutcome, 'source' | 'snapshot'>[]): boolean =>
  outcomes.every(({ source, snapshot }) => !isRequired(source) || snapshot !== null);

/** The verdict's facts, each with the time since when it is so. A verdict needs no second reading to lose a fact. */
export function judge<A>(
  check: Check<A>,
  views: SourceViews,
  before: Snapshot | null,
  startedAt: number,
  growth: GrowthThresholds,
  skewMs = 0,
): Snapshot {
  const facts = check.judge(views, {
    verdict: before,
    day: dayOf(startedAt),
    growth,
    at: startedAt,
    ...(skewMs !== 0 && { skewMs }),
  });
  const after = believe(before, normalised(facts), 'state', iso(startedAt));
  return after.filter((fact) => !fact.missing);
}
