/**
 * How many synced users may reset their own password: counted once a day, page by page over many polls, because the
 * reports allow few requests. A number only; no verdict stands on it. Disabled users are not in the report. A row that
 * comes again in the same poll is counted once; what comes again in a later one is not noticed.
 */

import * as z from 'zod';
import type { ReadResult } from '../../../core/model/check.ts';
import { parseJson } from '../../../core/model/json.ts';
import { dayOf } from '../../../core/model/times.ts';
import { MonitorError } from '../../../errors.ts';
import { byIds, type ResetAccess, type ResetSource, USERS, V1 } from './queries.ts';

export const SSPR_USERS = 'sspr-enabled-users';

/** Of one poll: the reports take 5 requests in 10 s from an app, and other checks ask them too. */
const PAGES_PER_POLL = 3;

/** Where the count stands; kept between polls. */
const progressShape = z.object({
  /** The day (whole days since 1970, UTC) that it was begun on. */
  day: z.number(),
  count: z.number(),
  /** The next page; null: all are counted. */
  next: z.string().nullable(),
  /** It is the second count of the day, because the first one found nobody. */
  isSecond: z.boolean().optional(),
});

type Progress = z.infer<typeof progressShape>;

export const sspr: ResetSource = {
  name: 'sspr',
  inVerdict: 'beside',
  kind: 'state',
  version: V1,
  resumable: true,
  shows: 'how many synced users may reset their own password',
  permissions: ['AuditLog.Read.All', 'User.Read.All'],
  async read(access, watermark): Promise<ReadResult> {
    const today = dayOf(access.startedAt);
    const before = progressOf(watermark);
    if (before?.next === null && before.day === today) return { facts: [], watermark };
    const isUnderWay = before !== null && before.next !== null && today - before.day <= 1;
    const after = await counted(access, isUnderWay ? before : { day: today, count: 0, next: FIRST_PAGE });
    const measures = after.next === null ? [{ name: SSPR_USERS, value: after.count }] : [];
    return { facts: [], measures, watermark: JSON.stringify(after) };
  },
};

/** The one option this report is documented to take is a filter. */
const FIRST_PAGE = `/reports/authenticationMethods/userRegistrationDetails?$filter=${encodeURIComponent('isSsprEnabled eq true')}`;

function progressOf(watermark: string | null): Progress | null {
  return progressShape.safeParse(parseJson(watermark ?? '')).data ?? null;
}

async function counted(access: ResetAccess, begun: Progress): Promise<Progress> {
  let progress = begun;
  const known = new Set<string>();
  for (let page = 0; page < PAGES_PER_POLL && progress.next !== null; page += 1) {
    const read = await pageOrRestart(access, progress.next);
    if (read === null) return { day: dayOf(access.startedAt), count: 0, next: FIRST_PAGE };
    const ids = read.ids.filter((id) => !known.has(id));
    for (const id of ids) known.add(id);
    progress = { ...progress, count: progress.count + (await syncedAmong(access, ids)), next: read.next };
  }
  // An empty answer proves nothing by itself: nobody is believed when it was counted twice.
  const isDoubted = progress.next === null && progress.count === 0 && !progress.isSecond;
  return isDoubted ? { ...progress, next: FIRST_PAGE, isSecond: true } : progress;
}

/** Null: the place where it stood is not valid any more, so that the count begins anew. */
async function pageOrRestart({ graph }: ResetAccess, path: string) {
  try {
    const { items, next } = await graph.page(path, detailsShape, { permission: 'AuditLog.Read.All' });
    return { ids: items.filter(({ isSsprEnabled }) => isSsprEnabled).map(({ id }) => id), next };
  } catch (thrown) {
    if (path !== FIRST_PAGE && thrown instanceof MonitorError && thrown.code === 'contract') return null;
    throw thrown;
  }
}

const detailsShape = z.object({ id: z.string().min(1), isSsprEnabled: z.boolean() });

/** The report does not say who is synced. */
async function syncedAmong(access: ResetAccess, ids: readonly string[]): Promise<number> {
  const shape = z.object({ id: z.string(), onPremisesSyncEnabled: z.boolean().nullable() });
  const row = { shape, select: 'id,onPremisesSyncEnabled', permission: USERS };
  const synced = (await byIds(access, 'users', ids, row)).filter(({ onPremisesSyncEnabled }) => onPremisesSyncEnabled);
  return new Set(synced.map(({ id }) => id)).size;
}
