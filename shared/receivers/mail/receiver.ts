/** Mail as a receiver: what it says is in render.ts and plain.ts, how it is sent in send.ts. */
import { MAIL } from '../../core/model/outbox.ts';
import type { SendPolicy } from '../../core/notify/budget.ts';
import type { Receiver } from '../../core/notify/receiver.ts';
import { renderPlainMail } from './plain.ts';
import { type RenderOptions, renderMail } from './render.ts';
import { type MailerOptions, openMailer } from './send.ts';
import { renderPlainSummary, renderSummary } from './summary/render.ts';

export interface MailReceiverOptions extends MailerOptions {
  readonly policy: SendPolicy;
  readonly shown: RenderOptions;
}

export const mailReceiver = ({ policy, shown, ...service }: MailReceiverOptions): Required<Receiver> => ({
  name: MAIL,
  policy,
  recipients: service.to,
  render: (digest, now) => renderMail(digest, now, shown),
  renderPlain: (digest) => renderPlainMail(digest, shown),
  renderSummary: (summary, now) => renderSummary(summary, now, shown),
  renderPlainSummary: (summary) => renderPlainSummary(summary, shown),
  ...openMailer(service),
});
