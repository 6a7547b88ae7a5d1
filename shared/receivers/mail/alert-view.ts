/** What a mail says of one telling: what happened, when, who did it, why it matters, and what to do, step by step. */
import type { Actor, Severity } from '../../core/model/alert.ts';
import { ms } from '../../core/model/times.ts';
import type { Digest, DigestAlert, DigestContext } from '../../core/notify/digest.ts';
import type { Telling } from '../../core/notify/tellings.ts';
import { utcText } from '../../core/text/ages.ts';
import { endedAtWord, wordsLine } from '../../core/text/neutral.ts';
import { actorsWords } from '../../core/text/outside.ts';
import { placeIn } from '../../core/text/portal.ts';
import { stepsOf } from '../../core/text/steps.ts';
import { type Clock, spanText, whenText } from '../../core/text/zoned-times.ts';

export interface AlertView {
  readonly tone: Severity | 'ended';
  readonly label: string;
  readonly title: string;
  /** When, who did it, and what else is so because of it. */
  readonly facts: readonly LabelledText[];
  readonly lines: readonly string[];
  readonly why: string;
  readonly steps: readonly Step[];
  /** Where it is answered, and each that is told with it, by its title: addresses of ours that hold a token. */
  readonly answers: readonly LabelledText[];
  /** Headings in RUNBOOK.md; empty: the alert was stored without one. */
  readonly runbook: string;
}

/** `link`: an address of ours; null: it is no place in the admin center. */
export interface Step {
  readonly text: string;
  readonly link: string | null;
}

export interface LabelledText {
  readonly name: string;
  readonly text: string;
}

export interface About {
  readonly clock: Clock;
  readonly adminCenter: string | null;
  readonly answerAt: Digest['answerAt'];
  /** What is known of its check, and shown in the same mail. */
  readonly evidence: DigestContext['evidence'];
}

export const MOST_LINES = 20;
export const MOST = { title: 300, line: 400, paragraph: 1500, name: 100, label: 90 };

export function alertView(telling: Telling, about: About): AlertView {
  const ended = telling.kind === 'closed';
  return {
    tone: ended ? 'ended' : telling.severity,
    label: labelOf(telling),
    title: titleOf(telling),
    facts: factsOf(telling, about.clock),
    lines: ended ? [] : linesOf(telling, about.evidence),
    why: ended ? '' : wordsLine(telling.why, MOST.paragraph),
    steps: ended ? [] : stepsIn(telling, about.adminCenter),
    answers: answersOf(telling, about.answerAt),
    runbook: [...new Set([telling, ...telling.also].map(({ rule }) => wordsLine(rule, MOST.name)))].join(', '),
  };
}

const SEVERITY_NAMES: { readonly [severity in Severity]: string } = {
  critical: 'Critical',
  warning: 'Warning',
  info: 'Info',
};

/** Severity first, then what makes it other than plain news. */
export function labelOf({ kind, severity }: Pick<DigestAlert, 'kind' | 'severity'>): string {
  const name = SEVERITY_NAMES[severity];
  if (kind === 'reminder') return `${name}, unanswered`;
  if (kind === 'raised') return `${name}, worse`;
  return kind === 'closed' || kind === 'passed' ? `${name}, ended` : name;
}

export function titleOf(alert: DigestAlert): string {
  const title = wordsLine(alert.title, MOST.title);
  if (alert.kind !== 'actor') return title;
  return `Done by ${alert.actor ? actorsWords(withoutIds(alert.actor)) : 'someone'}: ${title}`;
}

/** Their ids stand further down: a subject has no room for them. */
const withoutIds = (actor: Actor): Actor => ({
  ...actor,
  id: '',
  ...(actor.candidates && { candidates: actor.candidates.map((one) => ({ ...one, id: '' })) }),
});

function factsOf(telling: Telling, clock: Clock): LabelledText[] {
  const actor = telling.actor && { name: 'Who did it', text: actorsWords(telling.actor) };
  return [...timesOf(telling, clock), ...(actor ? [actor] : []), ...alsoOf(telling, clock)];
}

/** That all checks have begun is said by the summary itself. */
function alsoOf({ also, kind }: Telling, clock: Clock): LabelledText[] {
  if (kind === 'summary') return [];
  return also.map((alert) => {
    const title = titleOf(alert);
    if (alert.until === undefined) return { name: 'Also', text: title };
    return { name: 'Ended too', text: `${title}. It was so ${spanText(alert.since, alert.until, clock)}` };
  });
}

function timesOf(alert: DigestAlert, clock: Clock): LabelledText[] {
  if (alert.until !== undefined) return [{ name: 'It was so', text: spanText(alert.since, alert.until, clock) }];
  const at = alert.happenedAt ?? alert.since;
  const since = { name: SINCE_NAMES[alert.kind] ?? 'Since', text: whenText(at, clock) };
  const late = utcText(at) !== null && Math.abs(ms(alert.noticedAt) - ms(at)) >= 60_000;
  return late ? [since, { name: 'Noticed', text: whenText(alert.noticedAt, clock) }] : [since];
}

const SINCE_NAMES: { readonly [kind: string]: string } = { event: 'When', summary: 'When', actor: 'When' };

/** Lines that the evidence below repeats, with its age, are left to it. */
function linesOf({ lines, also, kind }: Telling, evidence: DigestContext['evidence']): string[] {
  const all = kind === 'summary' ? lines : [...new Set([...lines, ...also.flatMap((one) => one.lines)])];
  const own = all.filter((line) => !evidence.some(({ text }) => line.endsWith(text)));
  const shown = own.slice(0, MOST_LINES).map((line) => wordsLine(line, MOST.line));
  return own.length > MOST_LINES ? [...shown, `and ${own.length - MOST_LINES} more`] : shown;
}

/** What is told with it may take a step more; what has ended takes none. */
function stepsIn({ todo, also, kind }: Telling, adminCenter: string | null): Step[] {
  const others = also.flatMap((one) => (kind === 'summary' || one.kind === 'closed' ? [] : stepsOf(one.todo)));
  const steps = new Set([...stepsOf(todo), ...others].map((step) => wordsLine(step, MOST.paragraph)));
  return [...steps].map((text) => ({ text, link: adminCenter === null ? null : placeIn(text, adminCenter) }));
}

/** Each alert is answered by itself, since a link is good for one alone; so of several each is named. */
const answersOf = (telling: Telling, answerAt: Digest['answerAt']): LabelledText[] =>
  [telling, ...telling.also].flatMap((alert) => {
    const address = answerAt?.get(alert.id);
    return address === undefined ? [] : [{ name: endedAtWord(titleOf(alert), MOST.label), text: address }];
  });
