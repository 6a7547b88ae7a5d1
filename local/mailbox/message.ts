/**
 * The body of a send request, as the specification of Communication Services has it (2025-09-01), and the mail in it.
 * Stricter than the service may be: what it does not document is refused, so that a wrong mail fails on this machine.
 */
import { z } from 'zod';
import type { StoredMail } from './stored-mail.ts';

/** 50 recipients: documented limit of the service. */
const MAX_RECIPIENTS = 50;

const oneLine = z
  .string()
  .regex(/^\P{Cc}*$/u, 'holds a line break or another control character')
  .refine((text) => text.isWellFormed(), 'is not well-formed text');

const address = z.strictObject({
  address: oneLine.regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/, 'is not a mail address'),
  displayName: oneLine.optional(),
});

const attachment = z.strictObject({
  name: oneLine.min(1),
  contentType: oneLine.min(1),
  contentInBase64: z.base64(),
  contentId: oneLine.optional(),
});

const MESSAGE = z
  .strictObject({
    senderAddress: address.shape.address,
    content: z.strictObject({
      subject: oneLine.min(1, 'is empty'),
      plainText: z.string().optional(),
      html: z.string().optional(),
    }),
    recipients: z.strictObject({
      to: z.array(address).min(1, 'is empty'),
      cc: z.array(address).default([]),
      bcc: z.array(address).default([]),
    }),
    replyTo: z.array(address).default([]),
    headers: z.record(z.string().regex(/^[\w-]+$/, 'is not a header name'), oneLine).default({}),
    attachments: z.array(attachment).default([]),
    userEngagementTrackingDisabled: z.boolean().optional(),
  })
  .refine(({ content }) => content.plainText || content.html, {
    path: ['content'],
    error: 'has neither plainText nor html',
  })
  .refine(({ recipients: { to, cc, bcc } }) => to.length + cc.length + bcc.length <= MAX_RECIPIENTS, {
    path: ['recipients'],
    error: `are more than ${MAX_RECIPIENTS}`,
  });

type Message = Omit<StoredMail, 'n' | 'operationId' | 'receivedAt' | 'failure'>;

type ParsedMessage =
  | { readonly ok: true; readonly message: Message }
  /** Names the first property that is wrong, and why. */
  | { readonly ok: false; readonly reason: string };

export function parseMessage(body: Buffer): ParsedMessage {
  const json = jsonOf(body);
  if (json === undefined) return { ok: false, reason: 'The body is not JSON.' };
  const result = MESSAGE.safeParse(json);
  if (result.success) return { ok: true, message: messageOf(result.data) };
  const [issue] = result.error.issues;
  return { ok: false, reason: `${issue?.path.join('.') || 'The message'}: ${issue?.message}` };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}

const messageOf = ({ senderAddress, content, recipients, ...rest }: z.output<typeof MESSAGE>): Message => ({
  from: senderAddress,
  to: recipients.to.map(addressOf),
  cc: recipients.cc.map(addressOf),
  bcc: recipients.bcc.map(addressOf),
  replyTo: rest.replyTo.map(addressOf),
  subject: content.subject,
  text: content.plainText ?? '',
  html: content.html ?? '',
  headers: rest.headers,
  attachments: rest.attachments.map(({ name }) => name),
});

const addressOf = (one: z.output<typeof address>): string => one.address;
