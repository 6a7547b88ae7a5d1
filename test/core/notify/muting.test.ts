/**
 * An attacker who raises what is cheap, as much and whenever he likes, against the budget of the default settings. The
 * notifier runs each minute, and a poll that raised something critical tells it at once.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MailedAlert } from '../../../shared/core/model/alert.ts';
import type { FrozenMessage, Mailbox, OutboxRow } from '../../../shared/core/model/outbox.ts';
import { iso, minutesMs } from '../../../shared/core/model/times.ts';
import { accepted, EMPTY_MAILBOX, frozen } from '../../../shared/core/notify/mailbox.ts';
import { chooseDigest, type DigestPolicy, tellsOf } from '../../../shared/core/notify/outbox.ts';
import { criticalLateSince } from '../../../shared/core/notify/waiting.ts';
import { alert, minute, row } from './outbox-rows.ts';

const POLICY: DigestPolicy = { perMinute: 5, perHour: 10, settings: 'settings' };
const RUNS = Number(process.env.RUNS ?? 25);

interface Raised {
  /** Minutes after the start. */
  readonly at: number;
  readonly alerts: readonly MailedAlert[];
}

interface Sent {
  readonly at: number;
  readonly ids: readonly string[];
}

interface Told {
  readonly sent: readonly Sent[];
  /** Minutes in which a critical alert waited longer than its promise. */
  readonly late: readonly number[];
}

/** All that was raised, told by a service that takes all. @param untilMinute runs of the notifier after the start */
function tell(raised: readonly Raised[], untilMinute: number): Told {
  const rows = [...raised]
    .sort((a, b) => a.at - b.at)
    .map((one, n) => row(n, one.alerts, { at: iso(minute(one.at)) }, 'reset-admins'));
  const ticks = Array.from({ length: untilMinute }, (_, n) => n + 1 / 3);
  const moments = [...new Set([...raised.map((one) => one.at), ...ticks])].sort((a, b) => a - b);
  const sent: Sent[] = [];
  const late: number[] = [];
  const told = new Set<OutboxRow>();
  let mailbox: Mailbox = EMPTY_MAILBOX;
  for (const at of moments) {
    const now = minute(at);
    const until = iso(now);
    const pending = rows.filter((one) => !told.has(one) && one.at <= until);
    const choice = chooseDigest(pending, mailbox, now, POLICY);
    if (!('none' in choice)) {
      const message = messageOf(choice, now);
      mailbox = accepted(frozen(mailbox, message, now), message, now, POLICY.settings, { kind: 'delivered' });
      for (const one of choice.rows) told.add(one);
      sent.push({ at, ids: choice.rows.flatMap(({ alerts }) => alerts.map(({ id }) => id)) });
    }
    const left = pending.filter((one) => !told.has(one));
    if (criticalLateSince({ mailbox: { value: mailbox, etag: '' }, pending: left }, now) !== null) late.push(at);
  }
  return { sent, late };
}

const messageOf = (
  { rows, critical, leaves, unpaced }: Exclude<ReturnType<typeof chooseDigest>, { none: string }>,
  now: number,
): FrozenMessage => ({
  operationId: iso(now),
  subject: '',
  text: '',
  html: '',
  rows: rows.map(({ rowKey }) => rowKey),
  alertIds: [],
  severity: critical ? 'critical' : 'warning',
  frozenAt: iso(now),
  unpaced,
  leaves,
  tells: tellsOf(rows),
});

const cheap = (rule: string, n: number, changes: Partial<MailedAlert> = {}): MailedAlert =>
  alert(`${rule}~thing-${n}~${n}`, { rule, severity: 'critical', ...changes });

const REAL = alert('real~grant~1', { rule: 'real', severity: 'critical', weight: 5000 });

const tenOf = (n: number): MailedAlert[] => Array.from({ length: 10 }, (_, one) => cheap('cheap', 10 * n + one));

