import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MailedAlert } from '../../../shared/core/model/alert.ts';
import type { Mailbox, OutboxRow, Refusal } from '../../../shared/core/model/outbox.ts';
import { iso, minutesMs, ms } from '../../../shared/core/model/times.ts';
import { withSend } from '../../../shared/core/notify/budget.ts';
import { EMPTY_MAILBOX } from '../../../shared/core/notify/mailbox.ts';
import { isUrgent } from '../../../shared/core/notify/novelty.ts';
import { chooseDigest, type DigestPolicy } from '../../../shared/core/notify/outbox.ts';
import { MOST_ROWS_IN_A_MESSAGE } from '../../../shared/core/notify/rows.ts';
import { isHeldByBudget } from '../../../shared/core/notify/waiting.ts';
import { alert, at, minute, row, START } from './outbox-rows.ts';

const POLICY: DigestPolicy = { perMinute: 5, perHour: 10, settings: 'settings-1' };

const mailbox = (changes: Partial<Mailbox> = {}): Mailbox => ({ ...EMPTY_MAILBOX, ...changes });

const sends = (...minutes: number[]) => minutes.map((count) => ({ at: at(count), severity: 'warning' as const }));

const choose = (pending: readonly OutboxRow[], box: Partial<Mailbox>, now: number, policy = POLICY) =>
  chooseDigest(pending, mailbox(box), minute(now), policy);

const critical = (id: string, changes: Partial<MailedAlert> = {}) => alert(id, { severity: 'critical', ...changes });

const taken = (choice: ReturnType<typeof chooseDigest>): string[] =>
  'none' in choice ? [] : choice.rows.map(({ rowKey }) => rowKey.replace('pending|mail|', ''));

describe('what leaves now, and why', () => {
  const warning = row(20, [alert('w')]);
  const cases: {
    name: string;
    pending: OutboxRow[];
    box: Partial<Mailbox>;
    now: number;
    because?: string;
    text: string;
  }[] = [
    { name: 'nothing', pending: [], box: {}, now: 20, because: 'empty', text: 'nothing waits' },
    { name: 'a first warning', pending: [warning], box: {}, now: 20, text: '1 row: no digest in the last 10 minutes' },
    {
      name: 'a warning just before the pause ends',
      pending: [warning],
      box: { lastDigestAt: at(11) },
      now: 20.9,
      because: 'pause',
      text: `last digest at ${at(11)}, 10 minutes apart`,
    },
    {
      name: 'a warning when the pause ends',
      pending: [warning],
      box: { lastDigestAt: at(11) },
      now: 21,
      text: '1 row: no digest in the last 10 minutes',
    },
    {
      name: 'a critical alert in the pause',
      pending: [row(20, [critical('c')])],
      box: { lastDigestAt: at(19) },
      now: 20,
      text: '1 row: a critical alert waits',
    },
    {
      name: 'a closing in the pause',
      pending: [row(20, [critical('c', { kind: 'closed' })])],
      box: { lastDigestAt: at(19) },
      now: 20,
      text: '1 row: summaries and closings do not wait',
    },
    {
      name: 'a summary in the pause',
      pending: [row(20, [alert('s', { kind: 'summary', severity: 'info' })])],
      box: { lastDigestAt: at(19) },
      now: 20,
      text: '1 row: summaries and closings do not wait',
    },
    {
      name: 'a warning with the common budget spent',
      pending: [warning],
      box: { sends: sends(1, 2, 3, 4, 5, 6, 7) },
      now: 30,
      because: 'budget',
      text: '7 send requests in the last hour, 7 allowed',
    },
    {
      name: 'a closing of a critical alert with the common budget spent',
      pending: [row(20, [critical('c', { kind: 'closed' })])],
      box: { sends: sends(1, 2, 3, 4, 5, 6, 7) },
      now: 30,
      because: 'budget',
      text: '7 send requests in the last hour, 7 allowed',
    },
    {
      name: 'a critical alert with the common budget spent',
      pending: [row(20, [critical('c')])],
      box: { sends: sends(1, 2, 3, 4, 5, 6, 7) },
      now: 30,
      text: '1 row: a critical alert waits',
    },
    {
      name: 'a critical alert with all budget spent',
      pending: [row(20, [critical('c')])],
      box: { sends: sends(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) },
      now: 30,
      because: 'budget',
      text: '10 send requests in the last hour, 9 allowed',
    },
    {
      name: 'a critical alert with the minute spent',
      pending: [row(20, [critical('c')])],
      box: { sends: sends(29.1, 29.3, 29.5, 29.7, 29.9) },
      now: 30,
      because: 'budget',
      text: '5 send requests in the last minute, 5 allowed',
    },
    {
      name: 'a service that asked to wait',
      pending: [row(20, [critical('c')])],
      box: { notBefore: at(31) },
      now: 30,
      because: 'throttled',
      text: `asked to wait until ${at(31)}`,
    },
    {
      name: 'a wait by a clock that was a day ahead',
      pending: [row(20, [critical('c')])],
      box: { notBefore: at(1440) },
      now: 30,
      text: '1 row: a critical alert waits',
    },
    {
      name: 'sends by a clock that was a day ahead, which were made all the same',
      pending: [warning],
      box: { sends: sends(1440, 1441, 1442, 1443, 1444, 1445, 1446, 1447, 1448, 1449) },
      now: 30,
      because: 'budget',
      text: '10 send requests in the last minute, 5 allowed',
    },
  ];
  it.each(cases)('$name', ({ pending, box, now, because, text }) => {
    const choice = choose(pending, box, now);
    if (because === undefined) expect(choice).toMatchObject({ rows: pending, reason: text });
    else expect(choice).toEqual({ none: text, because });
  });

  it('a small hourly budget still lets one mail an hour be other than critical', () => {
    const policy = { ...POLICY, perHour: 1 };
    expect(taken(choose([row(1, [alert('w')])], {}, 2, policy))).toEqual(['writeback|1']);
  });
});

