/**
 * Tells one receiver what waits for it: asks what became of earlier messages, then moves its message a step. Each
 * receiver is told by itself: whatever becomes of one neither delays nor fails another, so this never throws for what
 * may go wrong.
 */
import type { DeliveryOutcome, Outboxes, ReceiverName } from '../core/model/outbox.ts';
import { outboxOf } from '../core/model/outbox.ts';
import type { Store } from '../core/model/store.ts';
import { askHold } from '../core/notify/budget.ts';
import { righted } from '../core/notify/clock.ts';
import { delivered, deliveryDue, withOutcomeAsked } from '../core/notify/delivery.ts';
import { toldWith } from '../core/notify/events.ts';
import { isLeased } from '../core/notify/mailbox.ts';
import type { Receiver } from '../core/notify/receiver.ts';
import type { Hash } from '../core/poll/reading.ts';
import { type ErrorReport, MonitorError, reportOf } from '../errors.ts';
import { addressed } from './audience.ts';
import { type HeldMailbox, holdMailbox, MailboxLost } from './held-mailbox.ts';
import { hasTimeToCall, type SendDeps } from './send-deps.ts';
import { moveMessages, type SendStep } from './sending.ts';

/** A receiver as it is configured. `open` throws a MonitorError when its settings are wrong. */
export interface ReceiverEntry {
  readonly name: ReceiverName;
  open(): Receiver;
}

export interface TellDeps extends Omit<SendDeps, 'receiver' | 'toldWith' | 'time' | 'texts'> {
  readonly store: Store;
  readonly hash: Hash;
  readonly outboxes: Outboxes;
  /** Whether earlier messages are asked after. */
  readonly asksDelivery: boolean;
}

export interface Telling {
  readonly name: ReceiverName;
  /** `lost`: another notifier was faster; `failed`: see `error`. */
  readonly kind: SendStep['kind'] | 'lost' | 'failed';
  /** For the log; holds no tenant text. */
  readonly notes: readonly string[];
  /** What its service said of an accepted message, if it was asked. */
  readonly delivery: DeliveryOutcome['kind'] | null;
  readonly error: ErrorReport | null;
  /** Null: another notifier has it, or nobody knows who. */
  readonly held: HeldMailbox | null;
}

/** A receiver and all that moving its message takes, but for who else has to tell its events. */
type OpenDeps = TellDeps & Omit<SendDeps, 'toldWith'>;

type Draft = { -readonly [key in keyof Telling]: Telling[key] } & { notes: string[] };

export async function tell(deps: TellDeps, entry: ReceiverEntry): Promise<Telling> {
  const held = holdMailbox(deps.store, entry.name, outboxOf(deps.outboxes, entry.name));
  const draft: Draft = { name: entry.name, kind: 'idle', notes: [], delivery: null, error: null, held };
  const receiver = opened(entry, draft);
  if (!receiver) return draft;
  try {
    const to = await addressed(receiver, held, timeOf(deps));
    await tellWith({ ...deps, receiver: to, time: () => timeOf(deps), texts: textsIn(deps) }, held, draft);
  } catch (thrown) {
    endEarly(thrown, draft);
  }
  return draft;
}

function opened(entry: ReceiverEntry, draft: Draft): Receiver | null {
  try {
    return entry.open();
  } catch (thrown) {
    const error = reportOf(thrown);
    Object.assign(draft, { kind: 'failed', error });
    draft.notes.push(`not opened: ${error.code}: ${error.message}`);
    return null;
  }
}

/** By the clock of the storage service, where it is known. */
export const timeOf = ({ now, outboxes }: Pick<TellDeps, 'now' | 'outboxes'>): number =>
  now() + (outboxes.aheadMs ?? 0);

const textsIn = ({ store, hash }: TellDeps): SendDeps['texts'] => ({
  load: (key) => store.load(key),
  save: async (text) => {
    const key = hash(text);
    await store.save(key, text);
    return key;
  },
});

async function rightClock({ time }: OpenDeps, held: HeldMailbox): Promise<void> {
  const right = righted(held.value, time());
  if (right !== held.value && !isLeased(held.value, time())) await held.put(right);
}

async function tellWith(deps: OpenDeps, held: HeldMailbox, draft: Draft) {
  const { pending } = outboxOf(deps.outboxes, held.receiver);
  const all = [...deps.outboxes.receivers.values()].flatMap((outbox) => outbox.pending);
  await rightClock(deps, held);
  draft.delivery = deps.asksDelivery ? await askDelivery(deps, held) : null;
  if (draft.delivery) draft.notes.push(`delivery of an earlier message: ${draft.delivery}`);
  const toldBy = (rows: readonly string[]) => {
    const keys = new Set(rows);
    return toldWith(
      pending.filter(({ rowKey }) => keys.has(rowKey)),
      all,
    );
  };
  const steps = await moveMessages({ ...deps, toldWith: toldBy }, held, pending);
  draft.notes.push(...steps.map(({ what }) => what));
  draft.kind = steps.at(-1)?.kind ?? 'idle';
}

/** Only while no message is in flight. That it cannot be told is no failure of the run. */
async function askDelivery(deps: OpenDeps, held: HeldMailbox): Promise<Telling['delivery']> {
  const { receiver, time } = deps;
  const due = deliveryDue(held.value, time());
  if (
    !due ||
    !receiver.outcome ||
    !hasTimeToCall(deps) ||
    askHold(held.value.asks ?? [], time(), receiver.policy) !== null
  )
    return null;
  const { operationId } = due;
  await held.put(withOutcomeAsked(held.value, operationId, time()));
  const told = await receiver.outcome(operationId, deps.signal).catch(untold);
  const next = delivered(held.value, operationId, told, time(), receiver.settings);
  if (next !== held.value) await held.put(next);
  return told.kind;
}

function untold(thrown: unknown): { kind: 'unknown' } {
  if (thrown instanceof MonitorError) return { kind: 'unknown' };
  throw thrown;
}

function endEarly(thrown: unknown, draft: Draft): void {
  draft.held = null;
  if (thrown instanceof MailboxLost) {
    if (draft.kind === 'idle') draft.kind = 'lost';
    draft.notes.push(thrown.message);
    return;
  }
  if (!(thrown instanceof MonitorError)) throw thrown;
  draft.error = reportOf(thrown);
  if (draft.kind === 'idle') draft.kind = 'failed';
  draft.notes.push(`ended by ${thrown.code}: ${thrown.message}`);
}
