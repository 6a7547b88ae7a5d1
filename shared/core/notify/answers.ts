/**
 * Decides which answer to an alert still holds. An answer never ends an alert; it stops the shouting, until the alert gets
 * worse or a snooze is over. What cannot be judged counts as not answered.
 */
import { type MailedAlert, type OpenAlert, type Parts, RANK } from '../model/alert.ts';
import type { Answer } from '../model/answer.ts';
import { ms } from '../model/times.ts';

export type Answerable = Pick<OpenAlert, 'id' | 'severity' | 'told'> | Pick<MailedAlert, 'id' | 'severity'>;

/** Why an answer does not hold; null: it does. */
export function voidBecause(answer: Answer, alert: Answerable, now: number): 'reopened' | 'worse' | 'over' | null {
  if (answer.action === 'reopen') return 'reopened';
  if (isWorse(answer, alert)) return 'worse';
  // A snooze without an end that can be read is over.
  if (answer.action === 'snooze' && !(answer.until !== null && ms(answer.until) > now)) return 'over';
  return null;
}

/** The answer by which an alert is silent now; null: it is not answered. */
export function answerTo(alert: Answerable, answers: ReadonlyMap<string, Answer>, now: number): Answer | null {
  const answer = answers.get(alert.id);
  return answer && voidBecause(answer, alert, now) === null ? answer : null;
}

function isWorse(answer: Answer, alert: Answerable): boolean {
  const told = 'told' in alert ? alert.told : undefined;
  return RANK[alert.severity] > RANK[answer.severity] || hasWorsePart(told ?? {}, answer.told ?? {});
}

const hasWorsePart = (now: Parts, then: Parts): boolean => {
  const known = new Map(Object.entries(then));
  return Object.entries(now).some(([part, degree]) => degree > (known.get(part) ?? 0));
};

/** A critical event stays open after its mail until it is acknowledged; any other ends with it. */
export const isKeptOpen = (alert: MailedAlert, answers: ReadonlyMap<string, Answer>): boolean =>
  alert.kind === 'event' && alert.severity === 'critical' && answers.get(alert.id)?.action !== 'acknowledge';

/** Whether a second answer says nothing that the first did not: it is then the same as once. */
export const isSameAnswer = (a: Answer, b: Omit<Answer, 'at'>): boolean =>
  a.action === b.action && a.by === b.by && a.why === b.why && a.until === b.until && a.signedIn === b.signedIn;
