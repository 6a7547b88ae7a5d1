/**
 * Decides whether what waits for a receiver waits for a good reason: what nobody has to be woken for, and from when on
 * somebody has to, whatever the reason.
 */
import type { Mailbox, Outbox, OutboxRow } from '../model/outbox.ts';
import { ageMs, minutesMs, ms } from '../model/times.ts';
import type { SendPolicy } from './budget.ts';
import { isHeld } from './first-summaries.ts';
import { EMPTY_MAILBOX } from './mailbox.ts';
import { mostNovel } from './novelty.ts';
import { chooseDigest, type Digestible, type NoDigest } from './outbox.ts';

/** From then on a row that nothing rations waits for another reason. */
const PATIENCE_MS = minutesMs(15);

/** A critical alert that nobody was told of leaves by then. */
const PROMISE_MS = minutesMs(2);
/** A repeat of what was told is joined with others, and leaves by then. */
const REPEAT_PROMISE_MS = PATIENCE_MS;

/** Since when a critical alert waits longer than its promise, ISO 8601; null: none does. The budget is no excuse. */
export function criticalLateSince({ mailbox, pending }: Outbox, now: number): string | null {
  const told = mailbox?.value.told ?? [];
  const late = pending.filter((row) => {
    const novelty = mostNovel(row.alerts, told, now);
    if (novelty === null) return false;
    return ageMs(row.at, now) > (novelty === 'repeat' ? REPEAT_PROMISE_MS : PROMISE_MS);
  });
  return late.map(({ at }) => at).sort((a, b) => ms(a) - ms(b))[0] ?? null;
}

/**
 * Whether a row waits only because mail is rationed, by the budget or by the pause behind it, or did so a quarter of
 * an hour ago. A mail that has been in flight for longer, or was refused, is another reason, also when its tries have
 * used up the budget.
 */
export function isHeldByBudget(row: OutboxRow, outbox: Outbox, now: number, policy: SendPolicy): boolean {
  const mailbox: Mailbox = outbox.mailbox?.value ?? EMPTY_MAILBOX;
  const stuck = mailbox.inFlight !== null && now - ms(mailbox.inFlight.frozenAt) > PATIENCE_MS;
  if (mailbox.refused || stuck) return false;
  if (isHeld(row, now - PATIENCE_MS)) return true;
  const pending = outbox.pending.some(({ rowKey }) => rowKey === row.rowKey) ? outbox.pending : [row];
  const choiceAt = (at: number) => chooseDigest(pending, mailbox, at, { ...policy, settings: '' });
  return [now, now - PATIENCE_MS].some((at) => isRationed(choiceAt(at)));
}

const isRationed = (choice: Digestible | NoDigest): boolean =>
  'none' in choice && (choice.because === 'budget' || choice.because === 'pause');
