/**
 * Looks up in the audit log who did something. One query for an activity and a window; what Graph does not say is
 * not guessed.
 */
import * as z from 'zod';
import type { ActorSource } from '../core/model/history.ts';
import { ms } from '../core/model/times.ts';
import type { GraphReader } from '../graph/graph.ts';
import { initiator, initiatorShape } from './audit.ts';
import { auditRows } from './audit-log.ts';
import { aboutOf, targetShape } from './audit-targets.ts';
import { anything, listOf, text } from './rows.ts';
import { readTime } from './times.ts';

const eventShape = z.object({
  activityDisplayName: text,
  activityDateTime: anything,
  result: text,
  initiatedBy: initiatorShape,
  targetResources: listOf(targetShape),
});

/** @param reader gives a reader whose requests end with the signal */
export const auditActors = (reader: (signal: AbortSignal) => GraphReader): ActorSource => ({
  async find(activity, from, to, signal) {
    const question = { property: 'activityDisplayName', is: activity, since: ms(from) } as const;
    const events = await auditRows(reader(signal), question, eventShape);
    return events.flatMap((event) => {
      const actor = initiator(event.initiatedBy);
      // One whose time cannot be read may have been at any time: it names nobody.
      const { at } = readTime('activityDateTime', event.activityDateTime);
      const isAsked = event.activityDisplayName === activity && event.result === 'success';
      if (!actor || !isAsked || at === null || ms(at) < ms(from) || ms(at) > ms(to)) return [];
      const target = aboutOf(event.targetResources).map(({ id, name }) => ({ id, name }));
      return [{ at, actor, target }];
    });
  },
});
