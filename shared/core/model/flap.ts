/**
 * What a head remembers of an alert that was told in the last hour, so that what comes and goes is told as that and not
 * each time anew. Data; what counts as the same again is for core/poll/flapping.ts.
 */
import type { Severity } from './alert.ts';

export interface Flap {
  /** When it last came or went, ISO 8601. */
  readonly at: string;
  /** How often it came without being worse than before. */
  readonly times: number;
  /** Whether it was there at that time. */
  readonly isThere: boolean;
  /** The worst that was told of it. */
  readonly severity: Severity;
  readonly weight?: number;
  /** Short hashes of all that it ever spoke of: its lines of history, or its parts. */
  readonly about: readonly string[];
}

/** By rule and subject, as `rule~subject`. */
export type Flaps = { readonly [alert: string]: Flap };
