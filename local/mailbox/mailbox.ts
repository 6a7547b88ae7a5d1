/**
 * A mailbox on this machine: the mail API of Communication Services, which accepts every mail and delivers none, and
 * pages that show what came. Only for callers on this machine; its access key is made anew at each start.
 */
import { randomBytes } from 'node:crypto';
import { createMailFaults, type MailFaults } from './faults.ts';
import { type MailService, mailApi } from './mail-api.ts';
import { openMailFolder } from './mail-folder.ts';
import { pageAnswer } from './page/handler.ts';
import type { Link } from './page/layout.ts';
import { listen } from './server.ts';
import type { StoredMail } from './stored-mail.ts';
import { type HookMessage, openHook, WEBHOOK_PATH } from './webhook.ts';

export interface Mailbox {
  /** `http://127.0.0.1:<port>`: the pages, and the endpoint of the mail API. */
  readonly origin: string;
  /** For `MAIL_CONNECTION_STRING`; holds the access key. */
  readonly connectionString: string;
  /** For `WEBHOOK_URL`. */
  readonly webhookUrl: string;
  readonly faults: MailFaults;
  /** Messages of the webhook, newest first. */
  messages(): readonly HookMessage[];
  /** Newest first. */
  mails(): readonly StoredMail[];
  /** Ends every connection, those that hang on demand too. */
  close(): Promise<void>;
}

export interface MailboxOptions {
  /** Default 0: any free one. */
  readonly port?: number;
  /** Where mails are kept, made if need be. Default: nowhere. */
  readonly folder?: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** To the other local pages, shown at the top. */
  readonly links?: readonly Link[];
  /** How long a mail is `Running` before its delivery has ended. Default 1000. */
  readonly deliveryMs?: number;
}

/** @throws Error that names the port when it cannot be had, or the file when a kept mail cannot be read */
export async function startMailbox(options: MailboxOptions = {}): Promise<Mailbox> {
  const accessKey = randomBytes(64).toString('base64');
  const folder = openMailFolder(options.folder);
  const faults = createMailFaults();
  const hook = openHook();
  const { now = Date.now, deliveryMs = 1000, links = [] } = options;
  const pageLinks = [...links, { label: 'Mails', url: '/' }, { label: 'Webhook', url: WEBHOOK_PATH }];
  const serviceAt = (origin: string): MailService => ({ folder, faults, origin, accessKey, now, deliveryMs });
  const server = await listen(options.port ?? 0, async (request) => {
    const service = serviceAt(request.url.origin);
    const answer = mailApi(service, request) ?? hook.answer(request, now());
    return answer ?? (await pageAnswer({ ...service, messages: hook.all }, pageLinks, request));
  });
  return {
    origin: server.origin,
    connectionString: `endpoint=${server.origin}/;accesskey=${accessKey}`,
    webhookUrl: `${server.origin}${WEBHOOK_PATH}`,
    faults,
    messages: hook.all,
    mails: folder.all,
    close: server.close,
  };
}
