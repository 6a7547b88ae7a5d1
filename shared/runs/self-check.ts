/**
 * The story of the watch over the watch, a step of the notifier: heads and mailbox as they are stored, what they tell
 * of this moment, and once a day what the check reads. Its head is the trace of the notifier: every run renews it, so
 * that a run after a gap knows of the gap, and concludes nothing else from it. It never throws: mail must leave whatever
 * becomes of it.
 */

import { randomUUID } from 'node:crypto';
import type { Condition } from '../core/model/alert.ts';
import type { Check, Finding } from '../core/model/check.ts';
import type { CheckName, Head, OpenAlertRef } from '../core/model/head.ts';
import { own } from '../core/model/own.ts';
import type { Damage, Stored } from '../core/model/stored.ts';
import { iso, minutesMs } from '../core/model/times.ts';
import { isWithin } from '../core/notify/budget.ts';
import { clockOf } from '../core/poll/assessment.ts';
import { conditionsMove } from '../core/poll/conditions.ts';
import { isStillDue } from '../core/poll/flapping.ts';
import { decidePoll } from '../core/poll/poll.ts';
import { readingHash } from '../core/poll/reading.ts';
import type { TimedCheck } from '../core/status/overdue.ts';
import { type ReceiverState, receiverStates, type SendPolicies } from '../core/status/telling.ts';
import { type ErrorReport, reportOf } from '../errors.ts';
import {
  commitOutcome,
  inputOf,
  type PollDeps,
  type PollResult,
  tenantNameIn,
  textsOf,
  writebackOf,
  yields,
} from './poll.ts';
import { type Others, readAll } from './read.ts';

/** What stored rows tell of the watch itself at this moment. */
export interface SelfConditions {
  /** @param open the open alerts of the watch itself */
  conditions(stored: {
    readonly now: number;
    readonly installedAt: string;
    readonly polls: readonly TimedCheck[];
    readonly receivers: readonly ReceiverState[];
    /** What each source of the watch itself remembers of its last good reading; null: nothing. */
    readonly remembered: { readonly [source: string]: string | null };
    /** Rows that cannot be decoded. */
    readonly damaged: readonly Damage[];
    readonly open: readonly OpenAlertRef[];
    /** No silence before this time is held against a poll; null: all of it is. */
    readonly upSince: string | null;
  }): readonly Condition[];
  /** What is told of a gap in the runs of the notifier, which ends now; null: that is for another check. */
  gap(stored: {
    readonly now: number;
    readonly head: Head;
    readonly gapAfter: number;
    readonly polls: readonly TimedCheck[];
  }): Finding | null;
  /** Whether an alert is one of these; others come and go with what is read. */
  owns(alert: OpenAlertRef): boolean;
}

export interface WatchDeps<Access> extends PollDeps<Access> {
  readonly self: SelfConditions;
  /** The checks with a timer of their own. */
  readonly polls: readonly { readonly name: CheckName; readonly intervalMs: number }[];
  readonly policies: SendPolicies;
}

export interface WatchStep {
  /** `idle`: nothing was due and nothing moved; `failed`: see `error`. */
  readonly kind: PollResult['kind'] | 'idle' | 'failed';
  /** For the log; holds no tenant text. */
  readonly what: string;
  readonly error: ErrorReport | null;
  /** Rules of the critical alerts that it raised. */
  readonly criticals?: readonly string[];
}

/** @param open makes what the step needs; whatever it throws is told like a step that failed */
export async function watchStep<Access>(open: () => WatchDeps<Access>): Promise<WatchStep> {
  try {
    return { ...(await run(open())), error: null };
  } catch (thrown) {
    const error = reportOf(thrown);
    return { kind: 'failed', what: `${error.code}: ${error.message}`, error };
  }
}

