/**
 * Decides who did what a line of history tells, from audit events of the activities it names. Never guesses and never
 * chooses: an event about something else names nobody, and of several who could have done it all are named, oldest
 * first, so that nobody can put another in their place by doing the same again.
 */
import type { Actor, OneActor } from '../model/alert.ts';
import type { AboutOne, ActorEvent, HistoryItem } from '../model/history.ts';
import { canonical } from '../model/json.ts';
import { ms } from '../model/times.ts';

type Wanting = Pick<HistoryItem, 'key' | 'before' | 'after' | 'activities' | 'aliases'>;

/**
 * All who may have done it, oldest first, each once.
 *
 * | ids in the line | events that count |
 * |---|---|
 * | some | those whose target has ids, all of them in the line or its aliases |
 * | none (a setting of the whole tenant) | all of its activities |
 */
export function candidatesOf(item: Wanting, events: readonly ActorEvent[]): OneActor[] {
  const people = fittingIn(item, events).map(({ actor }) => actor);
  return people.filter((actor, n) => people.findIndex((one) => isSame(one, actor)) === n);
}

/** Whether all that is known is the name of a service: whoever used it is told a little later. */
export function isFrontAlone(item: Wanting, events: readonly ActorEvent[]): boolean {
  const fitting = fittingIn(item, events);
  return fitting.length > 0 && fitting.every(({ told }) => told === 'front');
}

/** Oldest first. */
function fittingIn(item: Wanting, events: readonly ActorEvent[]): ActorEvent[] {
  const named = events.filter(({ activity }) => item.activities?.includes(activity));
  const ids = new Set([...idsIn(canonical([item.key, item.before, item.after])), ...(item.aliases ?? []).map(lower)]);
  const fitting = ids.size === 0 ? named : named.filter(({ target }) => isAbout(target ?? [], ids));
  return withoutFronts(fitting.toSorted((a, b) => ms(a.at) - ms(b.at)));
}

/** Null: nobody could have. Several are one actor with `candidates`, whose name is all of theirs. */
export function actorOf(item: Wanting, events: readonly ActorEvent[]): Actor | null {
  return oneOf(candidatesOf(item, events));
}

export function oneOf(candidates: readonly OneActor[]): Actor | null {
  const [only, ...others] = candidates;
  if (only === undefined || others.length === 0) return only ?? null;
  return { id: '', name: candidates.map(({ name }) => name).join(', then '), type: 'unknown', candidates };
}

/** Those that an actor stands for. */
export const candidatesIn = (actor: Actor): readonly OneActor[] => actor.candidates ?? [actor];

/** A front is replaced by the person whose record stands within this time of its own (seen live: 6 s). */
const PAIRED_MS = 5 * 60_000;

/** Each record of a person takes the place of one front, the nearest: a front without one may be who it says. */
function withoutFronts(events: readonly ActorEvent[]): ActorEvent[] {
  const fronts = new Set(events.filter(({ told }) => told === 'front'));
  for (const { at } of events.filter(({ told }) => told === 'person')) {
    const apart = (front: ActorEvent): number => Math.abs(ms(front.at) - ms(at));
    const [nearest] = [...fronts].sort((a, b) => apart(a) - apart(b));
    if (nearest && apart(nearest) <= PAIRED_MS) fronts.delete(nearest);
  }
  return events.filter((event) => event.told !== 'front' || fronts.has(event));
}

function isAbout(target: readonly AboutOne[], ids: ReadonlySet<string>): boolean {
  const about = target.flatMap(({ id, name, isByName }) =>
    isByName && name !== null ? [lower(name)] : idsIn(id ?? ''),
  );
  return about.length > 0 && about.every((id) => ids.has(id));
}

export const isSame = (a: OneActor, b: OneActor): boolean => a.type === b.type && a.id === b.id && a.name === b.name;

const GUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

const idsIn = (text: string): string[] => (text.match(GUID) ?? []).map(lower);

const lower = (text: string): string => text.toLowerCase();
