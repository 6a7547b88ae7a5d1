/**
 * The watch without its adapters: polls in a row, each through the pure core, with all that is stored put through
 * text as the table would. Every poll that may be unchanged is decided the long way too, and both must agree.
 */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Condition, MailedAlert, OpenAlert, Severity } from '../../shared/core/model/alert.ts';
import type { Check } from '../../shared/core/model/check.ts';
import type { Snapshot } from '../../shared/core/model/fact.ts';
import type { Head } from '../../shared/core/model/head.ts';
import type { Readings } from '../../shared/core/model/source.ts';
import { clockOf } from '../../shared/core/poll/assessment.ts';
import { standing } from '../../shared/core/poll/belief.ts';
import type { PollInput, PollOutcome } from '../../shared/core/poll/input.ts';
import { decidePoll } from '../../shared/core/poll/poll.ts';
import { type Before, parseSnapshot } from '../../shared/core/poll/reading.ts';
import { unchangedPoll } from '../../shared/core/poll/unchanged.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const GROWTH = { percent: 10, min: 10 };

export interface Told {
  /** `change source: title` for each line of history. */
  readonly lines: readonly string[];
  /** `kind severity rule` for each alert that goes to the outbox. */
  readonly mail: readonly string[];
  /** The verdict in one word, null before the first. */
  readonly state: string | null;
  readonly unchanged: boolean;
  readonly outcome: PollOutcome;
}

export class PureWatch<A> {
  head: Head | null = null;
  readonly texts = new Map<string, string>();
  alerts: readonly OpenAlert[] = [];
  installedAt: number;
  floor: Severity = 'warning';
  blindAfterMinutes = 15;
  /** Scripts jump over hours; only those that are about gaps know any. */
  gapAfter = Number.POSITIVE_INFINITY;
  check: Check<A>;

  constructor(check: Check<A>, installedAt: number) {
    this.check = check;
    this.installedAt = installedAt;
  }

  /** One poll whose readings were started and ended at `now`, in ms. */
  poll(readings: Readings | 'kept', now: number, conditions: readonly Condition[] = []): Told {
    const input = { ...this.inputOf(readings, now), conditions };
    const outcome = decidePoll(input);
    const unchanged = this.isQuiet(input, outcome);
    this.store(outcome);
    return { ...toldOf(outcome), state: this.head?.verdict?.state ?? null, unchanged, outcome };
  }

  /** The verdict of the check `writeback`, as its head says it. */
  writeback: 'on' | 'off' | 'unknown' = 'unknown';

  private inputOf(readings: Readings | 'kept', now: number): PollInput<A> {
    const blindAfter = this.blindAfterMinutes * 60_000;
    const names = this.check.sources.map(({ name }) => name);
    return {
      check: this.check,
      head: this.head,
      installedAt: new Date(this.installedAt).toISOString(),
      tenantId: 'tenant-id',
      startedAt: now,
      now,
      readings,
      before: Object.fromEntries(names.map((name) => [name, this.load(this.head?.sources[name]?.snapshot ?? null)])),
      verdictBefore: this.load(this.head?.verdict?.hash ?? null),
      openAlerts: this.alerts,
      writeback: this.writeback,
      commitId: `commit-${now}`,
      hash: sha256,
      policy: {
        blindAfterMinutes: this.blindAfterMinutes,
        blindAfter,
        floor: this.floor,
        growth: GROWTH,
        gapAfter: this.gapAfter,
      },
    };
  }

  /** The stored snapshot of a source as another source is shown it. */
  believed(source: string): Snapshot | null {
    const before = this.load(this.head?.sources[source]?.snapshot ?? null);
    return before === 'lost' ? null : before && standing(before);
  }

  /** The stored verdict as a source is shown it. */
  judged(): Snapshot | null {
    const before = this.load(this.head?.verdict?.hash ?? null);
    return before === 'lost' ? null : before;
  }

  private load(hash: string | null): Before {
    if (hash === null) return null;
    const text = this.texts.get(hash);
    return (text === undefined ? null : parseSnapshot(text)) ?? 'lost';
  }

  /** What a unchanged poll would commit is what the long way decides. */
  private isQuiet(input: PollInput<A>, outcome: PollOutcome): boolean {
    const { head, check, readings, startedAt, hash } = input;
    const { growth } = input.policy;
    if (readings === 'kept') return false;
    const unchanged =
      head &&
      unchangedPoll(check, head, readings, {
        ...clockOf(input),
        startedAt,
        hash,
        growth,
        writeback: input.writeback,
      });
    if (!unchanged) return false;
    const lost = [...Object.values(input.before), input.verdictBefore].includes('lost');
    if (lost) return true;
    expect(outcome).toMatchObject({
      change: null,
      pending: null,
      alerts: [],
      closed: [],
      measures: unchanged.measured.rows,
    });
    expect(withoutTime(outcome.head)).toEqual(
      withoutTime({ ...head, sources: unchanged.sources, measures: unchanged.measured.records }),
    );
    return true;
  }

  private store(outcome: PollOutcome): void {
    for (const [hash, text] of outcome.texts) this.texts.set(hash, text);
    this.head = JSON.parse(JSON.stringify(outcome.head)) as Head;
    const rows = new Map([...this.alerts, ...outcome.alerts].map((alert) => [alert.id, alert]));
    const open = this.head.openAlerts.flatMap(({ id }) => rows.get(id) ?? []);
    this.alerts = JSON.parse(JSON.stringify(open)) as OpenAlert[];
  }
}

const withoutTime = (head: Head) => ({
  ...head,
  verdict: head.verdict && { ...head.verdict, judgedAt: '' },
  generation: 0,
  commitId: '',
  readStartedAt: '',
  finishedAt: '',
  durationMs: 0,
});

const toldOf = ({ change, pending, summary }: PollOutcome) => ({
  lines: (change?.items ?? []).map(({ change: kind, source, title }) => `${kind} ${source}: ${title}`),
  mail: [...(summary?.alerts ?? []), ...(pending?.alerts ?? [])].map(
    ({ kind, severity, rule }: MailedAlert) => `${kind} ${severity} ${rule}`,
  ),
});
