/**
 * One pass over a check with nothing stored and nothing mailed: the same decision as a first poll.
 * A single pass has no history, so what it could not read is blind at once.
 */
import type { Check } from '../core/model/check.ts';
import type { WritebackState } from '../core/model/rule.ts';
import type { Reading } from '../core/model/source.ts';
import { iso } from '../core/model/times.ts';
import type { PollPolicy } from '../core/poll/input.ts';
import { decidePoll } from '../core/poll/poll.ts';
import type { Hash } from '../core/poll/reading.ts';
import type { StoredState } from '../core/status/report.ts';
import { type Grant, readAll } from './read.ts';

export interface OnePassDeps<Access> {
  readonly check: Check<Access>;
  readonly grant: Grant<Access>;
  readonly now: () => number;
  readonly hash: Hash;
  readonly policy: PollPolicy;
  readonly intervalMs: number;
  readonly writeback: WritebackState;
  readonly readUntil: number;
  readonly clockSkewMs: () => number | null;
  readonly tell: (source: string, reading: Reading) => void;
}

/** What is read piece by piece, over many polls, has no place in one pass. */
const inOnePass = <Access>(check: Check<Access>): Check<Access> => ({
  ...check,
  sources: check.sources.filter(({ resumable }) => !resumable),
});

export async function onePass<Access>(deps: OnePassDeps<Access>): Promise<StoredState> {
  const { grant, now, hash, policy } = deps;
  const check = inOnePass(deps.check);
  const startedAt = now();
  const readings = await readAll(check, {}, grant, { at: deps.readUntil, now }, deps.tell);
  const fresh = {
    head: null,
    installedAt: iso(startedAt),
    tenantId: '',
    before: {},
    verdictBefore: null,
    writeback: deps.writeback,
    openAlerts: [],
  };
  const { head, verdict, alerts } = decidePoll({
    ...fresh,
    check,
    startedAt,
    now: now(),
    readings,
    commitId: '',
    hash,
    policy,
    skewMs: deps.clockSkewMs(),
  });
  return {
    installedAt: iso(startedAt),
    blindAfterMinutes: policy.blindAfterMinutes,
    notifyIntervalMs: 0,
    checks: [{ check, head, verdict, intervalMs: deps.intervalMs }],
    conditions: alerts,
    events: [],
    answers: new Map(),
    outboxes: [],
    damaged: [],
    onePass: true,
  };
}
