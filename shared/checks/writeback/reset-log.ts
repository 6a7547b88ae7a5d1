/**
 * What the service behind self-service reset logged since a time, in one pass for all that is drawn from it: failed
 * resets, proofs, counts, and switches that nobody knows yet. One query for the whole service; where the log refuses that
 * question, one for each activity that is known.
 */
import * as z from 'zod';
import type { GraphReader, ListOptions } from '../../graph/graph.ts';
import { initiator, initiatorShape, type OneActor } from '../audit.ts';
import { auditRows } from '../audit-log.ts';
import { RESET_ACTIVITIES, RESET_SERVICE } from '../entra/activities.ts';
import { isRefusedQuestion } from '../refusals.ts';
import { anything, listOf, rowId, text } from '../rows.ts';
import { readTime } from '../times.ts';

/** More is an error, not a smaller count. The quota of the log is 5 requests in 10 s for all that this app reads there. */
const MOST_PAGES = 10;

const detailShape = z.object({ key: text, value: text });

const eventShape = z.object({
  id: rowId,
  correlationId: text,
  category: text,
  activityDisplayName: text,
  activityDateTime: anything,
  result: text,
  resultReason: text,
  initiatedBy: initiatorShape,
  targetResources: listOf(z.object({ id: text, type: text, userPrincipalName: text })),
  additionalDetails: listOf(detailShape),
});

/** `at`: ISO 8601; null: nobody can read it, and the log was asked for this time. */
export interface ResetEvent {
  readonly id: string;
  /** Progress and end of one attempt share it (unconfirmed for every activity). */
  readonly attempt: string;
  readonly activity: string;
  readonly category: string | null;
  readonly at: string | null;
  readonly result: string | null;
  readonly reason: string;
  readonly details: readonly z.infer<typeof detailShape>[];
  readonly by: OneActor | null;
  /** Whose password it was; null: the event does not say. */
  readonly user: { readonly id: string; readonly name: string } | null;
}

/** @param since in ms; null: as long as the log keeps them. @returns also older events where the log takes no bound */
export async function resetEvents(
  graph: GraphReader,
  since: number | null,
  options: Pick<ListOptions, 'enough'> = {},
): Promise<ResetEvent[]> {
  try {
    const service = { property: 'loggedByService', is: RESET_SERVICE, since } as const;
    return (await auditRows(graph, service, eventShape, { ...options, maxPages: MOST_PAGES })).flatMap(eventOf);
  } catch (thrown) {
    if (!isRefusedQuestion(thrown)) throw thrown;
    return eventsByActivity(graph, since);
  }
}

/** One after the other, for the quota's sake. */
async function eventsByActivity(graph: GraphReader, since: number | null): Promise<ResetEvent[]> {
  const events: ResetEvent[] = [];
  for (const activity of RESET_ACTIVITIES) events.push(...(await eventsOf(graph, activity, since)));
  return events;
}

/** Of one activity. @param since in ms; null: as long as the log keeps them */
export async function eventsOf(graph: GraphReader, activity: string, since: number | null): Promise<ResetEvent[]> {
  const question = { property: 'activityDisplayName', is: activity, since } as const;
  const rows = await auditRows(graph, question, eventShape, { maxPages: MOST_PAGES });
  return rows.flatMap(eventOf).filter((event) => event.activity === activity);
}

/** An event without a name is of no activity. */
function eventOf(row: z.infer<typeof eventShape>): ResetEvent[] {
  if (!row.activityDisplayName) return [];
  const target = row.targetResources.find(({ type }) => type?.toLowerCase() === 'user') ?? row.targetResources[0];
  return [
    {
      id: row.id,
      attempt: row.correlationId || row.id,
      activity: row.activityDisplayName,
      category: row.category ?? null,
      at: readTime('activityDateTime', row.activityDateTime).at,
      result: row.result ?? null,
      reason: row.resultReason ?? '',
      details: row.additionalDetails,
      by: initiator(row.initiatedBy),
      user: target?.id ? { id: target.id, name: target.userPrincipalName || target.id } : null,
    },
  ];
}