const waitOf = ({ sent }: Told, id: string, raisedAt: number): number =>
  (sent.find(({ ids }) => ids.includes(id))?.at ?? Number.POSITIVE_INFINITY) - raisedAt;

const most = (times: readonly number[], window: number): number =>
  Math.max(0, ...times.map((from) => times.filter((time) => time >= from && time <= from + window).length));

describe('a real critical among cheap ones', () => {
  it.each([0.5, 2.5, 20.5, 50.5, 99.5])('leaves at once, %f minutes into 1,000 of them, ten a minute', (at) => {
    const raised = Array.from({ length: 100 }, (_, n) => ({ at: n, alerts: tenOf(n) }));
    const told = tell([...raised, { at, alerts: [REAL] }], 140);
    expect(waitOf(told, REAL.id, at)).toBeLessThanOrEqual(2);
    expect(told.sent.flatMap(({ ids }) => ids).toSorted()).toEqual(
      [REAL, ...raised.flatMap(({ alerts }) => alerts)].map(({ id }) => id).toSorted(),
    );
    expect(
      most(
        told.sent.map((one) => one.at),
        60,
      ),
    ).toBeLessThanOrEqual(10);
  });

  it('leaves although 300 older ones of its check wait in rows of their own', () => {
    const raised = Array.from({ length: 300 }, (_, n) => ({ at: n / 1000, alerts: [cheap('cheap', n)] }));
    const told = tell([...raised, { at: 1, alerts: [REAL] }], 30);
    expect(waitOf(told, REAL.id, 1)).toBeLessThanOrEqual(2);
  });

  it('leaves within two minutes whatever of three rules, warnings, ends and names is raised besides, and whenever', () => {
    const kinds = fc.constantFrom<Partial<MailedAlert>>(
      {},
      { weight: 400 },
      { severity: 'warning' },
      { kind: 'closed' },
      { kind: 'actor' },
      { kind: 'summary', severity: 'info' },
    );
    const one = fc.record({
      at: fc.double({ min: 0, max: 90, noNaN: true }),
      rule: fc.constantFrom('a', 'b', 'c'),
      kind: kinds,
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 200 }), fc.double({ min: 0, max: 90, noNaN: true }), (attack, at) => {
        const raised = attack.map(({ at: when, rule, kind }, n) => ({ at: when, alerts: [cheap(rule, n, kind)] }));
        const told = tell([...raised, { at, alerts: [REAL] }], 300);
        expect(waitOf(told, REAL.id, at)).toBeLessThanOrEqual(2);
        expect(
          most(
            told.sent.map((mail) => mail.at),
            60,
          ),
        ).toBeLessThanOrEqual(10);
        expect(told.sent.flatMap(({ ids }) => ids)).toHaveLength(raised.length + 1);
      }),
      { numRuns: RUNS },
    );
  });

  it('that leaves late by the fault of the budget is late for the status', () => {
    const rules = Array.from({ length: 30 }, (_, n) => ({ at: n, alerts: [cheap(`rule-${n}`, n)] }));
    const { late, sent } = tell(rules, 90);
    expect(
      most(
        sent.map((mail) => mail.at),
        60,
      ),
    ).toBeLessThanOrEqual(10);
    expect(late[0]).toBeGreaterThan(9);
    expect(late[0]).toBeLessThan(13);
  });

  it('and nothing else: repeats of one rule for hours are joined every ten minutes, and none is late', () => {
    const raised = Array.from({ length: 180 }, (_, n) => ({ at: n, alerts: [cheap('cheap', n)] }));
    const told = tell(raised, 220);
    expect(told.late).toEqual([]);
    expect(told.sent.slice(0, 4).map(({ at, ids }) => [at, ids.length])).toEqual([
      [0, 1],
      [1, 1],
      [11, 10],
      [21, 10],
    ]);
    const waits = raised.map(({ at, alerts: [one] }) => waitOf(told, one?.id ?? '', at));
    expect(Math.max(...waits)).toBeLessThanOrEqual(minutesMs(10) / 60_000 + 1);
  });
});