async function run<Access>(deps: WatchDeps<Access>): Promise<Omit<WatchStep, 'error'>> {
  const { check, store, now, self, policy } = deps;
  const startedAt = now();
  const [{ install, heads, lostHeads, damaged }, outboxes] = await Promise.all([
    store.heads(startedAt),
    store.outboxes(),
  ]);
  const stored = heads.get(check.name) ?? null;
  const lostHead = lostHeads.get(check.name) ?? null;
  const head = stored?.value ?? null;
  if (head && yields(check, head, startedAt)) return { kind: 'yielded', what: 'a newer version was here just now' };
  const open = head?.openAlerts ?? [];
  const polls = deps.polls.map((poll) => ({ ...poll, head: heads.get(poll.name)?.value ?? null }));
  const receivers = receiverStates(deps.policies, outboxes, startedAt);
  const inMailboxes = receivers.flatMap(({ outbox }) => outbox.mailbox?.value.damaged ?? []);
  const unread = [...damaged, ...outboxes.damaged, ...inMailboxes];
  const { upSince } = clockOf({ head, startedAt, now: startedAt, skewMs: null, policy });
  const conditions = self.conditions({
    now: startedAt,
    installedAt: install.at,
    polls,
    receivers,
    remembered: Object.fromEntries(
      Object.entries(head?.sources ?? {}).map(([source, { watermark }]) => [source, watermark]),
    ),
    damaged: unread,
    open,
    upSince,
  });
  const isDue = areSourcesDue(check, head, startedAt) || (await hasLocalMoved(deps, head));
  const hasGap = head !== null && upSince !== (head.upSince ?? null);
  const isStill = isStillDue(head?.flaps, startedAt);
  const isIdle = !isDue && !hasGap && !isStill && !conditionsMove(open.filter(self.owns), conditions, deps.hash);
  const idle = stored && isIdle ? await leaveTrace(deps, stored) : null;
  if (idle) return idle;
  const gap = hasGap ? self.gap({ now: startedAt, head, gapAfter: policy.gapAfter, polls }) : null;
  const findings = gap ? [gap] : [];
  const input = await inputOf(deps, head, install.at, 'kept', startedAt, lostHead !== null);
  // What is lost cannot be kept: it is read again.
  const readings = isDue || Object.values(input.before).includes('lost') ? await readNow(deps) : 'kept';
  const skewMs = deps.clockSkewMs?.() ?? null;
  const about = { conditions, findings, tenantName: tenantNameIn(heads), writeback: writebackOf(heads) };
  const outcome = decidePoll({ ...input, now: now(), readings, skewMs, ...about });
  return commitOutcome(deps, outcome, stored?.etag ?? lostHead);
}

/** The head as it was, with the time of this run. Null: something that it names is gone. */
async function leaveTrace<Access>({ store, now }: WatchDeps<Access>, { value, etag }: Stored<Head>) {
  const head = { ...value, generation: value.generation + 1, commitId: randomUUID(), finishedAt: iso(now()) };
  const nothing = { change: null, pending: null, receivers: [], alerts: [], closed: [], measures: [] };
  const result = await store.commit({ head, etag, ...nothing, mustExist: textsOf(head) });
  if (result === 'missing-text') return null;
  return result === 'lost'
    ? { kind: 'lost' as const, what: 'another notifier was faster' }
    : { kind: 'idle' as const, what: 'nothing is due' };
}

/** Watermarks are for logs, of which this check has none. */
const readNow = <Access>({ check, grant, now, readUntil }: WatchDeps<Access>) =>
  readAll(check, {}, grant, { at: readUntil, now });

/** Whether a source that costs no request reads otherwise than it did last time. */
async function hasLocalMoved<A>({ check, grant, hash }: WatchDeps<A>, head: Head | null): Promise<boolean> {
  for (const source of check.sources.filter(({ local }) => local)) {
    const { facts } = await source.read(grant(AbortSignal.timeout(LOCAL_MS), NO_OTHERS), null);
    if (readingHash(facts, hash) !== own(head?.sources, source.name)?.reading) return true;
  }
  return false;
}

const LOCAL_MS = 1000;
const nothing = async () => null;
const NO_OTHERS: Others = { standing: nothing, believed: nothing, judged: nothing, judgedBy: nothing };

/** After a failure, or while an absence waits for its second reading. */
const SOON_MS = minutesMs(60);

/** All sources are read together: at first, by a new version, and when the time since the last reading is over. */
function areSourcesDue<A>(check: Check<A>, head: Head | null, now: number): boolean {
  if (!head || head.version !== check.version) return true;
  const records = check.sources.map(({ name }) => own(head.sources, name));
  if (records.includes(undefined)) return true;
  const isPlain = records.every((record) => record?.error === null && record.settled);
  const pause = isPlain ? (check.dueEveryMs ?? 0) : SOON_MS;
  return !isWithin(head.readStartedAt, now, pause - 1);
}
