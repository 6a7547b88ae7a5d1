/**
 * Looks up in the audit log who did something. One query for an activity and a window; what Graph does not say is
 * not guessed.
 */
import * as z from 'zod';
import type { ActorSource } from '../core/model/history.ts';
import { iso, ms } from '../core/model/times.ts';
import type { GraphReader } from '../graph/graph.ts';
import { initiator, initiatorShape } from './audit.ts';
import { aboutOf, targetShape } from './audit-targets.ts';

const eventShape = z.object({
  activityDisplayName: z.string(),
  activityDateTime: z.iso.datetime(),
  result: z.string().nullish(),
  initiatedBy: initiatorShape.nullish(),
  targetResources: z.array(targetShape).nullish(),
});

/** @param reader gives a reader whose requests end with the signal */
export const auditActors = (reader: (signal: AbortSignal) => GraphReader): ActorSource => ({
  async find(activity, from, to, signal) {
    const filter = `activityDisplayName eq '${activity.replaceAll("'", "''")}' and activityDateTime ge ${from}`;
    const path = `/auditLogs/directoryAudits?$filter=${encodeURIComponent(filter)}`;
    const events = await reader(signal).list(path, eventShape, { permission: 'AuditLog.Read.All' });
    return events.flatMap((event) => {
      const actor = initiator(event.initiatedBy);
      const fits =
        event.activityDisplayName === activity && event.result === 'success' && ms(event.activityDateTime) <= ms(to);
      if (!actor || !fits) return [];
      const target = aboutOf(event.targetResources ?? []).map(({ id, name }) => ({ id, name }));
      return [{ at: iso(ms(event.activityDateTime)), actor, target }];
    });
  },
});
