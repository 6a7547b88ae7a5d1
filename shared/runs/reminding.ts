/**
 * Looks now and then at what is open, for what a receiver is to be told again. That it cannot be looked at is no reason to
 * tell nothing else, so only a mailbox that another notifier has taken ends the run.
 */
import { withBare } from '../core/model/head.ts';
import type { FrozenMessage } from '../core/model/outbox.ts';
import type { Store } from '../core/model/store.ts';
import { holdOfOthers, type NoDigest } from '../core/notify/outbox.ts';
import { isTimeToLook, look, type OpenNow, type Reminder } from '../core/notify/reminders.ts';
import { withReminders } from '../core/notify/retold.ts';
import { besideDigests, type Composed, linked, openIn } from './digesting.ts';
import type { HeldMailbox } from './held-mailbox.ts';
import { tenantNameIn } from './poll.ts';
import type { SendDeps } from './send-deps.ts';

/** Once for all receivers of a run. @param now in ms */
export function openNowIn(store: Store, tenantId: string, now: () => number): () => Promise<OpenNow> {
  let found: Promise<OpenNow> | null = null;
  return () => {
    found ??= readOpen(store, tenantId, now());
    return found;
  };
}

async function readOpen(store: Store, tenantId: string, now: number): Promise<OpenNow> {
  const { heads } = await store.heads(now);
  const [open, { events }, { answers }] = await Promise.all([store.openAlerts(), store.events(), store.answers()]);
  const { receivers } = await store.outboxes();
  return {
    conditions: withBare(
      open.alerts,
      [...heads.values()].map(({ value }) => value),
    ),
    events,
    answers: new Map([...answers].map(([id, { value }]) => [id, value])),
    waiting: [...receivers.values()].flatMap(({ pending }) => pending),
    tenant: { id: tenantId, name: tenantNameIn(heads) },
  };
}

/** What is to be told again now; notes in the mailbox that it was looked for. */
export async function remindersDue(deps: SendDeps, held: HeldMailbox): Promise<readonly Reminder[]> {
  const { remindHours } = deps;
  if (remindHours === undefined || !isTimeToLook(held.value, remindHours, deps.time())) return [];
  const open = await openIn(deps);
  if (!open) return [];
  const { due, reminders } = look(open, held.receiver, held.value, remindHours, deps.time());
  if (due.length === 0 || reminders.lookAt !== held.value.reminders?.lookAt)
    await held.put({ ...held.value, reminders });
  return due;
}

/** What is told again by itself. It waits for the budget of others, and keeps none of them waiting. */
export async function ofReminders(
  deps: SendDeps,
  held: HeldMailbox,
  due: readonly Reminder[],
): Promise<Composed | NoDigest> {
  const { receiver } = deps;
  const now = deps.time();
  const hold = holdOfOthers(held.value, now, receiver);
  if (hold) return hold;
  const tenant = (await openIn(deps))?.tenant ?? { id: '', name: null };
  const digest = withReminders({ tenant, alerts: [], contexts: [] }, due, now);
  const own = receiver.renderPlain(digest, now);
  const full = held.value.reminders?.plain ? own : receiver.render(await linked(deps, digest), now);
  const message = await besideDigests(deps, { full, plain: own }, now, countedBy([], due));
  return { message, reason: againText(due) };
}

export const countedBy = (
  keys: readonly string[],
  due: readonly Reminder[],
): Pick<FrozenMessage, 'counts' | 'reminds'> => ({
  counts: [...new Set([...keys, ...due.map(({ key }) => key)])],
  ...(due.length > 0 && { reminds: due.some(({ snooze }) => snooze === null) ? 'due' : 'void' }),
});

export const againText = (due: readonly Reminder[]): string =>
  due.length === 1 ? '1 alert told again' : `${due.length} alerts told again`;
