/**
 * Which of the users who were reset are synced. A reset that a client wrote back says so itself; the others are looked up,
 * few at a time, and remembered by a short hash of their id, which is no list of people.
 */
import * as z from 'zod';
import { ms } from '../../core/model/times.ts';
import { ADMIN_RESET, OWN_RESETS } from '../entra/activities.ts';
import { rowId } from '../rows.ts';
import { agentOf } from './proofs.ts';
import type { ResetEvent } from './reset-log.ts';
import type { WritebackAccess } from './sources.ts';

/** `of`: by the id of the user. `kept`: what the next reading need not look up, by hash of the id. */
export interface Synced {
  readonly of: ReadonlyMap<string, boolean>;
  readonly kept: { readonly [user: string]: boolean };
}

const IDS_PER_FILTER = 15;
/** Of one reading: four filters, one batch. Who is left waits for the next. */
const MOST_LOOKED_UP = 4 * IDS_PER_FILTER;
/** Those of whom something hangs on it, then of the newest events: what is kept is stored with every poll. */
const MOST_KEPT = 200;

/** @param first ids that are looked up and kept before all others, so that no number of resets hides one of theirs */
export async function syncedAmong(
  { lists, hash }: Pick<WritebackAccess, 'lists' | 'hash'>,
  events: readonly ResetEvent[],
  before: Synced['kept'],
  first: { has(id: string): boolean },
): Promise<Synced> {
  const known = new Map(Object.entries(before));
  const keyOf = (id: string): string => hash(id).slice(0, 10);
  const of = new Map<string, boolean>();
  const unknown: string[] = [];
  const wanted = asked(events).toSorted((a, b) => Number(first.has(b)) - Number(first.has(a)));
  for (const id of wanted) {
    const isSynced = known.get(keyOf(id));
    if (isSynced === undefined) unknown.push(id);
    else of.set(id, isSynced);
  }
  for (const [id, isSynced] of await lookedUp(lists, unknown.slice(0, MOST_LOOKED_UP))) of.set(id, isSynced);
  const kept = wanted.flatMap((id) => {
    const isSynced = of.get(id);
    return isSynced === undefined ? [] : [[keyOf(id), isSynced] as const];
  });
  return { of, kept: Object.fromEntries(kept.slice(0, MOST_KEPT)) };
}

/** Null: the event does not say whose password it was, or nobody knows of them. */
export function isOfSynced(event: ResetEvent, { of }: Synced): boolean | null {
  if (agentOf(event) !== null) return true;
  return event.user === null ? null : (of.get(event.user.id) ?? null);
}

/** A password was set, by an administrator or by the users themselves. */
export const isDone = ({ activity, result }: ResetEvent): boolean =>
  result === 'success' && (activity === ADMIN_RESET || OWN_RESETS.has(activity));

/** Only where something hangs on it, by the newest event of each; the log answers in any order. */
const asked = (events: readonly ResetEvent[]): string[] => [
  ...new Set(
    events
      .toSorted((a, b) => timeOf(b) - timeOf(a))
      .filter(isDone)
      .filter((event) => agentOf(event) === null)
      .flatMap(({ user }) => (user ? [user.id] : [])),
  ),
];

/** What nobody can read counts as now. */
const timeOf = ({ at }: ResetEvent): number => (at === null ? Number.MAX_SAFE_INTEGER : ms(at));

const userShape = z.object({ id: rowId, onPremisesSyncEnabled: z.boolean().nullish().catch(null) });

/** One that is in no answer is synced from nowhere. */
async function lookedUp(lists: WritebackAccess['lists'], ids: readonly string[]): Promise<[string, boolean][]> {
  const starts = Array.from({ length: Math.ceil(ids.length / IDS_PER_FILTER) }, (_, n) => n * IDS_PER_FILTER);
  const rows = await Promise.all(
    starts.map((start) => {
      const texts = ids.slice(start, start + IDS_PER_FILTER).map((id) => `'${id.replaceAll("'", "''")}'`);
      const path = `/users?$filter=${encodeURIComponent(`id in (${texts.join(',')})`)}&$select=id,onPremisesSyncEnabled`;
      return lists.list(path, userShape, { permission: 'User.Read.All' });
    }),
  );
  const synced = new Set(rows.flat().flatMap((row) => (row.onPremisesSyncEnabled === true ? [row.id] : [])));
  return ids.map((id) => [id, synced.has(id)]);
}
