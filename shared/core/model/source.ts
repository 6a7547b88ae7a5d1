/**
 * A source is one place a check reads, whole or not at all. This file holds what is remembered of one
 * and decides its state (ok, stale, blind, denied, unlicensed, never). A source that cannot be read is never "no facts".
 */
import type { Fact } from './fact.ts';
import type { Pulse } from './heartbeat.ts';
import type { Measure } from './measure.ts';
import { ageMs, ms } from './times.ts';

/** Key scheme and attributes of the facts: a new scheme is a new baseline, new attributes still diff keys. */
export interface DefinitionVersion {
  readonly scheme: number;
  readonly attributes: number;
}

/**
 * `log`: only ever adds; the attribute `at` of its facts is the time of the event, ISO 8601. `damped`: presence is
 * believed after two readings too.
 */
export type SourceKind = 'state' | 'damped' | 'log';

/**
 * What a source is to the verdict of its check.
 *
 * | | |
 * |---|---|
 * | `carries` | required: while it was never read nothing is judged; later it counts with what was last believed |
 * | `enriches` | optional; counts with what was last believed, and the verdict is incomplete while it cannot be read |
 * | `whileSeen` | optional; what it shows counts only as long as it can be read |
 * | `beside` | optional; recorded by itself, and never changes what the verdict says |
 */
type RoleInVerdict = 'carries' | 'enriches' | 'whileSeen' | 'beside';

export const isRequired = ({ inVerdict }: { readonly inVerdict: RoleInVerdict }): boolean => inVerdict === 'carries';

export interface MostKept {
  readonly count: number;
  /** What an event is about: no number of events about one thing hides those about another. */
  readonly about: (event: Fact) => string;
}

export interface SourceDefinition {
  readonly name: string;
  readonly inVerdict: RoleInVerdict;
  readonly kind: SourceKind;
  readonly version: DefinitionVersion;
  /** Of a log: what is older than this, in ms, and no longer read, is forgotten. Default: nothing is. */
  readonly keptMs?: number;
  /** Of a log: how many events about one thing are kept, the newest. Default: all. */
  readonly most?: MostKept;
  /** What nobody sees while this source cannot be read. */
  readonly shows: string;
  /** Names of the application permissions it is read with, all of which it needs; empty: none that an app could hold. */
  readonly permissions: readonly string[];
  /**
   * Read without a request: the notifier looks at it in each of its runs, whenever its check is due. Its first reading
   * brings nothing of the tenant into view, so it is no news.
   */
  readonly local?: true;
}

export interface SourceError {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly detail?: ErrorDetail;
}

/** What an error is about, where something is decided by it that its code does not tell. Stored; never shown as such. */
export type ErrorDetail =
  /** Of TENANT_ID, and of the token. */
  | { readonly kind: 'wrong-tenant'; readonly expected: string; readonly given: string }
  /** A setting that cannot be read. */
  | { readonly kind: 'setting'; readonly setting: string };

/** All facts of a source, or the error why there are none. `watermark`: see `ReadResult`. */
export type Reading =
  | {
      readonly ok: true;
      /** Was not due: see `ReadResult`. */
      readonly kept?: true;
      readonly facts: readonly Fact[];
      readonly watermark?: string | null;
      readonly pulses?: readonly Pulse[];
      readonly measures?: readonly Measure[];
    }
  | { readonly ok: false; readonly error: SourceError };

/** One reading of every source of a check. */
export interface Readings {
  readonly [source: string]: Reading;
}

/** What the head remembers of a source. Times are ISO 8601. */
export interface SourceRecord {
  readonly version: DefinitionVersion;
  /** Hash of the last good reading; the same again needs no look at the snapshot. */
  readonly reading: string | null;
  /** Hash under which the snapshot is stored; null: never read. */
  readonly snapshot: string | null;
  /** No fact of the snapshot is missing from the last reading. */
  readonly settled: boolean;
  readonly lastGoodAt: string | null;
  readonly failingSince: string | null;
  /** Refusals since the last good reading: denied, or for want of a licence. */
  readonly denials: number;
  readonly error: SourceError | null;
  readonly watermark: string | null;
  /** Start of the readings between which there was never a gap over `LONGEST_GAP_MS`. */
  readonly unbrokenSince: string | null;
  /** Signs of life of the last good reading. */
  readonly pulses: readonly Pulse[];
}

/** The shortest retention of the audit log (7 days without a licence): after a longer gap events may be lost. */
export const LONGEST_GAP_MS = 7 * 24 * 3600_000;

export type SourceState = 'ok' | 'stale' | 'blind' | 'denied' | 'unlicensed' | 'never';

/** How long unread makes blind: the setting or three intervals, whichever is longer. */
export const blindAfterMs = (blindAfterMinutes: number, intervalMs: number): number =>
  Math.max(blindAfterMinutes * 60_000, 3 * intervalMs);

/** @param upSince no silence before this time (ISO 8601) is held against the source; null: all of it is */
export function sourceState(
  record: SourceRecord | undefined,
  now: number,
  blindAfter: number,
  upSince: string | null = null,
): SourceState {
  if (record?.error?.code === 'unlicensed') return 'unlicensed';
  if (record?.error?.code === 'denied') return 'denied';
  if (!record?.lastGoodAt) return 'never';
  // An error of another kind is no sign that what was refused can be read again.
  if (record.denials > 0 || !isFreshReading(record, now, blindAfter, upSince)) return 'blind';
  return record.error ? 'stale' : 'ok';
}

/** Facts of a source count while it is readable or has only just failed. */
export const isSeen = (state: SourceState): boolean => state === 'ok' || state === 'stale';

/**
 * Whether a source that once worked is to be told as blind: unread for `blindAfter`, whatever the reason; a required one
 * also when it was refused twice.
 */
export function isBlind(
  source: SourceDefinition,
  record: SourceRecord | undefined,
  now: number,
  blindAfter: number,
  upSince: string | null = null,
): boolean {
  if (!record?.error || record.lastGoodAt === null) return false;
  return (isRequired(source) && record.denials >= 2) || !isFreshReading(record, now, blindAfter, upSince);
}

/** Whether the last good reading is young enough for its source not to be blind. */
export const isFreshReading = (
  record: SourceRecord | undefined,
  now: number,
  blindAfter: number,
  upSince: string | null = null,
): boolean => record?.lastGoodAt != null && ageMs(unreadSince(record, record.lastGoodAt, upSince), now) <= blindAfter;

/** A source that failed before a gap and fails after it has been unread all the time. */
function unreadSince({ failingSince }: SourceRecord, lastGoodAt: string, upSince: string | null): string {
  if (upSince === null || ms(upSince) <= ms(lastGoodAt)) return lastGoodAt;
  return failingSince !== null && ms(failingSince) < ms(upSince) ? lastGoodAt : upSince;
}

/** Whether a head was written by code that reads a source in a newer way. */
export const isNewerDefinition = (stored: DefinitionVersion, own: DefinitionVersion): boolean =>
  stored.scheme > own.scheme || (stored.scheme === own.scheme && stored.attributes > own.attributes);
