/**
 * Looks up in the audit log who did something. One query for all activities whose names begin alike, and a window; what
 * Graph does not say is not guessed.
 */
import * as z from 'zod';
import type { ActorEvent, ActorSource } from '../core/model/history.ts';
import { ms } from '../core/model/times.ts';
import { MonitorError } from '../errors.ts';
import type { GraphReader } from '../graph/graph.ts';
import { initiator, initiatorShape, type OneActor } from './audit.ts';
import { aboutOf, targetShape } from './audit-targets.ts';
import { familyOf, PIM_NAME, PIM_SERVICE } from './entra/role-activities.ts';
import { isShort, newestRows } from './newest-rows.ts';
import { anything, listOf, text } from './rows.ts';
import { readTime } from './times.ts';

/** What an event must have to say who did what. */
export const actorEventShape = z.object({
  activityDisplayName: text,
  activityDateTime: anything,
  loggedByService: text,
  result: text,
  initiatedBy: initiatorShape,
  targetResources: listOf(targetShape),
});

/** @param reader gives a reader whose requests end with the signal */
export const auditActors = (reader: (signal: AbortSignal) => GraphReader): ActorSource => ({
  question: (activity) => familyOf(activity) ?? activity,
  async find(question, from, to, signal) {
    const operator = familyOf(question) === null ? 'eq' : 'startswith';
    const asked = { property: 'activityDisplayName', operator, is: question, since: ms(from) } as const;
    const found = await newestRows(reader(signal), asked, actorEventShape, MOST_PAGES);
    // Among what was not read may be whoever did it: nobody is named of a part.
    if (isShort(found, ms(from))) throw tooMany(question);
    const events = found.rows.flatMap(actorEvent);
    return events.filter(({ activity, at }) => isOf(question, activity) && ms(at) >= ms(from) && ms(at) <= ms(to));
  },
});

/** Anyone can write some of these activities without end, and must not take the time in which others are looked up. */
const MOST_PAGES = 10;

const tooMany = (question: string): MonitorError =>
  new MonitorError('unavailable', `directoryAudits: more than ${MOST_PAGES} pages of "${question}" since then`, {
    hint: 'Look in the audit log yourself for who did it, and for who writes so much.',
  });

const isOf = (question: string, activity: string): boolean => activity === question || familyOf(activity) === question;

/** Nothing of one that failed, or whose time cannot be read: it may have been at any time, and names nobody. */
export function actorEvent(event: z.infer<typeof actorEventShape>): ActorEvent[] {
  const actor = initiator(event.initiatedBy);
  const { at } = readTime('activityDateTime', event.activityDateTime);
  const activity = event.activityDisplayName;
  if (!actor || !activity || event.result !== 'success' || at === null) return [];
  const told = toldBy(actor, event.loggedByService ?? null);
  return [{ activity, at, actor, target: aboutOf(event.targetResources), ...(told && { told }) }];
}

/** What a person does in PIM is recorded by PIM with the person, and by the directory in the name of PIM. */
function toldBy({ type, name }: OneActor, service: string | null): ActorEvent['told'] {
  if (service === PIM_SERVICE) return 'person';
  return type === 'application' && name === PIM_NAME ? 'front' : undefined;
}
