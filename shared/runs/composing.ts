/**
 * Makes the next message of a receiver: of what waits in its outbox, or one that was accepted and then dropped, again.
 * What it says is stored first, so that it can be told again until its delivery is known.
 */
import { parseJson } from '../core/model/json.ts';
import type { DroppedMessage, FrozenMessage, Half, KeptMessage, OutboxRow } from '../core/model/outbox.ts';
import { iso } from '../core/model/times.ts';
import { sendHold } from '../core/notify/budget.ts';
import { withoutHeld } from '../core/notify/first-summaries.ts';
import { alertsIn, halvesDue, halvesWithout, leftByHalves, rowsIn } from '../core/notify/halves.ts';
import { leavesOf } from '../core/notify/mailbox.ts';
import { chooseDigest, type Digestible, type NoDigest, pauseOf, tellsOf, urgentIds } from '../core/notify/outbox.ts';
import { type Reminder, toldKeys } from '../core/notify/reminders.ts';
import { withoutThread } from '../core/notify/threads.ts';
import { type Composed, digestFor } from './digesting.ts';
import type { HeldMailbox } from './held-mailbox.ts';
import { againText, countedBy, ofReminders, remindersDue } from './reminding.ts';
import type { SendDeps } from './send-deps.ts';
import { noteSchedule, ofSummary } from './summarising.ts';

/** Without a thread where the service has refused one. */
export async function nextMessage(
  deps: SendDeps,
  held: HeldMailbox,
  pending: readonly OutboxRow[],
): Promise<Composed | NoDigest> {
  await noteSchedule(deps, held);
  const next = await chosenMessage(deps, held, pending);
  if ('none' in next) return next;
  return { ...next, message: withoutThread(next.message, held.value, deps.receiver.settings) };
}

/** A critical message that was dropped was told to nobody, so it comes first; any other after all that waits. */
async function chosenMessage(
  deps: SendDeps,
  held: HeldMailbox,
  pending: readonly OutboxRow[],
): Promise<Composed | NoDigest> {
  const urgent = await toldAgain(deps, held, ({ severity }) => severity === 'critical');
  if (urgent && !('none' in urgent)) return urgent;
  const choice = choiceOf(deps, held, pending);
  const due = await remindersDue(deps, held);
  const isPlain = held.value.reminders?.plain === true;
  if (!('none' in choice)) return ofRows(deps, held, choice, pending, isPlain || choice.plain ? [] : due);
  const other =
    (await toldAgain(deps, held, () => true)) ??
    (due.length > 0 && (choice.because !== 'pause' || isPlain) ? await ofReminders(deps, held, due) : null) ??
    (await nextHalf(deps, held)) ??
    (await ofSummary(deps, held)) ??
    choice;
  return 'none' in other && choice.because !== 'empty' ? choice : other;
}

function choiceOf({ receiver, checks, time }: SendDeps, held: HeldMailbox, pending: readonly OutboxRow[]) {
  const { policy, settings } = receiver;
  const free = withoutHeld(pending, checks, time());
  if (free.length === 0 && pending.length > 0) return WAITS_FOR_OTHERS;
  return chooseDigest(free, held.value, time(), { ...policy, settings });
}

const WAITS_FOR_OTHERS: NoDigest = { none: 'waits for the first verdicts of the other checks', because: 'pause' };

