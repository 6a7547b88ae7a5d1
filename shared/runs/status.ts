/**
 * Gathers what the status report is made of, from stored rows only; it asks nothing of the tenant.
 * State that cannot be read is itself the answer: fail, with the reason.
 */

import type { Check } from '../core/model/check.ts';
import type { Snapshot } from '../core/model/fact.ts';
import { withBare } from '../core/model/head.ts';
import type { Outboxes } from '../core/model/outbox.ts';
import type { Store, StoredHeads } from '../core/model/store.ts';
import { commitsOf, openEvents } from '../core/notify/events.ts';
import { parseSnapshot } from '../core/poll/reading.ts';
import type { StatusProblem, StoredState } from '../core/status/report.ts';
import { receiverStates, type SendPolicies } from '../core/status/telling.ts';
import { reportOf } from '../errors.ts';

export interface StatusDeps {
  /** Opens the store; whatever it throws is told like a read that failed. */
  readonly store: () => Store;
  readonly now: number;
  // biome-ignore lint/suspicious/noExplicitAny: reports read stored facts only; what a check reads with does not matter
  readonly checks: readonly { readonly check: Check<any>; readonly intervalMs: number }[];
  readonly blindAfterMinutes: number;
  readonly notifyIntervalMs: number;
  readonly receivers: SendPolicies;
}

interface Gathered {
  readonly stored: StoredState | null;
  readonly problems: readonly StatusProblem[];
}

export const gatherStatus = (deps: StatusDeps): Promise<Gathered> => readable(() => gather(deps));

/**
 * Heads and mailboxes alone, for who only asks whether the watch itself works: anybody may, as often as they like.
 * Open alerts and verdicts make a status warn, never fail, so this fails exactly if the whole one does.
 */
export const gatherHealth = (deps: StatusDeps): Promise<Gathered> => readable(() => gatherRequired(deps));

async function readable(read: () => Promise<StoredState>): Promise<Gathered> {
  try {
    return { stored: await read(), problems: [] };
  } catch (thrown) {
    const { message, hint } = reportOf(thrown);
    return {
      stored: null,
      problems: [{ code: 'state-unreadable', what: `The state cannot be read: ${message}`, hint }],
    };
  }
}

async function gather(deps: StatusDeps): Promise<StoredState> {
  const store = deps.store();
  const [heads, alerts, events, answered, outboxes] = await headsFirst(store, deps.now);
  const answers = new Map([...answered.answers].map(([id, { value }]) => [id, value]));
  const state = stateOf(deps, heads, outboxes);
  const judged = state.checks.map(async (one) => ({
    ...one,
    verdict: await loadVerdict(store, one.head?.verdict?.hash ?? null),
  }));
  return {
    ...state,
    checks: await Promise.all(judged),
    conditions: withBare(
      alerts.alerts,
      [...heads.heads.values()].map(({ value }) => value),
    ),
    events: openEvents(events.events, outboxes, deps.receivers.keys(), answers),
    answers,
    commits: commitsOf(events.events, outboxes),
    damaged: [...state.damaged, ...alerts.damaged, ...events.damaged, ...answered.damaged],
  };
}

async function gatherRequired(deps: StatusDeps): Promise<StoredState> {
  const store = deps.store();
  const heads = await store.heads(deps.now);
  return stateOf(deps, heads, await store.outboxes());
}

/** What heads and mailboxes say by themselves. */
function stateOf(deps: StatusDeps, { install, heads, damaged }: StoredHeads, outboxes: Outboxes): StoredState {
  const { now, checks, blindAfterMinutes, notifyIntervalMs, receivers } = deps;
  const isOfCheck = (name: string | null): boolean => checks.some(({ check }) => check.name === name);
  return {
    installedAt: install.at,
    blindAfterMinutes,
    notifyIntervalMs,
    checks: checks.map((one) => ({ ...one, head: heads.get(one.check.name)?.value ?? null, verdict: null })),
    conditions: [],
    events: [],
    answers: new Map(),
    outboxes: receiverStates(receivers, outboxes, now),
    damaged: [...damaged.filter(({ kind, check }) => kind !== 'head' || isOfCheck(check)), ...outboxes.damaged],
    onePass: false,
  };
}

/** The heads first: whoever asks for them creates a missing table. */
async function headsFirst(store: Store, now: number) {
  const heads = await store.heads(now);
  // The events before what waits: a commit in between shows neither, and one that is told meanwhile shows no more.
  const [open, events, answers] = await Promise.all([store.openAlerts(), store.events(), store.answers()]);
  return [heads, open, events, answers, await store.outboxes()] as const;
}

async function loadVerdict(store: Store, hash: string | null): Promise<Snapshot | null> {
  const text = hash === null ? null : await store.load(hash);
  return text === null ? null : parseSnapshot(text);
}
