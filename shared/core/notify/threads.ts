/**
 * Decides whether messages name the alert that they are about, so that clients show together what belongs together. The
 * mail service documents custom headers, but not which of them it takes: whatever a refusal is about, the message is tried
 * once more without, and no later one names its thread while the settings stay.
 */
import type { FrozenMessage, Mailbox, RefusalKind } from '../model/outbox.ts';

/** What a service said against a message. */
interface Said {
  readonly why: Exclude<RefusalKind, 'dropped'>;
  readonly concluded?: true;
}

export const isThreadRefused = ({ thread }: FrozenMessage, { why, concluded }: Said): boolean =>
  thread !== undefined && why === 'content' && concluded !== true;

/** The message as the service takes it. @param settings see `Receiver.settings` */
export function withoutThread(message: FrozenMessage, mailbox: Mailbox, settings: string): FrozenMessage {
  if (mailbox.unthreaded !== settings) return message;
  const { thread: _thread, ...rest } = message;
  return rest;
}
