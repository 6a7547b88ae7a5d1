/**
 * Decides when a line of history is asked about again, and what the answers make of it: named, named better, or given up
 * after an hour. That the log could not be read is never told as "not found in it".
 */
import type { Actor } from '../model/alert.ts';
import type { ActorEvent, Change, HistoryItem } from '../model/history.ts';
import { minutesMs, ms } from '../model/times.ts';
import { candidatesIn, candidatesOf, isFrontAlone, isSame, oneOf } from './attribution.ts';

/** What the log answered. `unread`: activities of which it could not be asked. */
export interface FoundEvents {
  readonly events: ActorEvent[];
  readonly unread: Set<string>;
}

/** What history says instead of a name. */
export const NOT_FOUND: Actor = { id: '', name: 'not found in the audit log', type: 'unknown' };
export const NOT_READ: Actor = { id: '', name: 'not known: the audit log could not be read', type: 'unknown' };

const GIVE_UP_MS = minutesMs(60);

/** Ages at which whoever was named is looked for once more: 99 % of events are there after 5 minutes. */
const LOOKS_MS = [minutesMs(15), GIVE_UP_MS];

/** Whether a line may still get a name, or a better one. */
export function wantsActor({
  activities,
  actor,
  looked = 0,
}: Pick<HistoryItem, 'activities' | 'actor' | 'looked'>): boolean {
  return activities !== undefined && (actor === undefined || looked < LOOKS_MS.length);
}

/** Whether it is to be asked about now. @param age of its change, in ms */
export function isDue(item: HistoryItem, age: number): boolean {
  if (!wantsActor(item)) return false;
  return item.actor === undefined || age > (LOOKS_MS[item.looked ?? 0] ?? Number.POSITIVE_INFINITY);
}

/** So long a service alone is no answer: the person who used it is recorded some seconds later, and told minutes later. */
const FRONT_MS = minutesMs(10);

/** Before the change was seen: clocks differ, replicas lag, and a source may have been unreadable when it happened. */
const BEFORE_MS = minutesMs(60);
const LAG_MS = minutesMs(15);
const AFTER_MS = minutesMs(5);

/** In ms. What came was not there at the reading before; what went was believed gone only after two readings. */
export function windowOf(
  { at, readBefore }: Change,
  { change }: HistoryItem,
): { readonly from: number; readonly to: number } {
  const seen = ms(at);
  const before = readBefore === undefined ? seen - BEFORE_MS : ms(readBefore) - LAG_MS;
  const from = change === 'added' ? before : Math.min(before, seen - BEFORE_MS);
  return { from, to: seen + AFTER_MS };
}

interface Looked {
  /** Null: nothing is to be recorded. */
  readonly change: Change | null;
  readonly named: number;
  readonly givenUp: number;
}

/** @param age of the change, in ms */
export function lookAgain(change: Change, found: FoundEvents, age: number): Looked {
  const isOver = age > GIVE_UP_MS;
  const answers = change.items.map((item) => (isDue(item, age) ? answerOf(change, item, found, age) : null));
  const isWhole = change.items.every(
    (item, n) => item.actor || !isToldTogether(item) || !wantsActor(item) || answers[n],
  );
  const items = change.items.map((item, n) => {
    const actor = answers[n] ?? null;
    if (item.actor !== undefined) return isDue(item, age) ? again(item, actor, age, found) : item;
    if (actor === null || (isToldTogether(item) && !isWhole && !isOver)) return item;
    return { ...item, actor, ...(isNobody(actor) ? { looked: LOOKS_MS.length } : { looked: looksAt(age) }) };
  });
  const isMoved = items.some((item, n) => item !== change.items[n]);
  const wants = items.some(wantsActor);
  const fresh = items.filter(({ actor }, n) => actor !== undefined && actor !== change.items[n]?.actor);
  const givenUp = fresh.filter(({ actor }) => actor !== undefined && isNobody(actor)).length;
  return {
    change: isMoved || wants !== change.wantsActor ? { ...change, items, wantsActor: wants } : null,
    named: fresh.length - givenUp,
    givenUp,
  };
}

export const isNobody = (actor: Actor): boolean => isSame(actor, NOT_FOUND) || isSame(actor, NOT_READ);

/** Mailed critical lines get their names together, since there is one second mail for a change. */
export const isToldTogether = (item: HistoryItem): boolean => item.severity === 'critical' && item.alert !== null;

const looksAt = (age: number): number => LOOKS_MS.filter((one) => age > one).length;

function answerOf(change: Change, item: HistoryItem, found: FoundEvents, age: number): Actor | null {
  const { from, to } = windowOf(change, item);
  const near = found.events.filter(({ at }) => ms(at) >= from && ms(at) <= to);
  if (age <= FRONT_MS && isFrontAlone(item, near)) return null;
  const actor = oneOf(candidatesOf(item, near));
  const isOver = age > GIVE_UP_MS;
  if (actor !== null || !isOver) return actor;
  return item.activities?.some((activity) => found.unread.has(activity)) ? NOT_READ : NOT_FOUND;
}

/** Nobody who was named is taken back, unless it was a service in whose name the person did it. */
function again(item: HistoryItem, answer: Actor | null, age: number, { unread }: FoundEvents): HistoryItem {
  const looked = looksAt(age);
  const isUnread = item.activities?.some((activity) => unread.has(activity)) ?? false;
  if (item.actor === undefined || (isUnread && looked < LOOKS_MS.length)) return item;
  if (answer === null || isNobody(answer) || isUnread || sameCandidates(answer, item.actor)) return { ...item, looked };
  return { ...item, actor: answer, looked };
}

function sameCandidates(a: Actor, b: Actor): boolean {
  const [one, other] = [candidatesIn(a), candidatesIn(b)];
  return one.length === other.length && one.every((actor, n) => isSame(actor, other[n] ?? NOT_FOUND));
}
