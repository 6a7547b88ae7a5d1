/**
 * A way to tell people, as the notifier uses it: what it is called, what it says, and how it sends. Adding one means a
 * folder in shared/receivers that makes one of these, and a line in shared/compose/receivers.ts. Each has an outbox,
 * a budget and a memory of its own.
 */
import type { Content, DeliveryOutcome, FrozenMessage, ReceiverName, SendResult } from '../model/outbox.ts';
import type { Summary } from '../model/summary.ts';
import type { SendPolicy } from './budget.ts';
import type { Digest } from './digest.ts';

export interface Receiver {
  /** Never changes: it is in row keys. */
  readonly name: ReceiverName;
  /** Changes when service or addresses change: then a refusal is tried again at once. Holds no secret. */
  readonly settings: string;
  readonly policy: SendPolicy;
  /** Whom its settings name, where it tells people by address. */
  readonly recipients?: readonly string[];
  /** Ages are told against `now`, in ms. Pure. */
  render(digest: Digest, now: number): Content;
  /** The same in words of ours alone, for what the service refuses as it is: no text of the tenant is in it. Pure. */
  renderPlain(digest: Digest, now: number): Content;
  /** The periodic summary. Pure. */
  renderSummary(summary: Summary, now: number): Content;
  /** The same in words of ours alone. Pure. */
  renderPlainSummary(summary: Summary, now: number): Content;
  /** Sends at most one request, and never throws. */
  send(message: FrozenMessage, signal: AbortSignal): Promise<SendResult>;
  /**
   * Looks a message up by operation id: `unknown` when the service knows none. Throws a MonitorError when it cannot tell.
   * Absent: the service cannot be asked. Then what it accepted is told, and what nobody saw it accept is sent again.
   */
  outcome?(operationId: string, signal: AbortSignal): Promise<DeliveryOutcome>;
}
