/**
 * Decides what one reading does to what is remembered of its source. A failed reading changes the state of the
 * source and nothing else; a first reading, or one under a new key scheme, is a baseline and never a flood of "added".
 */

import type { Drift } from '../model/drift.ts';
import { type Fact, factJson, normalised, type Snapshot } from '../model/fact.ts';
import { canonical, type Json, parseJson } from '../model/json.ts';
import type { Measure } from '../model/measure.ts';
import { LONGEST_GAP_MS, type Reading, type SourceDefinition, type SourceRecord } from '../model/source.ts';
import { ageMs, iso, ms } from '../model/times.ts';
import { believe, isSettled, standing } from './belief.ts';
import { diff } from './diff.ts';

export type Hash = (text: string) => string;

/** The last snapshot of a source: null before the first, `lost` when the head names one that cannot be loaded. */
export type Before = Snapshot | null | 'lost';

export interface SourceOutcome {
  readonly source: SourceDefinition;
  readonly record: SourceRecord;
  /** What is believed now; null: nothing was ever read. */
  readonly snapshot: Snapshot | null;
  readonly drift: readonly Drift[];
  readonly baseline: 'first' | 'new-scheme' | 'lost' | null;
  readonly measures?: readonly Measure[];
}

const FRESH: Omit<SourceRecord, 'version'> = {
  reading: null,
  snapshot: null,
  settled: true,
  lastGoodAt: null,
  failingSince: null,
  denials: 0,
  error: null,
  watermark: null,
  unbrokenSince: null,
  pulses: [],
};

export const readingHash = (facts: readonly Fact[], hash: Hash): string =>
  hash(canonical(normalised(facts).map(comparable)));

function comparable(fact: Fact): Json {
  if (fact.digest === undefined) return factJson(fact);
  const { elements: _, ...rest } = fact;
  return { ...(factJson(rest) as object), digest: fact.digest };
}

const withoutDigest = ({ digest: _, ...fact }: Fact): Fact => fact;

/** @param startedAt when the reading was started, in ms */
export function applyReading(
  source: SourceDefinition,
  record: SourceRecord | undefined,
  before: Before,
  reading: Reading,
  startedAt: number,
  hash: Hash,
): SourceOutcome {
  const old = record ?? { ...FRESH, version: source.version };
  const known = before === 'lost' ? null : before;
  if (reading.ok && reading.kept) return before === 'lost' ? unkept(source, old) : keptOutcome(source, record, before);
  const good = recordAfter(source, old, reading, startedAt, hash);
  if (!reading.ok) return unread(source, good, known);
  if (before === 'lost' && source.kind === 'log' && old.watermark !== null) {
    return forgotten(source, { ...good, watermark: old.watermark });
  }
  const baseline = before === 'lost' ? 'lost' : baselineOf(source, old, known);
  const outcome = believed(source, good, baseline ? null : known, baseline, reading.facts, old, startedAt, hash);
  return reading.measures ? { ...outcome, measures: reading.measures } : outcome;
}

/** What stands of a source that was not read this time. Keeping changes nothing; what is lost cannot be kept. */
export function keptOutcome(source: SourceDefinition, record: SourceRecord | undefined, before: Before): SourceOutcome {
  if (!record || before === 'lost') throw new Error(`nothing of ${source.name} can be kept`);
  return { source, record, snapshot: before, drift: [], baseline: null };
}

/** What is lost cannot be kept: the next poll reads it anew. */
const unkept = (source: SourceDefinition, record: SourceRecord): SourceOutcome =>
  unread(source, { ...record, reading: null, snapshot: null, watermark: null }, null);

const unread = (source: SourceDefinition, record: SourceRecord, snapshot: Snapshot | null): SourceOutcome => ({
  source,
  record,
  snapshot,
  drift: [],
  baseline: null,
});

/**
 * A log that was read from a watermark on cannot make good what was lost: the next reading has no lower bound, and is
 * the new baseline. The watermark stays, so that what is newer is told all the same.
 */
const forgotten = (source: SourceDefinition, record: SourceRecord): SourceOutcome =>
  unread(source, { ...record, reading: null, snapshot: null }, null);

/**
 * A reading in a poll that cannot judge, although a verdict was made before: it is as if it had not been made, so that
 * no snapshot moves without the interpretation of its drift. Only the state of the source is kept of it.
 */
export function heldOutcome(outcome: SourceOutcome, old: SourceRecord | undefined, before: Before): SourceOutcome {
  const { source, record } = outcome;
  if (!old || before === 'lost' || before === null) return outcome.snapshot === null ? outcome : unheard(source, old);
  const { version, reading, snapshot, settled, watermark, unbrokenSince } = old;
  const kept = { ...record, version, reading, snapshot, settled, watermark, unbrokenSince };
  return { ...outcome, record: kept, snapshot: before, drift: [], baseline: null };
}

