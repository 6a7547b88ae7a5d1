/**
 * What becomes of a measure, a number that moves by itself: when it is recorded, and when it has grown enough to be told.
 * It is never hashed and never drift. One that was not read stands as it is: nothing is recorded, and it is never 0.
 */

import type { Growth, GrowthThresholds, Measure, MeasureRecord, MeasureRecords, MeasureRow } from '../model/measure.ts';
import { own } from '../model/own.ts';
import type { Readings } from '../model/source.ts';
import { ageMs, minutesMs, nextHistoryTime } from '../model/times.ts';

/** A measure as it was just read. `baseline`: its source counts in another way than before. */
export interface MeasureRead extends Measure {
  readonly source: string;
  readonly baseline: boolean;
  /** Recorded to be plotted, and held against no threshold. */
  readonly isPlotted?: true;
}

export interface Measured {
  readonly records: MeasureRecords;
  readonly rows: readonly MeasureRow[];
  readonly growths: readonly Growth[];
}

/** However still a measure is, it is recorded this often, so that a plot can tell "the same" from "not read". */
const HOURLY_MS = minutesMs(60);

/** All measures of good readings. @param baselines sources whose reading is a new baseline */
export const measuresRead = (readings: Readings, baselines: readonly string[] = []): MeasureRead[] =>
  Object.entries(readings).flatMap(([source, reading]) =>
    (reading.ok ? (reading.measures ?? []) : []).map(({ name, value }) => ({
      name,
      value,
      source,
      baseline: baselines.includes(source),
    })),
  );

/** @param known what the head remembers; @param now in ms */
export function measured(
  known: MeasureRecords,
  read: readonly MeasureRead[],
  now: number,
  thresholds: GrowthThresholds,
): Measured {
  const each = [...new Map(read.map((one) => [one.name, one])).values()];
  const steps = each.map((one) => ({ one, ...step(own(known, one.name), one, now, thresholds) }));
  return {
    records: { ...known, ...Object.fromEntries(steps.map(({ one, record }) => [one.name, record])) },
    rows: steps.filter(({ isDue }) => isDue).map(({ one, record }) => rowOf(one.name, record)),
    growths: steps
      .filter(({ hasGrown }) => hasGrown)
      .map(({ one, before }) => ({ source: one.source, name: one.name, before, now: one.value })),
  };
}

const rowOf = (name: string, { recordedAt, value }: MeasureRecord): MeasureRow => ({ name, at: recordedAt, value });

function step(old: MeasureRecord | undefined, read: MeasureRead, now: number, limits: GrowthThresholds) {
  const { value, baseline, isPlotted = false } = read;
  const before = old && !baseline && !isPlotted ? old.base : value;
  const hasGrown = isGrowth(before, value, limits);
  const isDue = !old || old.value !== value || ageMs(old.recordedAt, now) >= HOURLY_MS;
  const recordedAt = isDue || !old ? nextHistoryTime(old?.recordedAt ?? null, now) : old.recordedAt;
  const base = hasGrown ? { base: value } : lowered(before, value, baseline ? undefined : old?.low);
  return { record: { value, recordedAt, ...base }, isDue, hasGrown, before };
}

/** A fall is believed at its second reading in a row, as an absence is: one answer that is short makes nothing grow. */
function lowered(base: number, value: number, low: number | undefined): Pick<MeasureRecord, 'base' | 'low'> {
  if (value >= base) return { base };
  return { base: low === undefined ? base : Math.max(low, value), low: value };
}

/** Both thresholds reached. In whole numbers, because 100 × 1.1 is more than 110 in floating point. */
export const isGrowth = (base: number, value: number, { percent, min }: GrowthThresholds): boolean =>
  value >= base + min && value * 100 >= base * (100 + percent);