describe('which rows', () => {
  it('takes rows with a critical alert and older ones of the same check first, then the oldest', () => {
    const pending = [
      row(1, [alert('a1')], {}, 'agents'),
      row(2, [alert('w2')]),
      row(3, [alert('a3')], {}, 'agents'),
      row(4, [critical('w4')]),
      row(5, [alert('w5')]),
    ];
    const order = ['writeback|2', 'writeback|4', 'agents|1', 'agents|3', 'writeback|5'];
    expect(taken(choose([...pending].reverse(), {}, 6))).toEqual(order);
  });

  it('takes at most 98 rows, a critical one among the first, and leaves the rest for the next', () => {
    const old = Array.from({ length: 150 }, (_, n) => row(n, [alert(`a${n}`)], {}, 'agents'));
    const choice = choose([...old, row(200, [critical('c')])], { lastDigestAt: at(199) }, 201);
    expect(taken(choice)).toHaveLength(MOST_ROWS_IN_A_MESSAGE);
    expect(taken(choice)[0]).toBe('writeback|200');
    expect(taken(choice)[1]).toBe('agents|0');
  });

  it('in the pause takes the end of a critical alert with the warnings of its row, and no row besides', () => {
    const pending = [
      row(1, [critical('told', { kind: 'closed' }), alert('w1', { kind: 'opened' })]),
      row(2, [alert('w2', { kind: 'opened' })]),
      row(3, [alert('told too', { kind: 'closed' }), alert('w3', { kind: 'opened' })]),
    ];
    const choice = choose(pending, { lastDigestAt: at(3) }, 4);
    expect(taken(choice)).toEqual(['writeback|1']);
    expect(choice).toMatchObject({ unpaced: false });
  });

  it('in the pause takes closings alone, and keeps one whose opening still waits', () => {
    const pending = [
      row(1, [alert('told', { kind: 'closed' })]),
      row(2, [alert('untold', { kind: 'opened' })]),
      row(3, [alert('untold', { kind: 'closed' })]),
    ];
    const choice = choose(pending, { lastDigestAt: at(2) }, 3);
    expect(taken(choice)).toEqual(['writeback|1']);
    expect(choice).toMatchObject({ unpaced: true, critical: false });
    expect(taken(choose(pending, { lastDigestAt: at(2) }, 12))).toHaveLength(3);
  });
});

