/**
 * The periodic summary for a webhook: in format `json` a message without alerts, its sections as lines beside what was
 * counted; for Slack and Teams the sections in which no markup is read, bounded as their services ask.
 */
import type { Summary } from '../../core/model/summary.ts';
import { iso } from '../../core/model/times.ts';
import { lateText, type SummarySection, sectionsOf, sinceText } from '../../core/notify/summary-words.ts';
import { shortenedWords, wordsLine } from '../../core/text/neutral.ts';
import { nameOfWatch } from '../../core/text/outside.ts';
import type { WebhookMessage, WebhookOptions, WebhookSummary } from './message.ts';
import { header, link, notification, section } from './slack.ts';
import { block, cardMessage } from './teams.ts';

/** Programs read ISO times; what people read of a message has UTC alone. */
const UTC = { zone: null };

type SummaryMessage = WebhookMessage & { readonly summary: WebhookSummary };

const emptyMessage = ({ tenant }: Summary, now: number, { watchName, publicUrl }: WebhookOptions) => ({
  version: 1 as const,
  watch: nameOfWatch(watchName || tenant.name || tenant.id),
  tenant: { id: tenant.id, name: tenant.name === null ? null : nameOfWatch(tenant.name) },
  composedAt: iso(now),
  alerts: [],
  states: [],
  status: publicUrl === null ? null : `${publicUrl}/api/status`,
});

export function summaryMessage(summary: Summary, now: number, options: WebhookOptions): SummaryMessage {
  const { slot, since, answer, reach, changes } = summary;
  const { total, kinds, baselines, answers, isWhole } = changes;
  return {
    ...emptyMessage(summary, now, options),
    summary: {
      slot,
      late: lateText(summary, UTC),
      since,
      says: wordsLine(answer),
      reach,
      changes: { total, kinds, baselines, answers, isWhole },
      sections: sectionsOf(summary, { ...UTC, now }),
    },
  };
}

/** The same without any text of the tenant. */
export function plainSummaryMessage(summary: Summary, now: number, options: WebhookOptions): SummaryMessage {
  const { summary: told, ...message } = summaryMessage(summary, now, options);
  const says = `${told.says} The service refused the summary with its text: see the status page.`;
  const nothing = { reach: [], changes: { ...told.changes, kinds: [] }, sections: [] };
  const tenant = { id: message.tenant.id, name: null };
  return { ...message, watch: 'Writeback Watch', tenant, summary: { ...told, ...nothing, says } };
}

const headline = ({ watch }: Pick<WebhookMessage, 'watch'>): string => `${watch}: summary`;

const opening = ({ says, late, since }: WebhookSummary): string =>
  [says, late, `Since ${sinceText(since, false, UTC).replace(/,.*/, '')}`].filter(Boolean).join('\n');

const SLACK = { section: 2900, items: 12 };

export const slackSummary = ({ summary, ...message }: SummaryMessage) => ({
  text: notification(`${message.watch}: ${summary.says}`),
  blocks: [
    header(headline(message)),
    section(opening(summary)),
    ...summary.sections.map((one) => section(shortenedWords(said(one, SLACK.items), SLACK.section))),
    ...(message.status === null ? [] : [link(message.status)]),
  ],
});

const TEAMS = { items: 6, line: 150 };

export const teamsSummary = ({ summary, ...message }: SummaryMessage) =>
  cardMessage(message, [
    block(headline(message), { weight: 'Bolder', size: 'Medium' }),
    block(opening(summary)),
    ...summary.sections.flatMap((one) => [
      block(one.title, { weight: 'Bolder' }),
      ...cut(one.items, TEAMS.items).map((item) => block(shortenedWords(item, TEAMS.line))),
    ]),
  ]);

const said = ({ title, items }: SummarySection, most: number): string =>
  [title, ...cut(items, most).map((item) => `• ${item}`)].join('\n');

const cut = (items: readonly string[], most: number): string[] =>
  items.length <= most ? [...items] : [...items.slice(0, most), `and ${items.length - most} more, see the status page`];
