/**
 * What a check remembers between polls: one small row under an ETag. Everything large is named here by hash.
 * Who commits a head must have read it before it read the sources.
 */
import type { OpenAlert } from './alert.ts';
import type { Flaps } from './flap.ts';
import type { MeasureRecords } from './measure.ts';
import type { SourceRecord } from './source.ts';

/** As its descriptor says it, such as `reset-admins`: small letters and hyphens, since it is part of keys and addresses. */
export type CheckName = string;

/** An open condition as the head names it; its text is in a row of its own. */
export interface OpenAlertRef extends Pick<OpenAlert, 'id' | 'rule' | 'subject' | 'severity'> {
  /** Tells the text that is stored from another one; absent: stored by a version that had none. */
  readonly fingerprint?: string;
}

export interface Head {
  readonly check: CheckName;
  /** `Check.version` of the code that wrote it. */
  readonly version: number;
  /** Counts commits; a new head starts at its time in ms, so that ids never come back. */
  readonly generation: number;
  /** By this a writer whose answer was lost knows its own commit. */
  readonly commitId: string;
  /** When the reading that this head holds was started. */
  readonly readStartedAt: string;
  readonly finishedAt: string;
  readonly durationMs: number;
  /** Graph's clock minus ours in ms, when it last said a time; absent or null: it has not. */
  readonly skewMs?: number | null;
  /** Start of the chain of polls in which none was overdue; absent or null: there was no gap since the first. */
  readonly upSince?: string | null;
  readonly lastHistoryAt: string | null;
  readonly openAlerts: readonly OpenAlertRef[];
  readonly sources: { readonly [name: string]: SourceRecord };
  readonly verdict: StoredVerdict | null;
  /** Measures and the bases that their growth is counted from; absent: none was ever read. */
  readonly measures?: MeasureRecords;
  /** What was told in the last hour, and may come and go; absent: nothing was, or a version without it stored this. */
  readonly flaps?: Flaps;
  /** The one summary mail of the check has been raised. */
  readonly summarised: boolean;
  /** The tenant's display name when it was last read. */
  readonly tenantName: string | null;
}

/** An alert whose row is gone or cannot be read, as its head names it. */
export const bareAlert = (ref: OpenAlertRef, { check, finishedAt }: Head): OpenAlert => ({
  why: '',
  todo: '',
  lines: [],
  mailed: true,
  ...ref,
  title: ref.rule,
  check,
  since: finishedAt,
});

/** All that is open: an alert that a head names is, also when its row is gone or cannot be read. */
export function withBare(alerts: readonly OpenAlert[], heads: readonly Head[]): OpenAlert[] {
  const known = new Set(alerts.map(({ id }) => id));
  const bare = heads.flatMap((head) =>
    head.openAlerts.filter(({ id }) => !known.has(id)).map((ref) => bareAlert(ref, head)),
  );
  return [...alerts, ...bare];
}

/** The stored verdict; null in a head: none yet. */
export interface StoredVerdict {
  /** Hash under which its facts are stored. */
  readonly hash: string;
  /** Hash of what it was computed from: the same again needs no new judgement. */
  readonly inputs: string;
  readonly judgedAt: string;
  /** The verdict in a word of its check, e.g. `on`. */
  readonly state: string;
  /** When it ends by itself, ISO 8601; absent or null: it does not. */
  readonly until?: string | null;
}

/** Time of first sight, from which a source that was never read is counted. */
export interface Install {
  readonly at: string;
}
