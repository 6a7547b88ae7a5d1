/**
 * Gathers what one message tells: its rows, what is told again, whose answers hold no longer, and where each is answered;
 * and freezes what is told beside the digests.
 */
import type { FrozenMessage, KeptMessage, OutboxRow } from '../core/model/outbox.ts';
import { iso } from '../core/model/times.ts';
import { leftBy } from '../core/notify/budget.ts';
import { type Digest, type DigestAlert, digestOf } from '../core/notify/digest.ts';
import type { OpenNow, Reminder } from '../core/notify/reminders.ts';
import { withReminders, withVoidAnswers } from '../core/notify/retold.ts';
import { MonitorError } from '../errors.ts';
import type { SendDeps } from './send-deps.ts';

export interface Composed {
  readonly message: FrozenMessage;
  readonly reason: string;
}

/** Null: it cannot be read, which is no reason to tell nothing else. */
export async function openIn({ open }: Pick<SendDeps, 'open'>): Promise<OpenNow | null> {
  try {
    return (await open?.()) ?? null;
  } catch (thrown) {
    if (thrown instanceof MonitorError) return null;
    throw thrown;
  }
}

/** @param due what is told again beside them */
export async function digestFor(
  deps: SendDeps,
  rows: readonly OutboxRow[],
  due: readonly Reminder[] = [],
): Promise<Digest> {
  const digest = withReminders(digestOf(rows, deps.checks), due, deps.time());
  const isWorse = digest.alerts.some(({ kind }) => kind === 'raised');
  const open = isWorse ? await openIn(deps) : null;
  return linked(deps, open ? withVoidAnswers(digest, open.answers, deps.time()) : digest);
}

export async function linked({ linksTo }: SendDeps, digest: Digest): Promise<Digest> {
  const links = await linksTo?.(digest.alerts.filter(({ kind }) => ANSWERED.has(kind)).map(({ id }) => id));
  return links ? { ...digest, answerAt: links } : digest;
}

/** A message that holds no rows of the outbox: it leaves within the budget of others, and nothing waits for it. */
export async function besideDigests(
  { receiver, newId, texts }: Pick<SendDeps, 'receiver' | 'newId' | 'texts'>,
  contents: Pick<KeptMessage, 'full' | 'plain'>,
  now: number,
  about: Pick<FrozenMessage, 'counts' | 'reminds' | 'summary'>,
): Promise<FrozenMessage> {
  const told = { severity: 'warning' as const, leaves: leftBy('other', receiver.policy) };
  return {
    ...{ operationId: newId(), ...contents.full, rows: [], alertIds: [], ...told, frozenAt: iso(now), unpaced: true },
    kept: await texts.save(JSON.stringify({ ...told, ...contents } satisfies KeptMessage)),
    ...about,
  };
}

/** What may be open when it is read. */
const ANSWERED: ReadonlySet<DigestAlert['kind']> = new Set(['event', 'opened', 'raised', 'actor', 'reminder']);
