/**
 * How many synced users there are: one fact without attributes, because the number moves by itself. That it fell is
 * believed when it was read twice, like any absence: of two readings in a row the higher one counts.
 */
import type { ReadResult } from '../../../core/model/check.ts';
import { type ResetSource, USERS, V1 } from './queries.ts';

export const SYNCED_USERS = 'synced-users';

export const syncedUsers: ResetSource = {
  name: 'syncedUsers',
  inVerdict: 'whileSeen',
  kind: 'state',
  version: V1,
  shows: 'how many synced users there are',
  permissions: ['User.Read.All'],
  async read({ graph }, watermark): Promise<ReadResult> {
    const filter = encodeURIComponent('onPremisesSyncEnabled eq true');
    const read = await graph.count(`/users/$count?$filter=${filter}`, { permission: USERS });
    const before = countIn(watermark);
    const next = String(read);
    if (read === 0 && before === null) return { facts: [], watermark: next };
    const count = Math.max(read, before ?? 0);
    return {
      facts: [{ key: 'count', attributes: {}, details: { count } }],
      measures: [{ name: SYNCED_USERS, value: count }],
      watermark: next,
    };
  },
};

/** What the last reading counted; null: there was none. */
function countIn(watermark: string | null): number | null {
  if (watermark === null) return null;
  const count = Number(watermark);
  // Version 0.1 kept the word "none".
  return Number.isInteger(count) ? count : 0;
}
