/**
 * The measures that are recorded only to be plotted, by name: the heartbeats of a check, and what its verdict counts.
 * Whoever plots reads the rows of these names.
 */
import type { CheckName } from './head.ts';

/** What is recorded of a heartbeat. `unseen`: the source that shows it could not be read. */
export const BEATS = { ok: 0, late: 1, dead: 2, unseen: 3 } as const;

export type Beat = keyof typeof BEATS;

/** The worst of all heartbeats of a kind. */
export const beatMeasure = (check: CheckName, kind: string): string => `${check}.heartbeat.${kind}`;

export const figureMeasure = (check: CheckName, figure: string): string => `${check}.${figure}`;

/** Null: a later version recorded what this one does not know. */
export const beatOf = (value: number): Beat | null =>
  (Object.keys(BEATS) as Beat[]).find((beat) => BEATS[beat] === value) ?? null;
