/**
 * What a poll records only to be plotted: how each kind of heartbeat stood, and what the verdict counts. All of it is
 * derived from what is stored anyway, so it is never told and held against no threshold. What was not seen in this poll
 * is recorded as not seen, or leaves no point: it never looks like the value before.
 */

import type { Check } from '../model/check.ts';
import type { Snapshot } from '../model/fact.ts';
import type { Heartbeat } from '../model/heartbeat.ts';
import type { MeasureRecords } from '../model/measure.ts';
import { own } from '../model/own.ts';
import { isRequired, type SourceRecord } from '../model/source.ts';
import { BEATS, beatMeasure, figureMeasure } from '../model/trace.ts';
import type { MeasureRead } from './measures.ts';
import { heartbeatsOf } from './verdict.ts';

type Records = { readonly [source: string]: SourceRecord | undefined };

/** The worst of each kind: a kind may have as many heartbeats as the tenant has jobs, and each row costs a place. */
export function beatReads<A>({ name, sources }: Check<A>, records: Records, graphNow: number): MeasureRead[] {
  const beats = sources.flatMap(({ name: source }) => {
    const record = own(records, source);
    return heartbeatsOf(record, graphNow).map((beat) => ({ kind: beat.kind, source, value: levelOf(beat, record) }));
  });
  const kinds = Map.groupBy(
    beats.filter(({ value }) => value !== null),
    ({ kind }) => kind,
  );
  return [...kinds].map(([kind, own]) => ({
    name: beatMeasure(name, kind),
    source: own[0]?.source ?? '',
    value: Math.max(...own.map(({ value }) => value ?? 0)),
    ...PLOTTED,
  }));
}

const PLOTTED = { baseline: false, isPlotted: true } as const;

/** Null: there is no time to judge. */
const levelOf = ({ state }: Heartbeat, record: SourceRecord | undefined): number | null =>
  state === null ? null : BEATS[record?.error ? 'unseen' : state];

/** Whether what the verdict counts is seen in this poll: no required source failed. */
const isSeenNow = <A>({ sources }: Check<A>, records: Records): boolean =>
  sources.every((source) => !isRequired(source) || own(records, source.name)?.error === null);

/** What a verdict that was just made counts; null where it cannot be counted. */
export function figuresOf<A>(check: Check<A>, verdict: Snapshot | null): [name: string, value: number | null][] {
  const figures = Object.entries(check.figures?.(verdict) ?? {});
  return figures.map(([figure, value]) => [figureMeasure(check.name, figure), value]);
}

export function figureReads<A>(check: Check<A>, verdict: Snapshot | null, records: Records): MeasureRead[] {
  if (!isSeenNow(check, records)) return [];
  return figuresOf(check, verdict).flatMap(([name, value]) =>
    value === null ? [] : [{ name, source: '', value, ...PLOTTED }],
  );
}

/** The same of a verdict that was not loaded, because it is the one that was counted last. */
export function keptFigureReads<A>(check: Check<A>, known: MeasureRecords, records: Records): MeasureRead[] {
  if (!isSeenNow(check, records)) return [];
  return figuresOf(check, null).flatMap(([name]) => {
    const value = own(known, name)?.value;
    return value === undefined ? [] : [{ name, source: '', value, ...PLOTTED }];
  });
}

/** A head of a version that did not count yet: its verdict has to be loaded once. */
export const isUncounted = <A>(check: Check<A>, known: MeasureRecords): boolean => {
  const names = figuresOf(check, null).map(([name]) => name);
  return names.length > 0 && names.every((name) => own(known, name) === undefined);
};

/** What can be counted no more is forgotten, so that no later poll records it as if it were so. */
export function withoutUncountable<A>(
  check: Check<A>,
  verdict: Snapshot | null,
  records: MeasureRecords,
): MeasureRecords {
  const gone = new Set(figuresOf(check, verdict).flatMap(([name, value]) => (value === null ? [name] : [])));
  return Object.fromEntries(Object.entries(records).filter(([name]) => !gone.has(name)));
}
