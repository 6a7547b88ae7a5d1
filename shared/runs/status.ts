/**
 * Gathers what the status report is made of, from stored rows only; it asks nothing of the tenant.
 * State that cannot be read is itself the answer: fail, with the reason.
 */

import type { OpenAlert } from '../core/model/alert.ts';
import type { Check } from '../core/model/check.ts';
import type { Snapshot } from '../core/model/fact.ts';
import { bareAlert, type Head } from '../core/model/head.ts';
import { outboxOf, type ReceiverName } from '../core/model/outbox.ts';
import type { Store } from '../core/model/store.ts';
import type { SendPolicy } from '../core/notify/budget.ts';
import { openEvents } from '../core/notify/events.ts';
import { isHeldByBudget } from '../core/notify/outbox.ts';
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
  /** Those that are configured, each with its budget. */
  readonly receivers: ReadonlyMap<ReceiverName, SendPolicy>;
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
  receivers,
}: StatusDeps): Promise<StoredState> {
  const store = open();
  const [{ install, heads, damaged }, alerts, events, outboxes] = await headsFirst(store, now);
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
    conditions: withBare(
      alerts.alerts,
      [...heads.values()].map(({ value }) => value),
    ),
    events: openEvents(events.events, outboxes, receivers.keys()),
    outboxes: [...receivers].map(([name, policy]) => {
      const outbox = outboxOf(outboxes, name);
      return { name, outbox, heldByBudget: (row) => isHeldByBudget(row, outbox, now, policy) };
    }),
    damaged: [
      ...damaged.filter(({ kind, check }) => kind !== 'head' || checks.some((one) => one.check.name === check)),
      ...[alerts, events, outboxes].flatMap((read) => read.damaged),
    ],
    onePass: false,
  };
}

/** The heads first: whoever asks for them creates a missing table. */
async function headsFirst(store: Store, now: number) {
  const heads = await store.heads(now);
  // The events before what waits: a commit in between shows neither, and one that is told meanwhile shows no more.
  const [open, events] = await Promise.all([store.openAlerts(), store.events()]);
  return [heads, open, events, await store.outboxes()] as const;
}

/** An alert that a head names is open, also when its row is gone or cannot be read: told in few words. */
function withBare(alerts: readonly OpenAlert[], heads: readonly Head[]): OpenAlert[] {
  const known = new Set(alerts.map(({ id }) => id));
  const bare = heads.flatMap((head) =>
    head.openAlerts.filter(({ id }) => !known.has(id)).map((ref) => bareAlert(ref, head)),
  );
  return [...alerts, ...bare];
}

async function loadVerdict(store: Store, hash: string | null): Promise<Snapshot | null> {
  const text = hash === null ? null : await store.load(hash);
  return text === null ? null : parseSnapshot(text);
}
