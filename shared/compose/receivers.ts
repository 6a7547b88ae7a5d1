/**
 * The ways to tell people that are configured. Adding one means a folder in shared/receivers, its settings, and a line
 * here: who is listed has outbox rows of its own from the next commit on.
 */
import type { TokenCredential } from '@azure/identity';
import { MAIL } from '../core/model/outbox.ts';
import type { SendPolicy } from '../core/notify/budget.ts';
import type { Receiver } from '../core/notify/receiver.ts';
import { adminCenterOf } from '../core/text/portal.ts';
import { mailReceiver } from '../receivers/mail/receiver.ts';
import type { MailerOptions } from '../receivers/mail/send.ts';
import { WEBHOOK, WEBHOOK_POLICY, webhookReceiver } from '../receivers/webhook/receiver.ts';
import type { ReceiverEntry } from '../runs/telling.ts';
import type { SettingProblem, Settings } from '../settings.ts';
import { notSet, once, sha256 } from './values.ts';

/** `policy`: known without opening it, so that the status can tell what waits because of the budget. */
export interface ConfiguredReceiver extends ReceiverEntry {
  readonly policy: SendPolicy;
}

export interface ReceiverParts {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
  readonly credential: () => TokenCredential;
  /** What the service's SDK sends with. */
  readonly httpClient: () => NonNullable<MailerOptions['httpClient']>;
  readonly mailPolicies?: MailerOptions['policies'];
  /** Further ones, for tests. */
  readonly more?: readonly ConfiguredReceiver[];
}

export const receiversOf = (parts: ReceiverParts): readonly ConfiguredReceiver[] => [
  { name: MAIL, policy: mailPolicy(parts.settings), open: once(() => openMail(parts)) },
  ...webhookOf(parts.settings),
  ...(parts.more ?? []),
];

const mailPolicy = ({ mailPerMinute, mailPerHour }: Settings): SendPolicy => ({
  perMinute: mailPerMinute,
  perHour: mailPerHour,
});

function openMail({ settings, problems, credential, httpClient, mailPolicies }: ReceiverParts): Receiver {
  const { mail, mailFrom, mailTo, watchName, publicUrl, timeZone: zone, graphOrigin } = settings;
  if (!mail || mailFrom === null || mailTo.length === 0) throw notSet(problems);
  return mailReceiver({
    service: 'endpoint' in mail ? { endpoint: mail.endpoint, credential: credential() } : mail,
    from: mailFrom,
    to: mailTo,
    settingsKey: sha256(JSON.stringify([mail, mailFrom, mailTo])),
    policy: mailPolicy(settings),
    shown: { watchName, publicUrl, zone, adminCenter: adminCenterOf(graphOrigin) },
    httpClient: httpClient(),
    ...(mailPolicies && { policies: mailPolicies }),
  });
}

/** With WEBHOOK_URL alone. */
function webhookOf({ webhookUrl: url, webhookFormat: format, watchName, publicUrl }: Settings): ConfiguredReceiver[] {
  if (url === null) return [];
  const settingsKey = sha256(JSON.stringify([url, format]));
  const open = once(() => webhookReceiver({ url, format, settingsKey, shown: { watchName, publicUrl } }));
  return [{ name: WEBHOOK, policy: WEBHOOK_POLICY, open }];
}
