/**
 * The story of one answer to an alert: find the alert as it is now, store the answer with its line of history, under the
 * ETag of the answer before. Two people who answer at once both have a line, and the later one stands.
 */
import { randomInt } from 'node:crypto';
import type { MailedAlert, OpenAlert } from '../core/model/alert.ts';
import type { AlertPlace, Answer, AnswerResult, AnswerWish, FoundAlert } from '../core/model/answer.ts';
import { bareAlert } from '../core/model/head.ts';
import type { Change } from '../core/model/history.ts';
import type { ReceiverName } from '../core/model/outbox.ts';
import type { Store } from '../core/model/store.ts';
import { iso, ms } from '../core/model/times.ts';
import { answerTo, isSameAnswer, seenOf, toldOf } from '../core/notify/answers.ts';
import { openEvents } from '../core/notify/events.ts';
import type { Hash } from '../core/poll/reading.ts';
import { addressWords, quoted, told } from '../core/text/outside.ts';
import { type Words, words } from '../core/text/words.ts';
import { MonitorError } from '../errors.ts';

export interface AnswerDeps {
  readonly store: Store;
  readonly now: number;
  readonly receivers: readonly ReceiverName[];
  readonly hash: Hash;
}

/** Null: there is no such alert, or it has ended. */
export async function findAlert({ store, now, receivers, hash }: AnswerDeps, id: string): Promise<FoundAlert | null> {
  const { heads } = await store.heads(now);
  const [open, events, answered] = await Promise.all([store.openAlerts(), store.events(), store.answers()]);
  const answers = new Map([...answered.answers].map(([alertId, { value }]) => [alertId, value]));
  const about = (alert: OpenAlert | MailedAlert, check: string, place: AlertPlace | null): FoundAlert => ({
    alert,
    check,
    place,
    stored: answered.answers.get(id) ?? null,
    answer: answerTo(alert, answers, now),
    seen: seenOf(alert, hash),
    after: heads.get(check)?.value.lastHistoryAt ?? null,
  });
  const condition = open.alerts.find((alert) => alert.id === id);
  if (condition) return about(condition, condition.check, 'condition');
  for (const { value: head } of heads.values()) {
    const ref = head.openAlerts.find((one) => one.id === id);
    if (ref) return about(bareAlert(ref, head), head.check, null);
  }
  const event = openEvents(events.events, await store.outboxes(), receivers, answers).find((alert) => alert.id === id);
  const commit = events.events.find(({ alerts }) => alerts.some((alert) => alert.id === id));
  const acknowledged = commit?.alerts.find((alert) => alert.id === id && alert.severity === 'critical');
  const found = event ?? acknowledged;
  if (found) return { ...about(found, commit?.check ?? '', commit ?? null), ...(commit && { committedAt: commit.at }) };
  // What cannot be read may be what is looked for: then nobody knows whether it has ended.
  if (events.damaged.length > 0) throw new MonitorError('contract', UNREADABLE, { hint: SEE_DAMAGE });
  return null;
}

const UNREADABLE = 'Some stored events cannot be read, so nobody knows whether this alert is open';
const SEE_DAMAGE = 'See RUNBOOK.md, state-damaged, for what to do about rows that cannot be read.';

const TRIES = 4;

/** @throws MonitorError when the state cannot be read or written; nothing is then known to be stored */
export async function answerAlert(
  deps: AnswerDeps,
  id: string,
  wish: AnswerWish & Pick<Answer, 'signedIn'>,
): Promise<AnswerResult> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const found = await findAlert(deps, id);
    if (!found) return { kind: 'gone' };
    if (wish.seen !== null && wish.seen !== found.seen) return { kind: 'worse', found };
    const answer = answerOf(found, wish, deps.now);
    const before = found.stored?.value ?? null;
    if (before && isRepeated(before, answer, found)) return { kind: 'same', answer: before, found };
    const isStored = await deps.store.answer(answer, found.stored?.etag ?? null, lineOf(found, answer), found.place);
    if (isStored) return { kind: 'stored', answer, found };
  }
  throw new MonitorError('conflict', 'The alert was answered by others at the same time', { hint: 'Answer it again.' });
}

/** The same answer once more, while it holds: a link that was followed twice. */
const isRepeated = (before: Answer, answer: Answer, { answer: holds }: FoundAlert): boolean =>
  isSameAnswer(before, answer) && (holds !== null || answer.action === 'reopen');

function answerOf(
  found: FoundAlert,
  { action, by, why, until, signedIn }: AnswerWish & Pick<Answer, 'signedIn'>,
  now: number,
): Answer {
  const { alert, check } = found;
  return {
    ...{ alertId: alert.id, check, action, at: iso(timeOf(found, now)), by, why, signedIn },
    until: action === 'snooze' ? until : null,
    severity: alert.severity,
    told: toldOf(alert),
  };
}

/** Behind what it answers and the answer before, whatever the clock says: history is read in order of time. */
const timeOf = ({ after, stored }: FoundAlert, now: number): number =>
  Math.max(now, ...[after, stored?.value.at ?? null].map((at) => (at === null ? 0 : ms(at) + 1)));

/** A line of history of its own: its generation is its time in µs and more, which no poll counts up to. */
function lineOf({ alert, check, stored }: FoundAlert, answer: Answer): Change {
  const { alertId, action, by, why, until, signedIn } = answer;
  const before = stored && shown(stored.value);
  return {
    check,
    generation: ms(answer.at) * 1000 + randomInt(1000),
    at: answer.at,
    items: [
      {
        source: 'answers',
        change: before === null ? 'added' : 'changed',
        key: alertId,
        title: words`${SAID[action]} by ${who(by, signedIn)}: ${told(alert.title)}`,
        severity: 'info',
        before,
        after: shown({ ...answer, action, why, until }),
        alert: null,
      },
    ],
    alerts: [],
    wantsActor: false,
  };
}

const SAID = { acknowledge: words`Acknowledged`, snooze: words`Snoozed`, reopen: words`Reopened` };

/** Whoever typed a name may have typed another's. */
export const who = (by: string, signedIn: boolean): Words =>
  signedIn ? addressWords(by) : words`${quoted(by)} (as typed, not signed in)`;

const shown = ({ action, by, why, until, signedIn }: Answer) => ({ action, by, why, until, signedIn });
