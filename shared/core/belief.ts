/**
 * Decides what is believed after a reading. Presence and changed attributes are believed at once, absence only
 * after two readings in a row, so an echo read is never a removal followed by an addition.
 * A log only ever adds: events that age out of it are not removed.
 */
import { type BelievedFact, compareText, type Fact, type Snapshot } from './facts.ts';
import { sameJson } from './json.ts';

export type SourceKind = 'state' | 'log';

/**
 * @param before the last snapshot; null at a baseline
 * @param reading normalised facts
 * @param at time of the reading, ISO 8601
 */
export function believe(before: Snapshot | null, reading: readonly Fact[], kind: SourceKind, at: string): Snapshot {
  const old = new Map((before ?? []).map((fact) => [fact.key, fact]));
  const present = reading.map((fact) => seen(fact, old.get(fact.key), at));
  const read = new Set(reading.map((fact) => fact.key));
  const absent = [...old.values()].filter((fact) => !read.has(fact.key)).flatMap((fact) => unseen(fact, kind));
  return [...present, ...absent].sort((a, b) => compareText(a.key, b.key));
}

/** Whether every fact was in the last reading, so that the same reading again would change nothing. */
export const isSettled = (snapshot: Snapshot): boolean => !snapshot.some((fact) => fact.missing);

function seen(fact: Fact, old: BelievedFact | undefined, at: string): BelievedFact {
  const unchanged = old !== undefined && sameJson(old.attributes, fact.attributes);
  return { ...fact, firstSeen: old?.firstSeen ?? at, since: unchanged ? old.since : at };
}

function unseen(fact: BelievedFact, kind: SourceKind): BelievedFact[] {
  if (kind === 'log') return [fact];
  return fact.missing ? [] : [{ ...fact, missing: true }];
}
