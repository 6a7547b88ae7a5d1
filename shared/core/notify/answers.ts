/**
 * Decides which answer to an alert still holds. An answer never ends an alert; it stops the shouting, until the alert gets
 * worse or a snooze is over. What cannot be judged counts as not answered.
 */
import { type MailedAlert, type OpenAlert, type Parts, RANK } from '../model/alert.ts';
import type { Answer } from '../model/answer.ts';
import { canonical } from '../model/json.ts';
import { ageMs, minutesMs, ms } from '../model/times.ts';

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

const isWorse = (answer: Answer, alert: Answerable): boolean =>
  RANK[alert.severity] > RANK[answer.severity] || hasWorsePart(toldOf(alert) ?? {}, answer.told ?? {});

/** Null: it has no parts. */
export const toldOf = (alert: Answerable): Parts | null => ('told' in alert && alert.told) || null;

/** By how bad it is: of an open alert both only ever grow, so another text means that it got worse. */
export const seenOf = (alert: Answerable, hash: (text: string) => string): string =>
  hash(canonical([alert.severity, toldOf(alert)])).slice(0, 16);

const hasWorsePart = (now: Parts, then: Parts): boolean => {
  const known = new Map(Object.entries(then));
  return Object.entries(now).some(([part, degree]) => degree > (known.get(part) ?? 0));
};

const isLasting = ({ kind, severity }: MailedAlert): boolean => kind === 'event' && severity === 'critical';

/** A critical event stays open after its mail until it is acknowledged; any other ends with it. */
export const isKeptOpen = (alert: MailedAlert, answers: ReadonlyMap<string, Answer>): boolean =>
  isLasting(alert) && answers.get(alert.id)?.action !== 'acknowledge';

/** Whoever acknowledged a critical event by mistake can reopen it for a day. */
const REOPENED_WITHIN_MS = minutesMs(24 * 60);

/** Whether somebody may still answer it, though everybody was told. */
export const isAnswerable = (alert: MailedAlert, answers: ReadonlyMap<string, Answer>, now: number): boolean =>
  isKeptOpen(alert, answers) || (isLasting(alert) && ageMs(answers.get(alert.id)?.at ?? '', now) < REOPENED_WITHIN_MS);

/** A form counts a snooze from when it is sent, so one that is sent again ends a little later. */
const SAME_END_MS = 120_000;

/** Whether a second answer says nothing that the first did not: it is then the same as once. */
export const isSameAnswer = (a: Answer, b: Omit<Answer, 'at'>): boolean =>
  a.action === b.action && a.by === b.by && a.why === b.why && a.signedIn === b.signedIn && endTogether(a, b);

const endTogether = (a: Pick<Answer, 'until'>, b: Pick<Answer, 'until'>): boolean =>
  a.until === b.until || (a.until !== null && b.until !== null && Math.abs(ms(a.until) - ms(b.until)) <= SAME_END_MS);
