/**
 * Says who did what an open alert tells, from the lines of history by which it was raised: in the words of the mail, or
 * why nobody is named. Nothing is said of what the audit log does not record.
 */
import type { Actor } from '../model/alert.ts';
import type { Change, HistoryItem } from '../model/history.ts';
import { isNobody } from '../notify/looking.ts';
import { actorsWords, ours } from '../text/outside.ts';
import { type Words, words } from '../text/words.ts';

/** By the id of the alert. */
export type Doers = ReadonlyMap<string, Words>;

export function doersIn(changes: readonly Change[]): Doers {
  const doers = new Map<string, Words>();
  for (const { items } of changes) {
    for (const item of items) {
      const doer = doerOf(item);
      if (item.alert !== null && doer !== null && !doers.has(item.alert)) doers.set(item.alert, doer);
    }
  }
  return doers;
}

/** Null: the log has nothing in which to look for them. */
function doerOf({ actor, activities }: HistoryItem): Words | null {
  if (actor) return isNobody(actor) ? ours(actor.name) : actorsWords(actor);
  return activities === undefined ? null : NOT_YET;
}

/** The same behind a line of history. */
export const doneBy = (actor: Actor): Words =>
  isNobody(actor) ? words`who did it: ${ours(actor.name)}` : words`by ${actorsWords(actor)}`;

const NOT_YET = words`not known yet: the audit log is searched for up to an hour`;
