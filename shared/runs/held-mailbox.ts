/**
 * A mailbox as one notifier holds it: every write needs the ETag of the last one, so of two notifiers at once only one
 * goes on. Who loses ends with `MailboxLost` and never writes from what it read before.
 */
import type { CommitEvents, Mailbox, Outbox, ReceiverName } from '../core/model/outbox.ts';
import type { Store } from '../core/model/store.ts';
import { EMPTY_MAILBOX } from '../core/notify/mailbox.ts';

export interface HeldMailbox {
  readonly receiver: ReceiverName;
  readonly value: Mailbox;
  put(mailbox: Mailbox): Promise<void>;
  /** Together with the deletion of its outbox rows, and of the events that are told to all with it. */
  settle(
    mailbox: Mailbox,
    rows: readonly string[],
    told: readonly Pick<CommitEvents, 'check' | 'generation'>[],
  ): Promise<void>;
}

/** Another notifier was faster. Not an error: it does what was to be done. */
export class MailboxLost extends Error {
  override readonly name = 'MailboxLost';
}

/** A mailbox that cannot be read is taken as empty, and written anew under its ETag. */
export function holdMailbox(store: Store, receiver: ReceiverName, outbox: Outbox): HeldMailbox {
  let value = outbox.mailbox?.value ?? EMPTY_MAILBOX;
  let etag = outbox.mailbox?.etag ?? outbox.lostMailbox ?? null;
  const hold = (next: Mailbox, written: string | null): void => {
    if (written === null) throw new MailboxLost('another notifier was faster');
    value = next;
    etag = written;
  };
  return {
    receiver,
    get value() {
      return value;
    },
    async put(next) {
      hold(next, await store.putMailbox(receiver, next, etag));
    },
    async settle(next, rows, told) {
      hold(next, await store.settle(receiver, next, etag ?? '', rows, told));
    },
  };
}
