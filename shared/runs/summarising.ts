/**
 * Makes the periodic summary of a receiver when it is due, from the state as the status has it and the history since the
 * last one. It goes after all else, and what it cannot be made of now is tried again by the next run.
 */

import type { HistoryPage } from '../core/model/history.ts';
import { iso, minutesMs, ms } from '../core/model/times.ts';
import { holdOfOthers, type NoDigest } from '../core/notify/outbox.ts';
import { newMemory, slotDue } from '../core/notify/summary-slot.ts';
import { figuresIn, summaryOf } from '../core/status/summary.ts';
import { MonitorError } from '../errors.ts';
import { besideDigests, type Composed } from './digesting.ts';
import type { HeldMailbox } from './held-mailbox.ts';
import { hasTimeToCall, type SendDeps, type SummaryDeps } from './send-deps.ts';

/** Notes from when on slots and changes count, in the first run under a schedule. */
export async function noteSchedule({ summary, time }: SendDeps, held: HeldMailbox): Promise<void> {
  const memory = summary && !held.value.inFlight ? newMemory(held.value, summary, time()) : null;
  if (memory) await held.put({ ...held.value, summary: memory });
}

/** Null: none is due. */
export async function ofSummary(deps: SendDeps, held: HeldMailbox): Promise<Composed | NoDigest | null> {
  const { summary: from, receiver } = deps;
  if (!from) return null;
  const now = deps.time();
  const due = slotDue(held.value, from, now);
  if (!due || !held.value.summary) return null;
  const hold = holdOfOthers(held.value, now, receiver);
  if (hold) return hold;
  if (!hasTimeToCall(deps)) return { none: 'less than 10 s left for the summary', because: 'budget' };
  const until = now - SETTLED_MS;
  const found = await gathered(from, held.value.summary.since, until);
  if (found instanceof MonitorError) return unread(found.message);
  const summary = summaryOf(found.input, { ...due, ...found, memory: held.value.summary });
  if (!summary || !found.input.stored) return unread('the state cannot be read');
  const own = receiver.renderPlainSummary(summary, now);
  const full = held.value.summary.plain ? own : receiver.renderSummary(summary, now);
  const message = await besideDigests(deps, { full, plain: own }, now, {
    summary: { slot: due.slot, madeAt: iso(until), figures: figuresIn(found.input.stored) },
  });
  return { message, reason: `the summary of ${due.slot}` };
}

const unread = (why: string): NoDigest => ({ none: `a summary waits; ${why}`, because: 'unread' });

/**
 * A run that began before may still commit lines of that time: those belong to the next summary, so that each is in one.
 * Longer than any run.
 */
const SETTLED_MS = minutesMs(5);

/** Of more lines the newest are counted, and that there are more is said. */
const MOST_PAGES = 5;
const A_PAGE = 1000;

async function gathered({ state, history }: SummaryDeps, since: string, until: number) {
  try {
    const [input, found] = await Promise.all([state(), linesSince(history, since)]);
    return { input, ...found, lines: found.lines.filter(({ change }) => ms(change.at) < until) };
  } catch (thrown) {
    if (thrown instanceof MonitorError) return thrown;
    throw thrown;
  }
}

async function linesSince(history: SummaryDeps['history'], since: string) {
  const lines: HistoryPage['items'][number][] = [];
  let from: HistoryPage['next'] = null;
  for (let n = 0; n < MOST_PAGES; n += 1) {
    const page: HistoryPage = await history({ check: null, since, limit: A_PAGE, from });
    lines.push(...page.items);
    from = page.next;
    if (from === null) break;
  }
  return { lines, isWhole: from === null };
}
