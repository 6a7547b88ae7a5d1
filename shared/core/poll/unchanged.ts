/**
 * Decides whether a poll found nothing new, from the head alone, so that an unchanged poll costs one read and one
 * write whatever the tenant's size. When in doubt the answer is no: the full comparison then decides.
 */

import type { Check } from '../model/check.ts';
import type { Head } from '../model/head.ts';
import type { GrowthThresholds } from '../model/measure.ts';
import { own } from '../model/own.ts';
import { isRequired, type Reading, type Readings, type SourceDefinition, type SourceRecord } from '../model/source.ts';
import { ms } from '../model/times.ts';
import { BLIND_RULE, blindSubject, isToldAsBlind } from './blindness.ts';
import { isStillDue } from './flapping.ts';
import { type Measured, measured, measuresRead } from './measures.ts';
import { recordAfter } from './reading.ts';
import { beatReads, isUncounted, keptFigureReads } from './traces.ts';
import { type JudgedAt, verdictInputs } from './verdict.ts';

/** What a poll that changed nothing leaves: a measure that moved or is due is recorded, and is no change. */
export interface UnchangedPoll {
  readonly sources: { readonly [source: string]: SourceRecord };
  readonly measured: Measured;
}

/** Null if the poll may have changed something, or if a measure has grown enough to be told. */
export function unchangedPoll<A>(
  check: Check<A>,
  head: Head,
  readings: Readings,
  at: JudgedAt & { readonly startedAt: number; readonly growth: GrowthThresholds },
): UnchangedPoll | null {
  if (at.upSince !== (head.upSince ?? null) || isStillDue(head.flaps, at.now)) return null;
  const sources = unchangedRecords(check, head, readings, at);
  if (!sources) return null;
  const known = head.measures ?? {};
  if (head.verdict && isUncounted(check, known)) return null;
  const plotted = [...beatReads(check, sources, at.graphNow), ...keptFigureReads(check, known, sources)];
  const measures = measured(known, [...measuresRead(readings), ...plotted], at.now, at.growth);
  return measures.growths.length > 0 ? null : { sources, measured: measures };
}

/** The records after a poll that changed no source and no verdict, or null if it may have changed something. */
function unchangedRecords<A>(
  check: Check<A>,
  head: Head,
  readings: Readings,
  at: JudgedAt & { readonly startedAt: number },
): { readonly [source: string]: SourceRecord } | null {
  if (!head.summarised) return null;
  const kept = new Map<string, SourceRecord>();
  for (const source of check.sources) {
    const record = own(head.sources, source.name);
    const reading = own(readings, source.name);
    if (!record || !reading) return null;
    const next = recordAfter(source, record, reading, at.startedAt, at.hash);
    if (!isRepeat(source, record, reading, next)) return null;
    kept.set(source.name, next);
    if (isToldAsBlind(head.check, source, next, at, head.openAlerts) !== isBlindOpen(head, source.name)) return null;
  }
  const records = Object.fromEntries(kept);
  return sameVerdict(check, head, records, at) ? records : null;
}

function isRepeat(source: SourceDefinition, record: SourceRecord, reading: Reading, next: SourceRecord): boolean {
  if (!reading.ok) return record.error?.code === reading.error.code;
  const sameDefinition =
    record.version.scheme === source.version.scheme && record.version.attributes === source.version.attributes;
  return (
    sameDefinition &&
    record.error === null &&
    record.settled &&
    record.snapshot !== null &&
    record.reading === next.reading
  );
}

const isBlindOpen = (head: Head, source: string): boolean =>
  head.openAlerts.some((alert) => alert.rule === BLIND_RULE && alert.subject === blindSubject(head.check, source));

function sameVerdict<A>(
  check: Check<A>,
  head: Head,
  records: { readonly [source: string]: SourceRecord },
  at: JudgedAt & { readonly startedAt: number },
): boolean {
  const judgeable = check.sources.every((source) => !isRequired(source) || own(records, source.name)?.snapshot);
  if (!judgeable) return true;
  const { inputs, until } = head.verdict ?? {};
  return inputs === verdictInputs(check, records, at) && !(until && ms(until) <= at.startedAt);
}
