/**
 * The mailbox as one notifier holds it: every write needs the ETag of the last one, so of two notifiers at once
 * only one goes on. Who loses ends with `MailboxLost` and never writes from what it read before.
 */

import type { Mailbox, Outbox } from '../core/model/mail.ts';
import type { Store } from '../core/model/store.ts';
import { EMPTY_MAILBOX } from '../core/notify/mailbox.ts';

export interface HeldMailbox {
  readonly value: Mailbox;
  put(mailbox: Mailbox): Promise<void>;
  /** Together with the deletion of its outbox rows. */
  settle(mailbox: Mailbox, rows: readonly string[]): Promise<void>;
}

/** Another notifier was faster. Not an error: it does what was to be done. */
export class MailboxLost extends Error {
  override readonly name = 'MailboxLost';
}

export function holdMailbox(store: Store, outbox: Outbox): HeldMailbox {
  let value = outbox.mailbox?.value ?? EMPTY_MAILBOX;
  let etag = outbox.mailbox?.etag ?? null;
  const hold = (next: Mailbox, written: string | null): void => {
    if (written === null) throw new MailboxLost('another notifier was faster');
    value = next;
    etag = written;
  };
  return {
    get value() {
      return value;
    },
    async put(next) {
      hold(next, await store.putMailbox(next, etag));
    },
    async settle(next, rows) {
      hold(next, await store.settleMail(next, etag ?? '', rows));
    },
  };
}
