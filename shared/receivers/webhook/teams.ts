/**
 * A message as an adaptive card for a Workflows webhook of Teams. Everything that may hold text of the tenant is a run of
 * a rich text block, in which no markdown is read. Small, in bytes: Teams refuses messages of more than about 28 kB, and
 * a workflow may have accepted them before.
 */
import type { Severity } from '../../core/model/alert.ts';
import { shortenedWords } from '../../core/text/neutral.ts';
import { aboutOf, headingOf, todoOf, type WebhookAlert, type WebhookMessage } from './message.ts';

const MOST = { bytes: 25_000, full: 6, named: 30, paragraph: 600, line: 200, lines: 5 };

/** As much as fits of what is told in full; the others by name. */
export function teamsOf(message: WebhookMessage) {
  for (let full = MOST.full; full > 0; full -= 1) {
    const card = laid(message, full);
    if (Buffer.byteLength(JSON.stringify(card)) <= MOST.bytes) return card;
  }
  return laid(message, 0);
}

const laid = (message: WebhookMessage, full: number) =>
  cardMessage(message, [
    block(message.watch, { weight: 'Bolder', size: 'Medium' }),
    ...message.alerts.slice(0, full).map((alert) => container(alert, message)),
    ...message.alerts.slice(full, full + MOST.named).map((alert) => block(shortenedWords(headingOf(alert), 150))),
    ...moreOf(message.alerts.length - full - MOST.named),
  ]);

type About = Pick<WebhookMessage, 'status'>;

export const cardMessage = (message: About, body: readonly object[]) => ({
  type: 'message',
  attachments: [
    { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: cardOf(message, body) },
  ],
});

const cardOf = (message: About, body: readonly object[]) => ({
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  type: 'AdaptiveCard',
  version: '1.4',
  msteams: { width: 'Full' },
  body,
  ...(message.status !== null && {
    actions: [{ type: 'Action.OpenUrl', title: 'Open the status page', url: message.status }],
  }),
});

export const block = (text: string, style: object = {}) => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text, ...style }],
});

const moreOf = (more: number) => (more > 0 ? [block(`and ${more} more, in the history of the status page`)] : []);

const STYLES: { readonly [severity in Severity]: string } = {
  critical: 'attention',
  warning: 'warning',
  info: 'default',
};

const container = (alert: WebhookAlert, message: WebhookMessage) => ({
  type: 'Container',
  style: alert.state === 'ended' ? 'good' : STYLES[alert.severity],
  items: [
    block(headingOf(alert), { weight: 'Bolder' }),
    ...textsOf(alert, todoOf(alert, message)).map((text) => block(text)),
    block(aboutOf(alert), { isSubtle: true, size: 'Small' }),
    ...(alert.answer === null ? [] : [answerAction(alert.answer)]),
  ],
});

/** What is told with another is not explained once more. */
const textsOf = (alert: WebhookAlert, todo: string): string[] =>
  [...(alert.toldWith === null ? explained(alert) : []), shortenedWords(todo, MOST.paragraph)].filter(Boolean);

const explained = ({ lines, who, why }: WebhookAlert): string[] => [
  ...lines.slice(0, MOST.lines).map((line) => shortenedWords(line, MOST.line)),
  shortenedWords(who === null ? '' : `Who did it: ${who}`, MOST.paragraph),
  shortenedWords(why, MOST.paragraph),
];

const answerAction = (url: string) => ({
  type: 'ActionSet',
  actions: [{ type: 'Action.OpenUrl', title: 'Answer', url }],
});
