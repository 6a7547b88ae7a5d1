/**
 * Resets that could not be written back, counted over 24 h: a broken writeback shows here before users call. A measure,
 * never facts: events that age out of the window are no news. Nothing is said of a reading that failed.
 *
 * Unconfirmed: where in an event the reason stands. Published are failures with the bare name in `resultReason`
 * (https://gotoguy.blog, 2018-11-11); `additionalDetails` are searched too.
 */
import * as z from 'zod';
import type { AlertText } from '../../core/model/alert.ts';
import type { Occasion, ReadResult, Source } from '../../core/model/check.ts';
import type { Growth } from '../../core/model/measure.ts';
import { alertOf } from '../../core/model/rule.ts';
import { minutesMs, ms } from '../../core/model/times.ts';
import { MonitorError } from '../../errors.ts';
import type { GraphReader } from '../../graph/graph.ts';
import { auditRows } from '../audit-log.ts';
import { RESET_ACTIVITIES } from '../entra/activities.ts';
import { anything, listOf, rowId, text } from '../rows.ts';
import { readTime } from '../times.ts';
import { type AgentsAccess, V1 } from './access.ts';
import { RULES } from './rules.ts';
import { TITLES } from './titles.ts';

/** The name of the measure. */
const FAILED_RESETS = 'failedResets';

const WINDOW_MS = minutesMs(24 * 60);

/**
 * For each activity; more is an error, not a smaller count. The quota of the log is 5 requests in 10 s for all that this
 * app reads there, so the three lists are read one after the other and are one page each in all but the busiest tenants.
 */
const MOST_PAGES = 10;

/**
 * The documented names and numbers of what lies on-premises or between: 10, 29 and 30 of
 * https://learn.microsoft.com/entra/identity/authentication/troubleshoot-sspr, and two that others have seen
 * (`OnPremisesConnectivityFailure`, `ADAdminActionRequired`). Not a user's own trouble (password policy, locked account)
 * and not `OnPremisesSuccessCloudFailure`, which was written back.
 */
const ON_PREMISES =
  /\b(?:OnPremises(?:Connectiv|AdminAction)\w*|ADAdminActionRequired|WritebackNotEnabled|SSPR_00(?:10|29|30))\b/i;

const eventShape = z.object({
  id: rowId,
  correlationId: text,
  activityDisplayName: text,
  activityDateTime: anything,
  result: text,
  resultReason: text,
  additionalDetails: listOf(z.object({ key: text, value: text })),
});

type AuditEvent = z.infer<typeof eventShape>;

/**
 * The window ends at Graph's own clock: ours may be wrong, and the newest event would hold the window, and an old count
 * with it, for as long as nobody resets a password.
 */
export const failedResets: Source<AgentsAccess> = {
  name: 'failedResets',
  inVerdict: 'beside',
  kind: 'state',
  version: V1,
  shows: 'whether resets fail because they cannot be written back',
  permissions: ['AuditLog.Read.All', 'Organization.Read.All'],
  async read({ graph }): Promise<ReadResult> {
    const since = (await clockOf(graph)) - WINDOW_MS;
    const resets = new Set<string>();
    // Progress and end of one attempt share a correlation id (unconfirmed for every activity), and count once.
    for (const activity of RESET_ACTIVITIES) {
      const events = await eventsOf(graph, activity, since);
      for (const event of events) if (isFailure(event, activity, since)) resets.add(event.correlationId || event.id);
    }
    return { facts: [], measures: [{ name: FAILED_RESETS, value: resets.size }] };
  },
};

/** Asked outside the audit log, whose quota is small. */
async function clockOf(graph: GraphReader): Promise<number> {
  await graph.list('/organization?$select=id', z.object({}), { permission: 'Organization.Read.All' });
  const time = graph.serverTime();
  if (time === null) throw new MonitorError('contract', 'failedResets: Graph does not say what time it is (Date)');
  return time;
}

function eventsOf(graph: GraphReader, activity: string, since: number): Promise<AuditEvent[]> {
  const question = { property: 'activityDisplayName', is: activity, since } as const;
  return auditRows(graph, question, eventShape, { maxPages: MOST_PAGES });
}

function isFailure(event: AuditEvent, activity: string, since: number): boolean {
  const { activityDisplayName, activityDateTime, result } = event;
  // Graph itself was asked for this window: one whose time cannot be read is believed to lie in it.
  const { at } = readTime('activityDateTime', activityDateTime);
  if (activityDisplayName !== activity || (at !== null && ms(at) < since)) return false;
  return (result === 'failure' || result === 'timeout') && reasonsOf(event).some((reason) => ON_PREMISES.test(reason));
}

/** All texts that may name a reason, but for the one that whoever asks for a reset can choose. */
function reasonsOf({ resultReason, additionalDetails }: AuditEvent): string[] {
  const details = additionalDetails.filter(({ key }) => key !== 'User-Agent').map(({ value }) => value);
  return [resultReason, ...details].map((one) => one ?? '');
}

/**
 * A warning, also while writeback is on: exposure does not grow, and one unit without rights or one protected group is
 * enough for many failures. That all agents are out is critical, and the verdict says that. Nothing while writeback is
 * off: then no reset can be written back.
 */
export function resetsFailing({ name, before, now }: Growth, { writeback }: Occasion): AlertText | null {
  if (name !== FAILED_RESETS || writeback === 'off') return null;
  const about = {
    subject: name,
    title: TITLES.resetsFailing(now, before),
    lines: [`before: ${before}`, `now: ${now}`],
  };
  return alertOf(RULES.resetsFailing, writeback, about);
}