describe('after a refusal of all', () => {
  const refused: Refusal = { at: at(0), settings: 'settings-1', alertIds: ['known'], kind: 'access', times: 3 };
  const known = row(0, [critical('known')]);
  it.each([
    { name: 'waits for its pause', now: 9.9, pending: [known], policy: POLICY, held: true },
    { name: 'tries again after it', now: 10, pending: [known], policy: POLICY, held: false },
    {
      name: 'tries at once under other settings',
      now: 1,
      pending: [known],
      policy: { ...POLICY, settings: 'settings-2' },
      held: false,
    },
    {
      name: 'tries at once for a new critical alert',
      now: 1,
      pending: [known, row(1, [critical('new')])],
      policy: POLICY,
      held: false,
    },
    {
      name: 'does not for a new warning',
      now: 1,
      pending: [known, row(1, [alert('new')])],
      policy: POLICY,
      held: true,
    },
    {
      name: 'does not for the closing of a critical alert',
      now: 1,
      pending: [row(1, [critical('new', { kind: 'closed' })])],
      policy: POLICY,
      held: true,
    },
    {
      name: 'tries at once for a warning that became critical',
      now: 1,
      pending: [known, row(1, [critical('w', { kind: 'raised' })])],
      policy: POLICY,
      held: false,
    },
  ])('$name', ({ now, pending, policy, held }) => {
    const choice = choose(pending, { refused }, now, policy);
    if (held) expect(choice).toMatchObject({ because: 'refused', none: expect.stringContaining(at(0)) });
    else expect(choice).toHaveProperty('rows');
  });

  it('does not for a new alert of a rule that was refused, so that cheap ones cannot spend what is kept for its end', () => {
    const alertIds = ['cheap~one~1'];
    const held = { refused: { ...refused, alertIds } };
    expect(choose([row(1, [critical('cheap~two~2')])], held, 1)).toMatchObject({ because: 'refused' });
    expect(choose([row(1, [critical('real~one~2')])], held, 1)).toHaveProperty('rows');
  });

  it('that an earlier version wrote, or of what was dropped after it was accepted, holds for a minute and not at all', () => {
    const old = { at: at(0), settings: 'settings-1', alertIds: ['known'] };
    expect(choose([known], { refused: old }, 0.9)).toMatchObject({ because: 'refused' });
    expect(choose([known], { refused: old }, 1)).toHaveProperty('rows');
    expect(choose([known], { refused: { ...old, kind: 'dropped' } }, 0)).toHaveProperty('rows');
  });
});

