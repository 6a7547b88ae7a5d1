/**
 * Days of a watch in memory, as fast as they can be thought through: a check whose lamps a test lights, the store of the
 * contract, two receivers that note what they are told and when, and a clock that goes in steps of an hour. Only the
 * parts that read and send are not the product's own.
 */
import type { MailedAlert } from '../../shared/core/model/alert.ts';
import type { Answer, AnswerWish } from '../../shared/core/model/answer.ts';
import type { FrozenMessage, SendResult } from '../../shared/core/model/outbox.ts';
import type { Summary } from '../../shared/core/model/summary.ts';
import type { Digest } from '../../shared/core/notify/digest.ts';
import type { Receiver } from '../../shared/core/notify/receiver.ts';
import type { ReportInput } from '../../shared/core/status/report.ts';
import { answerAlert } from '../../shared/runs/answering.ts';
import { type NotifyDeps, type NotifyResult, notify } from '../../shared/runs/notify.ts';
import { poll } from '../../shared/runs/poll.ts';
import { gatherStatus } from '../../shared/runs/status.ts';
import { lastFiringMs } from '../../shared/settings.ts';
import { lampCheck } from '../stubs/lamp-check.ts';
import { sha256 } from '../stubs/pure-watch.ts';
import { MemoryStore } from '../stubs/store.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const STEP = HOUR;

/** A Monday. */
export const START = Date.parse('2026-11-02T00:00:00.000Z');

const POLICY = { perMinute: 5, perHour: 10 };

export class Days {
  readonly store = new MemoryStore();
  readonly lamps = new Map<string, number>();
  /** `receiver: day hour:minute: what` of each message that was accepted, in order. */
  readonly told: string[] = [];
  /** As accepted, in order. */
  readonly messages: FrozenMessage[] = [];
  receivers: readonly string[] = ['mail'];
  remindHours = 24;
  /** SUMMARY_SCHEDULE; null: off. */
  summarySchedule: string | null = null;
  now = START;
  /** Instead of accepting; null: it accepts. */
  answer: (receiver: string) => SendResult | null = () => null;
  #ids = 0;
  readonly #check = lampCheck(() => this.lamps);

  /** Everything that runs in a day, until so many days and hours after the start. */
  async until(days: number, hours = 0): Promise<void> {
    const end = START + days * DAY + hours * HOUR;
    while (this.now < end) await this.step();
  }

  async step(): Promise<void> {
    await this.poll();
    await this.notify();
    this.now += STEP;
  }

  poll() {
    const policy = {
      blindAfterMinutes: 15,
      blindAfter: DAY,
      gapAfter: Number.POSITIVE_INFINITY,
      floor: 'warning' as const,
      growth: { percent: 10, min: 10 },
    };
    return poll({
      check: this.#check,
      store: this.store,
      grant: () => null,
      now: () => this.now,
      hash: sha256,
      tenantId: 'tenant-id',
      policy,
      receivers: this.receivers,
      readUntil: this.now + 30_000,
    });
  }

  notify(over: Partial<NotifyDeps> = {}): Promise<NotifyResult> {
    return notify({
      checks: [this.#check],
      store: this.store,
      receivers: this.receivers.map((name) => ({ name, open: () => this.#receiver(name) })),
      actors: null,
      now: () => this.now,
      hash: sha256,
      newId: () => `operation-${++this.#ids}`,
      tenantId: 'tenant-id',
      historyDays: 400,
      remindHours: this.remindHours,
      summary: {
        schedule: this.summarySchedule,
        lastFiring: (at) => (this.summarySchedule === null ? null : lastFiringMs(this.summarySchedule, at)),
        state: () => this.#state(),
        history: (query) => this.store.history(query),
      },
      deadline: this.now + 30_000,
      ...over,
    });
  }

  /** Of the newest alert of that lamp. */
  async answerTo(lamp: string, wish: Partial<AnswerWish & Pick<Answer, 'signedIn'>> = {}): Promise<string> {
    const ids = [...this.store.alertRows.keys(), ...[...this.store.eventRows.values()].flatMap(idsIn)];
    const id = ids.filter((one) => one.includes(`~${lamp}~`)).at(-1) ?? '';
    const deps = { store: this.store, now: this.now, receivers: this.receivers, hash: sha256 };
    const answer = {
      action: 'acknowledge' as const,
      by: 'Kim',
      why: 'known',
      until: null,
      seen: null,
      signedIn: true,
      ...wish,
    };
    return (await answerAlert(deps, id, answer)).kind;
  }

  /** Like `3 07:10` for the third day after the start. */
  stamp(): string {
    return stampOf(this.now);
  }

  async #state(): Promise<ReportInput> {
    const { stored } = await gatherStatus({
      store: () => this.store,
      now: this.now,
      checks: [{ check: this.#check, intervalMs: STEP }],
      blindAfterMinutes: 15,
      notifyIntervalMs: STEP,
      receivers: new Map(this.receivers.map((name) => [name, POLICY])),
    });
    return { now: this.now, version: '1', tenantId: 'tenant-id', checks: [this.#check], problems: [], stored };
  }

  #receiver(name: string): Receiver {
    return {
      name,
      settings: 'settings',
      policy: POLICY,
      render: (digest) => ({ subject: said(digest), text: JSON.stringify(digest), html: '' }),
      renderPlain: (digest) => ({ subject: `plain ${said(digest)}`, text: '', html: '' }),
      renderSummary: (summary) => ({ subject: summedUp(summary), text: JSON.stringify(summary), html: '' }),
      renderPlainSummary: (summary) => ({ subject: `plain ${summedUp(summary)}`, text: '', html: '' }),
      send: async (message) => {
        const result = this.answer(name) ?? { kind: 'accepted' };
        if (result.kind !== 'accepted') return result;
        this.messages.push(message);
        this.told.push(`${name}: ${this.stamp()}: ${message.subject}`);
        return result;
      },
      outcome: async (id) => ({
        kind: this.messages.some(({ operationId }) => operationId === id) ? 'delivered' : 'unknown',
      }),
    };
  }
}

const stampOf = (at: number): string => `${Math.floor((at - START) / DAY)} ${new Date(at).toISOString().slice(11, 16)}`;

const idsIn = ({ alerts }: { readonly alerts: readonly MailedAlert[] }): string[] => alerts.map(({ id }) => id);

/** `opened hall, reminder bell`: what is told of which lamp. */
const said = ({ alerts }: Digest): string => alerts.map(({ kind, subject }) => `${kind} ${subject}`).join(', ');

/** `summary of 7 07:00, late: 3 changes, 1 open, 2 answered` */
function summedUp({ slot, isLate, isMissed, changes, open, answered }: Summary): string {
  const which = `${isLate ? ', late' : ''}${isMissed ? ', for more' : ''}`;
  return `summary of ${stampOf(Date.parse(slot))}${which}: ${changes.total} changes, ${open.length} open, ${answered.length} answered`;
}
