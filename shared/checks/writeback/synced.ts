/**
 * Which of the users who were reset are synced: looked up by id, a bounded number in each poll, and those left in the next
 * ones. A reset that a client wrote back says so itself.
 */
import * as z from 'zod';
import { ADMIN_RESET, OWN_RESETS } from '../entra/activities.ts';
import { isRefusedQuestion } from '../refusals.ts';
import { rowId } from '../rows.ts';
import { agentOf } from './proofs.ts';
import type { ResetEvent } from './reset-log.ts';
import type { WritebackAccess } from './sources.ts';

/** By the id of the user; absent: nobody knows yet. */
export interface Synced {
  readonly of: ReadonlyMap<string, boolean>;
}

const IDS_PER_FILTER = 15;
/** Of one reading: ten filters, one batch. */
export const MOST_LOOKED_UP = 10 * IDS_PER_FILTER;

/** Null: the event does not say whose password it was, or nobody knows of them yet. */
export function isOfSynced(event: ResetEvent, { of }: Synced): boolean | null {
  if (agentOf(event) !== null) return true;
  return event.user === null ? null : (of.get(event.user.id) ?? null);
}

/** A password was set, by an administrator or by the users themselves. */
export const isDone = ({ activity, result }: ResetEvent): boolean =>
  result === 'success' && (activity === ADMIN_RESET || OWN_RESETS.has(activity));

const userShape = z.object({ id: rowId, onPremisesSyncEnabled: z.boolean().nullish().catch(null) });

/** One that is in no answer is synced from nowhere. */
export async function lookedUp(
  lists: WritebackAccess['lists'],
  ids: readonly string[],
): Promise<readonly (readonly [id: string, isSynced: boolean])[]> {
  const starts = Array.from({ length: Math.ceil(ids.length / IDS_PER_FILTER) }, (_, n) => n * IDS_PER_FILTER);
  const rows = await Promise.all(
    starts.map((start) => {
      return rowsOf(lists, ids.slice(start, start + IDS_PER_FILTER));
    }),
  );
  const synced = new Set(rows.flat().flatMap((row) => (row.onPremisesSyncEnabled === true ? [row.id] : [])));
  return ids.map((id) => [id, synced.has(id)]);
}

/** An id that Graph does not take for one is nobody's, and costs those beside it no more than another question. */
async function rowsOf(lists: WritebackAccess['lists'], ids: readonly string[]): Promise<z.infer<typeof userShape>[]> {
  const texts = ids.map((id) => `'${id.replaceAll("'", "''")}'`);
  const path = `/users?$filter=${encodeURIComponent(`id in (${texts.join(',')})`)}&$select=id,onPremisesSyncEnabled`;
  try {
    return await lists.list(path, userShape, { permission: 'User.Read.All' });
  } catch (thrown) {
    if (!isRefusedQuestion(thrown)) throw thrown;
    if (ids.length === 1) return [];
    const middle = Math.ceil(ids.length / 2);
    const halves = [ids.slice(0, middle), ids.slice(middle)];
    return (await Promise.all(halves.map((half) => rowsOf(lists, half)))).flat();
  }
}
