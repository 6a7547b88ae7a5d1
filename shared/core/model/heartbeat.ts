/**
 * Decides whether something that should move by itself still does, relative to its own interval. A pulse is the newest
 * sign of life that a source showed; it is never compared as a fact, only its age is judged.
 */
import { ageMs, minutesMs } from './times.ts';

/** As a source reads it. */
export interface Pulse {
  /** Unique within its source. */
  readonly key: string;
  /** What beats, in the words of `/api/status`. */
  readonly kind: string;
  /** The newest sign of life, ISO 8601; null: there is none to be seen. */
  readonly at: string | null;
  /** How often it should beat; null: not known. */
  readonly intervalMs: number | null;
}

export interface Heartbeat extends Pulse {
  /** Null while there is no time to judge. */
  readonly state: 'ok' | 'late' | 'dead' | null;
}

/** The usual cycle of Connect Sync, for what shows no interval of its own. */
const USUAL_INTERVAL_MS = minutesMs(30);
/** However short the interval: nothing is late sooner. */
const PATIENCE_MS = minutesMs(60);

/** Late after 3 intervals, dead after 6, neither before an hour. */
export function heartbeat(pulse: Pulse, now: number): Heartbeat {
  return { ...pulse, state: pulse.at === null ? null : stateOf(ageMs(pulse.at, now), pulse.intervalMs) };
}

function stateOf(age: number, intervalMs: number | null): 'ok' | 'late' | 'dead' {
  const interval = intervalMs ?? USUAL_INTERVAL_MS;
  if (age > Math.max(6 * interval, PATIENCE_MS)) return 'dead';
  return age > Math.max(3 * interval, PATIENCE_MS) ? 'late' : 'ok';
}