const unheard = (source: SourceDefinition, old: SourceRecord | undefined): SourceOutcome =>
  unread(source, old ?? { ...FRESH, version: source.version }, null);

function baselineOf(source: SourceDefinition, old: SourceRecord, before: Snapshot | null): SourceOutcome['baseline'] {
  if (before === null) return old.lastGoodAt === null ? 'first' : 'lost';
  return old.version.scheme === source.version.scheme ? null : 'new-scheme';
}

function believed(
  source: SourceDefinition,
  record: SourceRecord,
  before: Snapshot | null,
  baseline: SourceOutcome['baseline'],
  facts: readonly Fact[],
  old: SourceRecord,
  startedAt: number,
  hash: Hash,
): SourceOutcome {
  const { kind, keptMs, most } = source;
  const snapshot = believe(before, normalised(facts).map(withoutDigest), kind, iso(startedAt), keptMs, most);
  const sameAttributes = old.version.attributes === source.version.attributes;
  const all = before === null ? newerThan(snapshot, source, old) : diff(standing(before), standing(snapshot));
  const drift = sameAttributes ? all : all.filter((one) => one.change !== 'changed');
  const stored = hash(snapshotText(snapshot));
  return {
    source,
    record: { ...record, snapshot: stored, settled: isSettled(snapshot) },
    snapshot,
    drift,
    baseline,
  };
}

/** At a baseline after lost state: the events of a log that nobody can have seen before. */
function newerThan(snapshot: Snapshot, { kind }: SourceDefinition, { watermark, lastGoodAt }: SourceRecord): Drift[] {
  if (kind !== 'log' || watermark === null || lastGoodAt === null) return [];
  const isNew = ({ attributes: { at } }: Fact): boolean => typeof at === 'string' && ms(at) > ms(watermark);
  return diff([], snapshot.filter(isNew));
}

/** The record after a reading, but for the name of its snapshot. */
export const recordAfter = (
  source: SourceDefinition,
  old: SourceRecord,
  reading: Reading,
  startedAt: number,
  hash: Hash,
): SourceRecord => {
  if (!reading.ok) return failed(old, reading, startedAt);
  return reading.kept ? old : succeeded(source, old, reading, startedAt, hash);
};

function succeeded(
  source: SourceDefinition,
  old: SourceRecord,
  reading: Extract<Reading, { ok: true }>,
  startedAt: number,
  hash: Hash,
): SourceRecord {
  return {
    ...old,
    version: source.version,
    reading: readingHash(reading.facts, hash),
    lastGoodAt: iso(startedAt),
    failingSince: null,
    denials: 0,
    error: null,
    watermark: source.kind === 'log' ? laterOf(old.watermark, reading.watermark ?? null) : (reading.watermark ?? null),
    unbrokenSince: source.kind === 'log' ? unbroken(old, startedAt) : null,
    pulses: reading.pulses ?? [],
  };
}

function failed(old: SourceRecord, reading: Extract<Reading, { ok: false }>, startedAt: number): SourceRecord {
  const isRefused = reading.error.code === 'denied' || reading.error.code === 'unlicensed';
  const denials = old.denials + (isRefused ? 1 : 0);
  return { ...old, error: reading.error, failingSince: old.failingSince ?? iso(startedAt), denials };
}

function unbroken(old: SourceRecord, startedAt: number): string {
  const whole = old.lastGoodAt !== null && ageMs(old.lastGoodAt, startedAt) <= LONGEST_GAP_MS;
  return whole && old.unbrokenSince !== null ? old.unbrokenSince : iso(startedAt);
}

const laterOf = (a: string | null, b: string | null): string | null => {
  if (a === null || b === null) return a ?? b;
  return ms(b) > ms(a) ? b : a;
};

const texts = new WeakMap<Snapshot, string>();

/** The text under whose hash a snapshot is stored. Made once for each: it may be long. */
export function snapshotText(snapshot: Snapshot): string {
  const text = texts.get(snapshot) ?? storedText(snapshot);
  texts.set(snapshot, text);
  return text;
}

const storedText = (snapshot: Snapshot): string =>
  canonical(
    snapshot.map((fact) => ({
      ...(factJson(fact) as object),
      firstSeen: fact.firstSeen,
      since: fact.since,
      ...(fact.missing && { missing: true }),
      ...(fact.next && { next: fact.next }),
      ...(fact.unconfirmed && { unconfirmed: true }),
      ...(fact.absent && { absent: fact.absent }),
      ...(fact.joined && { joined: fact.joined }),
    })),
  );

/** A stored snapshot; null when the text is not one. */
export function parseSnapshot(text: string): Snapshot | null {
  const value = parseJson(text);
  return Array.isArray(value) ? (value as unknown as Snapshot) : null;
}
