/**
 * What a mail shows, as neutral lines of bounded length: the one place where text of the tenant enters a mail.
 * Text and HTML lay this out and add nothing; HTML is escaped by its own library besides. How much of it is shown in full
 * is decided in fit.ts.
 */
import type { Digest, DigestAlert, DigestContext } from '../../core/notify/digest.ts';
import type { Telling } from '../../core/notify/tellings.ts';
import { endedAtWord, wordsLine } from '../../core/text/neutral.ts';
import { alertIdWords, named, nameOfWatch, told } from '../../core/text/outside.ts';
import { type Clock, timeText, whenText } from '../../core/text/zoned-times.ts';
import { type AlertView, alertView, type LabelledText, labelOf, MOST, MOST_LINES, titleOf } from './alert-view.ts';
import { countsOf } from './counts.ts';
import { linksOf, type MailLinks } from './links.ts';

export interface RenderOptions {
  /** WATCH_NAME; null: the tenant's name. */
  readonly watchName: string | null;
  /** PUBLIC_URL, an origin; null: no links to the app. */
  readonly publicUrl: string | null;
  /** MAIL_TIME_ZONE; null: UTC alone. */
  readonly zone: string | null;
  /** The Entra admin center of the cloud that is watched, an origin; null: no links to it. */
  readonly adminCenter: string | null;
}

export interface MailView {
  readonly watch: string;
  readonly tenant: string;
  /** How many alerts of which severity. */
  readonly counts: string;
  /** In full. */
  readonly alerts: readonly AlertView[];
  /** All others by their titles. */
  readonly rest: readonly RestView[];
  /** How many even those leave out, and where they are; null: none. */
  readonly more: string | null;
  readonly states: readonly StateView[];
  readonly composedAt: string;
  /** Null: there are no addresses to link to. */
  readonly links: MailLinks | null;
  readonly ids: readonly string[];
}

/** An alert that is only named. */
export interface RestView {
  readonly label: string;
  readonly title: string;
  readonly when: string;
}

export interface StateView {
  readonly title: string;
  readonly headline: string;
  readonly asOf: string;
  /** LabelledText by its time; empty: it has none. */
  readonly evidence: readonly LabelledText[];
  readonly unseen: readonly LabelledText[];
}

/** What is shown of a digest: tellings in full, and the others, by name, the most pressing first. */
export interface Parts {
  readonly all: readonly Telling[];
  readonly full: readonly Telling[];
  readonly named: readonly DigestAlert[];
  readonly left: readonly DigestAlert[];
  /** Whose ids are listed. */
  readonly ids: readonly DigestAlert[];
}

/** Pieces of evidence for a check: all of it is on the page. */
const MOST_EVIDENCE = 4;

export function viewOf(digest: Digest, parts: Parts, now: number, options: RenderOptions): MailView {
  const { watchName, publicUrl, zone, adminCenter } = options;
  const clock: Clock = { now, zone };
  const { id, name } = digest.tenant;
  const links = linksOf(publicUrl);
  const evidenceOf = (check: string) =>
    digest.contexts.find((one) => one.check === check)?.evidence.slice(0, MOST_EVIDENCE) ?? [];
  return {
    watch: nameOfWatch(watchName || name || id),
    tenant: named({ id, name }),
    counts: countsOf(parts.all),
    alerts: parts.full.map((telling) =>
      alertView(telling, { clock, adminCenter, answerAt: digest.answerAt, evidence: evidenceOf(telling.check) }),
    ),
    rest: parts.named.map((alert) => ({
      label: labelOf(alert),
      title: titleOf(alert),
      when: timeText(alert.happenedAt ?? alert.since, clock),
    })),
    more: moreOf(parts.left, links?.history ?? 'GET /api/drift'),
    states: digest.contexts.map((context) => stateView(context, clock)),
    composedAt: timeText(new Date(now).toISOString(), clock),
    links,
    ids: idsOf(digest, parts),
  };
}

function idsOf({ alerts }: Digest, { ids }: Parts): string[] {
  const rest = alerts.length - ids.length;
  return [...ids.map(({ id }) => alertIdWords(id)), ...(rest > 0 ? [`and ${rest} more`] : [])];
}

const moreOf = (rest: readonly DigestAlert[], where: string): string | null =>
  rest.length === 0 ? null : `And ${rest.length} more, not named here (${countsOf(rest)}). All of them: ${where}`;

function stateView(context: DigestContext, clock: Clock): StateView {
  const { evidence } = context;
  const shown = evidence.slice(0, MOST_EVIDENCE).map(({ at, text }) => ({
    name: at === null ? '' : whenText(at, clock),
    text: wordsLine(text, MOST.line),
  }));
  const rest = evidence.length - shown.length;
  return {
    title: context.title,
    headline: wordsLine(context.headline, MOST.paragraph),
    asOf: whenText(context.at, clock),
    evidence: rest > 0 ? [...shown, { name: '', text: `and ${rest} more on the status page` }] : shown,
    unseen: unseenOf(context),
  };
}

/** Less than `told` leaves of a text, so that it ends at a word. */
const MOST_OF_A_REASON = 280;

/** A tenant may have so many sources that are closed to the watch that their reasons would fill the mail. */
function unseenOf({ unseen }: DigestContext): LabelledText[] {
  const shown = unseen.slice(0, MOST_LINES).map(({ source, state, shows, why }) => ({
    name: `${wordsLine(source, MOST.name)} (${wordsLine(state, MOST.name)})`,
    text: wordsLine(why === '' ? shows : `${shows}. Reason: ${told(endedAtWord(why, MOST_OF_A_REASON))}`, MOST.line),
  }));
  const rest = unseen.slice(MOST_LINES).map(({ source }) => wordsLine(source, MOST.name));
  return rest.length > 0 ? [...shown, { name: 'Also', text: wordsLine(rest.join(', '), MOST.line) }] : shown;
}