describe('after a refusal of what one message said', () => {
  const refused: Refusal = {
    at: at(0),
    settings: 'settings-1',
    alertIds: [],
    kind: 'content',
    times: 0,
    rows: ['pending|mail|writeback|1', 'pending|mail|writeback|2'],
  };
  const [one, two] = [row(1, [alert('w1')]), row(2, [alert('w2')])];

  it.each<[name: string, pending: OutboxRow[], times: number, now: number, taken: string[], plain: boolean]>([
    ['its rows go in words of ours', [one, two], 0, 0, ['writeback|1', 'writeback|2'], true],
    [
      'other rows go as they are, before them if one is critical',
      [one, row(3, [critical('c')])],
      0,
      0,
      ['writeback|3'],
      false,
    ],
    ['other rows go while our own words are refused', [one, row(3, [alert('w3')])], 2, 1, ['writeback|3'], false],
    ['our own words go again after their pause', [one, two], 2, 4, ['writeback|1', 'writeback|2'], true],
  ])('%s', (_, pending, times, now, expected, plain) => {
    const choice = choose(pending, { refused: { ...refused, times } }, now);
    expect(taken(choice)).toEqual(expected);
    expect(choice).toMatchObject({ plain });
  });

  it('our own words wait for their pause and the budget, not for the pause between digests', () => {
    const held = { refused: { ...refused, times: 2 } };
    expect(choose([one], held, 3.9)).toMatchObject({ because: 'refused' });
    expect(choose([one], { refused, lastDigestAt: at(0) }, 1)).toMatchObject({ plain: true });
    expect(choose([one], { refused, sends: sends(0, 0, 0, 0, 0) }, 0)).toMatchObject({ because: 'budget' });
  });
});

describe('isHeldByBudget', () => {
  const waiting = row(0, [alert('w')]);
  const spent = sends(1, 2, 3, 4, 5, 6, 7);
  const held = (box: Partial<Mailbox>, now: number) =>
    isHeldByBudget(waiting, { mailbox: { value: mailbox(box), etag: 'e' }, pending: [waiting] }, minute(now), POLICY);
  const flight = (frozenAt: number) => ({
    operationId: 'o',
    subject: '',
    text: '',
    html: '',
    rows: [],
    alertIds: [],
    severity: 'warning' as const,
    frozenAt: at(frozenAt),
    unpaced: false,
  });
  it.each([
    { name: 'the budget is spent', box: { sends: spent }, now: 30, expected: true },
    { name: 'the budget was spent a moment ago', box: { sends: spent }, now: 62, expected: true },
    {
      name: 'the budget has been free for more than a quarter of an hour',
      box: { sends: spent },
      now: 78,
      expected: false,
    },
    { name: 'the pause lasts', box: { lastDigestAt: at(20) }, now: 25, expected: true },
    { name: 'nothing was ever sent', box: {}, now: 30, expected: false },
    {
      name: 'a mail was just frozen behind a spent budget',
      box: { sends: spent, inFlight: flight(60) },
      now: 60,
      expected: true,
    },
    {
      name: 'a mail has been in flight for long, its tries spending the budget',
      box: { sends: spent, inFlight: flight(1) },
      now: 30,
      expected: false,
    },
    {
      name: 'the last mail was refused',
      box: { sends: spent, refused: { at: at(7), settings: '', alertIds: [] } },
      now: 30,
      expected: false,
    },
  ])('$name: $expected', ({ box, now, expected }) => {
    expect(held(box, now)).toBe(expected);
  });
  it('is false without a mailbox: no notifier ever ran', () => {
    expect(isHeldByBudget(waiting, { mailbox: null, pending: [waiting] }, minute(30), POLICY)).toBe(false);
  });
});

