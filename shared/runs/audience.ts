/**
 * Addresses the messages of a receiver: notes in its mailbox whom the settings name, before anything is composed, so that a
 * change is noticed in whichever run tells next, and tells on who was named before.
 */
import { audienceOf, recipientsOf } from '../core/notify/audience.ts';
import { isLeased } from '../core/notify/mailbox.ts';
import type { Receiver } from '../core/notify/receiver.ts';
import { standingRefusal } from '../core/notify/refusal.ts';
import type { HeldMailbox } from './held-mailbox.ts';

/** @param now in ms */
export async function addressed(receiver: Receiver, held: HeldMailbox, now: number): Promise<Receiver> {
  const { recipients } = receiver;
  if (!recipients) return receiver;
  const audience = audienceOf(held.value, recipients, now);
  if (audience !== held.value.audience && !isLeased(held.value, now)) await held.put({ ...held.value, audience });
  // Refusals under other settings say nothing of these: a bad endpoint for a while must not cut off who was told before.
  const to = recipientsOf(audience, { refused: standingRefusal(held.value, receiver.settings) });
  return {
    ...receiver,
    render: (digest, at) => ({ ...receiver.render(digest, at), to }),
    renderPlain: (digest, at) => ({ ...receiver.renderPlain(digest, at), to }),
    renderSummary: (summary, at) => ({ ...receiver.renderSummary(summary, at), to }),
    renderPlainSummary: (summary, at) => ({ ...receiver.renderPlainSummary(summary, at), to }),
  };
}
