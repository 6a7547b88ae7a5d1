/** How the tests of the mailbox call it: signed as the service documents it, without the SDK, and with it. */
import { createHash, createHmac } from 'node:crypto';
import { EmailClient, type EmailMessage } from '@azure/communication-email';
import { afterEach } from 'vitest';
import { type Mailbox, type MailboxOptions, startMailbox } from '../../../local/mailbox/mailbox.ts';

const open: Mailbox[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((mailbox) => mailbox.close()));
});

/** A mailbox that is closed after the test. */
export async function mailboxFor(options: MailboxOptions = {}): Promise<Mailbox> {
  const mailbox = await startMailbox({ deliveryMs: 0, ...options });
  open.push(mailbox);
  return mailbox;
}

export const SEND = '/emails:send?api-version=2025-09-01';
export const ID = '0b6d0e2c-5d4e-4a52-9a40-3f4a3cf31f0a';

export const MESSAGE = {
  senderAddress: 'watch@contoso.example',
  content: { subject: 'Critical: writeback is on', plainText: 'Text.', html: '<p>HTML.</p>' },
  recipients: { to: [{ address: 'oncall@contoso.example' }] },
} satisfies EmailMessage;

export const clientOf = (mailbox: Mailbox, maxRetries = 0): EmailClient =>
  new EmailClient(mailbox.connectionString, {
    allowInsecureConnection: true,
    retryOptions: { maxRetries, retryDelayInMs: 1 },
  });

interface Call {
  readonly method?: string;
  readonly body?: string;
  /** Base64; without it the right one. */
  readonly key?: string;
  /** Over those of a right request; null takes one away. */
  readonly headers?: Readonly<Record<string, string | null>>;
}

/** The headers of a request that is signed as the service documents it. */
export function signed(mailbox: Mailbox, path: string, { method = 'GET', body = '', key }: Call = {}) {
  const date = new Date().toUTCString();
  const hash = createHash('sha256').update(body).digest('base64');
  const text = `${method}\n${path}\n${date};${new URL(mailbox.origin).host};${hash}`;
  const accessKey = key ?? mailbox.connectionString.split('accesskey=')[1] ?? '';
  const signature = createHmac('sha256', Buffer.from(accessKey, 'base64')).update(text).digest('base64');
  return {
    'x-ms-date': date,
    'x-ms-content-sha256': hash,
    authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`,
  };
}

export function call(mailbox: Mailbox, path: string, request: Call = {}): Promise<Response> {
  const { method = 'GET', body } = request;
  const all = { 'content-type': 'application/json', ...signed(mailbox, path, request), ...request.headers };
  const headers = Object.entries(all).flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, value]],
  );
  return fetch(mailbox.origin + path, { method, headers, ...(body !== undefined && { body }) });
}

export const post = (mailbox: Mailbox, message: unknown = MESSAGE, over: Call = {}): Promise<Response> =>
  call(mailbox, SEND, { method: 'POST', body: JSON.stringify(message), ...over });
