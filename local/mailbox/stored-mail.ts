/**
 * What the mailbox keeps of a mail. Every accepted request is one more of these, also when its operation id was seen
 * before: whether the real service would drop the second is not documented, and duplicates shall be visible.
 */
export interface StoredMail {
  /** Place in the order of arrival, from 1; never given twice. */
  readonly n: number;
  readonly operationId: string;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  /** Empty when the mail has no such part. */
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Names only. */
  readonly attachments: readonly string[];
  /** Why it will not be delivered; null: it will be. */
  readonly failure: { readonly code: string; readonly message: string } | null;
}
