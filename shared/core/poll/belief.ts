/**
 * Decides what is believed after a reading. Presence and changed attributes are believed at once, absence only
 * after two readings in a row, so an echo read is never a removal followed by an addition; the same holds for each
 * element of a fact. A damped source needs two equal readings both ways, and has no elements. A log only ever adds: events that age out of it are not removed.
 */

import { type BelievedFact, compareText, elementsOf, type Fact, type Snapshot } from '../model/fact.ts';
import { sameJson } from '../model/json.ts';
import type { MostKept, SourceKind } from '../model/source.ts';
import { ageMs, ms } from '../model/times.ts';

/**
 * @param before the last snapshot; null at a baseline, in which all is believed
 * @param reading normalised facts
 * @param at time of the reading, ISO 8601
 * @param keptMs of a log: how old an event may be that is no longer read
 * @param most of a log: how many events about one thing are kept
 */
export function believe(
  before: Snapshot | null,
  reading: readonly Fact[],
  kind: SourceKind,
  at: string,
  keptMs?: number,
  most?: MostKept,
): Snapshot {
  const old = new Map((before ?? []).map((fact) => [fact.key, fact]));
  const see = kind === 'damped' && before !== null ? damped : seen;
  const present = reading.map((fact) => see(fact, old.get(fact.key), at));
  const read = new Set(reading.map((fact) => fact.key));
  const absent = [...old.values()].filter((fact) => !read.has(fact.key)).flatMap((fact) => unseen(fact, kind));
  const isKept = (fact: BelievedFact): boolean =>
    keptMs === undefined || ageMs(String(fact.attributes.at), ms(at)) <= keptMs;
  const all = [...present, ...absent.filter(isKept)];
  return (most ? newestOf(all, most) : all).sort((a, b) => compareText(a.key, b.key));
}

function newestOf(events: readonly BelievedFact[], { count, about }: MostKept): BelievedFact[] {
  const later = (a: Fact, b: Fact): number => compareText(String(b.attributes.at), String(a.attributes.at));
  return [...Map.groupBy(events, about).values()].flatMap((own) =>
    own.length <= count ? own : own.toSorted((a, b) => later(a, b) || compareText(a.key, b.key)).slice(0, count),
  );
}

/** Whether the same reading again would change nothing. */
export const isSettled = (snapshot: Snapshot): boolean =>
  !snapshot.some((fact) => fact.missing || fact.unconfirmed || fact.next || fact.absent);

/** What is believed, without what was seen only once by a damped source. */
export const standing = (snapshot: Snapshot): Snapshot => snapshot.filter((fact) => !fact.unconfirmed);

function seen(fact: Fact, old: BelievedFact | undefined, at: string): BelievedFact {
  const unchanged = old !== undefined && sameJson(old.attributes, fact.attributes);
  const held = fact.elements ? heldElements(fact.elements, old, at) : {};
  return { ...fact, ...held, firstSeen: old?.firstSeen ?? at, since: unchanged ? old.since : at };
}

/** An element that is gone for the first time stays; one that was gone before goes. */
function heldElements(
  now: readonly string[],
  old: BelievedFact | undefined,
  at: string,
): Pick<BelievedFact, 'elements' | 'absent' | 'joined'> {
  if (!old?.elements) return {};
  const present = new Set(now);
  const before = new Set(old.absent);
  const absent = old.elements.filter((element) => !present.has(element) && !before.has(element));
  const joined = joinedSince(old, now, absent, at);
  return {
    ...(absent.length > 0 && { elements: elementsOf([...now, ...absent]), absent }),
    ...(joined && { joined }),
  };
}

/** Of so many it is known when they came: the newest. Of more that came at once it is not. */
const MOST_JOINED = 50;

function joinedSince(
  old: BelievedFact,
  now: readonly string[],
  absent: readonly string[],
  at: string,
): BelievedFact['joined'] | null {
  const there = new Set(old.elements);
  const came = now.filter((element) => !there.has(element));
  const held = new Set([...now, ...absent]);
  const kept = Object.entries(old.joined ?? {}).filter(([element]) => held.has(element) && there.has(element));
  const all = [...kept, ...(came.length <= MOST_JOINED ? came.map((element) => [element, at] as const) : [])];
  const newest = all.toSorted(([a, atA], [b, atB]) => compareText(atB, atA) || compareText(a, b)).slice(0, MOST_JOINED);
  return newest.length === 0 ? null : Object.fromEntries(newest);
}

/** The times are those at which it was first seen so, not at which it was believed. */
function damped(fact: Fact, old: BelievedFact | undefined, at: string): BelievedFact {
  if (!old) return { ...fact, firstSeen: at, since: at, unconfirmed: true };
  if (sameJson(old.attributes, fact.attributes)) return { ...fact, firstSeen: old.firstSeen, since: old.since };
  if (old.unconfirmed) return { ...fact, firstSeen: old.firstSeen, since: at, unconfirmed: true };
  if (old.next && sameJson(old.next.attributes, fact.attributes)) {
    return { ...fact, firstSeen: old.firstSeen, since: old.next.since };
  }
  const { attributes, firstSeen, since } = old;
  return { ...fact, attributes, firstSeen, since, next: { attributes: fact.attributes, since: at } };
}

function unseen(fact: BelievedFact, kind: SourceKind): BelievedFact[] {
  if (kind === 'log') return [fact];
  return fact.missing || fact.unconfirmed ? [] : [{ ...fact, missing: true }];
}
