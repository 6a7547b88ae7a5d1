/**
 * A measure is a number that moves by itself, such as a count: recorded, held against a threshold, never drift.
 */

/** As a source reads it. A check has a handful: each recorded one is a row in the transaction of its poll. */
export interface Measure {
  /** Unique among all checks: it is the key of its rows. */
  readonly name: string;
  readonly value: number;
}

/** What the head remembers of a measure. */
export interface MeasureRecord {
  readonly value: number;
  /** Time of its newest row, ISO 8601. */
  readonly recordedAt: string;
  /** What growth is counted from: the value at the baseline or at the last growth that was told, or a fall that lasted since. */
  readonly base: number;
  /** A value below the base that was read once, and lowers it only if the next one is below, too; absent: none was. */
  readonly low?: number;
}

export type MeasureRecords = { readonly [name: string]: MeasureRecord };

/** One row to be stored: the value from this time on. */
export interface MeasureRow extends Measure {
  readonly at: string;
}

/** A measure that passed both thresholds. */
export interface Growth {
  readonly source: string;
  readonly name: string;
  /** The base it has grown from. */
  readonly before: number;
  readonly now: number;
}

/** `GROWTH_PERCENT` and `GROWTH_MIN`: growth is worth telling when it reaches both. */
export interface GrowthThresholds {
  readonly percent: number;
  readonly min: number;
}
