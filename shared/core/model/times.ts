/**
 * Times are ISO 8601 UTC texts in rows and answers, milliseconds inside. No clock is trusted:
 * history only moves forward, and for ages a stored time in the future counts as now.
 */
export const minutesMs = (minutes: number): number => minutes * 60_000;

/** One call of a service, its token included, may take this long. */
export const CALL_MS = 10_000;

export const iso = (ms: number): string => new Date(ms).toISOString();

export const ms = (text: string): number => Date.parse(text);

/** Whole days since 1970, UTC. */
export const dayOf = (ms: number): number => Math.floor(ms / 86_400_000);

/** How old a stored time is, in ms; never negative. */
export const ageMs = (text: string, now: number): number => Math.max(0, now - ms(text));

/** The time under which the next entry of a history goes: after its last one, wherever that lies. */
export const nextHistoryTime = (last: string | null, now: number): string =>
  iso(last === null ? now : Math.max(now, ms(last) + 1));
