/**
 * Decides how long the rows wait that say a check has begun: until every check has one, so that one message tells them
 * all, and never past the time that stands in the row. Nothing else waits with them.
 */
import type { NamedCheck } from '../model/check.ts';
import type { OutboxRow } from '../model/outbox.ts';
import { minutesMs, ms } from '../model/times.ts';

/** What may leave now. @param pending all that waits for one receiver; @param checks all that are built */
export function withoutHeld(
  pending: readonly OutboxRow[],
  checks: readonly Pick<NamedCheck, 'name'>[],
  now: number,
): OutboxRow[] {
  const begun = new Set(pending.flatMap(({ suffix, check }) => (suffix === 'summary' ? [check] : [])));
  const isWhole = checks.every(({ name }) => begun.has(name));
  return pending.filter((row) => isWhole || !isHeld(row, now));
}

/** How far the clock of the poll may be ahead. */
const SLACK_MS = minutesMs(10);

/** Whether it may be waiting for the others. A row that is of later than now was stored by a clock that was wrong. */
export const isHeld = ({ at, heldUntil }: OutboxRow, now: number): boolean =>
  heldUntil !== undefined && now < ms(heldUntil) && ms(at) <= now + SLACK_MS;
