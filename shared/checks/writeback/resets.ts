/**
 * The resets of the last 24 hours, in one pass every five minutes: how many failed on their way, what proves that
 * writeback works, and, as `RESET_HISTORY` allows, how many synced users were reset and by whom. A window of events is no
 * drift: what ages out of it is not gone. After a gap in the readings what happened in it is news as well.
 *
 * | key | is | while |
 * |---|---|---|
 * | `proof {client}` | its newest reset that was written back | always |
 * | `activity {event}` | a change of the directory's settings that nobody knows yet | always |
 * | `resets` | how many synced users were reset | `counts`, `names` |
 * | `by {administrator}` | one who reset synced users | `counts`, `names` |
 * | `privileged {event}` | a reset of one who holds a privileged role of the cloud | `counts`, `names` |
 * | `reset {event}` | one reset of a synced user by an administrator | `names` |
 */
import * as z from 'zod';
import type { ReadResult, Source } from '../../core/model/check.ts';
import { parseJson } from '../../core/model/json.ts';
import { iso, minutesMs, ms } from '../../core/model/times.ts';
import { MonitorError } from '../../errors.ts';
import { FAILED_RESETS, failedAttempts } from './failed-resets.ts';
import { holdersNow, privilegedResets } from './privileged-resets.ts';
import { clientProved, newest, proofFacts } from './proofs.ts';
import { countedResets, namedResets, resetMeasures } from './reset-counts.ts';
import { type ResetEvent, resetEvents } from './reset-log.ts';
import { V1, type WritebackAccess } from './sources.ts';
import { isOfSynced, type Synced, syncedAmong } from './synced.ts';
import { unknownSwitches } from './unknown-switches.ts';
import { unseenEvents } from './unseen-events.ts';

const WINDOW_MS = minutesMs(24 * 60);

/** A little less than five minutes, so that a poll that is early by a moment does not wait for another. */
const EVERY_MS = minutesMs(4.5);

/** What is kept between readings. Times are ISO 8601. */
const markShape = z.object({
  readAt: z.string(),
  proofs: z.record(z.string(), z.string()),
  /** See synced.ts. */
  synced: z.record(z.string(), z.boolean()),
});
type Mark = z.infer<typeof markShape>;

export const resets: Source<WritebackAccess> = {
  name: 'resets',
  inVerdict: 'enriches',
  kind: 'state',
  version: V1,
  shows: 'whether resets are written back or fail on their way, and how many synced users are reset',
  permissions: ['AuditLog.Read.All', 'User.Read.All'],
  async read(access, watermark): Promise<ReadResult> {
    const mark = markOf(watermark);
    if (mark && !isDue(mark, access.startedAt)) return { facts: [], kept: true };
    const events = await windowOf(access);
    const { missed, past } = await unseenEvents(access, mark?.readAt ?? null, WINDOW_MS);
    const news = unique([...events, ...missed]);
    const all = unique([...news, ...past]);
    const holders = await holdersNow(access);
    const synced = await syncedAmong(access, all, mark?.synced ?? {}, holders);
    const found = all.flatMap((event) => proofOf(event, synced));
    const proofs = newest(mark?.proofs ?? {}, found);
    const privileged = await privilegedResets(access, news, synced, holders);
    const after: Mark = { readAt: iso(access.startedAt), proofs: { ...proofs }, synced: { ...synced.kept } };
    const counted = [
      ...countedResets(events, synced, access.resetHistory),
      ...namedResets(news, synced, access.resetHistory),
    ];
    return {
      facts: [...proofFacts(proofs), ...unknownSwitches(news), ...counted, ...privileged],
      measures: [{ name: FAILED_RESETS, value: failedAttempts(events) }, ...resetMeasures(counted)],
      watermark: JSON.stringify(after),
    };
  },
};

function markOf(watermark: string | null): Mark | null {
  return markShape.safeParse(parseJson(watermark ?? '')).data ?? null;
}

/** A clock that was put back makes it due too. */
function isDue({ readAt }: Mark, startedAt: number): boolean {
  const age = startedAt - ms(readAt);
  return !(age >= 0 && age < EVERY_MS);
}

/**
 * The window ends at Graph's own clock: ours may be wrong, and the newest event would hold the window for as long as
 * nobody resets a password.
 */
async function windowOf({ graph, startedAt }: WritebackAccess): Promise<ResetEvent[]> {
  const asked = startedAt - WINDOW_MS - EVERY_MS;
  let events = await resetEvents(graph, asked);
  const now = graph.serverTime();
  if (now === null) throw new MonitorError('contract', 'resets: Graph does not say what time it is (Date)');
  const since = now - WINDOW_MS;
  if (asked > since) events = await resetEvents(graph, since);
  return unique(events.filter(({ at }) => at === null || ms(at) >= since));
}

/** Rows that Graph repeats are one. */
const unique = (events: readonly ResetEvent[]): ResetEvent[] => [
  ...new Map(events.map((event) => [event.id, event])).values(),
];

function proofOf(event: ResetEvent, synced: Synced): { client: string; at: string }[] {
  const client = clientProved(event, isOfSynced(event, synced));
  return client === null || event.at === null ? [] : [{ client, at: event.at }];
}
