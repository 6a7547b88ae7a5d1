/**
 * What the service behind self-service reset logged since a time, page by page: failed resets, proofs, counts, and switches
 * that nobody knows yet are drawn from the same pages. One query for the whole service; where the log refuses that question,
 * one for each activity that is known.
 */
import * as z from 'zod';
import type { GraphReader } from '../../graph/graph.ts';
import { initiator, initiatorShape, type OneActor } from '../audit.ts';
import { AUDIT_PERMISSION, auditPath } from '../audit-log.ts';
import { RESET_ACTIVITIES, RESET_SERVICE } from '../entra/activities.ts';
import { isRefusedQuestion } from '../refusals.ts';
import { anything, listOf, rowId, text } from '../rows.ts';
import { readTime } from '../times.ts';

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

/** One question, and how far it was read. */
export const stepShape = z.object({
  property: z.enum(['loggedByService', 'activityDisplayName']),
  is: z.string(),
  /** In ms; null: as long as the log keeps them. */
  since: z.number().nullable(),
  /** Asked without the bound, which the log did not take. */
  isUnbound: z.boolean(),
  /** The next page; null: the first one. */
  next: z.string().nullable(),
  /** A page that was read, by which a circle is noticed; null: none yet. */
  passed: z.object({ link: z.string(), ago: z.number(), until: z.number() }).nullable().default(null),
});
export type Step = z.infer<typeof stepShape>;

const step = (property: Step['property'], is: string, since: number | null): Step => ({
  ...{ property, is, since },
  isUnbound: false,
  next: null,
  passed: null,
});

/** All that the service logged. */
export const ofService = (since: number | null): Step => step('loggedByService', RESET_SERVICE, since);

export const ofActivity = (activity: string, since: number | null): Step =>
  step('activityDisplayName', activity, since);

/** `left`: what is still to be read of it, or what is to be asked in its place. `events` null: it was refused. */
interface StepRead {
  readonly events: readonly ResetEvent[] | null;
  readonly left: readonly Step[];
}

/** One page. @returns also older events where the log takes no bound */
export async function readStep(graph: GraphReader, asked: Step): Promise<StepRead> {
  const { property, is, since, isUnbound, next } = asked;
  const path = next ?? auditPath({ property, is, since: isUnbound ? null : since });
  try {
    const page = await graph.page(path, eventShape, { permission: AUDIT_PERMISSION });
    const events = page.items.flatMap(eventOf);
    const own = property === 'activityDisplayName' ? events.filter(({ activity }) => activity === is) : events;
    return { events: own, left: page.next === null ? [] : [after(asked, page.next)] };
  } catch (thrown) {
    const others = isRefusedQuestion(thrown) ? insteadOf(asked) : null;
    if (others === null) throw thrown;
    return { events: null, left: others };
  }
}

/**
 * Where it goes on. What leads in a circle would be read for ever, and nothing that is newer: it is begun anew, with the newest.
 * One page is remembered for twice as long each time, so that a circle of any length is met, and no list of pages is kept.
 */
function after(asked: Step, next: string): Step {
  const { passed } = asked;
  if (passed?.link === next) return anew(asked);
  if (passed && passed.ago + 1 < passed.until) return { ...asked, next, passed: { ...passed, ago: passed.ago + 1 } };
  return { ...asked, next, passed: { link: next, ago: 0, until: 2 * (passed?.until ?? 1) } };
}

const anew = (asked: Step): Step => ({ ...asked, next: null, passed: null });

/** The place where it stood may be forgotten by now; a bound or the service may be no question to the log. Null: none is left. */
function insteadOf(asked: Step): Step[] | null {
  if (asked.next !== null) return [anew(asked)];
  if (asked.since !== null && !asked.isUnbound) return [{ ...asked, isUnbound: true }];
  return asked.property === 'loggedByService'
    ? RESET_ACTIVITIES.map((activity) => ofActivity(activity, asked.since))
    : null;
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