describe('over hours of arrivals', () => {
  const arrival = fc.record({
    minute: fc.integer({ min: 0, max: 180 }),
    check: fc.constantFrom('writeback' as const, 'agents' as const),
    severity: fc.constantFrom('critical' as const, 'warning' as const, 'info' as const),
    kind: fc.constantFrom('event' as const, 'opened' as const, 'closed' as const, 'summary' as const),
    copies: fc.constantFrom(1, 1, 1, 60),
  });
  const policies = fc.record({ perMinute: fc.integer({ min: 1, max: 3 }), perHour: fc.integer({ min: 4, max: 12 }) });

  interface Sent {
    readonly at: number;
    readonly rows: readonly OutboxRow[];
    readonly critical: boolean;
  }

  /** Notifies every 20 seconds until all has gone or two days are over. */
  function simulate(arrivals: readonly OutboxRow[], policy: DigestPolicy, refusesEvery: number): Sent[] {
    const sent: Sent[] = [];
    let box = mailbox();
    let pending: OutboxRow[] = [];
    let coming = [...arrivals];
    for (let now = START; now < minute(2880) && (pending.length > 0 || coming.length > 0); now += 20_000) {
      pending = [...pending, ...coming.filter((one) => ms(one.at) <= now)];
      coming = coming.filter((one) => ms(one.at) > now);
      const choice = chooseDigest(pending, box, now, policy);
      if ('none' in choice) continue;
      box = { ...box, sends: withSend(box.sends, now, 'warning') };
      const isRefused = refusesEvery > 0 && (sent.length + 1) % refusesEvery === 0;
      sent.push({ at: now, rows: isRefused ? [] : choice.rows, critical: choice.critical });
      if (isRefused) continue;
      const gone = new Set(choice.rows);
      pending = pending.filter((one) => !gone.has(one));
      if (!choice.unpaced) box = { ...box, lastDigestAt: iso(now) };
    }
    return sent;
  }

  const rowsOf = (
    arrivals: readonly {
      minute: number;
      check: 'writeback' | 'agents';
      severity: MailedAlert['severity'];
      kind: MailedAlert['kind'];
      copies: number;
    }[],
  ) =>
    [...arrivals]
      .sort((a, b) => a.minute - b.minute)
      .flatMap((one) => Array.from({ length: one.copies }, () => one))
      .map((one, n) =>
        row(n, [alert(`id${n}`, { severity: one.severity, kind: one.kind })], { at: at(one.minute) }, one.check),
      );

  const most = (times: readonly number[], windowMs: number): number =>
    Math.max(0, ...times.map((from) => times.filter((one) => one >= from && one <= from + windowMs).length));

  it('never exceeds the budgets in any sliding window, keeps three for critical alerts, and takes every row once', () => {
    fc.assert(
      fc.property(
        fc.array(arrival, { maxLength: 40 }),
        policies,
        fc.constantFrom(0, 3),
        (arrivals, limits, refusesEvery) => {
          const rows = rowsOf(arrivals);
          const policy = { ...limits, settings: '' };
          const sent = simulate(rows, policy, refusesEvery);
          const times = sent.map((one) => one.at);
          expect(most(times, minutesMs(1))).toBeLessThanOrEqual(limits.perMinute);
          expect(most(times, minutesMs(60))).toBeLessThanOrEqual(limits.perHour);
          for (const one of sent.filter((mail) => !mail.critical)) {
            const before = times.filter((time) => time < one.at && time >= one.at - minutesMs(60)).length;
            expect(before).toBeLessThan(limits.perHour - 3);
          }
          const told = sent.flatMap((one) => one.rows);
          expect(new Set(told).size).toBe(told.length);
          expect(told).toHaveLength(rows.length);
          expect(Math.max(0, ...sent.map((one) => one.rows.length))).toBeLessThanOrEqual(MOST_ROWS_IN_A_MESSAGE);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('a critical alert waits for nothing but the budget', () => {
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 40 }), policies, (arrivals, limits) => {
        const rows = rowsOf(arrivals.map((one) => ({ ...one, copies: 1 })));
        const sent = simulate(rows, { ...limits, settings: '' }, 0);
        for (const one of rows.filter(({ alerts }) => alerts.some(isUrgent))) {
          const mail = sent.find(({ rows: told }) => told.includes(one));
          const free = (now: number) =>
            sent.filter((other) => other.at < now && other.at >= now - minutesMs(60)).length < limits.perHour &&
            sent.filter((other) => other.at < now && other.at >= now - minutesMs(1)).length < limits.perMinute;
          const ticks = Array.from({ length: 3 * 60 * 24 }, (_, n) => ms(one.at) + n * 20_000);
          expect(mail?.at).toBe(ticks.find(free));
        }
      }),
      { numRuns: 60 },
    );
  });
});
