/**
 * What no window of 24 hours showed: after a gap, all that the service logged since the last reading, and at the first
 * reading every reset by an administrator that the log keeps, since one of them may prove that writeback works. However
 * many there are, they never make the reading fail: the log gives the newest first, and those are read.
 */
import { ms } from '../../core/model/times.ts';
import { boundFrom } from '../audit-log.ts';
import { ADMIN_RESET } from '../entra/activities.ts';
import { eventsOf, type ResetEvent, resetEvents } from './reset-log.ts';
import type { WritebackAccess } from './sources.ts';

/** One page less than are read at most. */
const ENOUGH = 9_000;

export interface Unseen {
  /** Since the last reading: each of them is news. */
  readonly missed: readonly ResetEvent[];
  /** Of before the first reading: nobody's news, and proof all the same. */
  readonly past: readonly ResetEvent[];
}

/** @param readAt of the last good reading, ISO 8601; null: there was none. @param windowMs what each reading covers */
export async function unseenEvents(
  { graph, startedAt }: Pick<WritebackAccess, 'graph' | 'startedAt'>,
  readAt: string | null,
  windowMs: number,
): Promise<Unseen> {
  if (readAt === null) return { missed: [], past: await eventsOf(graph, ADMIN_RESET, null) };
  if (startedAt - ms(readAt) < windowMs) return { missed: [], past: [] };
  return { missed: await resetEvents(graph, boundFrom(readAt, startedAt), { enough: ENOUGH }), past: [] };
}
