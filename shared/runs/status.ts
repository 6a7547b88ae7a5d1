/**
 * Gathers what the status report is made of, from stored rows only; it asks nothing of the tenant.
 * State that cannot be read is itself the answer: fail, with the reason.
 */

import type { Check } from '../core/model/check.ts';
import type { Snapshot } from '../core/model/fact.ts';
import type { Store } from '../core/model/store.ts';
import { isHeldByBudget, type MailPolicy } from '../core/notify/outbox.ts';
import { parseSnapshot } from '../core/poll/reading.ts';
import type { StatusProblem, StoredState } from '../core/status/report.ts';
import { reportOf } from '../errors.ts';

interface StatusDeps {
  /** Opens the store; whatever it throws is told like a read that failed. */
  readonly store: () => Store;
  readonly now: number;
  // biome-ignore lint/suspicious/noExplicitAny: reports read stored facts only; what a check reads with does not matter
  readonly checks: readonly { readonly check: Check<any>; readonly intervalMs: number }[];
  readonly blindAfterMinutes: number;
  readonly notifyIntervalMs: number;
  readonly mail: MailPolicy;
}

export async function gatherStatus(
  deps: StatusDeps,
): Promise<{ stored: StoredState | null; problems: StatusProblem[] }> {
  try {
    return { stored: await gather(deps), problems: [] };
  } catch (thrown) {
    const { message, hint } = reportOf(thrown);
    return {
      stored: null,
      problems: [{ code: 'state-unreadable', what: `The state cannot be read: ${message}`, hint }],
    };
  }
}

async function gather({
  store: open,
  now,
  checks,
  blindAfterMinutes,
  notifyIntervalMs,
  mail,
}: StatusDeps): Promise<StoredState> {
  const store = open();
  const [{ install, heads }, conditions, outbox] = await headsFirst(store, now);
  const states = checks.map(async ({ check, intervalMs }) => {
    const head = heads.get(check.name)?.value ?? null;
    const verdict = await loadVerdict(store, head?.verdict?.hash ?? null);
    return { check, head, intervalMs, verdict };
  });
  return {
    installedAt: install.at,
    blindAfterMinutes,
    notifyIntervalMs,
    checks: await Promise.all(states),
    conditions,
    outbox,
    heldByBudget: (row) => isHeldByBudget(row, outbox, now, mail),
    onePass: false,
  };
}

/** The heads first: whoever asks for them creates a missing table. */
async function headsFirst(store: Store, now: number) {
  const heads = await store.heads(now);
  return [heads, ...(await Promise.all([store.openAlerts(), store.outbox()]))] as const;
}

async function loadVerdict(store: Store, hash: string | null): Promise<Snapshot | null> {
  const text = hash === null ? null : await store.load(hash);
  return text === null ? null : parseSnapshot(text);
}
