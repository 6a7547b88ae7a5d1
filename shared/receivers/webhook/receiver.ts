/** A webhook as a receiver: one message for each digest, in one of three formats. How it is sent is in send.ts. */
import type { Content } from '../../core/model/outbox.ts';
import type { SendPolicy } from '../../core/notify/budget.ts';
import type { Receiver } from '../../core/notify/receiver.ts';
import { headingOf, messageOf, plainMessageOf, type WebhookMessage, type WebhookOptions } from './message.ts';
import { post } from './send.ts';
import { slackOf } from './slack.ts';
import { plainSummaryMessage, slackSummary, summaryMessage, teamsSummary } from './summary.ts';
import { teamsOf } from './teams.ts';

export const WEBHOOK = 'webhook';

export type WebhookFormat = 'json' | 'slack' | 'teams';

export interface WebhookReceiverOptions {
  /** A secret. */
  readonly url: string;
  readonly format: WebhookFormat;
  /** Changes with address and format; holds no secret. */
  readonly settingsKey: string;
  readonly shown: WebhookOptions;
}

/** Far below what Slack (one a second) and Workflows take; a storm is told in digests all the same. */
export const WEBHOOK_POLICY: SendPolicy = { perMinute: 10, perHour: 120 };

const LAID_OUT: { readonly [format in WebhookFormat]: (message: WebhookMessage) => object } = {
  json: (message) => message,
  slack: slackOf,
  teams: teamsOf,
};

const SUMMED: { readonly [format in WebhookFormat]: (message: ReturnType<typeof summaryMessage>) => object } = {
  json: (message) => message,
  slack: slackSummary,
  teams: teamsSummary,
};

export const webhookReceiver = ({ url, format, settingsKey, shown }: WebhookReceiverOptions): Receiver => {
  const content = (message: WebhookMessage): Content => {
    const [first] = message.alerts;
    const text = JSON.stringify(LAID_OUT[format](message));
    return { subject: first ? headingOf(first) : message.watch, text, html: '' };
  };
  const summed = (message: ReturnType<typeof summaryMessage>): Content => ({
    subject: message.summary.says,
    text: JSON.stringify(SUMMED[format](message)),
    html: '',
  });
  return {
    name: WEBHOOK,
    policy: WEBHOOK_POLICY,
    settings: settingsKey,
    render: (digest, now) => content(messageOf(digest, now, shown)),
    renderPlain: (digest, now) => content(plainMessageOf(digest, now, shown)),
    send: (message, signal) => post(message, { url, isSigned: format === 'json' }, signal),
    renderSummary: (summary, now) => summed(summaryMessage(summary, now, shown)),
    renderPlainSummary: (summary, now) => summed(plainSummaryMessage(summary, now, shown)),
  };
};
