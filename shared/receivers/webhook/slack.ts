/**
 * A message as Slack's blocks. Everything that may hold text of the tenant is `plain_text`, in which Slack reads no link,
 * mention or markup; bounded as Slack documents it: 50 blocks, 150 characters of header, 3,000 of a section.
 */
import { shortenedWords } from '../../core/text/neutral.ts';
import { aboutOf, headingOf, todoOf, type WebhookAlert, type WebhookMessage } from './message.ts';

const MOST = { header: 150, section: 2900, full: 8, named: 30 };

const plainText = (text: string, most: number) => ({
  type: 'plain_text',
  text: shortenedWords(text, most),
  emoji: false,
});

export const slackOf = (message: WebhookMessage) => {
  const full = message.alerts.slice(0, MOST.full);
  const rest = message.alerts.slice(MOST.full);
  const [first] = message.alerts;
  return {
    text: notification(first ? `${message.watch}: ${headingOf(first)}` : message.watch),
    blocks: [
      header(headerOf(message)),
      ...full.flatMap((alert) => alertBlocks(alert, message)),
      ...(rest.length > 0 ? [section(restOf(rest))] : []),
      ...(message.status === null ? [] : [link(message.status)]),
    ],
  };
};

/** What notifications show is read as markup: unescaped, `<!channel>` in a name would call everybody. */
export const notification = (text: string): string =>
  shortenedWords(text, MOST.header).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** What is told as one counts as one. */
function headerOf({ watch, alerts }: WebhookMessage): string {
  const count = alerts.filter(({ toldWith }) => toldWith === null).length;
  return `${watch}: ${count === 1 ? '1 alert' : `${count} alerts`}`;
}

export const header = (text: string) => ({ type: 'header', text: plainText(text, MOST.header) });

export const section = (text: string) => ({ type: 'section', text: plainText(text, MOST.section) });

const alertBlocks = (alert: WebhookAlert, message: WebhookMessage) => [
  {
    ...section(textOf(alert, todoOf(alert, message))),
    ...(alert.answer !== null && { accessory: button('Answer', alert.answer) }),
  },
  { type: 'context', elements: [plainText(aboutOf(alert), 300)] },
];

/** What is told with another is not explained once more. */
const textOf = (alert: WebhookAlert, todo: string): string =>
  [headingOf(alert), ...(alert.toldWith === null ? explained(alert) : []), todo].filter(Boolean).join('\n');

const explained = ({ lines, who, why }: WebhookAlert): (string | null)[] => [
  ...lines,
  who && `Who did it: ${who}`,
  why,
];

const button = (text: string, url: string) => ({ type: 'button', text: plainText(text, 75), url });

/** Named, as long as there is room. */
function restOf(rest: readonly WebhookAlert[]): string {
  const named = rest.slice(0, MOST.named).map((alert) => shortenedWords(headingOf(alert), 90));
  const more = rest.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more, in the history of the status page`] : [])].join('\n');
}

export const link = (url: string) => ({ type: 'actions', elements: [button('Open the status page', url)] });