/** @param due what is told again beside it */
async function ofRows(
  deps: SendDeps,
  held: HeldMailbox,
  choice: Digestible,
  pending: readonly OutboxRow[],
  due: readonly Reminder[],
): Promise<Composed> {
  const { rows, plain, critical, leaves, unpaced, reason } = choice;
  const { receiver, newId, texts } = deps;
  const now = deps.time();
  const digest = await digestFor(deps, rows, due);
  const own = receiver.renderPlain(digest, now);
  const full = plain ? own : receiver.render(digest, now);
  const told = { severity: critical ? ('critical' as const) : ('warning' as const), leaves, tells: tellsOf(rows) };
  const message = {
    operationId: newId(),
    ...full,
    rows: rows.map(({ rowKey }) => rowKey),
    alertIds: urgentIds(pending),
    ...told,
    frozenAt: iso(now),
    unpaced,
    kept: await texts.save(JSON.stringify({ ...told, full, plain: own } satisfies KeptMessage)),
    ...(plain && { plain, half: await wholeOf(deps, rows, held.value.refused?.concluded === true) }),
    ...countedBy(toldKeys(rows), due),
  };
  return { message, reason: due.length === 0 ? reason : `${reason}; ${againText(due)}` };
}

/** Rows that are told in words of ours, stored to be told in full by halves. */
async function wholeOf({ texts, time }: SendDeps, rows: readonly OutboxRow[], isUntried: boolean): Promise<Half> {
  const whole = { kept: await texts.save(JSON.stringify(rows)), from: 0, to: alertsIn(rows), since: iso(time()) };
  return isUntried ? { ...whole, untried: true } : whole;
}

/** Null: nothing is left to be told in full. */
async function nextHalf(deps: SendDeps, held: HeldMailbox): Promise<Composed | NoDigest | null> {
  const now = deps.time();
  const { receiver, newId, texts } = deps;
  const { policy, settings } = receiver;
  const [half] = halvesDue(held.value, now);
  if (!half) return null;
  const leaves = leftByHalves(policy);
  const hold = sendHold(held.value.sends, now, policy, leaves);
  const paused = pauseOf(held.value, now, settings);
  if (paused || hold !== null)
    return paused ?? { none: `a half of what was refused waits; ${hold}`, because: 'budget' };
  const kept = parseJson((await texts.load(half.kept)) ?? '');
  const rows = Array.isArray(kept) ? rowsIn(kept as OutboxRow[], half) : [];
  const message: FrozenMessage = {
    operationId: newId(),
    ...receiver.render(await digestFor(deps, rows), now),
    rows: [],
    alertIds: [],
    severity: 'warning',
    leaves,
    frozenAt: iso(now),
    unpaced: true,
    half,
  };
  if (rows.length > 0) return { message, reason: `${alertsIn(rows)} of what was refused, in full` };
  await held.put({ ...held.value, halves: halvesWithout(held.value, message) });
  return null;
}

/** Null: none was dropped. A text that is gone cannot be told again. */
async function toldAgain(
  deps: SendDeps,
  held: HeldMailbox,
  wanted: (one: DroppedMessage) => boolean,
): Promise<Composed | NoDigest | null> {
  for (const one of (held.value.dropped ?? []).filter(wanted)) {
    const text = await deps.texts.load(one.kept);
    const kept = text === null ? null : (parseJson(text) as KeptMessage | null);
    if (kept) return again(deps, held, one, kept);
    await held.put({ ...held.value, dropped: (held.value.dropped ?? []).filter((other) => other !== one) });
  }
  return null;
}

/** Its alerts are no news of now: it tells them as it did, and no pause is counted from it. */
function again(deps: SendDeps, held: HeldMailbox, one: DroppedMessage, kept: KeptMessage): Composed | NoDigest {
  const now = deps.time();
  const { full, plain, ...told } = kept;
  const message: FrozenMessage = {
    operationId: deps.newId(),
    ...(one.times === 1 ? full : plain),
    rows: [],
    alertIds: [],
    ...told,
    frozenAt: iso(now),
    unpaced: true,
    kept: one.kept,
    again: one.times,
  };
  const { policy, settings } = deps.receiver;
  const paused = pauseOf(held.value, now, settings);
  if (paused) return paused;
  const hold = sendHold(held.value.sends, now, policy, leavesOf(message, policy));
  if (hold !== null) return { none: `a message that was dropped waits; ${hold}`, because: 'budget' };
  return { message, reason: 'a message that was accepted and then dropped, again' };
}
