/**
 * Says in a message why an alert is told again: nobody answered it, a snooze is over, or it got worse than what was
 * answered. Who answered is quoted, since anybody may have typed a name.
 */
import type { Answer } from '../model/answer.ts';
import { ms } from '../model/times.ts';
import { durationText, utcText } from '../text/ages.ts';
import { quoted } from '../text/outside.ts';
import { type Words, words } from '../text/words.ts';
import { voidBecause } from './answers.ts';
import type { Digest, DigestAlert } from './digest.ts';
import type { Reminder } from './reminders.ts';

/** Whoever typed a name may have typed another's. */
export const answererWords = ({ by, signedIn }: Pick<Answer, 'by' | 'signedIn'>): Words =>
  signedIn ? quoted(by) : words`${quoted(by)} (as typed, not signed in)`;

const DONE = { acknowledge: words`acknowledged`, snooze: words`snoozed`, reopen: words`reopened` };

const timeWords = (at: string | null): Words => (at === null ? null : utcText(at)) ?? words`an unknown time`;

/** With the alerts that are told again, but for those that it tells anyway. @param now in ms */
export function withReminders(digest: Digest, due: readonly Reminder[], now: number): Digest {
  const told = new Set(digest.alerts.map(({ id }) => id));
  const again = due.filter(({ alert }) => !told.has(alert.id)).map((one) => retold(one, now));
  return { ...digest, alerts: [...digest.alerts, ...again.toSorted(mostSevereFirst)] };
}

const mostSevereFirst = (a: DigestAlert, b: DigestAlert): number =>
  Number(a.severity !== 'critical') - Number(b.severity !== 'critical') ||
  (b.weight ?? 0) - (a.weight ?? 0) ||
  ms(a.since) - ms(b.since);

function retold({ alert, check, toldAt, snooze }: Reminder, now: number): DigestAlert {
  const why = snooze ? overWords(snooze) : unansweredWords(toldAt, now);
  const { rule, subject, severity, title, todo, weight, about, actor, happenedAt, tells, id, since } = alert;
  return {
    ...{ rule, subject, severity, title, why: alert.why, todo, id, since, check, kind: 'reminder' },
    ...(weight !== undefined && { weight }),
    ...(about !== undefined && { about }),
    ...(actor && { actor }),
    ...(happenedAt !== undefined && { happenedAt }),
    ...(tells && { tells }),
    generation: generationIn(id),
    noticedAt: happenedAt ?? since,
    lines: [why, ...alert.lines],
  };
}

/** See `alertId`. */
const generationIn = (id: string): number => Number(id.slice(id.lastIndexOf('~') + 1));

const unansweredWords = (toldAt: string, now: number): Words =>
  words`Told again because nobody has answered it; it was last told ${durationText(Math.max(0, now - ms(toldAt)))} ago`;

const overWords = (answer: Answer): Words =>
  words`Told again because its snooze ended at ${timeWords(answer.until)}; ${answererWords(answer)} snoozed it with the reason ${quoted(answer.why, MOST_OF_A_REASON)}`;

const MOST_OF_A_REASON = 200;

/** An alert that got worse says whose answer does not hold any more. */
export function withVoidAnswers(digest: Digest, answers: ReadonlyMap<string, Answer>, now: number): Digest {
  const said = (alert: DigestAlert): DigestAlert => {
    const answer = alert.kind === 'raised' ? answers.get(alert.id) : undefined;
    if (!answer || answer.action === 'reopen' || voidBecause(answer, alert, now) === 'over') return alert;
    return { ...alert, lines: [worseWords(answer), ...alert.lines] };
  };
  return { ...digest, alerts: digest.alerts.map(said) };
}

const worseWords = (answer: Answer): Words =>
  words`It got worse, so the answer to it no longer holds: ${answererWords(answer)} ${DONE[answer.action]} it at ${timeWords(answer.at)} with the reason ${quoted(answer.why, MOST_OF_A_REASON)}`;
