/**
 * Decides who did what a line of history tells, from audit events of the activities it names. Never guesses: an event
 * about something else, or two people who could have done it, name nobody.
 */
import type { Actor } from '../model/alert.ts';
import type { HistoryItem } from '../model/history.ts';
import { canonical, type Json } from '../model/json.ts';
import { ms } from '../model/times.ts';

export interface ActorEvent {
  readonly activity: string;
  readonly at: string;
  readonly actor: Actor;
  /** What the event was about. */
  readonly target: Json;
}

/** Whether a line still wants to know who did it. */
export const wantsActor = (item: HistoryItem): boolean => item.activities !== undefined && item.actor === undefined;

/**
 * | ids in the line | events that count |
 * |---|---|
 * | some | those whose target has ids, all of them in the line; of these the newest |
 * | none (a setting of the whole tenant) | all of its activities, if one actor did them all |
 */
export function actorOf(item: HistoryItem, events: readonly ActorEvent[]): Actor | null {
  const named = events.filter(({ activity }) => item.activities?.includes(activity));
  const ids = new Set(idsIn([item.key, item.before, item.after]));
  const fitting = ids.size === 0 ? named : named.filter(({ target }) => isAbout(target, ids));
  const newestFirst = [...fitting].sort((a, b) => ms(b.at) - ms(a.at));
  const [newest] = newestFirst;
  if (!newest) return null;
  const others = newestFirst.filter(({ actor }) => !isSame(actor, newest.actor));
  return ids.size === 0 && others.length > 0 ? null : newest.actor;
}

function isAbout(target: Json, ids: ReadonlySet<string>): boolean {
  const about = idsIn(target);
  return about.length > 0 && about.every((id) => ids.has(id));
}

const isSame = (a: Actor, b: Actor): boolean => a.type === b.type && a.id === b.id && a.name === b.name;

const GUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

const idsIn = (value: Json): string[] => (canonical(value).match(GUID) ?? []).map((id) => id.toLowerCase());
